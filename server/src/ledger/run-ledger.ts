import type { Logger } from "../platform/index.ts";
import { type LeaderNeeds, pause, standForLeader, type Term } from "./leader.ts";
import { batch, type SequencerNeeds, sequence } from "./sequence.ts";
import { submitToWitnesses, type WitnessNeeds } from "./submit.ts";

export type RunNeeds = SequencerNeeds & WitnessNeeds & Pick<LeaderNeeds, "every" | "silence">;

/** A log that is in trouble is looked at less often, but again: a full disk is emptied, a file put back. */
const longestWait = 10_000;

/**
 * Keeps the log moving in this process whenever it leads: entries reach the checkpoint well within a second of their
 * act, and each checkpoint is submitted to the witnesses beside that, delaying nothing.
 */
export function runLedger(
  needs: RunNeeds,
  log: Logger,
  every = 200,
): { stop(): Promise<void>; leads(): boolean } {
  return standForLeader({ ...needs, log }, async (term) => {
    await Promise.all([sequenceWhile(term, needs, log, every), submitToWitnesses(term, needs, log)]);
  });
}

async function sequenceWhile(term: Term, needs: SequencerNeeds, log: Logger, every: number): Promise<void> {
  let wait = every;
  while (!term.over.aborted) {
    try {
      await term.confirm();
      if (term.over.aborted) return;
      const moved = await sequence(needs);
      wait = every;
      if (moved >= batch) continue;
    } catch (error) {
      log.error({ err: (error as Error).message }, "ledger sequencer");
      wait = Math.min(2 * wait, longestWait);
    }
    await pause(wait, term.over);
  }
}
