import { Buffer } from "node:buffer";
import { hash } from "node:crypto";

/** Bytes in a SHA-256 hash. */
export const hashSize = 32;

/** SHA-256 of some bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash("sha256", bytes, "buffer");
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
}

/** The root of a tree without entries: SHA-256 of nothing (RFC 6962 §2.1). */
export function emptyHash(): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** The hash of an entry: SHA-256(0x00 ‖ entry) (RFC 6962 §2.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const prefixed = Buffer.allocUnsafe(entry.length + 1);
  prefixed[0] = 0;
  prefixed.set(entry, 1);
  return sha256(prefixed);
}

/** The hash over two subtrees: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = Buffer.allocUnsafe(1 + 2 * hashSize);
  pair[0] = 1;
  pair.set(left, 1);
  pair.set(right, 1 + hashSize);
  return sha256(pair);
}

/** The root over a power-of-two number of subtree hashes of equal height. */
export function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(nodeHash(row[i]!, row[i + 1]!));
    row = above;
  }
  return row[0]!;
}
