import { createHash } from "node:crypto";
import { fromBase64, fromUtf8, toBase64, toUtf8 } from "./bytes.ts";
import { LogRefusal } from "./refusal.ts";

const maxNoteBytes = 1 << 20;
const maxSignatures = 100;
const signaturePrefix = "— ";

/**
 * A key that can check signatures. Any signature type fits: `verify` sees the note's text as bytes and the
 * signature without its key id, so a type may sign something derived from the text (a timestamped cosignature).
 */
export type Verifier = {
  readonly name: string;
  /** Four bytes as an unsigned number. */
  readonly keyId: number;
  verify(text: Uint8Array, signature: Uint8Array): boolean;
  /** When a signature says it was made, in POSIX seconds; absent where the signature type carries no time. */
  seconds?(signature: Uint8Array): number | undefined;
};

/** A key that can sign; a hardware key may answer later. */
export type Signer = {
  readonly name: string;
  readonly keyId: number;
  sign(text: Uint8Array): Uint8Array | Promise<Uint8Array>;
};

/** One signature line, not yet verified. */
export type SignatureLine = {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
};

/** A note split into its text (with its final newline) and signature lines, not yet verified. */
export type Note = { readonly text: string; readonly signatures: readonly SignatureLine[] };

/** A signature that verified, and the key it is by. */
export type VerifiedSignature = { readonly by: Verifier; readonly signature: Uint8Array };

/** A note whose signatures by known keys all verified; at least one did. A key is in `signedBy` once. */
export type OpenedNote = {
  readonly text: string;
  readonly signedBy: readonly Verifier[];
  readonly signatures: readonly VerifiedSignature[];
};

/**
 * Splits a signed note (C2SP signed-note). Refuses invalid UTF-8, control characters, a text or signature line
 * out of form, more than 100 signatures or 1 MiB. Nothing is verified: do not use the text.
 */
export function parseNote(note: Uint8Array | string): Note {
  const whole = decodeNote(note);
  const split = whole.lastIndexOf("\n\n");
  if (split < 0) throw malformed("no blank line before the signatures");
  const lines = whole.slice(split + 2).split("\n");
  if (lines.pop() !== "") throw malformed("no final newline");
  if (lines.length === 0) throw malformed("no signature");
  if (lines.length > maxSignatures) throw malformed("too many signatures");
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/**
 * Verifies a note against known keys. Signatures by unknown keys are ignored; a known key's signature that does
 * not verify refuses the whole note, and so does a note that no known key signed.
 */
export function openNote(note: Uint8Array | string, verifiers: readonly Verifier[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const bytes = toUtf8(text);
  const verified: VerifiedSignature[] = [];
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    if (!verifier) continue;
    if (!verifier.verify(bytes, signature)) throw new LogRefusal("note.bad_signature", { name });
    verified.push({ by: verifier, signature });
  }
  if (verified.length === 0) {
    throw new LogRefusal("note.unsigned", { names: verifiers.map((known) => known.name).join(", ") });
  }
  return { text, signedBy: [...new Set(verified.map(({ by }) => by))], signatures: verified };
}

/** Signs a text ending in a newline with each key in turn and writes the note. Refuses a text no note may carry. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  if (signers.length === 0) throw malformed("no signer");
  if (!text.endsWith("\n")) throw malformed("the text does not end in a newline");
  decodeNote(text);
  const bytes = toUtf8(text);
  let note = `${text}\n`;
  for (const signer of signers) note += formatSignature(signer, await signer.sign(bytes));
  decodeNote(note);
  return note;
}

/** A signature line with its final newline, for adding a signature (of a witness, of another type) to a note. */
export function formatSignature(key: { name: string; keyId: number }, signature: Uint8Array): string {
  requireKeyName(key.name);
  const bytes = new Uint8Array(4 + signature.length);
  new DataView(bytes.buffer).setUint32(0, key.keyId);
  bytes.set(signature, 4);
  return `${signaturePrefix}${key.name} ${toBase64(bytes)}\n`;
}

/** Whether a text may name a key: not empty, no Unicode space, plus sign or control character. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^+\p{White_Space}\p{Cc}]+$/u.test(name);
}

/** Refuses a text that may not name a key. */
export function requireKeyName(name: string): void {
  if (!isKeyName(name)) throw new LogRefusal("key.malformed", { what: "key name" });
}

/** A key's id: the first four bytes of SHA-256(name ‖ LF ‖ signature type ‖ public key) (C2SP signed-note). */
export function keyIdOf(name: string, typeAndKey: Uint8Array): number {
  return createHash("sha256").update(`${name}\n`).update(typeAndKey).digest().readUInt32BE(0);
}

function decodeNote(note: Uint8Array | string): string {
  if (note.length > maxNoteBytes) throw malformed("longer than 1 MiB");
  const text = typeof note === "string" ? note : fromUtf8(note);
  if (text === undefined || !text.isWellFormed()) throw malformed("not UTF-8");
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x20 && text[i] !== "\n") throw malformed("control character");
  }
  return text;
}

/** Reads one signature line without its newline. Refuses anything out of form. */
export function parseSignatureLine(line: string): SignatureLine {
  const [name, encoded, ...rest] = line.slice(signaturePrefix.length).split(" ");
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  const valid = line.startsWith(signaturePrefix) && rest.length === 0 && isKeyName(name!);
  if (!valid || !bytes || bytes.length < 5) throw malformed("signature line");
  return {
    name: name!,
    keyId: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    signature: bytes.subarray(4),
  };
}

function malformed(what: string): LogRefusal {
  return new LogRefusal("note.malformed", { what });
}
