import { joinBytes, sameBytes } from "./bytes.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { perfectRoot } from "./hash.ts";
import { LogRefusal } from "./refusal.ts";
import {
  levelWidth,
  parseTilePath,
  type ReadTile,
  readHashes,
  type Tile,
  tileAt,
  tilePath,
  tileWidth,
} from "./tile.ts";
import { tileReader } from "./tile-reader.ts";
import { type HashReader, treeRoot } from "./tree.ts";

/**
 * Answers for tree nodes as `tileReader` does, from tiles that are each proven against a checkpoint's root first:
 * the partial tiles of the right edge together hash to the root, and every full tile to its place in the tile
 * above. A tile that fails is refused; nothing of it is used. (CVE-2026-56865 was a reader that left some tiles
 * unproven.) Keeps proven tiles: 8 KiB each, for a few proofs and not for a whole log.
 */
export function provenReader(
  { size, root }: Pick<Checkpoint, "size" | "root">,
  readTile: ReadTile,
): HashReader {
  const proven = new Map<string, Promise<readonly Uint8Array[]>>();
  let edge: Promise<void> | undefined;

  async function prove(tile: Tile): Promise<readonly Uint8Array[]> {
    const level = Number(tile.level);
    const hashes = await readHashes(tile, readTile);
    if (tile.width < tileWidth) return hashes;
    const above = tileAt(size, level + 1, Math.floor(tile.index / tileWidth))!;
    const parent = await get(above);
    if (!sameBytes(perfectRoot(hashes), parent[tile.index % tileWidth]!)) throw unproven(tile);
    return hashes;
  }

  function get(tile: Tile): Promise<readonly Uint8Array[]> {
    const path = tilePath(tile);
    let hashes = proven.get(path);
    if (!hashes) {
      hashes = prove(tile);
      // Handled where it is awaited; this keeps a second waiter from finding it unhandled.
      hashes.catch(() => proven.delete(path));
      proven.set(path, hashes);
    }
    return hashes;
  }

  /** The partial tiles are what the root is made of, each of their hashes once. */
  async function proveEdge(): Promise<void> {
    const edges: Tile[] = [];
    for (let level = 0; levelWidth(size, level) > 0; level++) {
      const last = tileAt(size, level, Math.floor(levelWidth(size, level) / tileWidth));
      if (last) edges.push(last);
    }
    const tiles = new Map(
      await Promise.all(edges.map(async (tile) => [tilePath(tile), await get(tile)] as const)),
    );
    const held = tileReader(size, async (path) => joinBytes(tiles.get(path) ?? []));
    if (!sameBytes(await treeRoot(size, held), root)) throw unproven(edges.at(-1)!);
  }

  return {
    async read(nodes) {
      if (nodes.length === 0) return [];
      if (!edge) {
        edge = proveEdge();
        edge.catch(() => {
          edge = undefined;
          proven.clear();
        });
      }
      await edge;
      const reader = tileReader(size, async (path) => joinBytes(await get(parseTilePath(path))));
      return reader.read(nodes);
    },
  };
}

function unproven(tile: Tile): LogRefusal {
  return new LogRefusal("tile.unproven", { path: tilePath(tile) });
}
