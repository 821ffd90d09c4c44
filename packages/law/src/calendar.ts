import { type Day, dayAt, dayNumber } from "./day.ts";
import { LawError, type Text } from "./law-error.ts";
import { publishedYears } from "./published-years.ts";
import { FIRST_YEAR, statutoryHolidays } from "./statutory-holidays.ts";
import { parseYearTable, type YearTable } from "./year-table.ts";

/** What a day is, and why. `known` is false where the year's notice is not in the calendar. */
export interface DayClass {
  readonly day: Day;
  readonly working: boolean;
  readonly reason: "weekday" | "weekend" | "holiday" | "make-up";
  /** The holiday a day off or a make-up day belongs to. */
  readonly name?: Text;
  readonly known: boolean;
}

/** A working-day calendar: an immutable value. Make one with `calendarOf`, add a year with `withYear`. */
export interface Calendar {
  readonly tables: ReadonlyMap<number, YearTable>;
  /** Cache of classified days by day number since 2000-01-01, filled a year at a time; never a fact. */
  readonly cells: DayClass[];
}

const ORIGIN = dayNumber("2000-01-01" as Day);

/** A calendar of the given years; any other year is treated as unknown, never as free of holidays. */
export function calendarOf(tables: Iterable<YearTable>): Calendar {
  const byYear = new Map<number, YearTable>();
  for (const table of tables) byYear.set(table.year, table);
  return { tables: byYear, cells: [] };
}

let published: Calendar | undefined;

/** The calendar of every year that ships with the package (2004–2026). Built once. */
export function publishedCalendar(): Calendar {
  published ??= calendarOf(publishedYears());
  return published;
}

/** The calendar with one year's table added or replaced. Refuses what `parseYearTable` refuses. */
export function withYear(calendar: Calendar, table: unknown): Calendar {
  const checked = parseYearTable(table);
  return calendarOf([...calendar.tables.values()].filter((old) => old.year !== checked.year).concat(checked));
}

/** The years whose notice the calendar holds, ascending. */
export function knownYears(calendar: Calendar): number[] {
  return [...calendar.tables.keys()].sort((a, b) => a - b);
}

/**
 * Whether a day is worked and why. In a year without a table: weekends and the holidays of the decree are
 * days off, make-up days cannot be known, and `known` is false. Days 2000-01-01 to 2099-12-31.
 */
export function classify(calendar: Calendar, day: Day): DayClass {
  return classAt(calendar, dayNumber(day));
}

/** As `classify`, by day number; what the counting loops use. */
export function classAt(calendar: Calendar, number: number): DayClass {
  return calendar.cells[number - ORIGIN] ?? fillYear(calendar, number);
}

function fillYear(calendar: Calendar, number: number): DayClass {
  const year = Number(dayAt(number).slice(0, 4));
  if (year < FIRST_YEAR) {
    throw new LawError("law.year-unsupported", {
      zh: `工作日历自 ${FIRST_YEAR} 年起`,
      en: `the working-day calendar begins in ${FIRST_YEAR}`,
    });
  }
  const { off, madeUp } = ruledDays(calendar, year);
  const known = calendar.tables.has(year);
  const end = dayNumber(`${year}-12-31` as Day);
  for (let n = dayNumber(`${year}-01-01` as Day); n <= end; n++) {
    calendar.cells[n - ORIGIN] = classOf(dayAt(n), (n + 4) % 7, known, off, madeUp);
  }
  return calendar.cells[number - ORIGIN]!;
}

/** A notice may rule on the December before its year, so the next year's table is read as well. */
function ruledDays(calendar: Calendar, year: number) {
  const own = calendar.tables.get(year);
  const next = calendar.tables.get(year + 1);
  const off = new Map<Day, Text>();
  const madeUp = new Map<Day, Text>();
  for (const entry of own ? own.daysOff : statutoryHolidays(year)) off.set(entry.day, entry.name);
  for (const entry of own?.workdays ?? []) madeUp.set(entry.day, entry.name);
  for (const entry of next?.daysOff ?? []) {
    madeUp.delete(entry.day);
    off.set(entry.day, entry.name);
  }
  for (const entry of next?.workdays ?? []) {
    off.delete(entry.day);
    madeUp.set(entry.day, entry.name);
  }
  return { off, madeUp };
}

function classOf(
  day: Day,
  weekday: number,
  known: boolean,
  off: ReadonlyMap<Day, Text>,
  madeUp: ReadonlyMap<Day, Text>,
): DayClass {
  const holiday = off.get(day);
  if (holiday) return { day, working: false, reason: "holiday", name: holiday, known };
  const exchange = madeUp.get(day);
  if (exchange) return { day, working: true, reason: "make-up", name: exchange, known };
  if (weekday === 0 || weekday === 6) return { day, working: false, reason: "weekend", known };
  return { day, working: true, reason: "weekday", known };
}
