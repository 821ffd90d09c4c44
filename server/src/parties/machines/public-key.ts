import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { refuse } from "./refusals.ts";

/** A public key fit for private_key_jwt, reduced to what is public and needed. */
export interface PublicKey {
  readonly jwk: Readonly<Record<string, string>>;
  /** The algorithm its holder signs with (JWA). */
  readonly alg: string;
  /** RFC 7638. */
  readonly thumbprint: string;
}

/**
 * Reads a public key as a person pastes it: PEM (SubjectPublicKeyInfo), a JWK, or a set of one. Refuses (422) a
 * private or symmetric key without keeping it, a point that is not on its curve, weak and oversized RSA keys.
 */
export async function readPublicKey(pasted: string): Promise<PublicKey> {
  const text = pasted.trim();
  if (/PRIVATE KEY/.test(text)) throw refuse("key_private", { article: "43", fields: [field] });
  return describeKey(text.startsWith("{") ? fromJwk(text) : fromPem(text));
}

/** The description of a key that was read before. */
export async function describeKey(key: KeyObject): Promise<PublicKey> {
  const jwk = key.export({ format: "jwk" });
  const alg = algOf(key);
  if (!alg) throw unfit();
  const names = jwk.kty === "RSA" ? ["kty", "n", "e"] : ["kty", "crv", "x", "y"];
  const plain = Object.fromEntries(names.flatMap((n) => (typeof jwk[n] === "string" ? [[n, jwk[n]]] : [])));
  return { jwk: plain, alg, thumbprint: await calculateJwkThumbprint(plain) };
}

export const keyOfJwk = (jwk: Readonly<Record<string, string>>): KeyObject =>
  createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });

const field = { path: "publicKey", zh: "公钥不可用", en: "is not a usable public key" };
const unfit = () => refuse("key_unfit", { article: "43", fields: [field] });

function fromPem(text: string): KeyObject {
  // Only this form: a certificate would be taken with dates and names that nobody here checks.
  if (!/^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----$/.test(text)) throw unfit();
  try {
    return createPublicKey({ key: text, format: "pem" });
  } catch {
    throw unfit();
  }
}

function fromJwk(text: string): KeyObject {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw unfit();
  }
  const set = (given as { keys?: unknown[] }).keys;
  if (Array.isArray(set) && set.length !== 1) throw unfit();
  const jwk = (Array.isArray(set) ? set[0] : given) as Record<string, unknown> | null;
  if (typeof jwk !== "object" || jwk === null) throw unfit();
  if (["d", "p", "q", "dp", "dq", "qi", "k"].some((n) => Object.hasOwn(jwk, n)))
    throw refuse("key_private", { article: "43", fields: [field] });
  if (jwk.use !== undefined && jwk.use !== "sig") throw unfit();
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
  } catch {
    throw unfit();
  }
}

function algOf(key: KeyObject): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "ed25519") return "EdDSA";
  if (type === "ec" && details?.namedCurve === "prime256v1") return "ES256";
  const bits = details?.modulusLength ?? 0;
  if (type === "rsa" && bits >= 2048 && bits <= 4096) return "PS256";
  return undefined;
}
