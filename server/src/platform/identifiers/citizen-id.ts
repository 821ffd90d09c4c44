import { type IdentifierCheck, invalid, isCalendarDay, provinces, valid } from "./check.ts";

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = "10X98765432";

/** The ISO 7064 MOD 11-2 check character over the first 17 digits. */
export function citizenIdCheckCharacter(body: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (body.charCodeAt(i) - 48) * weights[i]!;
  return checkCharacters[sum % 11]!;
}

/**
 * Checks an 18-character citizen identity number (公民身份号码, GB 11643): digits, a provincial code of
 * GB/T 2260 (83 of the Taiwan residence permit and 91 of the foreigner's card of 2023 included), a birth day
 * that exists from 1800 on, and the check character. Pass `today` (YYYY-MM-DD) to refuse days to come.
 * A lower-case x is accepted.
 */
export function checkCitizenId(text: string, today?: string): IdentifierCheck {
  if (text.length !== 18) return invalid("length");
  if (!/^\d{17}[\dXx]$/.test(text)) return invalid("alphabet");
  const province = text.slice(0, 2);
  if (!provinces.has(province) && province !== "83" && province !== "91") return invalid("province");
  const year = Number(text.slice(6, 10));
  if (year < 1800 || year > 2199) return invalid("date");
  if (!isCalendarDay(year, Number(text.slice(10, 12)), Number(text.slice(12, 14)))) return invalid("date");
  if (today && text.slice(6, 14) > today.replaceAll("-", "")) return invalid("future_date");
  return citizenIdCheckCharacter(text) === text[17]!.toUpperCase() ? valid : invalid("check_character");
}

/**
 * Makes a valid number for synthetic data: 6-digit division, birth day `YYYY-MM-DD` or `YYYYMMDD`, and a
 * serial 0–999 (odd for men). Throws when they cannot make a valid one: a fault of ours, not of a user.
 */
export function makeCitizenId(of: { division: string; born: string; serial: number }): string {
  const body = `${of.division}${of.born.replaceAll("-", "")}${String(of.serial).padStart(3, "0")}`;
  if (!/^\d{17}$/.test(body)) throw new RangeError("a citizen ID needs 6 + 8 + 3 digits");
  const id = body + citizenIdCheckCharacter(body);
  const check = checkCitizenId(id);
  if (!check.valid) throw new RangeError(`not a citizen ID: ${check.reason}`);
  return id;
}
