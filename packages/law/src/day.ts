import { LawError, quoted } from "./law-error.ts";

/** A calendar day in Asia/Shanghai, written YYYY-MM-DD. Days compare correctly as strings. */
export type Day = string & { readonly __day: "Asia/Shanghai" };

/** The days this package can speak of: 1992 (no daylight saving in China since) to the end of 2099. */
export const FIRST_DAY = "1992-01-01" as Day;
export const LAST_DAY = "2099-12-31" as Day;

const DAY_MS = 86_400_000;
/** China has kept UTC+8 without daylight saving since 15 September 1991 (checked against Intl in the tests). */
const OFFSET_MS = 8 * 3_600_000;
const FIRST_NUMBER = Math.floor(Date.UTC(1992, 0, 1) / DAY_MS);
const LAST_NUMBER = Math.floor(Date.UTC(2099, 11, 31) / DAY_MS);
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a real day between 1992-01-01 and 2099-12-31 written YYYY-MM-DD. */
export function isDay(value: unknown): value is Day {
  return typeof value === "string" && readNumber(value) !== null;
}

/** Reads a day; refuses anything but an existing date YYYY-MM-DD from 1992 to 2099. */
export function parseDay(value: unknown): Day {
  if (isDay(value)) return value;
  throw new LawError("law.day-invalid", {
    zh: `“${quoted(value)}”不是有效日期，应写作 YYYY-MM-DD，且在 ${FIRST_DAY} 至 ${LAST_DAY} 之间`,
    en: `"${quoted(value)}" is not a day; write YYYY-MM-DD, from ${FIRST_DAY} to ${LAST_DAY}`,
  });
}

/** The day in Asia/Shanghai on which an instant falls. Refuses an invalid Date or one outside 1992–2099. */
export function dayOf(instant: Date): Day {
  return dayAt(Math.floor((instant.getTime() + OFFSET_MS) / DAY_MS));
}

/** 00:00 Asia/Shanghai of the day. */
export function startOf(day: Day): Date {
  return new Date(dayNumber(day) * DAY_MS - OFFSET_MS);
}

/** 24:00 Asia/Shanghai of the day: the first instant that no longer belongs to it. */
export function endOf(day: Day): Date {
  return new Date((dayNumber(day) + 1) * DAY_MS - OFFSET_MS);
}

/** The day `count` calendar days later (earlier when negative). Refuses to leave 1992–2099. */
export function addDays(day: Day, count: number): Day {
  return dayAt(dayNumber(day) + count);
}

/** Calendar days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** Day of the week, 0 = Sunday … 6 = Saturday. */
export function weekdayOf(day: Day): number {
  return (dayNumber(day) + 4) % 7;
}

/** The day's calendar year. */
export function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/** Days since 1970-01-01 of a day in Asia/Shanghai; refuses what is no day. */
export function dayNumber(day: Day): number {
  return readNumber(day) ?? dayNumber(parseDay(day));
}

/** The inverse of `dayNumber`. */
export function dayAt(number: number): Day {
  if (!(number >= FIRST_NUMBER && number <= LAST_NUMBER)) {
    throw new LawError("law.beyond-calendar", {
      zh: `日期超出可计算范围（${FIRST_DAY} 至 ${LAST_DAY}）`,
      en: `the day lies outside what can be computed (${FIRST_DAY} to ${LAST_DAY})`,
    });
  }
  return new Date(number * DAY_MS).toISOString().slice(0, 10) as Day;
}

function readNumber(value: string): number | null {
  if (value.length !== 10 || value.charCodeAt(4) !== 45 || value.charCodeAt(7) !== 45) return null;
  const year = digits(value, 0, 4);
  const month = digits(value, 5, 7);
  const day = digits(value, 8, 10);
  if (year < 1992 || year > 2099 || month < 1 || month > 12 || day < 1) return null;
  const leap = month === 2 && year % 4 === 0; // 2000 is a leap year and 1900, 2100 are out of range
  if (day > MONTH_DAYS[month - 1]! + (leap ? 1 : 0)) return null;
  return daysFromCivil(year, month, day);
}

function digits(value: string, start: number, end: number): number {
  let result = 0;
  for (let i = start; i < end; i++) {
    const digit = value.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    result = result * 10 + digit;
  }
  return result;
}

/** Days since 1970-01-01 in the Gregorian calendar, counting years from March so that leap days come last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + Math.floor((153 * m + 2) / 5) + day - 1 - 719_468;
}
