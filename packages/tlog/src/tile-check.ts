import { sameBytes } from "./bytes.ts";
import { hashSize, perfectRoot } from "./hash.ts";
import { type Finding, finding } from "./log-report.ts";
import { decodeTile, type Tile, tileAt, tilePath, tileWidth } from "./tile.ts";

/**
 * Reads a file of the log by its path below the log's prefix; undefined when there is none. More than
 * `maxBytes` is too much for that file: reading on past `maxBytes + 1` is pointless.
 */
export type FetchBytes = (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;

/**
 * Rebuilds the hash tiles of a log of `size` entries from leaf hashes as they come and compares each with the
 * served one. Holds one tile a level.
 */
export class TileCheck {
  readonly #size: number;
  readonly #fetch: FetchBytes;
  readonly #rows: { hashes: Uint8Array[]; index: number }[] = [];
  /** Tiles compared. */
  compared = 0;
  /** The first tile that is missing or differs. */
  problem: Finding | undefined;
  /** The entries below the first differing hash of a tile above level 0. */
  range: Finding | undefined;

  constructor(size: number, fetch: FetchBytes) {
    this.#size = size;
    this.#fetch = fetch;
  }

  /** Compares the level-0 tile of one bundle's leaf hashes, and each tile above that this completes. */
  async add(
    served: readonly Uint8Array[] | undefined,
    leaves: readonly Uint8Array[],
    index: number,
  ): Promise<void> {
    this.#compare({ level: 0, index, width: leaves.length }, served, leaves);
    if (leaves.length === tileWidth) await this.#push(1, perfectRoot(leaves));
  }

  /** Compares the partial tiles of the right edge, once all leaves were added. */
  async finish(): Promise<void> {
    for (let level = 1; level < this.#rows.length; level++) await this.#flush(level);
  }

  /** The hashes of a tile as served, from the full tile where the partial one is gone; undefined if unusable. */
  async serve(tile: Tile): Promise<Uint8Array[] | undefined> {
    const full = { ...tile, width: tileWidth };
    const choices = tile.width < tileWidth ? [tile, full] : [tile];
    for (const choice of choices) {
      const bytes = await this.#fetch(tilePath(choice), tileWidth * hashSize);
      if (bytes?.length === choice.width * hashSize) return decodeTile(choice, bytes).slice(0, tile.width);
      if (bytes) break;
      if (choice === choices.at(-1)) this.problem ??= finding("tile.missing", { path: tilePath(tile) });
    }
    return undefined;
  }

  async #push(level: number, hash: Uint8Array): Promise<void> {
    this.#rows[level] ??= { hashes: [], index: 0 };
    const row = this.#rows[level];
    row.hashes.push(hash);
    if (row.hashes.length < tileWidth) return;
    const root = perfectRoot(row.hashes);
    await this.#flush(level);
    await this.#push(level + 1, root);
  }

  async #flush(level: number): Promise<void> {
    const row = this.#rows[level];
    if (!row || row.hashes.length === 0) return;
    const tile = tileAt(this.#size, level, row.index)!;
    this.#compare(tile, await this.serve(tile), row.hashes);
    this.#rows[level] = { hashes: [], index: row.index + 1 };
  }

  #compare(tile: Tile, served: readonly Uint8Array[] | undefined, rebuilt: readonly Uint8Array[]): void {
    this.compared += 1;
    const path = tilePath(tile);
    const at = rebuilt.findIndex((hash, i) => !served?.[i] || !sameBytes(hash, served[i]));
    if (at < 0) return;
    this.problem ??= finding("tile.differs", { path });
    if (served && tile.level !== 0) {
      const span = tileWidth ** Number(tile.level);
      const index = (tile.index * tileWidth + at) * span;
      this.range ??= finding("entries.rewritten", { index, last: index + span - 1, path });
    }
  }
}
