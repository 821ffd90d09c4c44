import { joinBytes, sameBytes } from "./bytes.ts";
import { hashSize, perfectRoot } from "./hash.ts";
import { type Finding, finding, maxFindings } from "./log-report.ts";
import { decodeTile, type Tile, tileAt, tilePath, tileWidth } from "./tile.ts";

/**
 * Reads a file of the log by its path below the log's prefix; undefined when there is none. More than
 * `maxBytes` is too much for that file: reading on past `maxBytes + 1` is pointless.
 */
export type FetchBytes = (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;

/** A log's served files. */
export type TileFiles = {
  readonly fetch: FetchBytes;
  /**
   * The widths below 256 under which a tile or bundle is served, such as those left from earlier sizes. Absent:
   * only the files that the checkpoint calls for are compared.
   */
  readonly leftovers?: (tile: Pick<Tile, "level" | "index">) => Promise<readonly number[]>;
};

/** The widths of a tile's leftover partial files that a tile of this width lets one check. */
export async function leftoverWidths(tile: Tile, { leftovers }: TileFiles): Promise<number[]> {
  const widths = leftovers ? await leftovers({ level: tile.level, index: tile.index }) : [];
  return widths.filter((width) => Number.isInteger(width) && width >= 1 && width < tile.width);
}

/**
 * Rebuilds the hash tiles of a log of `size` entries from leaf hashes as they come and compares each with the
 * served one. Holds one tile a level.
 */
export class TileCheck {
  readonly #size: number;
  readonly #files: TileFiles;
  readonly #rows: { hashes: Uint8Array[]; index: number }[] = [];
  /** Tiles compared. */
  compared = 0;
  /** Tiles that are missing or differ, in the order of the entries below them. */
  readonly problems: Finding[] = [];
  /** The entries below the first differing hash of a tile above level 0. */
  range: Finding | undefined;

  constructor(size: number, files: TileFiles) {
    this.#size = size;
    this.#files = files;
  }

  /** Compares the level-0 tile of one bundle's leaf hashes, and each tile above that this completes. */
  async add(
    served: readonly Uint8Array[] | undefined,
    leaves: readonly Uint8Array[],
    index: number,
  ): Promise<void> {
    await this.#compare({ level: 0, index, width: leaves.length }, served, leaves);
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
      const bytes = await this.#files.fetch(tilePath(choice), tileWidth * hashSize);
      if (bytes?.length === choice.width * hashSize) return decodeTile(choice, bytes).slice(0, tile.width);
      if (bytes) break;
      if (choice === choices.at(-1)) this.#add("tile.missing", tilePath(tile));
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
    await this.#compare(tile, await this.serve(tile), row.hashes);
    this.#rows[level] = { hashes: [], index: row.index + 1 };
  }

  async #compare(
    tile: Tile,
    served: readonly Uint8Array[] | undefined,
    rebuilt: readonly Uint8Array[],
  ): Promise<void> {
    this.compared += 1;
    for (const width of await leftoverWidths(tile, this.#files)) {
      const path = tilePath({ ...tile, width });
      const bytes = await this.#files.fetch(path, width * hashSize);
      if (bytes && !sameBytes(bytes, joinBytes(rebuilt.slice(0, width)))) this.#add("tile.differs", path);
    }
    const path = tilePath(tile);
    const at = rebuilt.findIndex((hash, i) => !served?.[i] || !sameBytes(hash, served[i]));
    if (at < 0) return;
    this.#add("tile.differs", path);
    if (served && tile.level !== 0) {
      const span = tileWidth ** Number(tile.level);
      const index = (tile.index * tileWidth + at) * span;
      this.range ??= finding("entries.rewritten", { index, last: index + span - 1, path });
    }
  }

  /** A missing tile differs too; the first word about a path is enough. */
  #add(code: "tile.missing" | "tile.differs", path: string): void {
    const said = this.problems.length >= maxFindings || this.problems.at(-1)?.path === path;
    if (!said) this.problems.push(finding(code, { path }));
  }
}
