import { type IdentifierCheck, invalid, provinces, valid } from "./check.ts";

/** The 31 characters of GB 32100: no I, O, S, V, Z. */
export const creditCodeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/** Registration authority and kind of body, the first two characters (GB 32100, table 1 and its supplement). */
const registrars = /^(?:1[1-59]|2[19]|3[1-59]|4[19]|5[1-39]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1-39]|Y1)/;

/** The MOD 31 check character over the first 17 characters: any of the 31, not only 0–9 and X. */
export function creditCodeCheckCharacter(body: string): string {
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < 17; i++) {
    sum += creditCodeAlphabet.indexOf(body[i]!) * weight;
    weight = (weight * 3) % 31;
  }
  return creditCodeAlphabet[(31 - (sum % 31)) % 31]!;
}

/**
 * Checks a unified social credit code (统一社会信用代码, GB 32100): 18 characters of the alphabet, a known
 * registration authority and kind, a division of a known province (or 10, the national registrars), and the
 * check character. Lower case is refused: the code is written in capitals.
 */
export function checkCreditCode(text: string): IdentifierCheck {
  if (text.length !== 18) return invalid("length");
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return invalid("alphabet");
  if (!registrars.test(text)) return invalid("registrar");
  const province = text.slice(2, 4);
  if (!provinces.has(province) && province !== "10") return invalid("province");
  return creditCodeCheckCharacter(text) === text[17] ? valid : invalid("check_character");
}

/**
 * Makes a valid code for synthetic data from kind (`"11"` an authority, `"91"` a company …), a 6-digit division
 * and the 9 characters of the body's own number. Throws when they cannot make a valid one.
 */
export function makeCreditCode(of: { kind: string; division: string; body: string }): string {
  const head = of.kind + of.division + of.body;
  if (!/^[0-9A-HJ-NPQRTUWXY]{17}$/.test(head))
    throw new RangeError("a credit code needs 2 + 6 + 9 characters");
  const code = head + creditCodeCheckCharacter(head);
  const check = checkCreditCode(code);
  if (!check.valid) throw new RangeError(`not a credit code: ${check.reason}`);
  return code;
}
