import { createHash } from "node:crypto";
import { networkOf, newId, type Tx } from "../platform/index.ts";
import { refuse } from "./refusals.ts";
import { dropFilingsUntil, fillingFiling, insertFiling } from "./store.ts";

/** How far back filings count: an hour. */
export const filingsLookBack = 60 * 60_000;

/**
 * Counts a case filed without an account, in the transaction that files it, so that a refused filing is not counted
 * and no two processes let one too many through. IPv6 counts by /64.
 * @param most filings an hour from one network.
 * @throws Refusal too_many_filings (429), saying after how many seconds the next is taken.
 */
export async function countFiling(
  tx: Tx,
  { address, at, most }: { address: string; at: Date; most: number },
): Promise<void> {
  const network = createHash("sha256").update(networkOf(address)).digest();
  const since = new Date(at.getTime() - filingsLookBack);
  const filling = await fillingFiling(tx, network, since, most);
  if (filling) {
    const left = Math.ceil((filling.getTime() + filingsLookBack - at.getTime()) / 1000);
    const seconds = Math.min(filingsLookBack / 1000, Math.max(1, left));
    throw refuse("too_many_filings", { retryAfter: seconds, params: { minutes: Math.ceil(seconds / 60) } });
  }
  await dropFilingsUntil(tx, since);
  await insertFiling(tx, { id: newId(at), network, at });
}
