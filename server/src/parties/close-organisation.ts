import type { Tx } from "../platform/index.ts";
import { type By, record } from "./acting.ts";
import { lockCompetent } from "./administer.ts";
import type { Org } from "./contract.ts";
import { organisation } from "./organisations.ts";
import { refuse } from "./refusals.ts";
import { setOrganisationActive } from "./store.ts";

/**
 * Closes an organisation, or opens it again: nobody of a closed one can sign in and their sessions hold no
 * longer. Its name and acts remain. The caller of this act calls `sessions.forget()` after the commit.
 */
export async function closeOrganisation(tx: Tx, uscc: string, active: boolean, by: By): Promise<Org> {
  const found = await organisation(tx, uscc);
  if (!found) throw refuse("organisation_unknown");
  await lockCompetent(tx, by.caller, { ...found, division: found.division.code });
  if (by.caller.kind === "staff" && by.caller.org === uscc) throw refuse("not_yourself");
  if (!(await setOrganisationActive(tx, uscc, active))) throw refuse("organisation_exists");
  await record(tx, by, {
    act: active ? "parties.reopen-organisation" : "parties.close-organisation",
    article: "6",
    role: "admin",
    subject: uscc,
    content: {},
  });
  return (await organisation(tx, uscc))!;
}
