import { creditCodeAlphabet, provinces } from "../../../platform/identifiers/index.ts";

const list = (...also: string[]) => [...provinces, ...also].map((p) => `'${p}'`).join(", ");

/**
 * Whether the text `x` is a unified social credit code: form, province and check character (GB 32100). What
 * `checkCreditCode` says, as SQL, so that a version is checked in one scan; a test holds them together.
 */
export function isCreditCode(x: string): string {
  const sum = Array.from(
    { length: 17 },
    (_, i) => `(instr('${creditCodeAlphabet}', substr(${x}, ${i + 1}, 1)) - 1) * ${3 ** i % 31}`,
  ).join(" + ");
  const form = `regexp_full_match(${x}, '[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}') AND substr(${x}, 3, 2) IN (${list("10")})`;
  return `(CASE WHEN ${form} THEN (31 - (${sum}) % 31) % 31 = instr('${creditCodeAlphabet}', substr(${x}, 18, 1)) - 1 ELSE false END)`;
}

/** Whether the text `x` is a citizen number of 18 characters: form, province, day of birth, check character (GB 11643). */
export function isCitizenId(x: string): string {
  const sum = Array.from(
    { length: 17 },
    (_, i) => `TRY_CAST(substr(${x}, ${i + 1}, 1) AS INTEGER) * ${2 ** (17 - i) % 11}`,
  ).join(" + ");
  const form = `regexp_full_match(${x}, '[0-9]{17}[0-9Xx]') AND substr(${x}, 1, 2) IN (${list("83", "91")})`;
  const born = `try_strptime(substr(${x}, 7, 8), '%Y%m%d') IS NOT NULL`;
  return `(CASE WHEN ${form} AND ${born} THEN substr('10X98765432', (${sum}) % 11 + 1, 1) = upper(substr(${x}, 18, 1)) ELSE false END)`;
}
