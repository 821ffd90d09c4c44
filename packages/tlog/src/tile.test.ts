import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBundle, encodeBundle, parseTilePath, type Tile, tileAt, tilePath } from "./tile.ts";

describe("tile paths (C2SP tlog-tiles)", () => {
  it.each<[Tile, string]>([
    [{ level: 0, index: 1234067, width: 256 }, "tile/0/x001/x234/067"],
    [{ level: 3, index: 5, width: 1 }, "tile/3/005.p/1"],
    [{ level: 63, index: 1000, width: 255 }, "tile/63/x001/000.p/255"],
    [{ level: "entries", index: 0, width: 256 }, "tile/entries/000"],
  ])("%o is %s", (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it("every tile's path reads back as that tile", () => {
    const tile = fc.record({
      level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant("entries" as const)),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    });
    fc.assert(
      fc.property(tile, (given) => {
        expect(parseTilePath(tilePath(given))).toEqual(given);
      }),
    );
  });

  it.each([
    "tile/64/000",
    "tile/00/000",
    "tile/0/00",
    "tile/0/0000",
    "tile/0/x000/001",
    "tile/0/001/002",
    "tile/0/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/05",
    "tile/data/000",
    "/tile/0/000",
    "tile/0/000/",
    "tile/0/../000",
    "tile/0/000\n",
    "tile/0/x999/x999/x999/x999/x999/999",
  ])("%j is refused", (path) => {
    expect(() => parseTilePath(path)).toThrow("tile.path");
  });

  it("a tree of 70,000 entries has the tiles the specification lists", () => {
    expect(tileAt(70_000, 0, 272)?.width).toBe(256);
    expect(tileAt(70_000, 0, 273)?.width).toBe(112);
    expect(tileAt(70_000, 0, 274)).toBeUndefined();
    expect(tileAt(70_000, 1, 0)?.width).toBe(256);
    expect(tileAt(70_000, 1, 1)?.width).toBe(17);
    expect(tileAt(70_000, 2, 0)?.width).toBe(1);
    expect(tileAt(70_000, 3, 0)).toBeUndefined();
    expect(tileAt(256, 1, 0)?.width).toBe(1);
  });
});

describe("entry bundles", () => {
  const bundle = (width: number): Tile => ({ level: "entries", index: 0, width });

  it("hold each entry after its length as two bytes, big-endian", () => {
    const bytes = encodeBundle([Uint8Array.of(9), new Uint8Array(0), new Uint8Array(258)]);
    expect([...bytes.subarray(0, 7)]).toEqual([0, 1, 9, 0, 0, 1, 2]);
    expect(decodeBundle(bundle(3), bytes).map((entry) => entry.length)).toEqual([1, 0, 258]);
  });

  it("read back as the entries they were made of", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 256 }),
        (entries) => {
          expect(decodeBundle(bundle(entries.length), encodeBundle(entries))).toEqual(entries);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("an entry of 65,535 bytes fits, one more is refused", () => {
    expect(encodeBundle([new Uint8Array(65_535)])).toHaveLength(65_537);
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow("entry.size");
  });

  it("a cut entry, half a length, a missing and a surplus entry are refused", () => {
    const bytes = encodeBundle([Uint8Array.of(1, 2), Uint8Array.of(3)]);
    expect(() => decodeBundle(bundle(2), bytes.subarray(0, -1))).toThrow("cut short");
    expect(() => decodeBundle(bundle(2), bytes.subarray(0, 5))).toThrow("cut short");
    expect(() => decodeBundle(bundle(3), bytes)).toThrow("2 entries, not 3");
    expect(() => decodeBundle(bundle(1), bytes)).toThrow("2 entries, not 1");
    expect(() => decodeBundle(bundle(256), new Uint8Array(2 * 100_000))).toThrow("257 entries, not 256");
  });
});
