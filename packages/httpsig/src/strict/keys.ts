import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { sm2PrivateKey, sm2PublicBytes, sm2PublicKey, sm2PublicKeySize } from "@zhanqiao/sm";
import { type SigningKey, signingKey, type VerificationKey, verificationKey } from "../algorithms.ts";
import { SignatureRefusal } from "../refusal.ts";

/** Algorithms that instances sign with. */
export type PeerAlgorithm = "ed25519" | "sm2-sm3";

/** A public key as instances publish and register it: Ed25519 as its 32 bytes, SM2 as 0x04 ‖ x ‖ y, base64. */
export interface PeerPublicKey {
  readonly algorithm: PeerAlgorithm;
  readonly publicKey: string;
}

/** The name a key has in signatures: its algorithm and its own SHA-256, so that no two keys share one. */
export const peerKeyId = (algorithm: PeerAlgorithm, publicKey: Uint8Array): string =>
  `${algorithm}:${createHash("sha256").update(publicKey).digest("base64url")}`;

/** Reads a registered public key. Refuses bytes that are no key of the algorithm (`key.unfit`). */
export function openPeerKey({ algorithm, publicKey }: PeerPublicKey): VerificationKey {
  const bytes = new Uint8Array(Buffer.from(publicKey, "base64"));
  const unfit = () => new SignatureRefusal("key.unfit", { algorithm });
  // The length too: a DER reader does not mind what follows the key.
  if (Buffer.from(bytes).toString("base64") !== publicKey || bytes.length !== sizes[algorithm]) throw unfit();
  try {
    return verificationKey(peerKeyId(algorithm, bytes), algorithm, publicKeyOf[algorithm](bytes));
  } catch {
    throw unfit();
  }
}

/** An instance's own key from its 32-byte secret, and what it publishes of it. */
export function peerSigner(
  algorithm: PeerAlgorithm,
  secret: Uint8Array,
): { key: SigningKey; public: PeerPublicKey } {
  if (secret.length !== 32) throw new SignatureRefusal("key.unfit", { algorithm });
  const own = privateKeyOf[algorithm](secret);
  const bytes = publicBytesOf[algorithm](own);
  return {
    key: signingKey(peerKeyId(algorithm, bytes), algorithm, own),
    public: { algorithm, publicKey: Buffer.from(bytes).toString("base64") },
  };
}

const sizes: Readonly<Record<PeerAlgorithm, number>> = { ed25519: 32, "sm2-sm3": sm2PublicKeySize };

// DER around 32 raw bytes (RFC 8410 §4 and §7).
const spki = Buffer.from("302a300506032b6570032100", "hex");
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

const publicKeyOf: Readonly<Record<PeerAlgorithm, (bytes: Uint8Array) => KeyObject>> = {
  ed25519: (bytes) => createPublicKey({ key: Buffer.concat([spki, bytes]), format: "der", type: "spki" }),
  "sm2-sm3": sm2PublicKey,
};

const privateKeyOf: Readonly<Record<PeerAlgorithm, (secret: Uint8Array) => KeyObject>> = {
  ed25519: (seed) => createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" }),
  "sm2-sm3": sm2PrivateKey,
};

const publicBytesOf: Readonly<Record<PeerAlgorithm, (own: KeyObject) => Uint8Array>> = {
  ed25519: (own) => createPublicKey(own).export({ format: "der", type: "spki" }).subarray(spki.length),
  "sm2-sm3": (own) => sm2PublicBytes(sm2PublicKey(own)),
};
