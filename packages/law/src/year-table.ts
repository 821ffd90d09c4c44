import { type Day, isDay, weekdayOf, yearOf } from "./day.ts";
import { holidayName } from "./holiday-names.ts";
import { LawError, quoted, type Text } from "./law-error.ts";
import { FIRST_YEAR, LAST_YEAR, type NamedDay, statutoryHolidays } from "./statutory-holidays.ts";

/** One year of the State Council's notice: days off (weekends within them included) and make-up days. */
export interface YearTable {
  readonly year: number;
  readonly daysOff: readonly NamedDay[];
  /** Weekend days that are worked in exchange (调休上班). */
  readonly workdays: readonly NamedDay[];
  /** Where the table comes from: number or address of the notice, or a package with its version. */
  readonly source: string;
}

const MOST_DAYS_OFF = 80;
const MOST_WORKDAYS = 40;

/**
 * Reads a year's table from JSON somebody hands in. Names may be a string (Chinese) or {zh, en}. Refuses a
 * table that is malformed, names a day twice, works a weekday, or leaves a statutory holiday out: an empty
 * or half table must never turn an unknown year into one without holidays. A notice may rule on the last
 * December days before its year.
 */
export function parseYearTable(value: unknown): YearTable {
  if (!isRecord(value)) throw malformed("不是对象", "it is not an object");
  const { year, source } = value;
  if (typeof year !== "number" || !Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw malformed(`年份须在 ${FIRST_YEAR}–${LAST_YEAR} 之间`, `year must be ${FIRST_YEAR}–${LAST_YEAR}`);
  }
  if (typeof source !== "string" || source.trim() === "" || source.length > 500) {
    throw malformed("须注明来源（不超过 500 字）", "source is required (at most 500 characters)");
  }
  const table: YearTable = {
    year,
    daysOff: readDays(value.daysOff, "daysOff", year, MOST_DAYS_OFF),
    workdays: readDays(value.workdays, "workdays", year, MOST_WORKDAYS),
    source: source.trim(),
  };
  checkConsistent(table);
  return table;
}

function readDays(value: unknown, field: string, year: number, most: number): NamedDay[] {
  if (!Array.isArray(value)) throw malformed(`${field} 须为数组`, `${field} must be an array`);
  if (value.length > most) throw malformed(`${field} 超过 ${most} 天`, `${field} has more than ${most} days`);
  return value.map((entry: unknown) => {
    const day = isRecord(entry) ? entry.day : undefined;
    if (!isRecord(entry) || !isDay(day)) {
      throw malformed(
        `${field} 中有无效日期“${quoted(day)}”`,
        `${field} has an invalid day "${quoted(day)}"`,
      );
    }
    if (yearOf(day) !== year && !(yearOf(day) === year - 1 && day >= `${year - 1}-12-20`)) {
      throw malformed(`${day} 不属于 ${year} 年`, `${day} does not belong to ${year}`);
    }
    return { day, name: readName(entry.name, day) };
  });
}

function readName(value: unknown, day: Day): Text {
  if (typeof value === "string" && value.trim() !== "" && value.length <= 60) {
    return holidayName(value.trim(), value.trim());
  }
  if (isRecord(value) && typeof value.zh === "string" && typeof value.en === "string") {
    if (value.zh.trim() !== "" && value.zh.length <= 60 && value.en.length <= 120) {
      return { zh: value.zh.trim(), en: value.en.trim() || value.zh.trim() };
    }
  }
  throw malformed(`${day} 缺少节日名称`, `${day} has no holiday name`);
}

function checkConsistent(table: YearTable): void {
  const off = new Set(table.daysOff.map((entry) => entry.day));
  const all = new Set([...off, ...table.workdays.map((entry) => entry.day)]);
  if (all.size !== table.daysOff.length + table.workdays.length) {
    throw malformed("同一天出现两次", "a day appears twice");
  }
  for (const { day } of table.workdays) {
    if (!isWeekend(day)) {
      throw malformed(`调休上班日 ${day} 不是周末`, `make-up day ${day} is not at a weekend`);
    }
  }
  // A notice need not list a holiday that falls on a weekend day which stays off anyway.
  const missing = statutoryHolidays(table.year).filter(
    ({ day }) => !off.has(day) && (all.has(day) || !isWeekend(day)),
  );
  if (missing.length > 0) {
    const zh = missing.map((holiday) => `${holiday.day} ${holiday.name.zh}`).join("、");
    const en = missing.map((holiday) => `${holiday.day} ${holiday.name.en}`).join(", ");
    throw malformed(`缺少法定节假日：${zh}`, `statutory holidays are missing: ${en}`);
  }
}

function isWeekend(day: Day): boolean {
  return weekdayOf(day) === 0 || weekdayOf(day) === 6;
}

function malformed(zh: string, en: string): LawError {
  return new LawError("law.year-table-invalid", {
    zh: `节假日表无效：${zh}`,
    en: `invalid holiday table: ${en}`,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
