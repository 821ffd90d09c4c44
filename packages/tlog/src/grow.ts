import { joinBytes } from "./bytes.ts";
import { hashSize, perfectRoot } from "./hash.ts";
import { LogRefusal } from "./refusal.ts";
import {
  bundleAt,
  encodeBundle,
  levelWidth,
  type ReadTile,
  readEntries,
  readHashes,
  tileAt,
  tilePath,
  tileWidth,
} from "./tile.ts";

/** A file of the log to be written: its path below the log's prefix and all its bytes. */
export type LogFile = { readonly path: string; readonly bytes: Uint8Array };

/** Growth of a log from `from` to `to` entries by the leaf hashes (32 bytes each) of the new ones, in order. */
export type Growth = {
  readonly from: number;
  readonly to: number;
  readonly readTile: ReadTile;
  readonly leafHashes: readonly Uint8Array[];
};

/**
 * The hash tiles to write when a log grows: every tile that became full and, at each level that changed, the
 * partial tile the new size calls for. Reads only the partial right edge of the old tree (at most one tile a
 * level). Lower levels come first, so that a crash between writes leaves no tile without its children.
 */
export async function growTiles({ from, to, readTile, leafHashes }: Growth): Promise<LogFile[]> {
  requireGrowth(from, to, leafHashes.length);
  if (leafHashes.some((leaf) => leaf.length !== hashSize)) {
    throw new LogRefusal("tree.size", { what: `a leaf hash is not ${hashSize} bytes` });
  }
  const files: LogFile[] = [];
  let added = leafHashes;
  for (let level = 0; added.length > 0; level++) {
    const firstTile = Math.floor(levelWidth(from, level) / tileWidth);
    const edge = levelWidth(from, level) % tileWidth;
    const old = edge === 0 ? [] : await readHashes({ level, index: firstTile, width: edge }, readTile);
    const row = [...old, ...added];
    const above: Uint8Array[] = [];
    for (let start = 0; start < row.length; start += tileWidth) {
      const hashes = row.slice(start, start + tileWidth);
      const tile = tileAt(to, level, firstTile + start / tileWidth)!;
      files.push({ path: tilePath(tile), bytes: joinBytes(hashes) });
      if (tile.width === tileWidth) above.push(perfectRoot(hashes));
    }
    added = above;
  }
  return files;
}

/** Growth of a log from `from` to `to` entries by the bytes of the new ones, in order. */
export type BundleGrowth = {
  readonly from: number;
  readonly to: number;
  readonly readTile: ReadTile;
  readonly entries: readonly Uint8Array[];
};

/** The entry bundles to write when a log grows. Reads the old partial bundle at most. Refuses entries over 65535 bytes. */
export async function growBundles({ from, to, readTile, entries }: BundleGrowth): Promise<LogFile[]> {
  requireGrowth(from, to, entries.length);
  if (entries.length === 0) return [];
  const firstBundle = Math.floor(from / tileWidth);
  const edge = bundleAt(from, firstBundle);
  const old = edge ? await readEntries(edge, readTile) : [];
  const row = [...old, ...entries];
  const files: LogFile[] = [];
  for (let start = 0; start < row.length; start += tileWidth) {
    const bundle = bundleAt(to, firstBundle + start / tileWidth)!;
    files.push({ path: tilePath(bundle), bytes: encodeBundle(row.slice(start, start + tileWidth)) });
  }
  return files;
}

function requireGrowth(from: number, to: number, added: number): void {
  const valid = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to - from === added;
  if (!valid) throw new LogRefusal("tree.size", { what: `${from}..${to} by ${added}` });
}
