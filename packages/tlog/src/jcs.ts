import { toUtf8 } from "./bytes.ts";
import { LogRefusal } from "./refusal.ts";

const maxDepth = 100;

/**
 * Canonical JSON of a value (RFC 8785): object members sorted by UTF-16 code units, ECMAScript numbers, no
 * whitespace. Refuses NaN, infinities, lone surrogates, holes, class instances (Date, Map …), undefined,
 * functions, bigint, symbols, and nesting deeper than 100 (which also ends a cycle).
 */
export function canonicalJson(value: unknown): string {
  return write(value, "$", 0);
}

/** The UTF-8 bytes of `canonicalJson(value)`. */
export function canonicalBytes(value: unknown): Uint8Array {
  return toUtf8(canonicalJson(value));
}

function write(value: unknown, at: string, depth: number): string {
  if (depth > maxDepth) throw notJson(at, "nesting deeper than 100");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeNumber(value, at);
  if (typeof value === "string") return writeString(value, at);
  if (Array.isArray(value)) return writeArray(value, at, depth);
  if (typeof value === "object") return writeObject(value, at, depth);
  throw notJson(at, typeof value);
}

function writeNumber(value: number, at: string): string {
  if (!Number.isFinite(value)) throw notJson(at, String(value));
  // ECMAScript's Number::toString is what RFC 8785 §3.2.2.3 prescribes, and it writes -0 as 0.
  return String(value);
}

function writeString(value: string, at: string): string {
  if (!value.isWellFormed()) throw notJson(at, "lone surrogate");
  // For well-formed text JSON.stringify escapes exactly what RFC 8785 §3.2.2.2 asks for.
  return JSON.stringify(value);
}

function writeArray(value: readonly unknown[], at: string, depth: number): string {
  const items: string[] = [];
  // By index: map() would pass over holes.
  for (let i = 0; i < value.length; i++) items.push(write(value[i], `${at}[${i}]`, depth + 1));
  return `[${items.join(",")}]`;
}

function writeObject(value: object, at: string, depth: number): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw notJson(at, "class instance");
  if (Object.getOwnPropertySymbols(value).length > 0) throw notJson(at, "symbol key");
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      const name = writeString(key, at);
      return `${name}:${write((value as Record<string, unknown>)[key], `${at}.${key}`, depth + 1)}`;
    });
  return `{${members.join(",")}}`;
}

function notJson(at: string, what: string): LogRefusal {
  return new LogRefusal("json.not_json", { at, what });
}
