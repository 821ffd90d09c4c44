import { canonicalBytes } from "@zhanqiao/tlog";
import { PackRefusal } from "./finding.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A file's text. @throws PackRefusal where it is not UTF-8. */
export function textOf(name: string, bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new PackRefusal("file.utf8", { name });
  }
}

/**
 * A file's value. Only canonical JSON (RFC 8785) is read, so that no name stands twice and every reader reads the
 * same; names that mean something to JavaScript are refused.
 */
export function jsonOf(name: string, bytes: Uint8Array): unknown {
  const text = textOf(name, bytes);
  try {
    const value: unknown = JSON.parse(text, (key, one) => {
      if (key === "__proto__" || key === "constructor" || key === "prototype") throw new Error(key);
      return one;
    });
    if (Buffer.compare(canonicalBytes(value), bytes) === 0) return value;
  } catch {
    // Said below, in words of our own.
  }
  throw new PackRefusal("file.json", { name });
}
