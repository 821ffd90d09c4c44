import { growBundles, growTiles, leafHash, signCheckpoint, tileReader, treeRoot } from "@zhanqiao/tlog";
import { sql } from "kysely";
import { type Clock, type Database, type Files, type Logger, thePlatform } from "../platform/index.ts";
import type { SigningKey } from "./signing-key.ts";
import { createHead, entriesBetween, placeWaiting, readHead, saveCheckpoint } from "./store.ts";

export interface SequencerNeeds {
  readonly db: Database;
  readonly files: Files;
  readonly clock: Clock;
  readonly key: SigningKey;
  readonly origin: string;
}

const batch = 4096;
/** Where the log's tiles stand in the file store. */
export const tileKey = (path: string): string => `ledger/${path}`;

/**
 * Moves the log forward: gives waiting entries their places, writes tiles, signs and publishes the checkpoint.
 * Each step is durable before the next begins and can be done again: a crash between any two loses, doubles and
 * reorders nothing. The head's row lock lets one process at a time do it, and makes the checkpoint's move a
 * compare-and-swap: published size only ever grows, from the size it was computed on.
 * @returns entries published now.
 */
export async function sequence(needs: SequencerNeeds): Promise<number> {
  await place(needs);
  return publish(needs);
}

async function place({ db, origin }: SequencerNeeds): Promise<void> {
  await db.acting(thePlatform, async (tx) => {
    const lock = await sql<{
      got: boolean;
    }>`select pg_try_advisory_xact_lock(hashtext('zhanqiao.ledger')) as got`.execute(tx);
    if (!lock.rows[0]?.got) return;
    let head = await readHead(tx, true);
    if (!head) {
      await createHead(tx, origin);
      head = (await readHead(tx, true))!;
    }
    if (head.origin !== origin) throw new Error(`this database holds the log ${head.origin}, not ${origin}`);
    await placeWaiting(tx, head.size, batch);
  });
}

async function publish({ db, files, clock, key, origin }: SequencerNeeds): Promise<number> {
  return db.acting(thePlatform, async (tx) => {
    const head = await readHead(tx, true);
    if (!head || (head.published === head.size && head.checkpoint)) return 0;
    const { published: from, size: to } = head;
    const rows = await entriesBetween(tx, from, to);
    if (rows.length !== to - from) throw new Error(`the log lacks entries between ${from} and ${to}`);
    const entries = rows.map((row) => new Uint8Array(row.bytes));
    const readTile = tilesOf(files);
    const grown = [
      ...(await growBundles({ from, to, readTile, entries })),
      ...(await growTiles({ from, to, readTile, leafHashes: entries.map((entry) => leafHash(entry)) })),
    ];
    for (const file of grown) await files.write(tileKey(file.path), file.bytes);
    const root = await treeRoot(to, tileReader(to, readTile));
    const checkpoint = await signCheckpoint({ origin, size: to, root, extensions: [] }, [key.signer]);
    await saveCheckpoint(tx, to, checkpoint, clock.now());
    return to - from;
  });
}

/** Reads tiles of the log from the file store. */
export function tilesOf(files: Files): (path: string) => Promise<Uint8Array | undefined> {
  return async (path) =>
    files.exists(tileKey(path)) ? new Uint8Array(await files.read(tileKey(path))) : undefined;
}

/** Runs the sequencer until stopped; entries reach the checkpoint within a second of their act. */
export function runSequencer(needs: SequencerNeeds, log: Logger, every = 250): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    while (!stopped) {
      try {
        if ((await sequence(needs)) >= batch) continue;
      } catch (error) {
        log.error({ err: (error as Error).message }, "ledger sequencer");
      }
      await new Promise((done) => setTimeout(done, every).unref());
    }
  };
  running = round();
  return {
    stop: async () => {
      stopped = true;
      await Promise.race([running, new Promise((done) => setTimeout(done, 2 * every))]);
    },
  };
}
