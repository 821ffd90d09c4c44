import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { fromBase64, joinBytes, sameBytes, toBase64 } from "./bytes.ts";
import { keyIdOf, requireKeyName, type Verifier } from "./note.ts";
import { LogRefusal } from "./refusal.ts";

/**
 * A signature type. `type` is its identifier: one byte where C2SP assigned one, otherwise 0xff and a longer
 * identifier. A new type (SM2, a cosignature) is one more value of this shape, passed to `parseVerifierKey`.
 */
export type SignatureType = {
  readonly type: Uint8Array;
  /** Bytes of a public key. */
  readonly publicKeyBytes: number;
  /** The check for a key of some name; undefined when the bytes are no key of this type. */
  verifier(
    publicKey: Uint8Array,
    name: string,
  ): ((text: Uint8Array, signature: Uint8Array) => boolean) | undefined;
  /** When a signature says it was made, in POSIX seconds: for types that carry a time, such as cosignatures. */
  seconds?(signature: Uint8Array): number | undefined;
};

// DER wrapper that node:crypto asks for around the 32 raw bytes (RFC 8410).
const spkiPrefix = Uint8Array.from([0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0]);
/** Ed25519 over the note's text (RFC 8032; signature type 0x01). */
export const ed25519: SignatureType = {
  type: Uint8Array.of(1),
  publicKeyBytes: 32,
  verifier(publicKey) {
    const key = ed25519Key(publicKey);
    return (text, signature) => signature.length === 64 && verify(null, text, key, signature);
  },
};

/** An Ed25519 public key from its 32 bytes. */
export function ed25519Key(publicKey: Uint8Array): KeyObject {
  return createPublicKey({
    key: Buffer.from(joinBytes([spkiPrefix, publicKey])),
    format: "der",
    type: "spki",
  });
}

/**
 * Reads a verifier key `<name>+<hex key id>+<base64(type ‖ public key)>`. Refuses a bad name, an id that does
 * not belong to the key, and a signature type that is not among `types` (Ed25519 unless told otherwise).
 */
export function parseVerifierKey(vkey: string, types: readonly SignatureType[] = [ed25519]): Verifier {
  const { name, keyId, kind, publicKey } = splitVerifierKey(vkey, types);
  const check = publicKey.length === kind.publicKeyBytes ? kind.verifier(publicKey, name) : undefined;
  if (!check) throw malformed("public key");
  return { name, keyId, verify: check, ...(kind.seconds && { seconds: kind.seconds }) };
}

/** The public key inside a verifier key. Refuses as `parseVerifierKey` does, but does not look at the key itself. */
export function publicKeyOf(vkey: string, types: readonly SignatureType[] = [ed25519]): Uint8Array {
  return splitVerifierKey(vkey, types).publicKey;
}

/** Writes a verifier key for a public key of a signature type. */
export function formatVerifierKey(name: string, publicKey: Uint8Array, { type } = ed25519): string {
  requireKeyName(name);
  const typeAndKey = joinBytes([type, publicKey]);
  return `${name}+${hexId(keyIdOf(name, typeAndKey))}+${toBase64(typeAndKey)}`;
}

function splitVerifierKey(vkey: string, types: readonly SignatureType[]) {
  const { name, keyId, typeAndKey } = splitKey(vkey);
  if (keyIdOf(name, typeAndKey) !== keyId) throw malformed("the key id does not belong to the key");
  const kind = types.find(({ type }) => sameBytes(type, typeAndKey.subarray(0, type.length)));
  if (!kind) throw new LogRefusal("key.unknown_type");
  return { name, keyId, kind, publicKey: typeAndKey.subarray(kind.type.length) };
}

/** Splits a key's text into its parts, the id not yet checked. */
export function splitKey(key: string): { name: string; keyId: number; typeAndKey: Uint8Array } {
  // The base64 part may itself contain plus signs; a name may not.
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,8192})$/.exec(key);
  const typeAndKey = match ? fromBase64(match[3]!) : undefined;
  if (!match || !typeAndKey) throw malformed("not <name>+<key id>+<key>");
  requireKeyName(match[1]!);
  return { name: match[1]!, keyId: Number.parseInt(match[2]!, 16), typeAndKey };
}

/** A key id as it stands in key texts. */
export const hexId = (keyId: number) => keyId.toString(16).padStart(8, "0");

function malformed(what: string): LogRefusal {
  return new LogRefusal("key.malformed", { what });
}
