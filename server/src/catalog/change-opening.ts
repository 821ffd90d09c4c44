import type { Tx } from "../platform/index.ts";
import type { Opening } from "../procedure/index.ts";
import { refuse } from "./refusals.ts";
import { type ChangeKind, changePending, claimChange, type EntryWithContent, findEntry } from "./store.ts";

/**
 * The entry whose share or open type a new case is to change. Somebody else's draft does not exist for the caller.
 * @throws Refusal when there is no such entry, it is retired, or a change of the kind is under way.
 */
export async function entryToChange(tx: Tx, given: Opening, kind: ChangeKind): Promise<EntryWithContent> {
  const entry = given.subject ? await findEntry(tx, given.subject, true) : undefined;
  const own = given.caller.kind === "staff" && entry?.provider === given.caller.org;
  const known = entry && (own || entry.state === "published" || entry.state === "retired");
  if (!known) throw refuse("entry_missing");
  if (entry.state === "retired" || entry.state === "discarded") throw refuse("not_published");
  if (await changePending(tx, entry.code, kind)) throw refuse("change_pending");
  return entry;
}

/** Keeps other cases of the kind away from the entry until this one ends. */
export async function claim(tx: Tx, code: string, kind: ChangeKind, caseId: string): Promise<void> {
  if (!(await claimChange(tx, code, kind, caseId))) throw refuse("change_pending");
}
