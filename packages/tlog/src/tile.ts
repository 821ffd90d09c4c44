import { joinBytes } from "./bytes.ts";
import { hashSize } from "./hash.ts";
import { LogRefusal } from "./refusal.ts";

/** Hashes or entries in a full tile or bundle. */
export const tileWidth = 256;

/** Bytes an entry may have: its length is written in two bytes. */
export const maxEntryBytes = 0xffff;

/** Bytes of the largest possible entry bundle. */
export const maxBundleBytes = tileWidth * (2 + maxEntryBytes);

/** A tile of hashes (`level` 0–63) or a bundle of entries; `width` 1–256, below 256 being partial. */
export type Tile = { readonly level: number | "entries"; readonly index: number; readonly width: number };

/** Reads a tile's bytes by its path; undefined when there is none. */
export type ReadTile = (path: string) => Promise<Uint8Array | undefined>;

/** The path of a tile below the log's prefix, such as `tile/0/x001/234.p/5` (C2SP tlog-tiles). */
export function tilePath({ level, index, width }: Tile): string {
  const valid =
    (level === "entries" || (Number.isInteger(level) && level >= 0 && level <= 63)) &&
    Number.isSafeInteger(index) &&
    index >= 0 &&
    Number.isInteger(width) &&
    width >= 1 &&
    width <= tileWidth;
  if (!valid) throw new LogRefusal("tile.path", { path: `${level}/${index}/${width}` });
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width < tileWidth ? `.p/${width}` : ""}`;
}

/** Reads a tile path; refuses every spelling but the one `tilePath` writes. */
export function parseTilePath(path: string): Tile {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) throw new LogRefusal("tile.path", { path });
  const tile: Tile = {
    level: match[1] === "entries" ? "entries" : Number(match[1]),
    index: Number(match[2]!.replaceAll(/[x/]/g, "")),
    width: match[3] === undefined ? tileWidth : Number(match[3]),
  };
  // Rewriting catches leading zeroes, empty groups, a written-out 256 and indexes past 2^53.
  if (tilePath(tile) !== path) throw new LogRefusal("tile.path", { path });
  return tile;
}

/** Hashes at a level in a tree of `size` entries: floor(size / 256^level). */
export function levelWidth(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** The tile at (level, index) as a tree of `size` entries has it; undefined when it would be empty. */
export function tileAt(size: number, level: number, index: number): Tile | undefined {
  const width = Math.min(levelWidth(size, level) - index * tileWidth, tileWidth);
  return width > 0 ? { level, index, width } : undefined;
}

/** The entry bundle `index` as a log of `size` entries has it; undefined when it would be empty. */
export function bundleAt(size: number, index: number): Tile | undefined {
  const tile = tileAt(size, 0, index);
  return tile && { ...tile, level: "entries" };
}

/** Splits a tile's bytes into its hashes; refuses any other length than the tile's width. */
export function decodeTile(tile: Tile, bytes: Uint8Array): Uint8Array[] {
  if (bytes.length !== tile.width * hashSize) {
    throw malformed(tile, `${bytes.length} bytes, not ${tile.width * hashSize}`);
  }
  return Array.from({ length: tile.width }, (_, i) => bytes.subarray(i * hashSize, (i + 1) * hashSize));
}

/** The bytes of an entry bundle: each entry after its length as a big-endian uint16. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return joinBytes(entries.flatMap((entry) => [entryLength(entry), entry]));
}

/** Splits a bundle's bytes into exactly `width` entries; refuses missing, cut or trailing bytes. */
export function decodeBundle(tile: Tile, bytes: Uint8Array): Uint8Array[] {
  const entries = splitEntries(bytes);
  if (!entries) throw malformed(tile, "an entry is cut short");
  if (entries.length !== tile.width) throw malformed(tile, `${entries.length} entries, not ${tile.width}`);
  return entries;
}

/** The entries in a bundle's bytes, undefined when one is cut short. Stops after 257, enough to tell a surplus. */
export function splitEntries(bytes: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length && entries.length <= tileWidth) {
    if (at + 2 > bytes.length) return undefined;
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/**
 * Reads the first `tile.width` hashes of a tile; a log may have replaced a partial tile by the full one, so
 * that is tried next. Refuses a tile that is missing or of the wrong length.
 */
export async function readHashes(tile: Tile, readTile: ReadTile): Promise<Uint8Array[]> {
  const bytes = await readTile(tilePath(tile));
  if (bytes) return decodeTile(tile, bytes);
  const full = { ...tile, width: tileWidth };
  const more = tile.width < tileWidth ? await readTile(tilePath(full)) : undefined;
  if (!more) throw new LogRefusal("tile.missing", { path: tilePath(tile) });
  return decodeTile(full, more).slice(0, tile.width);
}

/** Reads the first `tile.width` entries of a bundle, from the full bundle where the partial one is gone. */
export async function readEntries(bundle: Tile, readTile: ReadTile): Promise<Uint8Array[]> {
  const bytes = await readTile(tilePath(bundle));
  if (bytes) return decodeBundle(bundle, bytes);
  const full = { ...bundle, width: tileWidth };
  const more = bundle.width < tileWidth ? await readTile(tilePath(full)) : undefined;
  if (!more) throw new LogRefusal("tile.missing", { path: tilePath(bundle) });
  return decodeBundle(full, more).slice(0, bundle.width);
}

function entryLength(entry: Uint8Array): Uint8Array {
  if (entry.length > maxEntryBytes) throw new LogRefusal("entry.size", { bytes: entry.length });
  return Uint8Array.of(entry.length >> 8, entry.length & 0xff);
}

function malformed(tile: Tile, what: string): LogRefusal {
  return new LogRefusal("tile.malformed", { path: tilePath(tile), what });
}
