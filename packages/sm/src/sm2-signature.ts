import { createSign, createVerify, type KeyObject } from "node:crypto";
import { sm2 } from "sm-crypto-v2";
import { readDer, writeDer } from "./der.ts";
import { SmRefusal } from "./refusal.ts";
import { sm2PublicBytes, sm2PublicKey } from "./sm2-key.ts";
import { sm3, sm3Size } from "./sm3.ts";

/** The user id that GM/T 0009 §7 prescribes where none was agreed. */
export const sm2DefaultUserId = "1234567812345678";

/** The signer's distinguishing identifier, up to 8191 bytes; text means its UTF-8. */
export type Sm2UserId = { readonly userId?: string | Uint8Array };

/** Bytes of a raw signature r ‖ s. */
export const sm2SignatureSize = 64;

const half = sm2SignatureSize / 2;

// a, b and the base point of the recommended curve (GB/T 32918.5), as they go into Z.
const curve = Buffer.from(
  "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc" +
    "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93" +
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7" +
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
  "hex",
);

/** Z_A = SM3(ENTL ‖ user id ‖ a ‖ b ‖ G ‖ P) (GB/T 32918.2 §5.5). Refuses a user id above 8191 bytes. */
export function sm2Identity(publicKey: KeyObject, { userId = sm2DefaultUserId }: Sm2UserId = {}): Uint8Array {
  const id = typeof userId === "string" ? Buffer.from(userId, "utf8") : userId;
  if (id.length > 0x1fff) throw new SmRefusal("sm.length", { what: "user id", bytes: id.length });
  const bits = id.length * 8;
  const point = sm2PublicBytes(publicKey).subarray(1);
  return sm3(Buffer.concat([Uint8Array.of(bits >> 8, bits & 0xff), id, curve, point]));
}

/** Signs a message with SM2 and SM3 over Z_A ‖ M (GB/T 32918.2). Returns r ‖ s, 64 bytes. */
export function sm2Sign(message: Uint8Array, privateKey: KeyObject, options?: Sm2UserId): Uint8Array {
  return sm2DerToRaw(sm2SignDer(message, privateKey, options));
}

/** As `sm2Sign`, the signature as DER SEQUENCE { r, s } (GM/T 0009 §7.3). */
export function sm2SignDer(message: Uint8Array, privateKey: KeyObject, options?: Sm2UserId): Uint8Array {
  const identity = sm2Identity(sm2PublicKey(privateKey), options);
  // Streaming signs the digest as it is; the one-shot sign() would put the Z of an empty user id in front.
  return new Uint8Array(createSign("sm3").update(identity).update(message).sign(privateKey));
}

/** Whether r ‖ s is this key's signature of the message. False for anything malformed; never throws for it. */
export function sm2Verify(
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: KeyObject,
  options?: Sm2UserId,
): boolean {
  if (signature.length !== sm2SignatureSize) return false;
  return verifyDer(message, sm2RawToDer(signature), publicKey, options);
}

/** As `sm2Verify` for a DER signature. Only the canonical encoding is accepted. */
export function sm2VerifyDer(
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: KeyObject,
  options?: Sm2UserId,
): boolean {
  return splitDer(signature) !== undefined && verifyDer(message, signature, publicKey, options);
}

/** Whether a DER signature is this key's over a digest made elsewhere (32 bytes, Z_A already in it). */
export function sm2VerifyDigest(digest: Uint8Array, signature: Uint8Array, publicKey: KeyObject): boolean {
  const parts = splitDer(signature);
  if (digest.length !== sm3Size || !parts) return false;
  const raw = Buffer.concat(parts).toString("hex");
  try {
    // node:crypto has no way to verify a given digest.
    return sm2.doVerifySignature(digest, raw, Buffer.from(sm2PublicBytes(publicKey)).toString("hex"));
  } catch {
    // The library throws where r or s is out of range.
    return false;
  }
}

/** r ‖ s from DER. Refuses anything but the canonical encoding of two numbers below 2^256. */
export function sm2DerToRaw(der: Uint8Array): Uint8Array {
  const parts = splitDer(der);
  if (!parts) throw new SmRefusal("sm.signature");
  return new Uint8Array(Buffer.concat(parts));
}

/** DER from r ‖ s. Refuses any other length than 64 bytes. */
export function sm2RawToDer(raw: Uint8Array): Uint8Array {
  if (raw.length !== sm2SignatureSize) throw new SmRefusal("sm.signature");
  return writeDer([
    { tag: "integer", bytes: raw.subarray(0, half) },
    { tag: "integer", bytes: raw.subarray(half) },
  ]);
}

function verifyDer(message: Uint8Array, der: Uint8Array, publicKey: KeyObject, options?: Sm2UserId): boolean {
  const key = sm2PublicKey(publicKey);
  return createVerify("sm3").update(sm2Identity(key, options)).update(message).verify(key, der);
}

function splitDer(der: Uint8Array): Uint8Array[] | undefined {
  const parts = readDer(der, ["integer", "integer"]);
  if (!parts || parts.some(({ length }) => length > half)) return undefined;
  return parts.map((part) => Buffer.concat([new Uint8Array(half - part.length), part]));
}
