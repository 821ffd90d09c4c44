import { sameBytes } from "./bytes.ts";
import { type Finding, finding } from "./log-report.ts";
import { bundleAt, tilePath, tileWidth } from "./tile.ts";

type Kind = "entry.edited" | "entry.deleted" | "entry.inserted" | "entry.reordered";

/**
 * Follows two sequences of leaf hashes, those of the entries (found) and those in the tiles (expected), and says
 * what was done at the first place where they part. Remembers one pair of hashes however long the log.
 */
export class EntryTrace {
  readonly #size: number;
  #first: { index: number; found: Uint8Array; expected: Uint8Array } | undefined;
  #kind: Kind = "entry.edited";

  constructor(size: number) {
    this.#size = size;
  }

  /** The next index. One of the hashes may be missing where a bundle holds too few or too many entries. */
  compare(index: number, found: Uint8Array | undefined, expected: Uint8Array | undefined): void {
    if (found && expected && sameBytes(found, expected)) return;
    if (this.#first) this.#refine(index, found, expected);
    else if (found && expected) this.#first = { index, found, expected };
  }

  /** What was done to the entries, if they part from the tiles. */
  finding(): Finding | undefined {
    if (!this.#first) return undefined;
    const { index } = this.#first;
    const bundle = bundleAt(this.#size, Math.floor(index / tileWidth))!;
    return finding(this.#kind, { index, path: tilePath(bundle) });
  }

  /**
   * The hash that was due at the first place turning up here means something moved down; the hash found there
   * being due here means something moved up. Next door that is a shift of all that follows, unless it ends.
   */
  #refine(index: number, found: Uint8Array | undefined, expected: Uint8Array | undefined): void {
    const first = this.#first!;
    const movedDown = found !== undefined && sameBytes(found, first.expected);
    const movedUp = expected !== undefined && sameBytes(expected, first.found);
    if (movedDown && movedUp) this.#kind = "entry.reordered";
    else if (index === first.index + 1 && movedUp) this.#kind = "entry.deleted";
    else if (index === first.index + 1 && movedDown) this.#kind = "entry.inserted";
    else if (movedDown && this.#kind === "entry.deleted") this.#kind = "entry.reordered";
    else if (movedUp && this.#kind === "entry.inserted") this.#kind = "entry.reordered";
  }
}
