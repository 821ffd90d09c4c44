import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { fromBase64, joinBytes, sameBytes, toBase64 } from "./bytes.ts";
import { keyIdOf, requireKeyName, type Signer, type Verifier } from "./note.ts";
import { LogRefusal } from "./refusal.ts";

/**
 * A signature type. `type` is its identifier: one byte where C2SP assigned one, otherwise 0xff and a longer
 * identifier. A new type (SM2, a cosignature) is one more value of this shape, passed to `parseVerifierKey`.
 */
export type SignatureType = {
  readonly type: Uint8Array;
  /** Bytes of a public key. */
  readonly publicKeyBytes: number;
  /** The check for a public key; undefined when the bytes are no key of this type. */
  verifier(publicKey: Uint8Array): ((text: Uint8Array, signature: Uint8Array) => boolean) | undefined;
};

// DER wrappers that node:crypto asks for around the 32 raw bytes (RFC 8410).
const spkiPrefix = Uint8Array.from([0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0]);
const pkcs8Prefix = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);

/** Ed25519 over the note's text (RFC 8032; signature type 0x01). */
export const ed25519: SignatureType = {
  type: Uint8Array.of(1),
  publicKeyBytes: 32,
  verifier(publicKey) {
    const key = createPublicKey({
      key: Buffer.from(joinBytes([spkiPrefix, publicKey])),
      format: "der",
      type: "spki",
    });
    return (text, signature) => signature.length === 64 && verify(null, text, key, signature);
  },
};

/**
 * Reads a verifier key `<name>+<hex key id>+<base64(type ‖ public key)>`. Refuses a bad name, an id that does
 * not belong to the key, and a signature type that is not among `types` (Ed25519 unless told otherwise).
 */
export function parseVerifierKey(vkey: string, types: readonly SignatureType[] = [ed25519]): Verifier {
  const { name, keyId, typeAndKey } = splitKey(vkey);
  if (keyIdOf(name, typeAndKey) !== keyId) throw malformed("the key id does not belong to the key");
  const kind = types.find(({ type }) => sameBytes(type, typeAndKey.subarray(0, type.length)));
  if (!kind) throw new LogRefusal("key.unknown_type");
  const publicKey = typeAndKey.subarray(kind.type.length);
  const check = publicKey.length === kind.publicKeyBytes ? kind.verifier(publicKey) : undefined;
  if (!check) throw malformed("public key");
  return { name, keyId, verify: check };
}

/** Writes a verifier key for a public key of a signature type. */
export function formatVerifierKey(name: string, publicKey: Uint8Array, { type } = ed25519): string {
  requireKeyName(name);
  const typeAndKey = joinBytes([type, publicKey]);
  return `${name}+${hexId(keyIdOf(name, typeAndKey))}+${toBase64(typeAndKey)}`;
}

/** A log's Ed25519 key pair in text form. The signer key is a secret. */
export type KeyPair = { readonly signerKey: string; readonly verifierKey: string };

/** The text forms of the Ed25519 key that a 32-byte seed stands for (RFC 8032 §5.1.5), under a name. */
export function keyPairFromSeed(name: string, seed: Uint8Array): KeyPair {
  requireKeyName(name);
  const publicKey = publicBytes(privateKey(seed));
  const keyId = keyIdOf(name, joinBytes([ed25519.type, publicKey]));
  return {
    signerKey: `PRIVATE+KEY+${name}+${hexId(keyId)}+${toBase64(joinBytes([ed25519.type, seed]))}`,
    verifierKey: formatVerifierKey(name, publicKey),
  };
}

/** Reads an Ed25519 signer key `PRIVATE+KEY+<name>+<hex key id>+<base64(0x01 ‖ seed)>`, as Go's sumdb/note writes it. */
export function parseSignerKey(skey: string): Signer {
  const prefix = "PRIVATE+KEY+";
  if (!skey.startsWith(prefix)) throw malformed("not a signer key");
  const { name, keyId, typeAndKey } = splitKey(skey.slice(prefix.length));
  if (typeAndKey[0] !== ed25519.type[0]) throw new LogRefusal("key.unknown_type");
  const key = privateKey(typeAndKey.subarray(1));
  if (keyIdOf(name, joinBytes([ed25519.type, publicBytes(key)])) !== keyId) {
    throw malformed("the key id does not belong to the key");
  }
  return { name, keyId, sign: (text) => new Uint8Array(sign(null, text, key)) };
}

function splitKey(key: string): { name: string; keyId: number; typeAndKey: Uint8Array } {
  // The base64 part may itself contain plus signs; a name may not.
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,8192})$/.exec(key);
  const typeAndKey = match ? fromBase64(match[3]!) : undefined;
  if (!match || !typeAndKey) throw malformed("not <name>+<key id>+<key>");
  requireKeyName(match[1]!);
  return { name: match[1]!, keyId: Number.parseInt(match[2]!, 16), typeAndKey };
}

function privateKey(seed: Uint8Array): KeyObject {
  if (seed.length !== 32) throw malformed("the seed is not 32 bytes");
  return createPrivateKey({ key: Buffer.from(joinBytes([pkcs8Prefix, seed])), format: "der", type: "pkcs8" });
}

function publicBytes(key: KeyObject): Uint8Array {
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return new Uint8Array(spki.subarray(spkiPrefix.length));
}

const hexId = (keyId: number) => keyId.toString(16).padStart(8, "0");

function malformed(what: string): LogRefusal {
  return new LogRefusal("key.malformed", { what });
}
