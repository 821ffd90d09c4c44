import {
  consistencyProof,
  growBundles,
  growTiles,
  type LogFile,
  leafHash,
  parseTilePath,
  type Signer,
  signCheckpoint,
  tileReader,
  tileWidth,
  treeRoot,
  verifyConsistency,
} from "@zhanqiao/tlog";
import { type Clock, type Database, type Files, thePlatform } from "../platform/index.ts";
import { checkpointKey, LedgerFault, opened, readIfThere, tileKey, tilesOf } from "./log-files.ts";
import type { SigningKey } from "./signing-key.ts";
import {
  anyWaiting,
  createHead,
  entriesBetween,
  type Head,
  placeWaiting,
  readHead,
  swapCheckpoint,
} from "./store.ts";

/** What the sequencer has just done, in this order; "placing" and "swapping" are said before their commit. */
export const steps = [
  "placing",
  "placed",
  "bundles written",
  "tiles written",
  "signed",
  "swapping",
  "checkpoint saved",
  "checkpoint filed",
  "partials swept",
] as const;
export type Step = (typeof steps)[number];

export interface SequencerNeeds {
  readonly db: Database;
  readonly files: Files;
  readonly clock: Clock;
  readonly key: SigningKey;
  readonly origin: string;
  /** Told of each step, before the next begins; a test ends the process here. */
  readonly reached?: (step: Step) => unknown;
}

/** Entries placed in one round. */
export const batch = 4096;
/** Files written side by side: each waits for the disk, not for us. */
const writers = 8;

/**
 * Moves the log forward: gives waiting entries their places, writes bundles and tiles, signs, publishes. Each step is
 * durable before the next begins and can be done again: a crash between any two loses, doubles and reorders nothing.
 *
 * Fork-safe without trusting any lock: places are given under the head's row lock; the tree must grow out of the
 * checkpoint that stands; and that checkpoint is replaced only if it is still the one the new one was built on. A
 * process that lost such a race has signed something that nobody will see.
 * @returns entries published now.
 * @throws LedgerFault when tiles, head or kept checkpoint contradict each other.
 */
export async function sequence(needs: SequencerNeeds): Promise<number> {
  await place(needs);
  return publish(needs);
}

async function place({ db, origin, reached }: SequencerNeeds): Promise<void> {
  const idle = await db.reading(
    thePlatform,
    async (tx) => (await readHead(tx)) !== undefined && !(await anyWaiting(tx)),
  );
  if (idle) return;
  await db.acting(thePlatform, async (tx) => {
    const head = (await readHead(tx, true)) ?? (await createHead(tx, origin));
    if (head.origin !== origin)
      throw new LedgerFault(`this database holds the log ${head.origin}, not ${origin}`);
    await placeWaiting(tx, head.size, batch);
    await reached?.("placing");
  });
  await reached?.("placed");
}

async function publish(needs: SequencerNeeds): Promise<number> {
  const { db, files, clock, key, origin, reached } = needs;
  // Before the head: a checkpoint is filed after it was saved, so the head read later is never the older one.
  const filed = await readIfThere(files, checkpointKey);
  const head = await db.reading(thePlatform, (tx) => readHead(tx));
  if (!head || (head.published === head.size && head.checkpoint)) return 0;
  const { published: from, size: to } = head;
  await requireGround(needs, head, filed);

  const rows = await db.reading(thePlatform, (tx) => entriesBetween(tx, from, to));
  if (rows.length !== to - from || rows.some((row, i) => row.index !== from + i))
    throw new LedgerFault(`the log lacks entries between ${from} and ${to}`);
  const entries = rows.map((row) => new Uint8Array(row.bytes));
  const readTile = tilesOf(files);
  const bundles = await growBundles({ from, to, readTile, entries });
  await writeAll(files, bundles);
  await reached?.("bundles written");
  const tiles = await growTiles({ from, to, readTile, leafHashes: entries.map(leafHash) });
  await writeAll(files, tiles);
  await reached?.("tiles written");

  const root = await provenRoot(needs, head);
  const signers: Signer[] = key.second ? [key.signer, key.second.signer] : [key.signer];
  const checkpoint = await signCheckpoint({ origin, size: to, root, extensions: [] }, signers);
  await reached?.("signed");
  const won = await db.acting(thePlatform, async (tx) => {
    const swapped = await swapCheckpoint(tx, head, { published: to, checkpoint, at: clock.now() });
    await reached?.("swapping");
    return swapped;
  });
  if (!won) return 0;
  await reached?.("checkpoint saved");
  await files.write(checkpointKey, checkpoint);
  await reached?.("checkpoint filed");
  await sweep(files, [...bundles, ...tiles]);
  await reached?.("partials swept");
  return to - from;
}

/** Signing on top of these tiles must not contradict the checkpoint that stands, nor one that stood before. */
async function requireGround(
  { files, origin, key }: SequencerNeeds,
  head: Head,
  filed: Uint8Array | undefined,
): Promise<void> {
  if (filed) {
    const kept = opened(Buffer.from(filed).toString("utf8"), { origin, key });
    if (kept.size > head.published)
      throw new LedgerFault(
        `the database knows ${head.published} published entries, a checkpoint beside the tiles signs ${kept.size}: was an old copy put back?`,
      );
  }
  if (!head.checkpoint) return;
  const stands = opened(head.checkpoint, { origin, key });
  const built = await treeRoot(head.published, tileReader(head.published, tilesOf(files)));
  if (stands.size !== head.published || !Buffer.from(built).equals(stands.root))
    throw new LedgerFault(`the tiles are not those of the checkpoint of ${head.published} entries`);
}

/** The root over the tiles as they now stand on disk, proven to extend the checkpoint that stands. */
async function provenRoot({ files, origin, key }: SequencerNeeds, head: Head): Promise<Uint8Array> {
  const reader = tileReader(head.size, tilesOf(files));
  const root = await treeRoot(head.size, reader);
  if (!head.checkpoint || head.published === 0) return root;
  const { size: oldSize, root: oldRoot } = opened(head.checkpoint, { origin, key });
  const proof = await consistencyProof(oldSize, head.size, reader);
  if (!verifyConsistency({ oldSize, newSize: head.size, oldRoot, newRoot: root, proof }))
    throw new LedgerFault(`the tiles of ${head.size} entries do not extend the checkpoint of ${oldSize}`);
  return root;
}

async function writeAll(files: Files, grown: readonly LogFile[]): Promise<void> {
  const rest = [...grown];
  const work = async () => {
    for (let file = rest.shift(); file; file = rest.shift())
      await files.write(tileKey(file.path), file.bytes);
  };
  await Promise.all(Array.from({ length: writers }, work));
}

/** A full tile replaces its partial ones (C2SP tlog-tiles), which would otherwise outnumber everything else. */
async function sweep(files: Files, grown: readonly LogFile[]): Promise<void> {
  for (const { path } of grown)
    if (parseTilePath(path).width === tileWidth) await files.remove(tileKey(`${path}.p`));
}
