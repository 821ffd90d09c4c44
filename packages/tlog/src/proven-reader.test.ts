import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entriesFrom, leavesOf, MadeLog } from "../test/made-log.ts";
import { emptyHash } from "./hash.ts";
import { provenReader } from "./proven-reader.ts";
import { memoryReader } from "./tile-reader.ts";
import { consistencyProof, inclusionProof, treeRoot } from "./tree.ts";

const size = 66_100;
const log = await new MadeLog().append(entriesFrom(0, size));
const root = await log.root();
const memory = memoryReader(leavesOf(size));
const tilePaths = [...log.files.keys()].filter((path) => /^tile\/\d/.test(path));

describe("a reader that proves every tile", () => {
  it("gives the proofs that the leaves give", async () => {
    const reader = provenReader({ size, root }, log.readTile);
    for (const index of [0, 255, 256, 65_535, 65_536, 66_099]) {
      expect(await inclusionProof(index, size, reader)).toEqual(await inclusionProof(index, size, memory));
    }
    expect(await consistencyProof(65_537, size, reader)).toEqual(
      await consistencyProof(65_537, size, memory),
    );
  });

  it("refuses, with nothing used, where any byte of a tile on the way was changed", async () => {
    const wanted = ["tile/0/010", "tile/0/258.p/52", "tile/1/000", "tile/1/001.p/2", "tile/2/000.p/1"];
    expect(tilePaths).toEqual(expect.arrayContaining(wanted));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...wanted), fc.nat(), async (path, n) => {
        const read = async (asked: string) => {
          const bytes = log.files.get(asked);
          return asked === path ? bytes!.with(n % bytes!.length, bytes![n % bytes!.length]! ^ 1) : bytes;
        };
        // Entry 2560 is the first of tile/0/010: its proof needs that tile, its parent and the edge.
        const proof = inclusionProof(2560, size, provenReader({ size, root }, read));
        await expect(proof).rejects.toThrow("tile.unproven");
      }),
      { numRuns: 40 },
    );
  });

  it("refuses a forged pair: a level-0 tile and its place in the tile above, both changed to agree", async () => {
    const forged = await new MadeLog().append([...entriesFrom(0, 2560), ...entriesFrom(0, size - 2560)]);
    const swapped = new Set(["tile/0/010", "tile/1/000"]);
    const read = async (path: string) => (swapped.has(path) ? forged : log).files.get(path);
    await expect(inclusionProof(2560, size, provenReader({ size, root }, read))).rejects.toThrow(
      "tile/1/000",
    );
  });

  it("recovers once the right tile is served", async () => {
    let good = false;
    const read = async (path: string) =>
      path === "tile/0/258.p/52" && !good ? new Uint8Array(52 * 32) : log.files.get(path);
    const reader = provenReader({ size, root }, read);
    await expect(inclusionProof(66_099, size, reader)).rejects.toThrow("tile.unproven");
    good = true;
    expect(await inclusionProof(66_099, size, reader)).toEqual(await inclusionProof(66_099, size, memory));
  });

  it("reads through the full tile where the partial one is gone, and an empty log needs nothing", async () => {
    const longer = await new MadeLog().append(entriesFrom(0, 66_304));
    const gone = "tile/0/258.p/52";
    const read = async (path: string) =>
      path === gone ? undefined : (longer.files.get(path) ?? log.files.get(path));
    const reader = provenReader({ size, root }, read);
    expect(await inclusionProof(66_099, size, reader)).toEqual(await inclusionProof(66_099, size, memory));
    expect(
      await treeRoot(
        0,
        provenReader({ size: 0, root: emptyHash() }, async () => undefined),
      ),
    ).toEqual(emptyHash());
  });
});
