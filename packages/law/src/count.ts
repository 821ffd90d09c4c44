import { type Calendar, classAt, type DayClass } from "./calendar.ts";
import { type Day, dayAt, dayNumber, endOf, weekdayOf } from "./day.ts";
import { LawError, quoted, type Text } from "./law-error.ts";

export type Unit = "working-day" | "calendar-day";

/** A day that counted, the n-th; `reason` says why it is worked ("make-up" for 调休). */
export interface CountedDay {
  readonly day: Day;
  readonly n: number;
  readonly reason: DayClass["reason"];
}

/** A day that did not count, and why. */
export interface SkippedDay {
  readonly day: Day;
  readonly reason: "weekend" | "holiday";
  readonly name: Text;
}

/** A period counted out. `provisional`: a day in it belongs to a year whose holiday notice is not known. */
export interface Counted {
  readonly from: Day;
  readonly due: Day;
  /** 24:00 Asia/Shanghai of the due day: the first instant that is late. */
  readonly dueAt: Date;
  readonly counted: readonly CountedDay[];
  readonly skipped: readonly SkippedDay[];
  readonly provisional: boolean;
}

export const LONGEST_PERIOD = 3650;

/**
 * A period of `n` working days (1–3650) triggered on `from`. The triggering day never counts; the period
 * ends at 24:00 of the n-th working day (Civil Code arts. 201, 203).
 */
export function workingDays(n: number, from: Day, calendar: Calendar): Counted {
  checkLength(n);
  const counted: CountedDay[] = [];
  const skipped: SkippedDay[] = [];
  let provisional = false;
  let number = dayNumber(from);
  while (counted.length < n) {
    const cell = classAt(calendar, ++number);
    if (!cell.known) provisional = true;
    if (cell.working) counted.push({ day: cell.day, n: counted.length + 1, reason: cell.reason });
    else skipped.push(skippedOf(cell));
  }
  const due = counted[n - 1]!.day;
  return { from, due, dueAt: endOf(due), counted, skipped, provisional };
}

/**
 * A period of `n` calendar days (1–3650) triggered on `from`, which does not count. Where the last day is a
 * day off, the period ends with the next working day (Civil Code arts. 201, 203); those days are `skipped`.
 */
export function calendarDays(n: number, from: Day, calendar: Calendar): Counted {
  checkLength(n);
  const start = dayNumber(from);
  const counted: CountedDay[] = [];
  for (let i = 1; i <= n; i++) {
    const cell = classAt(calendar, start + i);
    counted.push({ day: cell.day, n: i, reason: cell.reason });
  }
  return { from, counted, ...roll(start + n, calendar) };
}

/** A period in either unit. */
export function countDays(n: number, unit: Unit, from: Day, calendar: Calendar): Counted {
  return unit === "working-day" ? workingDays(n, from, calendar) : calendarDays(n, from, calendar);
}

/** The day itself when it is worked, else the next working day, with the days off in between. */
export function rollForward(
  day: Day,
  calendar: Calendar,
): Pick<Counted, "due" | "dueAt" | "skipped" | "provisional"> {
  return roll(dayNumber(day), calendar);
}

/** How many days of the unit lie after `from` up to and including `to`; 0 when `to` is not later. */
export function daysWithin(from: Day, to: Day, unit: Unit, calendar: Calendar): number {
  const start = dayNumber(from);
  const end = dayNumber(to);
  if (unit === "calendar-day") return Math.max(0, end - start);
  let count = 0;
  for (let number = start + 1; number <= end; number++) if (classAt(calendar, number).working) count++;
  return count;
}

function roll(number: number, calendar: Calendar) {
  const skipped: SkippedDay[] = [];
  let current = number;
  let cell = classAt(calendar, current);
  let provisional = !cell.known;
  while (!cell.working) {
    skipped.push(skippedOf(cell));
    cell = classAt(calendar, ++current);
    if (!cell.known) provisional = true;
  }
  const due = dayAt(current);
  return { due, dueAt: endOf(due), skipped, provisional };
}

const weekendNames = { 0: { zh: "周日", en: "Sunday" }, 6: { zh: "周六", en: "Saturday" } } as const;

function skippedOf(cell: DayClass): SkippedDay {
  if (cell.reason === "holiday") return { day: cell.day, reason: "holiday", name: cell.name! };
  return { day: cell.day, reason: "weekend", name: weekendNames[weekdayOf(cell.day) === 0 ? 0 : 6] };
}

function checkLength(n: number): void {
  if (Number.isInteger(n) && n >= 1 && n <= LONGEST_PERIOD) return;
  throw new LawError("law.days-invalid", {
    zh: `期限天数须为 1 至 ${LONGEST_PERIOD} 的整数，收到“${quoted(n)}”`,
    en: `the number of days must be a whole number from 1 to ${LONGEST_PERIOD}, got "${quoted(n)}"`,
  });
}
