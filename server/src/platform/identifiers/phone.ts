import { type IdentifierCheck, invalid, valid } from "./check.ts";

export type PhoneKind = "mobile" | "landline" | "service";

/** Numbers of 3-digit area codes start 010 or 02x; all others have four digits. */
const landline = /^0(?:10|2[0-57-9]|[3-9]\d{2})[2-8]\d{6,7}$/;
const service = /^(?:400\d{7}|800\d{7}|9[56]\d{3,4}|123\d{2}|1[12]\d)$/;

/** Digits of a phone number as written: without +86, blanks, hyphens, brackets and an extension. */
export function phoneDigits(text: string): string {
  return text
    .trim()
    .replace(/(?:转|ext\.?|-|—|#)\s*\d{1,5}$/i, (tail, at: number) =>
      at >= 10 && /转|ext|#/i.test(tail) ? "" : tail,
    )
    .replace(/^(?:\+|00)86/, "")
    .replace(/[\s\-—－()（）]/g, "");
}

/** What kind of number it is, or undefined. Landlines need their area code. */
export function phoneKind(text: string): PhoneKind | undefined {
  const digits = phoneDigits(text);
  if (/^1[3-9]\d{9}$/.test(digits)) return "mobile";
  if (landline.test(digits)) return "landline";
  return service.test(digits) ? "service" : undefined;
}

/** Checks a mainland phone number: mobile 1[3–9] + 9 digits, landline with area code, or a service number. */
export function checkPhone(text: string): IdentifierCheck {
  const digits = phoneDigits(text);
  if (!/^\d+$/.test(digits)) return invalid("alphabet");
  if (digits.length < 3 || digits.length > 12) return invalid("length");
  return phoneKind(text) ? valid : invalid("prefix");
}

/** Makes a mobile number for synthetic data: 1 + 199 + 8 digits of the serial (0–99,999,999). */
export function makePhone(serial: number): string {
  if (!Number.isInteger(serial) || serial < 0 || serial > 99_999_999)
    throw new RangeError("a serial has 8 digits");
  return `199${String(serial).padStart(8, "0")}`;
}
