import { createHmac, hash } from "node:crypto";

/** Bytes in an SM3 hash. */
export const sm3Size = 32;

/** SM3 of some bytes (GB/T 32905): 32 bytes. */
export function sm3(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sm3", bytes, "buffer"));
}

/** HMAC with SM3 (GB/T 15852.2): 32 bytes. Compare two of them in constant time only. */
export function hmacSm3(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac("sm3", key).update(bytes).digest());
}
