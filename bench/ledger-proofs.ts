import { hash, randomInt } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  issueReceipt,
  keyPairFromSeed,
  nodeHash,
  parseReceipt,
  parseSignerKey,
  signCheckpoint,
  tilePath,
  tileReader,
  tileWidth,
  treeRoot,
  verifyInclusion,
} from "@zhanqiao/tlog";
import { tileKey, tilesOf } from "../server/src/ledger/log-files.ts";
import { openFiles } from "../server/src/platform/index.ts";
import { watchPeak } from "./on-servers.ts";
import { type BenchRow, quantile } from "./row.ts";

const origin = "bench.example";

/**
 * Receipts at random places of a log of `size` entries, by the prover's own code over real tile files, each verified.
 * The tree is hashed straight into tiles: its leaves stand for entries that nobody reads here.
 */
export async function benchProofs(size: number): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-bench-tiles-"));
  try {
    const begun = performance.now();
    buildTiles(dir, size);
    const built = performance.now() - begun;
    const readTile = tilesOf(openFiles(dir));
    const reader = tileReader(size, readTile);
    const root = await treeRoot(size, reader);
    const key = parseSignerKey(keyPairFromSeed(origin, new Uint8Array(32)).signerKey);
    const checkpoint = await signCheckpoint({ origin, size, root, extensions: [] }, [key]);
    const places = Array.from({ length: 3000 }, () => randomInt(size));

    const alone: number[] = [];
    for (const index of places) {
      const paths = tilesBelow(index, size);
      const from = performance.now();
      await Promise.all(paths.map(readTile));
      alone.push(performance.now() - from);
    }
    const peak = watchPeak();
    const times: number[] = [];
    for (const index of places) {
      const from = performance.now();
      const receipt = await issueReceipt(index, checkpoint, reader);
      times.push(performance.now() - from);
      const { proof } = parseReceipt(receipt);
      if (!verifyInclusion({ index, size, root, proof, leafHash: leafOf(index) }))
        throw new Error(`the proof of ${index} does not hold`);
    }
    const [p50, p99, base] = [quantile(times, 0.5), quantile(times, 0.99), quantile(alone, 0.5)];
    return [
      {
        ...{
          name: `inclusion proof among ${size.toLocaleString("en")} entries`,
          value: round(p99),
          unit: "ms p99",
        },
        baseline: `reading the tiles on the way up, nothing else: p50 ${base.toFixed(2)} ms, p99 ${quantile(alone, 0.99).toFixed(2)} ms`,
        ...{ ratio: p50 / base, peakMiB: peak.stop() },
        note: `p50 ${p50.toFixed(2)} ms; ${places.length} places, every proof verified; tiles built in ${(built / 1000).toFixed(1)} s`,
      },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const round = (ms: number) => Math.round(ms * 100) / 100;

function leafOf(index: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(Math.floor(index / 2 ** 32), 0);
  bytes.writeUInt32BE(index % 2 ** 32, 4);
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}

/** The tiles of every level, written without waiting for the disk: they are thrown away. */
function buildTiles(dir: string, size: number): void {
  const rows: { hashes: Uint8Array[]; index: number }[] = [];
  const write = (level: number) => {
    const row = rows[level]!;
    const path = join(dir, tileKey(tilePath({ level, index: row.index, width: row.hashes.length })));
    if (row.index % 1000 === 0 || row.hashes.length < tileWidth)
      mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.concat(row.hashes));
    rows[level] = { hashes: [], index: row.index + 1 };
  };
  const push = (level: number, leaf: Uint8Array) => {
    rows[level] ??= { hashes: [], index: 0 };
    rows[level].hashes.push(leaf);
    if (rows[level].hashes.length < tileWidth) return;
    let above = rows[level].hashes;
    while (above.length > 1)
      above = Array.from({ length: above.length / 2 }, (_, i) => nodeHash(above[2 * i]!, above[2 * i + 1]!));
    write(level);
    push(level + 1, above[0]!);
  };
  for (let index = 0; index < size; index++) push(0, leafOf(index));
  for (let level = 0; level < rows.length; level++) if (rows[level]!.hashes.length > 0) write(level);
}

/** Paths of the tiles that hold an entry's hash and those above it. */
function tilesBelow(index: number, size: number): string[] {
  const paths: string[] = [];
  for (let level = 0; ; level++) {
    const span = tileWidth ** level;
    const across = Math.floor(size / span);
    const tile = Math.floor(index / span / tileWidth);
    const width = Math.min(across - tile * tileWidth, tileWidth);
    if (width <= 0) return paths;
    paths.push(tilePath({ level, index: tile, width }));
  }
}
