import type { IdentifierKind } from "./rule.ts";

/**
 * Checks of identifiers as SQL over a text expression, true where the identifier is sound. They decide as the
 * functions of the platform's identifiers do; a test compares the two value by value.
 */
export function identifierSql(kind: IdentifierKind, x: string): string {
  if (kind === "citizen-id") return citizenId(x);
  return kind === "credit-code" ? creditCode(x) : phone(x);
}

const province = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]";

/** GB 11643: shape, province, a day that exists, ISO 7064 MOD 11-2. */
function citizenId(x: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.map((w, i) => `(ascii(substr(${x}, ${i + 1}, 1)) - 48) * ${w}`).join(" + ");
  const shape = `regexp_full_match(${x}, '(?:${province}|83|91)\\d{4}(?:1[89]|2[01])\\d{9}[\\dXx]')`;
  const day = `try_strptime(substr(${x}, 7, 8), '%Y%m%d') IS NOT NULL`;
  const check = `substr('10X98765432', CAST((${sum}) % 11 AS INTEGER) + 1, 1) = upper(substr(${x}, 18, 1))`;
  return `CASE WHEN ${shape} THEN ${day} AND ${check} ELSE false END`;
}

/** GB 32100: shape, registrar, province, MOD 31. */
function creditCode(x: string): string {
  const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  let weight = 1;
  const terms = Array.from({ length: 17 }, (_, i) => {
    const term = `(strpos('${alphabet}', substr(${x}, ${i + 1}, 1)) - 1) * ${weight}`;
    weight = (weight * 3) % 31;
    return term;
  });
  const registrar = "1[1-59]|2[19]|3[1-59]|4[19]|5[1-39]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1-39]|Y1";
  const shape = `regexp_full_match(${x}, '(?:${registrar})(?:${province}|10)\\d{4}[0-9A-HJ-NPQRTUWXY]{10}')`;
  const check = `substr('${alphabet}', CAST((31 - (${terms.join(" + ")}) % 31) % 31 AS INTEGER) + 1, 1) = substr(${x}, 18, 1)`;
  return `CASE WHEN ${shape} THEN ${check} ELSE false END`;
}

/** Mobile, landline with area code, or service number, in the ways people write them. */
function phone(x: string): string {
  const cut = `regexp_replace(trim(${x}), '^(.{10,}?)(?:转|[eE][xX][tT]\\.?|#)\\s*\\d{1,5}$', '\\1')`;
  const digits = `regexp_replace(regexp_replace(${cut}, '^(?:\\+|00)86', ''), '[\\s\\-—－()（）]', '', 'g')`;
  const shape =
    "1[3-9]\\d{9}|0(?:10|2[0-57-9]|[3-9]\\d{2})[2-8]\\d{6,7}|400\\d{7}|800\\d{7}|9[56]\\d{3,4}|123\\d{2}|1[12]\\d";
  return `regexp_full_match(${digits}, '${shape}')`;
}
