import { join } from "node:path";
import type { Config, Logger } from "../platform/index.ts";
import { type LeaderNeeds, pause, standForLeader, type Term } from "./leader.ts";
import { batch, type SequencerNeeds, sequence } from "./sequence.ts";
import { openSigningKey, type SigningKey, withSm2 } from "./signing-key.ts";
import { submitToWitnesses, type WitnessNeeds } from "./submit.ts";
import { readWitnesses, type Witness } from "./witness-list.ts";

export type RunNeeds = SequencerNeeds & WitnessNeeds & Pick<LeaderNeeds, "every" | "silence">;

/** The log's keys in the data folder, and its witnesses, as a deployment has set them. */
export function openLedgerKeys(
  config: Pick<Config, "dataDir" | "ledgerSm2" | "witnessesFile">,
  origin: string,
): { key: SigningKey; witnesses: readonly Witness[] } {
  const secrets = join(config.dataDir, "secrets");
  const key = openSigningKey(join(secrets, "ledger-key"), origin);
  return {
    key: config.ledgerSm2 ? withSm2(key, join(secrets, "ledger-sm2-key")) : key,
    witnesses: config.witnessesFile ? readWitnesses(config.witnessesFile) : [],
  };
}

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
