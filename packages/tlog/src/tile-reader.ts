import { hashSize, perfectRoot } from "./hash.ts";
import { LogRefusal } from "./refusal.ts";
import { type ReadTile, readHashes, type Tile, tileAt, tilePath, tileWidth } from "./tile.ts";
import type { HashReader, TreeNode } from "./tree.ts";

const tileHeight = 8;

/**
 * Answers for tree nodes from the tiles of a log of `size` entries. Each batch fetches a tile once, all at the
 * same time: a proof costs at most two tiles a level, a level being a factor of 256.
 */
export function tileReader(size: number, readTile: ReadTile): HashReader {
  return {
    async read(nodes) {
      const places = nodes.map((node) => placeOf(node, size));
      const tiles = new Map(places.map(({ tile }) => [tilePath(tile), tile]));
      const fetched = new Map<string, Uint8Array[]>();
      await Promise.all(
        Array.from(tiles, async ([path, tile]) => fetched.set(path, await readHashes(tile, readTile))),
      );
      return places.map(({ tile, from, to }) => perfectRoot(fetched.get(tilePath(tile))!.slice(from, to)));
    },
  };
}

/** The tile that holds a node, and which of its hashes [from, to) make the node up. */
function placeOf(node: TreeNode, size: number): { tile: Tile; from: number; to: number } {
  const level = Math.floor(node.level / tileHeight);
  const count = 2 ** (node.level % tileHeight);
  const first = node.index * count;
  const index = Math.floor(first / tileWidth);
  const from = first - index * tileWidth;
  const tile = tileAt(size, level, index);
  if (!tile || from + count > tile.width) {
    throw new LogRefusal("tree.size", { what: `node ${node.level}/${node.index} of a tree of ${size}` });
  }
  return { tile, from, to: from + count };
}

/** Answers for tree nodes from leaf hashes held in memory (32 bytes each): for small trees and for tests. */
export function memoryReader(leaves: readonly Uint8Array[]): HashReader {
  return {
    async read(nodes) {
      return nodes.map(({ level, index }) => {
        const part = leaves.slice(index * 2 ** level, (index + 1) * 2 ** level);
        if (part.length !== 2 ** level || part.some((leaf) => leaf.length !== hashSize)) {
          throw new LogRefusal("tree.size", { what: `node ${level}/${index}` });
        }
        return perfectRoot(part);
      });
    },
  };
}
