import { fromBase64, fromUtf8, joinBytes, sameBytes, toBase64 } from "./bytes.ts";
import { hashSize, sha256 } from "./hash.ts";
import { canonicalBytes } from "./jcs.ts";
import { LogRefusal } from "./refusal.ts";
import { maxEntryBytes } from "./tile.ts";

/**
 * One act in the ledger. Every field is a code, an identifier or a time; what the act was about stands only in
 * the salted commitment. There is no field for free text, so none for personal data.
 */
export type LedgerEntry = {
  readonly v: 1;
  /** What was done: `share.granted`. */
  readonly act: string;
  /** The procedure's code: `share`. */
  readonly procedure: string;
  /** The case's number, null for an act outside a case. */
  readonly case: string | null;
  readonly actor: Actor;
  /** Article the act rests on: `21.2`; null where no article does. */
  readonly article: string | null;
  /** Code of the instrument the article belongs to; null with a null article. */
  readonly instrument: string | null;
  /** UTC with milliseconds: `2025-03-01T01:02:03.004Z`. */
  readonly at: string;
  /** base64(SHA-256(salt ‖ JCS(content))), see `commit`. */
  readonly commitment: string;
};

/** Who acted: role and organisation codes, and where acts of one person must be told apart a pseudonymous id. */
export type Actor = { readonly id?: string; readonly role: string; readonly org: string };

type Check = (value: unknown) => boolean;

const code = matching(/^[A-Za-z][A-Za-z0-9]*(?:[._:-][A-Za-z0-9]+)*$/, 64);
const identifier = matching(/^[A-Za-z0-9]+(?:[._:/-][A-Za-z0-9]+)*$/, 64);
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const entryFields: Record<keyof LedgerEntry, Check> = {
  v: (value) => value === 1,
  act: code,
  procedure: code,
  case: nullable(identifier),
  actor: (value) => typeof value === "object" && value !== null,
  article: nullable(matching(/^[0-9]+(?:\.[0-9]+)*$/, 16)),
  instrument: nullable(identifier),
  at: isInstant,
  commitment: (value) => typeof value === "string" && fromBase64(value)?.length === hashSize,
};

const actorFields: Record<keyof Actor, Check> = { id: identifier, role: code, org: identifier };

/** An entry's bytes in the log: canonical JSON. Refuses fields that are missing, unknown or out of form. */
export function encodeEntry(entry: LedgerEntry): Uint8Array {
  requireEntry(entry);
  return canonicalBytes(entry);
}

/** Reads an entry's bytes. Refuses anything `encodeEntry` would not write, byte for byte. */
export function decodeEntry(bytes: Uint8Array): LedgerEntry {
  if (bytes.length > maxEntryBytes) throw new LogRefusal("entry.size", { bytes: bytes.length });
  const value = parseJson(bytes);
  if (!sameBytes(canonicalBytes(value), bytes)) throw new LogRefusal("json.not_canonical");
  requireEntry(value);
  return value;
}

/**
 * The commitment to an act's content: base64(SHA-256(salt ‖ JCS(content))). The salt (16–64 random bytes, a
 * fresh one for each act) is kept with the content: without it a guessed content cannot be confirmed, and
 * deleting both leaves the log verifiable.
 */
export function commit(content: unknown, salt: Uint8Array): string {
  if (salt.length < 16 || salt.length > 64) throw new LogRefusal("entry.salt");
  return toBase64(sha256(joinBytes([salt, canonicalBytes(content)])));
}

/** Whether a commitment was made to this content with this salt. */
export function verifyCommitment(commitment: string, content: unknown, salt: Uint8Array): boolean {
  return commit(content, salt) === commitment;
}

function parseJson(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes);
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new LogRefusal("json.not_canonical");
  }
}

function requireEntry(value: unknown): asserts value is LedgerEntry {
  requireFields("entry", value, entryFields, []);
  const entry = value as LedgerEntry;
  requireFields("actor", entry.actor, actorFields, ["id"]);
  if ((entry.article === null) !== (entry.instrument === null)) {
    throw new LogRefusal("entry.field", { field: "instrument" });
  }
  for (const [field, text] of [
    ["case", entry.case],
    ["actor.id", entry.actor.id],
  ] as const) {
    if (text && looksPersonal(text)) throw new LogRefusal("entry.personal", { field });
  }
}

function requireFields(
  where: string,
  value: unknown,
  fields: Record<string, Check>,
  optional: readonly string[],
): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new LogRefusal("entry.field", { field: where });
  }
  const unknown = Object.keys(value).find((field) => !Object.hasOwn(fields, field));
  if (unknown !== undefined) throw new LogRefusal("entry.unknown_field", { field: unknown });
  for (const [field, check] of Object.entries(fields)) {
    if (!Object.hasOwn(value, field) && optional.includes(field)) continue;
    if (!check((value as Record<string, unknown>)[field])) throw new LogRefusal("entry.field", { field });
  }
}

function matching(pattern: RegExp, maxLength: number): Check {
  return (value) => typeof value === "string" && value.length <= maxLength && pattern.test(value);
}

function isInstant(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return false;
  const time = Date.parse(value);
  // Parsing alone would let 30 February roll over into March.
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}

/** Whether an identifier carries a mobile number, or a citizen number whose check digit is right (GB 11643). */
function looksPersonal(text: string): boolean {
  return text.split(/[^A-Za-z0-9]/).some((part) => /^1[3-9]\d{9}$/.test(part) || isCitizenNumber(part));
}

function isCitizenNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dXx]$/.test(text)) return false;
  // GB 11643 follows ISO 7064 MOD 11-2: weights 2^(17 − i) mod 11.
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(text[i]) * (2 ** (17 - i) % 11);
  return "10X98765432"[sum % 11] === text[17]!.toUpperCase();
}
