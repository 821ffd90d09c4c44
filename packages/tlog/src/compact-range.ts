import { emptyHash, nodeHash } from "./hash.ts";

/**
 * The complete subtrees covering a growing log from its start: enough to append and to know the root, in
 * O(log n) memory.
 */
export class CompactRange {
  #size = 0;
  /** Subtree roots, largest first: one for each set bit of `size`. */
  readonly #roots: Uint8Array[] = [];

  /** Entries appended so far. */
  get size(): number {
    return this.#size;
  }

  /** Appends the next leaf's hash. */
  append(leaf: Uint8Array): void {
    let root = leaf;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      root = nodeHash(this.#roots.pop()!, root);
    }
    this.#roots.push(root);
    this.#size += 1;
  }

  /** The root over all leaves appended so far (RFC 6962 §2.1). */
  root(): Uint8Array {
    if (this.#size === 0) return emptyHash();
    return this.#roots.reduceRight((right, left) => nodeHash(left, right));
  }
}
