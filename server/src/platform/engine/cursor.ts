import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { refuse } from "./refusals.ts";

/** Where a page ended: the values of the sort keys and of the tie-break, as text; null sorts last. */
export type Position = readonly (string | null)[];

/** Characters of sort values a cursor carries at most; beyond them a page has no `next`. */
const longest = 6_000;

/**
 * Makes an opaque cursor, `base64url(position).base64url(mac)`, HMAC-SHA-256 cut to 128 bits. `bound` is what
 * it is good for: version, sort, filter and restriction. Undefined when the values are too long to carry.
 */
export function writeCursor(position: Position, bound: string, key: Uint8Array): string | undefined {
  const body = Buffer.from(JSON.stringify(position)).toString("base64url");
  return body.length > longest ? undefined : `${body}.${mac(body, bound, key).toString("base64url")}`;
}

/** Reads a cursor back; refuses a forged one, one of another query, and anything else that is not one. */
export function readCursor(cursor: string, bound: string, key: Uint8Array, length: number): Position {
  const [body = "", tag = "", ...rest] = cursor.split(".");
  const given = Buffer.from(tag, "base64url");
  const right = mac(body, bound, key);
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right))
    throw refuse("cursor_invalid");
  const position: unknown = JSON.parse(Buffer.from(body, "base64url").toString());
  // Signed by us, so anything else here is a change of format between two releases.
  const whole = Array.isArray(position) && position.length === length;
  if (!whole || !position.every((v) => v === null || typeof v === "string")) throw refuse("cursor_invalid");
  return position;
}

function mac(body: string, bound: string, key: Uint8Array): Buffer {
  const digest = createHash("sha256").update(bound).digest();
  return createHmac("sha256", key)
    .update("zhanqiao-cursor-1\0")
    .update(digest)
    .update(body)
    .digest()
    .subarray(0, 16);
}
