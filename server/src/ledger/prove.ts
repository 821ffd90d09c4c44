import { issueReceipt, tileReader } from "@zhanqiao/tlog";
import type { z } from "zod";
import { type Caller, type Database, elevate, type Files, type Tx, thePlatform } from "../platform/index.ts";
import { actsFollowed, actsSeen } from "../procedure/index.ts";
import type * as contract from "./contract.ts";
import { tilesOf } from "./log-files.ts";
import { refuse } from "./refusals.ts";
import { checkpointsFor } from "./served-checkpoint.ts";
import { entriesOfActs, readHead } from "./store.ts";

type Receipts = z.output<typeof contract.receipts>;

export interface ProverNeeds {
  readonly db: Database;
  readonly files: Files;
}

/** Proofs of every act of a case the caller may see. */
export function caseReceipts(needs: ProverNeeds, caller: Caller, key: string): Promise<Receipts> {
  return needs.db.reading(caller, async (tx) => {
    const acts = await actsSeen(tx, key);
    if (!acts.length) throw refuse("case_missing");
    // The caller sees the case; what its entries commit to is theirs to see as well.
    await elevate(tx);
    return receiptsOf(tx, needs, acts);
  });
}

/** Proofs for somebody without an account: the entries and proofs, without the contents of others' acts. */
export function followedReceipts(
  needs: ProverNeeds,
  given: { number: string; secret: string },
): Promise<Receipts> {
  return needs.db.reading(thePlatform, async (tx) => {
    const acts = await actsFollowed(tx, given);
    if (!acts.length) throw refuse("case_missing");
    const all = await receiptsOf(tx, needs, acts);
    return { items: all.items.map(({ content: _content, salt: _salt, ...rest }) => rest) };
  });
}

async function receiptsOf(
  tx: Tx,
  { files }: ProverNeeds,
  acts: readonly { id: string; version: number; action: string }[],
): Promise<Receipts> {
  const proofs = await issueEntryProof(
    tx,
    files,
    acts.map((a) => a.id),
  );
  const byId = new Map(acts.map((act) => [act.id, act]));
  return {
    items: proofs.map(({ actId, ...proof }) => {
      const act = byId.get(actId)!;
      return { version: act.version, action: act.action, ...proof };
    }),
  };
}

/**
 * Entries, contents and tlog-proofs of acts by their ids, in the order they were appended. A proof rests on the
 * checkpoint that most witnesses cosigned among those that hold the entry, else on the newest. Index and proof are
 * null for the moment between an act and the next checkpoint. The caller's right to see the acts is the caller's to
 * check.
 */
export async function issueEntryProof(tx: Tx, files: Files, actIds: readonly string[]) {
  const checkpoints = await checkpointsFor(tx, await readHead(tx));
  const entries = await entriesOfActs(tx, actIds);
  return Promise.all(
    entries.map(async (entry) => {
      const under = checkpoints.find(({ size }) => entry.index !== null && entry.index < size);
      return {
        actId: entry.act_id,
        index: under ? entry.index : null,
        entry: entry.bytes.toString("utf8"),
        ...(entry.content && entry.salt
          ? { content: entry.content, salt: entry.salt.toString("base64") }
          : {}),
        proof: under
          ? await issueReceipt(entry.index!, under.note, tileReader(under.size, tilesOf(files)))
          : null,
      };
    }),
  );
}
