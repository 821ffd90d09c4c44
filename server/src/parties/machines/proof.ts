import { createHash } from "node:crypto";
import { calculateJwkThumbprint, EmbeddedJWK, type JWTVerifyResult, jwtVerify } from "jose";

/** Algorithms a proof may be signed with: asymmetric ones only (RFC 9449 s. 11.6). */
export const proofAlgs = ["ES256", "EdDSA", "Ed25519"] as const;
/** How far a proof's `iat` may lie from now, either way, seconds. */
export const proofWindow = 60;

/** A proof whose form, signature, address and time are right. Nonce, token and single use are for the caller to check. */
export interface Proof {
  /** RFC 7638 thumbprint of the key that signed it. */
  readonly jkt: string;
  readonly jti: string;
  readonly iat: number;
  readonly nonce: string | undefined;
  readonly ath: string | undefined;
}

/** What is wrong with a proof; one word of RFC 9449 each. */
export class ProofFault extends Error {
  override readonly name = "ProofFault";
}

/** A token's hash as a proof carries it (RFC 9449 s. 4.2). */
export const athOf = (token: string): string => createHash("sha256").update(token).digest("base64url");

/**
 * Checks a DPoP proof for a request (RFC 9449 s. 4.3).
 * @param given `url` is the request's address as clients know it, without query.
 * @throws ProofFault naming what is missing or wrong.
 */
export async function readProof(
  proof: string | string[] | undefined,
  given: { method: string; url: string; now: Date },
): Promise<Proof> {
  if (typeof proof !== "string" || proof === "") throw new ProofFault("missing");
  const { payload, protectedHeader } = await verified(proof, given.now);
  const { jti, iat, htm, htu, nonce, ath } = payload;
  if (typeof jti !== "string" || jti === "" || jti.length > 256) throw new ProofFault("jti");
  if (typeof iat !== "number" || !Number.isFinite(iat)) throw new ProofFault("iat");
  if (Math.abs(given.now.getTime() / 1000 - iat) > proofWindow) throw new ProofFault("iat");
  if (htm !== given.method) throw new ProofFault("htm");
  if (!sameAddress(htu, given.url)) throw new ProofFault("htu");
  if (nonce !== undefined && typeof nonce !== "string") throw new ProofFault("nonce");
  if (ath !== undefined && typeof ath !== "string") throw new ProofFault("ath");
  return { jkt: await calculateJwkThumbprint(protectedHeader.jwk!), jti, iat, nonce, ath };
}

async function verified(proof: string, now: Date): Promise<JWTVerifyResult> {
  try {
    // The key comes with the proof; that it is the right one, the token's binding says.
    return await jwtVerify(proof, EmbeddedJWK, {
      algorithms: [...proofAlgs],
      typ: "dpop+jwt",
      currentDate: now,
      clockTolerance: proofWindow,
    });
  } catch (error) {
    const { code = "", claim } = error as { code?: string; claim?: string };
    if (code === "ERR_JOSE_ALG_NOT_ALLOWED") throw new ProofFault("alg");
    if (code === "ERR_JWT_CLAIM_VALIDATION_FAILED" || code === "ERR_JWT_EXPIRED")
      throw new ProofFault(claim ?? "claims");
    throw new ProofFault("signature");
  }
}

/** Compares after the normalisation of RFC 3986; query and fragment do not count. */
function sameAddress(htu: unknown, url: string): boolean {
  const actual = typeof htu === "string" ? URL.parse(htu) : null;
  const expected = URL.parse(url);
  if (!actual || !expected) return false;
  actual.search = "";
  actual.hash = "";
  return actual.href === expected.href;
}
