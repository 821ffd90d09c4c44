import { randomBytes, timingSafeEqual } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** Thirty-second steps and six digits of HMAC-SHA-1: the one profile every authenticator app knows (RFC 6238). */
const profile = { algorithm: "SHA1", digits: 6, period: 30 } as const;
const issuer = "栈桥 Zhanqiao";

/** 160 bits from the system's generator, as RFC 4226 (section 4, R6) recommends. */
export const newFactorSecret = (): Buffer => randomBytes(20);

const totpOf = (secret: Uint8Array, label = "") =>
  new TOTP({ ...profile, issuer, label, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) });

/** The secret as an app takes it: an `otpauth://` address to be shown as a QR code, and base32 to be typed. */
export function enrolmentOf(secret: Uint8Array, login: string): { uri: string; secret: string } {
  const totp = totpOf(secret, login);
  return { uri: totp.toString(), secret: totp.secret.base32 };
}

/** The code of a time step, counted in thirty seconds since 1970. */
export const codeOfStep = (secret: Uint8Array, step: number): string =>
  totpOf(secret).generate({ timestamp: step * profile.period * 1000 });

export const stepAt = (at: Date): number => Math.floor(at.getTime() / 1000 / profile.period);

/**
 * The time step whose code was given: the present one, the one before or the one after (RFC 6238, section 5.2,
 * for clocks that differ). All three are compared, each in constant time.
 */
export function matchingStep(secret: Uint8Array, code: string, at: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = stepAt(at);
  const given = Buffer.from(code);
  const matching = [now - 1, now, now + 1].filter((step) =>
    timingSafeEqual(Buffer.from(codeOfStep(secret, step)), given),
  );
  return matching[0];
}
