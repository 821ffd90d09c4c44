import {
  type Clock,
  type Database,
  type Files,
  type Logger,
  type OutgoingFetch,
  thePlatform,
} from "../platform/index.ts";
import { pause, type Term } from "./leader.ts";
import { keepCosignature, keepTrouble, readHead, witnessStates } from "./store.ts";
import { submitCheckpoint, WitnessTrouble } from "./submit-checkpoint.ts";
import type { Witness } from "./witness-list.ts";

export interface WitnessNeeds {
  readonly db: Database;
  readonly files: Files;
  readonly clock: Clock;
  readonly witnesses: readonly Witness[];
  readonly fetch: OutgoingFetch;
  /** Milliseconds between looking for a new checkpoint, and the longest wait of a witness in trouble. */
  readonly look?: number;
  readonly longest?: number;
}

/**
 * Has each witness cosign the newest checkpoint while this process leads, each in its own time: one that is slow or
 * gone holds up neither acts nor checkpoints nor the other witnesses, and is asked again after 1, 2, 4 … seconds.
 */
export async function submitToWitnesses(term: Term, needs: WitnessNeeds, log: Logger): Promise<void> {
  await Promise.all(needs.witnesses.map((witness) => attend(term, needs, witness, log)));
}

async function attend(term: Term, needs: WitnessNeeds, witness: Witness, log: Logger): Promise<void> {
  const { look = 500, longest = 300_000 } = needs;
  for (let tries = 0; !term.over.aborted; ) {
    try {
      await submitLatest(needs, witness, term.over);
      tries = 0;
      await pause(look, term.over);
    } catch (error) {
      if (term.over.aborted) return;
      tries++;
      if (tries === 1) log.warn({ witness: witness.name, err: (error as Error).message }, "ledger witness");
      await noted(needs, witness, error, tries);
      await pause(Math.min(2 * look * 2 ** (tries - 1), longest), term.over);
    }
  }
}

/** Submits the newest checkpoint to a witness unless it has cosigned just that. True when it did so now. */
export async function submitLatest(
  needs: WitnessNeeds,
  witness: Witness,
  signal?: AbortSignal,
): Promise<boolean> {
  const { db, clock } = needs;
  const { head, state } = await db.reading(thePlatform, async (tx) => ({
    head: await readHead(tx),
    state: (await witnessStates(tx)).find((one) => one.witness === witness.name),
  }));
  if (!head?.checkpoint || state?.checkpoint === head.checkpoint) return false;
  const published = { size: head.published, note: head.checkpoint };
  const line = await submitCheckpoint(
    { ...needs, ...(signal ? { signal } : {}) },
    witness,
    published,
    state?.size ?? 0,
  );
  await db.acting(thePlatform, (tx) =>
    keepCosignature(tx, {
      ...{ size: published.size, checkpoint: published.note, line, at: clock.now() },
      ...{ witness: witness.name, url: witness.url, of: needs.witnesses.map((one) => one.name) },
    }),
  );
  return true;
}

/** A database that is away is the sequencer's to report; here it only means to try again. */
async function noted(
  { db, clock }: WitnessNeeds,
  witness: Witness,
  error: unknown,
  tries: number,
): Promise<void> {
  if (!(error instanceof WitnessTrouble)) return;
  const trouble = { witness: witness.name, url: witness.url, text: error.text, tries, at: clock.now() };
  await db.acting(thePlatform, (tx) => keepTrouble(tx, trouble)).catch(() => {});
}
