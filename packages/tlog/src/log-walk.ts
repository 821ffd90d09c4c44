import { sameBytes } from "./bytes.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { CompactRange } from "./compact-range.ts";
import { EntryTrace } from "./entry-trace.ts";
import { leafHash } from "./hash.ts";
import { type Finding, finding } from "./log-report.ts";
import { bundleAt, type Tile, tileWidth } from "./tile.ts";
import { TileCheck, type TileFiles } from "./tile-check.ts";

/** The entries of one bundle, or what ends the walk there. Fewer than the bundle's width come with `stopped`. */
export type TakenEntries = { readonly entries: readonly Uint8Array[]; readonly stopped?: Finding };

/** Where a walk takes entries from, bundle by bundle in order. */
export type TakeEntries = (bundle: Tile) => Promise<TakenEntries>;

/**
 * One walk over a log's bundles: leaf hashes, tiles and root are recomputed from the entries alone and compared
 * with what is served and signed. Served hashes are compared with, never built upon. Memory: two bundles and one
 * tile a level.
 */
export class LogWalk {
  readonly #signed: Checkpoint;
  readonly #take: TakeEntries;
  readonly #earlier: Checkpoint | undefined;
  readonly #fromEntries = new CompactRange();
  readonly #fromTiles = new CompactRange();
  readonly #trace: EntryTrace;
  readonly #tiles: TileCheck;
  /** What ended the walk before the last entry. */
  #stopped: Finding | undefined;
  #earlierRoot: Uint8Array | undefined;

  constructor(signed: Checkpoint, take: TakeEntries, files: TileFiles, earlier?: Checkpoint) {
    this.#signed = signed;
    this.#take = take;
    this.#earlier = earlier;
    this.#trace = new EntryTrace(signed.size);
    this.#tiles = new TileCheck(signed.size, files);
    this.#noteEarlierRoot();
  }

  /** Entries hashed so far. */
  get entries(): number {
    return this.#fromEntries.size;
  }

  /** Tiles compared so far. */
  get tiles(): number {
    return this.#tiles.compared;
  }

  /** Whether all entries were read and hash to the signed root. */
  get holds(): boolean {
    return !this.#stopped && sameBytes(this.#fromEntries.root(), this.#signed.root);
  }

  /** Walks to the signed size or to the first bundle that cannot be read. */
  async run(): Promise<void> {
    for (let index = 0; !this.#stopped; index++) {
      const bundle = bundleAt(this.#signed.size, index);
      if (!bundle) return this.#tiles.finish();
      await this.#readBundle(bundle);
    }
  }

  /** Everything wrong, the cause first. `known` is a cause found by other means. */
  findings(known?: Finding): Finding[] {
    return [...this.#againstEarlier(), ...this.#againstSigned(known)];
  }

  async #readBundle(bundle: Tile): Promise<void> {
    const [{ entries, stopped }, served] = await Promise.all([
      this.#take(bundle),
      this.#tiles.serve({ ...bundle, level: 0 }),
    ]);
    this.#stopped = stopped;
    const start = bundle.index * tileWidth;
    const leaves = entries.map(leafHash);
    const count = served ? Math.max(leaves.length, served.length) : 0;
    for (let i = 0; i < count; i++) this.#trace.compare(start + i, leaves[i], served?.[i]);
    for (const hash of served ?? []) this.#fromTiles.append(hash);
    for (const leaf of leaves.slice(0, bundle.width)) {
      this.#fromEntries.append(leaf);
      this.#noteEarlierRoot();
    }
    if (!this.#stopped) await this.#tiles.add(served, leaves, bundle.index);
  }

  #noteEarlierRoot(): void {
    if (this.#fromEntries.size === this.#earlier?.size) this.#earlierRoot = this.#fromEntries.root();
  }

  #againstEarlier(): Finding[] {
    const earlier = this.#earlier;
    if (!earlier) return [];
    const sizes = { previous: earlier.size, size: this.#signed.size };
    if (earlier.size > this.#signed.size) return [finding("log.rollback", sizes)];
    // Two signed roots for one size are a fork whatever the entries say.
    const signedTwice = earlier.size === this.#signed.size && !sameBytes(earlier.root, this.#signed.root);
    const rewritten = this.#earlierRoot && !sameBytes(this.#earlierRoot, earlier.root);
    return signedTwice || (rewritten && this.holds) ? [finding("log.fork", sizes)] : [];
  }

  #againstSigned(known?: Finding): Finding[] {
    if (this.holds) return [...this.#tiles.problems];
    const cause = known ?? this.#trace.finding() ?? this.#tiles.range;
    if (this.#stopped) return cause ? [cause, this.#stopped] : [this.#stopped];
    const tilesHold = sameBytes(this.#fromTiles.root(), this.#signed.root);
    // Tiles that do not lead to the signed root either are no witness to what was done, only to where.
    const alsoTiles = tilesHold ? [] : this.#tiles.problems;
    return [cause ?? finding("root.differs"), ...alsoTiles];
  }
}
