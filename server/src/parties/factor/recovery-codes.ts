import { createHash, randomBytes } from "node:crypto";

export const howMany = 10;
// Crockford's base32: no letter that is read as a digit.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Ten codes of 80 bits each, "7K3M-9QXR-2TVB-C0DE": too many to guess, so a plain hash keeps them. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: howMany }, () =>
    [...randomBytes(16)]
      .map((byte) => alphabet[byte % 32])
      .join("")
      .replace(/(.{4})(?=.)/g, "$1-"),
  );

/** One spelling per code: capitals, no separators, letters that look like digits read as those. */
export const normalRecoveryCode = (typed: string): string =>
  typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");

/** What is stored of a code; bound to its person, so that no two people's rows can be compared. */
export const recoveryHash = (person: string, code: string): Buffer =>
  createHash("sha256")
    .update(`zhanqiao.recovery.v1:${person}:${normalRecoveryCode(code)}`)
    .digest();
