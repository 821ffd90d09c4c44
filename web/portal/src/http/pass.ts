import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What somebody without an account follows a case with. */
export interface Known {
  readonly number: string;
  readonly secret: string;
}

export const passCookie = "zq_pass";
/** Seconds in which a case that was looked up can be had again without its secret. */
export const passLife = 15 * 60;

const keyForm = /^[\w-]{43}$/;

/** This reader's key if they have one, else a new one (AES-256, base64url). */
export const passKey = (given: string | undefined) =>
  given && keyForm.test(given) ? given : randomBytes(32).toString("base64url");

/**
 * Number and secret for a form on the answer: the page holds them sealed (AES-256-GCM), a cookie of the same reader
 * the key. Neither a saved page nor the cookie alone opens the case, and nothing is kept here.
 */
export function seal(known: Known, key: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key, "base64url"), iv);
  const text = JSON.stringify([known.number, known.secret]);
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString(
    "base64url",
  );
}

/** What was sealed; undefined for anything else: another reader's key, a changed text, none at all. */
export function unseal(sealed: string | null, key: string | undefined): Known | undefined {
  if (!sealed || sealed.length > 1000 || !key || !keyForm.test(key)) return undefined;
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < 12 + 16) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "base64url"), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    const text = decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8");
    const [number, secret] = JSON.parse(text) as [string, string];
    return { number, secret };
  } catch {
    return undefined;
  }
}
