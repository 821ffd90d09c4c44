import { sameBytes } from "./bytes.ts";
import { emptyHash, hashSize, nodeHash } from "./hash.ts";
import { LogRefusal } from "./refusal.ts";

/** A complete subtree: the 2^level entries starting at index · 2^level. */
export type TreeNode = { readonly level: number; readonly index: number };

/** Where hashes come from. `read` answers with one hash for each node, in order, or throws. */
export type HashReader = { read(nodes: readonly TreeNode[]): Promise<readonly Uint8Array[]> };

type Range = { readonly from: number; readonly to: number };

/** The root of the tree's first `size` entries (RFC 6962 §2.1). Reads O(log size) hashes in one batch. */
export async function treeRoot(size: number, reader: HashReader): Promise<Uint8Array> {
  requireRange(isSize(size), `${size}`);
  if (size === 0) return emptyHash();
  const [root] = await rangeRoots([{ from: 0, to: size }], reader);
  return root!;
}

/**
 * The audit path of entry `index` in the tree of `size` entries, from the leaf's sibling up (RFC 6962 §2.1.1).
 * It is as true as the reader's hashes: check it with `verifyInclusion` against a signed root.
 */
export async function inclusionProof(index: number, size: number, reader: HashReader): Promise<Uint8Array[]> {
  requireRange(isSize(index) && isSize(size) && index < size, `${index}/${size}`);
  const siblings: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      siblings.push({ from: middle, to });
      to = middle;
    } else {
      siblings.push({ from, to: middle });
      from = middle;
    }
  }
  return rangeRoots(siblings.reverse(), reader);
}

/**
 * The proof that the tree of `oldSize` entries is a prefix of the tree of `newSize` (RFC 6962 §2.1.2). Refuses
 * oldSize = 0, which proves nothing, and oldSize > newSize. Equal sizes give an empty proof.
 */
export async function consistencyProof(
  oldSize: number,
  newSize: number,
  reader: HashReader,
): Promise<Uint8Array[]> {
  const ordered = isSize(oldSize) && isSize(newSize) && oldSize > 0 && oldSize <= newSize;
  requireRange(ordered, `${oldSize}..${newSize}`);
  const parts: Range[] = [];
  let [from, to] = [0, newSize];
  let whole = true;
  while (to !== oldSize) {
    const middle = from + splitPoint(to - from);
    if (oldSize <= middle) {
      parts.push({ from: middle, to });
      to = middle;
    } else {
      parts.push({ from, to: middle });
      from = middle;
      whole = false;
    }
  }
  // The verifier already holds the old root itself when it stands in the tree as one subtree.
  if (!whole) parts.push({ from, to });
  return rangeRoots(parts.reverse(), reader);
}

/** What an inclusion proof claims. Hashes are 32 bytes. */
export type InclusionClaim = {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};

/** Whether a proof binds the leaf at `index` to `root` (RFC 9162 §2.1.3.2). False for anything malformed. */
export function verifyInclusion({ index, size, leafHash, proof, root }: InclusionClaim): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (![leafHash, root, ...proof].every(isHash)) return false;
  let [node, last, hash] = [index, size - 1, leafHash];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(hash, root);
}

/** What a consistency proof claims. Hashes are 32 bytes. */
export type ConsistencyClaim = {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/**
 * Whether a proof shows the old tree to be a prefix of the new (RFC 9162 §2.1.4.2). False for anything
 * malformed and for oldSize = 0; equal sizes need equal roots and an empty proof.
 */
export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize === 0 || oldSize > newSize) return false;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  if (oldSize === newSize) return proof.length === 0 && sameBytes(oldRoot, newRoot);
  if (proof.length === 0) return false;

  let [node, last] = [oldSize - 1, newSize - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // node = 0 here means oldSize is a power of two, whose root the proof leaves out.
  const [start, ...rest] = node === 0 ? [oldRoot, ...proof] : proof;
  let [old, fresh] = [start!, start!];
  for (const part of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      old = nodeHash(part, old);
      fresh = nodeHash(part, fresh);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      fresh = nodeHash(fresh, part);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(old, oldRoot) && sameBytes(fresh, newRoot);
}

/** The complete subtrees that make up [from, to), left to right, where `from` is aligned as RFC 6962 splits. */
function completeNodes({ from, to }: Range): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = from;
  while (at < to) {
    const level = floorLog2(to - at);
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** The Merkle hash of each range, all read in one batch so that a tile is fetched once. */
async function rangeRoots(ranges: readonly Range[], reader: HashReader): Promise<Uint8Array[]> {
  const nodes = ranges.map(completeNodes);
  const hashes = await reader.read(nodes.flat());
  let next = 0;
  return nodes.map((parts) => {
    const own = hashes.slice(next, next + parts.length);
    next += parts.length;
    return own.reduceRight((right, left) => nodeHash(left, right));
  });
}

/** The largest power of two smaller than `size` (≥ 2). */
function splitPoint(size: number): number {
  return 2 ** floorLog2(size - 1);
}

/** By bit length, not Math.log2, whose rounding is wrong near 2^53. */
function floorLog2(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}

// Sizes reach 2^53, beyond JavaScript's 32-bit shifts.
const half = (value: number) => Math.floor(value / 2);
const isOdd = (value: number) => value % 2 === 1;
const isSize = (value: number) => Number.isSafeInteger(value) && value >= 0;
const isHash = (value: unknown) => value instanceof Uint8Array && value.length === hashSize;

function requireRange(holds: boolean, what: string): void {
  if (!holds) throw new LogRefusal("tree.size", { what });
}
