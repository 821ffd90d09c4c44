import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entriesFrom, leavesOf, MadeLog } from "../test/made-log.ts";
import { growTiles } from "./grow.ts";
import { leafHash } from "./hash.ts";
import { memoryReader, tileReader } from "./tile-reader.ts";
import { consistencyProof, inclusionProof, treeRoot, verifyInclusion } from "./tree.ts";

const none = async () => undefined;

describe("growing tiles", () => {
  it("70,000 entries at once give the tiles the specification lists, and no empty one", async () => {
    const files = await growTiles({ from: 0, to: 70_000, readTile: none, leafHashes: leavesOf(70_000) });
    expect(files).toHaveLength(273 + 1 + 1 + 1 + 1);
    const paths = files.map(({ path }) => path).filter((path) => path.includes(".p/"));
    expect(paths).toEqual(["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
  });

  it("256 entries give a full tile and a partial one of width 1 above it", async () => {
    const files = await growTiles({ from: 0, to: 256, readTile: none, leafHashes: leavesOf(256) });
    expect(files.map(({ path, bytes }) => [path, bytes.length])).toEqual([
      ["tile/0/000", 8192],
      ["tile/1/000.p/1", 32],
    ]);
  });

  it("growth in random steps ends in the same full and last partial files as growth at once", async () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 700 })), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (sizes) => {
        const stepped = new MadeLog();
        for (const added of sizes) await stepped.append(entriesFrom(stepped.size, stepped.size + added));
        const once = await new MadeLog().append(entriesFrom(0, stepped.size));
        for (const [path, bytes] of once.files) expect(stepped.files.get(path)).toEqual(bytes);
        const beyond = [...stepped.files.keys()].filter((path) => !once.files.has(path));
        expect(beyond.filter((path) => !path.includes(".p/"))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("one entry onto 66,000 reads the right edge only: at most one tile a level and one bundle", async () => {
    const log = await new MadeLog().append(entriesFrom(0, 66_000));
    log.reads = 0;
    await log.append(entriesFrom(66_000, 66_001));
    expect(log.reads).toBe(2);
  });

  it("a wrong number of leaf hashes, a short hash and a missing old tile are refused", async () => {
    const leafHashes = leavesOf(3);
    await expect(growTiles({ from: 0, to: 4, readTile: none, leafHashes })).rejects.toThrow("tree.size");
    await expect(growTiles({ from: 5, to: 8, readTile: none, leafHashes })).rejects.toThrow("tile/0/000.p/5");
    const short = [new Uint8Array(31)];
    await expect(growTiles({ from: 0, to: 1, readTile: none, leafHashes: short })).rejects.toThrow(
      "32 bytes",
    );
  });

  it("10,000 new leaves are grown well under 100 ms", async () => {
    const log = await new MadeLog().append(entriesFrom(0, 12_345));
    const leafHashes = entriesFrom(12_345, 22_345).map(leafHash);
    const growth = { from: 12_345, to: 22_345, readTile: log.readTile, leafHashes };
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const start = performance.now();
      await growTiles(growth);
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

describe("reading proofs from tiles", () => {
  const leaves = leavesOf(66_100);
  const memory = memoryReader(leaves);

  it("gives the same roots and proofs as the leaves themselves", async () => {
    const log = await new MadeLog().append(entriesFrom(0, 66_100));
    const pair = fc
      .tuple(fc.integer({ min: 1, max: 66_100 }), fc.nat())
      .map(([size, n]) => [size, n % size] as const);
    await fc.assert(
      fc.asyncProperty(pair, async ([size, index]) => {
        // An older size is read through full tiles alone: this log never had the partial ones.
        const tiles = tileReader(size, fullTilesFor(log));
        expect(await treeRoot(size, tiles)).toEqual(await treeRoot(size, memory));
        expect(await inclusionProof(index, size, tiles)).toEqual(await inclusionProof(index, size, memory));
        const older = await consistencyProof(index + 1, size, tiles);
        expect(older).toEqual(await consistencyProof(index + 1, size, memory));
      }),
      { numRuns: 8, examples: [[[66_100, 66_099]], [[65_536, 0]], [[65_537, 65_536]]] },
    );
  });

  it("an inclusion proof in a log of 66,100 entries reads at most 2 tiles a level", async () => {
    const log = await new MadeLog().append(entriesFrom(0, 66_100));
    const root = await log.root();
    for (const index of [0, 255, 256, 40_000, 65_535, 65_536, 66_099]) {
      log.reads = 0;
      const proof = await inclusionProof(index, 66_100, tileReader(66_100, log.readTile));
      expect(log.reads).toBeLessThanOrEqual(5);
      expect(verifyInclusion({ index, size: 66_100, proof, root, leafHash: leaves[index]! })).toBe(true);
    }
  });
});

/** Serves a partial tile that was never written from what the grown log has at that place. */
function fullTilesFor(log: MadeLog) {
  return async (path: string) => {
    const own = log.files.get(path);
    if (own || !path.includes(".p/")) return own;
    const [stem, width] = path.split(".p/");
    if (log.files.has(stem!)) return undefined;
    const wider = [...log.files.keys()].find((other) => other.startsWith(`${stem}.p/`));
    return wider === undefined ? undefined : log.files.get(wider)!.subarray(0, Number(width) * 32);
  };
}
