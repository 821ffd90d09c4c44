import chineseDays from "chinese-days";
import { type Day, dayAt, dayNumber, yearOf } from "./day.ts";
import { holidays } from "./holiday-names.ts";
import { LawError, type Text } from "./law-error.ts";

/** One day off with the holiday it belongs to. */
export interface NamedDay {
  readonly day: Day;
  readonly name: Text;
}

/** Years for which the lunar table of chinese-days and the formula for Qingming hold (tests check both). */
export const FIRST_YEAR = 2000;
export const LAST_YEAR = 2099;

/**
 * Which days the State Council's decree on holidays gives everyone, by the year from which each version
 * applied: 1999 (10 days), 2007 (11), 2013 (eve of Spring Festival moved), 2024 (13: the eve and 2 May).
 * Lunar days are offsets from the first day of the first lunar month.
 */
const decrees = [
  { since: 2000, spring: [0, 1, 2], labour: 3, traditional: false },
  { since: 2008, spring: [-1, 0, 1], labour: 1, traditional: true },
  { since: 2014, spring: [0, 1, 2], labour: 1, traditional: true },
  { since: 2025, spring: [-1, 0, 1, 2], labour: 2, traditional: true },
] as const;

/**
 * The days off that follow from the decree alone, without the yearly notice: what is certain about a year
 * whose notice is not out yet. Sorted by day; two holidays on one day share it. Years 2000–2099.
 */
export function statutoryHolidays(year: number): NamedDay[] {
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw new LawError("law.year-unsupported", {
      zh: `只能推算 ${FIRST_YEAR} 至 ${LAST_YEAR} 年的法定节假日`,
      en: `statutory holidays can be computed for ${FIRST_YEAR} to ${LAST_YEAR} only`,
    });
  }
  const decree = decrees.findLast((version) => version.since <= year)!;
  const days: NamedDay[] = [solar(year, 1, 1, holidays.newYear)];
  const firstLunarDay = lunarDay(year, 1, 1);
  for (const offset of decree.spring)
    days.push({ day: dayAt(firstLunarDay + offset), name: holidays.spring });
  for (let d = 1; d <= decree.labour; d++) days.push(solar(year, 5, d, holidays.labour));
  for (let d = 1; d <= 3; d++) days.push(solar(year, 10, d, holidays.national));
  if (decree.traditional) {
    days.push(solar(year, 4, qingmingDay(year), holidays.qingming));
    days.push({ day: dayAt(lunarDay(year, 5, 5)), name: holidays.dragonBoat });
    days.push({ day: dayAt(lunarDay(year, 8, 15)), name: holidays.midAutumn });
  }
  return mergeSameDay(days).filter((entry) => yearOf(entry.day) === year);
}

function solar(year: number, month: number, day: number, name: Text): NamedDay {
  return { day: `${year}-${pad(month)}-${pad(day)}` as Day, name };
}

/**
 * The day in April on which the sun reaches 15° in Shanghai time: the almanac's formula for the 21st century.
 * The package's own function for it answers by the machine's time zone.
 */
function qingmingDay(year: number): number {
  const y = year - 2000;
  return Math.floor(y * 0.2422 + 4.81) - Math.floor(y / 4);
}

/** Day number of a day of a lunar year's ordinary (not intercalary) month, counted from 2000-02-05. */
function lunarDay(lunarYear: number, month: number, day: number): number {
  // Counting from a known New Year with month lengths only avoids the package's local-time date arithmetic.
  let number = dayNumber("2000-02-05" as Day) + day - 1;
  for (let year = 2000; year < lunarYear; year++) number += monthsLength(year, 12);
  return number + monthsLength(lunarYear, month - 1);
}

/** Length in days of the first `months` months of a lunar year, the leap month that follows one included. */
function monthsLength(lunarYear: number, months: number): number {
  const leap = chineseDays.getYearLeapMonth(lunarYear);
  let days = 0;
  for (let month = 1; month <= months; month++) {
    days += chineseDays.monthDays(lunarYear, month);
    if (month === leap.leapMonth) days += leap.days;
  }
  return days;
}

function mergeSameDay(days: NamedDay[]): NamedDay[] {
  const byDay = new Map<Day, Text>();
  for (const { day, name } of days) {
    const other = byDay.get(day);
    byDay.set(day, other ? { zh: `${other.zh}、${name.zh}`, en: `${other.en}, ${name.en}` } : name);
  }
  return [...byDay].map(([day, name]) => ({ day, name })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
