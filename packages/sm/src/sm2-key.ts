import { createPrivateKey, createPublicKey, KeyObject, randomBytes } from "node:crypto";
import { SmRefusal } from "./refusal.ts";

/** Bytes of a raw private key, and of a public key as an uncompressed point 0x04 ‖ x ‖ y (GB/T 32918.1 §4.2.9). */
export const sm2PrivateKeySize = 32;
export const sm2PublicKeySize = 65;

/** Order of the recommended curve's base point (GB/T 32918.5). */
const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

// What node:crypto asks for around the raw bytes: id-ecPublicKey with curve 1.2.156.10197.1.301 (RFC 5915, 5480).
const pkcs8Prefix = Buffer.from(
  "3041020100301306072a8648ce3d020106082a811ccf5501822d0427302502010104" + "20",
  "hex",
);
const spkiPrefix = Buffer.from("3059301306072a8648ce3d020106082a811ccf5501822d034200", "hex");

/** Makes a key pair. The private key is drawn from 1 … n − 2 (GB/T 32918.1 §6.1). */
export function sm2Generate(): { privateKey: KeyObject; publicKey: KeyObject } {
  for (;;) {
    const bytes = randomBytes(sm2PrivateKeySize);
    if (!isPrivate(bytes)) continue;
    const privateKey = sm2PrivateKey(bytes);
    return { privateKey, publicKey: sm2PublicKey(privateKey) };
  }
}

/** Reads a private key: 32 raw bytes or PKCS #8 PEM. Refuses another curve and numbers outside 1 … n − 2. */
export function sm2PrivateKey(source: Uint8Array | string): KeyObject {
  const bytes = typeof source === "string" ? privateBytes(parsePem(source, createPrivateKey)) : source;
  if (!isPrivate(bytes)) throw new SmRefusal("sm.key", { what: "private key" });
  // Made anew also from PEM, so that the public point inside the file is not trusted.
  const der = Buffer.concat([pkcs8Prefix, bytes]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

/** Reads a public key: 65 raw bytes, SPKI PEM, or a private key whose public one is meant. Refuses points off the curve. */
export function sm2PublicKey(source: Uint8Array | string | KeyObject): KeyObject {
  if (source instanceof KeyObject) return opened(source).key;
  if (typeof source === "string") return requireSm2(parsePem(source, createPublicKey)).key;
  if (source.length !== sm2PublicKeySize || source[0] !== 4) {
    throw new SmRefusal("sm.key", { what: "public key" });
  }
  try {
    const der = Buffer.concat([spkiPrefix, source]);
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    throw new SmRefusal("sm.key", { what: "public key" });
  }
}

/** A private key's 32 bytes. A secret: keep it out of logs. */
export function sm2PrivateBytes(privateKey: KeyObject): Uint8Array {
  return privateBytes(privateKey);
}

/** A public key's 65 bytes, 0x04 ‖ x ‖ y. */
export function sm2PublicBytes(publicKey: KeyObject): Uint8Array {
  return opened(publicKey).bytes.slice();
}

/** PEM of a key: PKCS #8 for a private one, SPKI for a public one. */
export function sm2Pem(key: KeyObject): string {
  const type = key.type === "private" ? "pkcs8" : "spki";
  return key.export({ format: "pem", type }).toString();
}

function privateBytes(key: KeyObject): Uint8Array {
  const der = key.export({ format: "der", type: "pkcs8" });
  // With the public point inside the outer lengths differ; curve and layout around the number do not.
  const at = der.indexOf(pkcs8Prefix.subarray(5, 26));
  const number = at < 0 ? -1 : der.indexOf(Buffer.from("0201010420", "hex"), at);
  if (number < 0) throw new SmRefusal("sm.key", { what: "curve" });
  return new Uint8Array(der.subarray(number + 5, number + 5 + sm2PrivateKeySize));
}

function parsePem(pem: string, read: (pem: string) => KeyObject): KeyObject {
  try {
    return read(pem);
  } catch {
    throw new SmRefusal("sm.key", { what: "PEM" });
  }
}

type OpenedKey = { readonly key: KeyObject; readonly bytes: Uint8Array };

/** What was worked out for a key object: reading one costs more than verifying a signature. */
const known = new WeakMap<KeyObject, OpenedKey>();

function opened(source: KeyObject): OpenedKey {
  let found = known.get(source);
  if (!found) {
    found = requireSm2(source.type === "private" ? createPublicKey(source) : source);
    known.set(source, found);
    known.set(found.key, found);
  }
  return found;
}

function requireSm2(key: KeyObject): OpenedKey {
  const der = key.type === "public" ? key.export({ format: "der", type: "spki" }) : undefined;
  if (!der?.subarray(0, spkiPrefix.length).equals(spkiPrefix)) {
    throw new SmRefusal("sm.key", { what: "curve" });
  }
  // node:crypto treats a key it generated itself as an ECDSA key; read from DER it is one for SM2.
  const read = createPublicKey({ key: der, format: "der", type: "spki" });
  return { key: read, bytes: new Uint8Array(der.subarray(spkiPrefix.length)) };
}

function isPrivate(bytes: Uint8Array): boolean {
  if (bytes.length !== sm2PrivateKeySize) return false;
  const number = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return number >= 1n && number <= order - 2n;
}
