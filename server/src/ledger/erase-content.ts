import { decodeEntry } from "@zhanqiao/tlog";
import { type Caller, newId, type Tx } from "../platform/index.ts";
import { appendAct } from "./append.ts";
import { refuse } from "./refusals.ts";
import { eraseContents, keptOfActs } from "./store.ts";

export const erasureAct = "ledger.erased";

export interface Erasing {
  /** Ids of the acts whose content is to go, at most 1,000. */
  readonly acts: readonly string[];
  /** Why, as a code: the record of an erasure must not repeat what was erased. */
  readonly ground: "purpose-ended" | "term-over" | "consent-withdrawn" | "unlawful";
  readonly caller: Caller;
  readonly role?: string;
  readonly at: Date;
  /** What the erasure rests on, e.g. Art. 46 (laws on personal information are to be followed). */
  readonly article: string;
  readonly instrument?: string;
}

/**
 * Erases what acts committed to: content and salt are deleted for good, the entries stay, so that every proof ever
 * given still holds while nobody can tell any more what was committed to, not even by guessing. The erasing is an
 * act of its own in the log and names the acts it touched. The transaction must work as the platform, and the
 * caller's right is the caller's to check.
 * @returns the id of the erasing act and the acts whose content went.
 * @throws Refusal when nothing is kept of any of them, or one is itself an erasure.
 */
export async function eraseContent(tx: Tx, erasing: Erasing): Promise<{ id: string; acts: string[] }> {
  const { ground, caller, role, at, article, instrument } = erasing;
  if (erasing.acts.length > 1000)
    throw new Error(`${erasing.acts.length} acts are too many to erase at once`);
  for (const entry of await keptOfActs(tx, erasing.acts))
    if (decodeEntry(new Uint8Array(entry.bytes)).act === erasureAct)
      throw refuse("erasure_stays", { article });
  const id = newId(at);
  const acts = await eraseContents(tx, { acts: erasing.acts, byAct: id, at });
  if (acts.length === 0) throw refuse("nothing_to_erase", { article });
  await appendAct(tx, {
    ...{ id, act: erasureAct, caller, article, at },
    ...(role ? { role } : {}),
    ...(instrument ? { instrument } : {}),
    content: { acts, ground },
  });
  return { id, acts };
}
