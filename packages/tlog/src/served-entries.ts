import { finding } from "./log-report.ts";
import type { TakeEntries, TakenEntries } from "./log-walk.ts";
import { maxBundleBytes, splitEntries, type Tile, tilePath, tileWidth } from "./tile.ts";
import type { FetchBytes } from "./tile-check.ts";

/** Takes entries from a log's served bundles, from the full one where the partial one is gone. */
export function servedEntries(size: number, fetch: FetchBytes): TakeEntries {
  return async (bundle) => {
    const index = bundle.index * tileWidth;
    const path = tilePath(bundle);
    const { bytes, grown } = await serveBundle(bundle, fetch);
    if (!bytes) return { entries: [], stopped: finding("log.truncated", { size, index, path }) };
    const entries = splitEntries(bytes);
    if (!entries) return { entries: [], stopped: finding("bundle.malformed", { index, path }) };
    return ofWidth(bundle, grown ? entries.slice(0, bundle.width) : entries, size);
  };
}

/** A bundle's bytes as served; `grown` when they are those of the full bundle in place of a partial one. */
export async function serveBundle(
  bundle: Tile,
  fetch: FetchBytes,
): Promise<{ bytes: Uint8Array | undefined; grown: boolean }> {
  const bytes = await fetch(tilePath(bundle), maxBundleBytes);
  if (bytes || bundle.width === tileWidth) return { bytes, grown: false };
  return { bytes: await fetch(tilePath({ ...bundle, width: tileWidth }), maxBundleBytes), grown: true };
}

/** Entries with what their number says: too few end the walk, and so do too many. */
export function ofWidth(bundle: Tile, entries: readonly Uint8Array[], size: number): TakenEntries {
  const path = tilePath(bundle);
  const start = bundle.index * tileWidth;
  if (entries.length < bundle.width) {
    return { entries, stopped: finding("log.truncated", { size, index: start + entries.length, path }) };
  }
  if (entries.length > bundle.width) {
    return { entries, stopped: finding("log.surplus", { index: start + bundle.width, path }) };
  }
  return { entries };
}
