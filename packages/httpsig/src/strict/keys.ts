import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
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
  const unfit = new SignatureRefusal("key.unfit", { algorithm });
  if (Buffer.from(bytes).toString("base64") !== publicKey) throw unfit;
  const keyid = peerKeyId(algorithm, bytes);
  if (algorithm === "ed25519") {
    if (bytes.length !== 32) throw unfit;
    const x = Buffer.from(bytes).toString("base64url");
    return verificationKey(
      keyid,
      algorithm,
      createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }),
    );
  }
  throw unfit;
}

// PKCS #8 around a 32-byte seed (RFC 8410 §7).
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** An instance's own key from its 32-byte secret, and what it publishes of it. */
export function peerSigner(
  algorithm: PeerAlgorithm,
  secret: Uint8Array,
): { key: SigningKey; public: PeerPublicKey } {
  if (secret.length !== 32) throw new SignatureRefusal("key.unfit", { algorithm });
  if (algorithm === "ed25519") {
    const own = createPrivateKey({ key: Buffer.concat([pkcs8, secret]), format: "der", type: "pkcs8" });
    const x = createPublicKey(own).export({ format: "jwk" }).x!;
    const bytes = Buffer.from(x, "base64url");
    return {
      key: signingKey(peerKeyId(algorithm, bytes), algorithm, own),
      public: { algorithm, publicKey: bytes.toString("base64") },
    };
  }
  throw new SignatureRefusal("key.unfit", { algorithm });
}
