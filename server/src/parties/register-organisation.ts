import { sql } from "kysely";
import { checkCreditCode } from "../platform/identifiers/index.ts";
import type { Tx } from "../platform/index.ts";
import { type By, record } from "./acting.ts";
import { admit, type NewPerson } from "./add-person.ts";
import { lockCompetent } from "./administer.ts";
import type { Org } from "./contract.ts";
import { organisation } from "./organisations.ts";
import { refuse } from "./refusals.ts";
import { insertOrganisation, type OrganisationRow } from "./store.ts";

/**
 * Registers an organisation, with its first administrator where one is named (Arts. 3, 6). The platform may
 * register any; an authority's administrator, those of its level and division, and the city's also districts'
 * and their authorities. Runs as the platform: the decision is made here, on `by.caller`.
 */
export async function registerOrganisation(
  tx: Tx,
  given: OrganisationRow,
  by: By,
  admin?: Pick<NewPerson, "name" | "login" | "password">,
): Promise<Org> {
  await lockCompetent(tx, by.caller, given);
  const check = checkCreditCode(given.uscc);
  if (!check.valid)
    throw refuse("uscc_invalid", {
      article: "13",
      fields: [{ path: "uscc", zh: "统一社会信用代码不正确", en: `is not valid: ${check.reason}` }],
    });
  await refuseUnfitDivision(tx, given);
  if (!(await insertOrganisation(tx, given, by.at))) throw refuse("organisation_exists");
  await record(tx, by, {
    act: "parties.register-organisation",
    article: "6",
    role: "admin",
    subject: given.uscc,
    content: { kind: given.kind, holder: given.holder, level: given.level, division: given.division },
  });
  if (admin) await admit(tx, { ...admin, org: given.uscc, roles: ["admin"] }, by);
  return (await organisation(tx, given.uscc))!;
}

async function refuseUnfitDivision(tx: Tx, o: OrganisationRow): Promise<void> {
  const found = await sql<{
    level: string;
  }>`select level from parties.division where code = ${o.division}`.execute(tx);
  const level = found.rows[0]?.level;
  const fits = level === o.level || (level === "street" && o.level === "district" && o.kind !== "authority");
  if (!fits)
    throw refuse("division_mismatch", {
      fields: [
        { path: "division", zh: "不存在或与层级不符", en: "does not exist or does not fit the level" },
      ],
    });
}
