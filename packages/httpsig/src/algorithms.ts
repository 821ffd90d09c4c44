import {
  constants,
  createHmac,
  createPublicKey,
  type KeyObject,
  sign as signWith,
  timingSafeEqual,
  verify as verifyWith,
} from "node:crypto";
import { sm2PublicKey, sm2Sign, sm2Verify } from "@zhanqiao/sm";
import { SignatureRefusal } from "./refusal.ts";

/** Algorithms of the HTTP Signature Algorithms registry (RFC 9421 §3.3), and SM2 with SM3, which is not in it. */
export type AlgorithmName =
  | "rsa-pss-sha512"
  | "rsa-v1_5-sha256"
  | "hmac-sha256"
  | "ecdsa-p256-sha256"
  | "ecdsa-p384-sha384"
  | "ed25519"
  | "sm2-sm3";

/** A key whose algorithm is part of it, so that no message can choose another. */
export interface VerificationKey {
  readonly keyid: string;
  readonly algorithm: AlgorithmName;
  /** Whether `signature` is this key's over `base`. */
  verify(base: Uint8Array, signature: Uint8Array): boolean;
}

export interface SigningKey {
  readonly keyid: string;
  readonly algorithm: AlgorithmName;
  sign(base: Uint8Array): Uint8Array;
}

interface Method {
  readonly fits: (key: KeyObject) => boolean;
  readonly sign: (key: KeyObject, base: Uint8Array) => Uint8Array;
  readonly verify: (key: KeyObject, base: Uint8Array, signature: Uint8Array) => boolean;
}

const bits = (key: KeyObject) => key.asymmetricKeyDetails?.modulusLength ?? 0;
const rsa = (hash: string, padding: object, types: readonly string[]): Method => ({
  fits: (key) => types.includes(key.asymmetricKeyType ?? "") && bits(key) >= 2048,
  sign: (key, base) => signWith(hash, base, { key, ...padding }),
  verify: (key, base, signature) => verifyWith(hash, base, { key, ...padding }, signature),
});
const ecdsa = (curve: string, hash: string, bytes: number): Method => ({
  fits: (key) => key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === curve,
  sign: (key, base) => signWith(hash, base, { key, dsaEncoding: "ieee-p1363" }),
  verify: (key, base, signature) =>
    signature.length === bytes && verifyWith(hash, base, { key, dsaEncoding: "ieee-p1363" }, signature),
});

const isSm2 = (key: KeyObject): boolean => {
  try {
    return key.type !== "secret" && sm2PublicKey(key).type === "public";
  } catch {
    return false;
  }
};

const methods: Readonly<Record<AlgorithmName, Method>> = {
  "rsa-pss-sha512": rsa("sha512", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }, [
    "rsa",
    "rsa-pss",
  ]),
  "rsa-v1_5-sha256": rsa("sha256", { padding: constants.RSA_PKCS1_PADDING }, ["rsa"]),
  "ecdsa-p256-sha256": ecdsa("prime256v1", "sha256", 64),
  "ecdsa-p384-sha384": ecdsa("secp384r1", "sha384", 96),
  ed25519: {
    fits: (key) => key.asymmetricKeyType === "ed25519",
    sign: (key, base) => signWith(null, base, key),
    verify: (key, base, signature) => signature.length === 64 && verifyWith(null, base, key, signature),
  },
  // SM2 with SM3 over Z_A ‖ base under the default user id; r ‖ s (GB/T 32918.2, GM/T 0009).
  "sm2-sm3": {
    fits: isSm2,
    sign: (key, base) => sm2Sign(base, key),
    verify: (key, base, signature) => sm2Verify(base, signature, key),
  },
  "hmac-sha256": {
    fits: (key) => key.type === "secret" && (key.symmetricKeySize ?? 0) >= 32,
    sign: (key, base) => createHmac("sha256", key).update(base).digest(),
    verify: (key, base, signature) =>
      signature.length === 32 && timingSafeEqual(createHmac("sha256", key).update(base).digest(), signature),
  },
};

/** Gives a key of node:crypto its one algorithm. Refuses a key of another kind, curve or of too few bits. */
export function verificationKey(keyid: string, algorithm: AlgorithmName, key: KeyObject): VerificationKey {
  const method = methods[algorithm];
  const open = key.type === "private" ? createPublicKey(key) : key;
  if (!method.fits(open)) throw new SignatureRefusal("key.unfit", { algorithm });
  return { keyid, algorithm, verify: (base, signature) => method.verify(open, base, signature) };
}

/** As `verificationKey`, for a private or shared key. */
export function signingKey(keyid: string, algorithm: AlgorithmName, key: KeyObject): SigningKey {
  const method = methods[algorithm];
  if (key.type === "public" || !method.fits(key)) throw new SignatureRefusal("key.unfit", { algorithm });
  return { keyid, algorithm, sign: (base) => new Uint8Array(method.sign(key, base)) };
}
