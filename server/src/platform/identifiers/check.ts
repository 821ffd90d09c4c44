/** What a check of an identifier found. `reason` names the first rule that does not hold. */
export interface IdentifierCheck {
  valid: boolean;
  reason?: IdentifierFault;
}

export type IdentifierFault =
  | "length"
  | "alphabet"
  | "province"
  | "date"
  | "future_date"
  | "registrar"
  | "check_character"
  | "prefix";

export const valid: IdentifierCheck = { valid: true };
export const invalid = (reason: IdentifierFault): IdentifierCheck => ({ valid: false, reason });

/** The first two digits of GB/T 2260 division codes: the 34 provincial units. */
export const provinces: ReadonlySet<string> = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split(
    " ",
  ),
);

/** Whether year, month (1–12) and day make a day of the Gregorian calendar. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length =
    month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return day <= length;
}
