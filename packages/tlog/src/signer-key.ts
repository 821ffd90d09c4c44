import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { joinBytes, sameBytes, toBase64 } from "./bytes.ts";
import {
  type Cosigner,
  cosignatureEd25519,
  cosignatureMlDsa44,
  cosignedText,
  cosignedTree,
  timestamped,
} from "./cosignature.ts";
import { ed25519, formatVerifierKey, hexId, type SignatureType, splitKey } from "./key.ts";
import { keyIdOf, requireKeyName, type Signer } from "./note.ts";
import { LogRefusal } from "./refusal.ts";

/** A key pair in text form. The signer key is a secret. */
export type KeyPair = { readonly signerKey: string; readonly verifierKey: string };

// PKCS #8 that node:crypto asks for around a 32-byte seed: RFC 8410 §7 and, seed only, RFC 9881 §6.
const ed25519Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
const mlDsa44Prefix = Buffer.from("3034020100300b060960864801650304031104228020", "hex");

const prefix = "PRIVATE+KEY+";

/**
 * The text forms of the key that a 32-byte seed stands for, under a name: Ed25519 (RFC 8032 §5.1.5) or ML-DSA-44
 * (FIPS 204, the seed ξ). A log's own key is of type `ed25519`, a witness's of one of the cosignature types.
 */
export function keyPairFromSeed(name: string, seed: Uint8Array, kind: SignatureType = ed25519): KeyPair {
  requireKeyName(name);
  const publicKey = publicBytes(privateKey(kind, seed), kind);
  const keyId = keyIdOf(name, joinBytes([kind.type, publicKey]));
  return {
    signerKey: `${prefix}${name}+${hexId(keyId)}+${toBase64(joinBytes([kind.type, seed]))}`,
    verifierKey: formatVerifierKey(name, publicKey, kind),
  };
}

/** Reads an Ed25519 signer key `PRIVATE+KEY+<name>+<hex key id>+<base64(0x01 ‖ seed)>`, as Go's sumdb/note writes it. */
export function parseSignerKey(skey: string): Signer {
  const { name, keyId, key } = parseSeedKey(skey, [ed25519]);
  return { name, keyId, sign: (text) => new Uint8Array(sign(null, text, key)) };
}

/** Reads a cosigner's key, written as a signer key with type 0x04 or 0x06 in place of 0x01. */
export function parseCosignerKey(skey: string): Cosigner {
  const { name, keyId, key, kind } = parseSeedKey(skey, [cosignatureEd25519, cosignatureMlDsa44]);
  const message = kind === cosignatureEd25519 ? cosignedText : cosignedTree(name);
  return {
    name,
    keyId,
    cosign: (text, seconds) => timestamped(seconds, sign(null, message(text, seconds), key)),
  };
}

function parseSeedKey(skey: string, types: readonly SignatureType[]) {
  if (!skey.startsWith(prefix)) throw malformed("not a signer key");
  const { name, keyId, typeAndKey } = splitKey(skey.slice(prefix.length));
  const kind = types.find(({ type }) => sameBytes(type, typeAndKey.subarray(0, type.length)));
  if (!kind) throw new LogRefusal("key.unknown_type");
  const key = privateKey(kind, typeAndKey.subarray(kind.type.length));
  if (keyIdOf(name, joinBytes([kind.type, publicBytes(key, kind)])) !== keyId) {
    throw malformed("the key id does not belong to the key");
  }
  return { name, keyId, key, kind };
}

function privateKey(kind: SignatureType, seed: Uint8Array): KeyObject {
  if (seed.length !== 32) throw malformed("the seed is not 32 bytes");
  const wrapper = kind === cosignatureMlDsa44 ? mlDsa44Prefix : ed25519Prefix;
  return createPrivateKey({ key: Buffer.concat([wrapper, seed]), format: "der", type: "pkcs8" });
}

function publicBytes(key: KeyObject, { publicKeyBytes }: SignatureType): Uint8Array {
  return new Uint8Array(
    createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-publicKeyBytes),
  );
}

function malformed(what: string): LogRefusal {
  return new LogRefusal("key.malformed", { what });
}
