import { entryByCode } from "../../catalog/index.ts";
import { type Caller, newId, type Tx } from "../../platform/index.ts";
import type { StartBody } from "../contract.ts";
import type { CollectNeeds } from "../needs.ts";
import { refuse } from "../refusals.ts";
import { countOpen, findIntake, type IntakeRow, insertIntake } from "../store.ts";
import { article, requireMember, requireOfficer } from "./permit.ts";
import { steps } from "./steps.ts";

/** Unfinished intakes one organisation may have: each may hold a large file. */
const mostOpen = 200;

/**
 * Begins an intake for a published entry of the caller's own organisation (Art. 12). Refuses: another's entry
 * (403), one not published (404, 409), a file beyond the limit (413), too many unfinished intakes (429).
 */
export async function startIntake(needs: CollectNeeds, caller: Caller, body: StartBody): Promise<IntakeRow> {
  requireMember(caller);
  if (body.bytes > needs.uploadLimit) throw refuse("too_large", { params: { limit: needs.uploadLimit } });
  return needs.db.acting(caller, async (tx) => {
    const entry = await entryByCode(tx, needs.organisations, body.entry);
    if (!entry) throw refuse("entry_missing");
    if (entry.provider.uscc !== caller.org) throw refuse("not_yours", { article });
    requireOfficer(caller);
    if (entry.state !== "published") throw refuse("entry_not_published", { article });
    const open = await countOpen(tx, caller.org);
    if (open >= mostOpen) throw refuse("too_many_open", { params: { count: open } });
    const at = needs.clock.now();
    const id = newId(at);
    await insertIntake(tx, {
      id,
      entry: entry.code,
      entry_name: entry.name,
      provider: caller.org,
      created_by: caller.id,
      name: body.name,
      bytes: body.bytes,
      step: steps.waiting,
      at,
    });
    return (await findIntake(tx, id)) as IntakeRow;
  });
}

/** The entry as it is published now; refuses (409) when it no longer is. */
export async function publishedEntry(tx: Tx, needs: Pick<CollectNeeds, "organisations">, code: string) {
  const entry = await entryByCode(tx, needs.organisations, code);
  if (entry?.state !== "published") throw refuse("entry_not_published", { article });
  return entry;
}

/** The information items of an entry as it is published now; refuses (409) when it no longer is. */
export const itemsOf = async (tx: Tx, needs: Pick<CollectNeeds, "organisations">, code: string) =>
  (await publishedEntry(tx, needs, code)).items;
