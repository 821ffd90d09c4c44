import type { Calendar } from "./calendar.ts";
import { daysWithin } from "./count.ts";
import { dayOf } from "./day.ts";
import type { Period } from "./period.ts";

export type PeriodStatus = "running" | "amber" | "overdue" | "met" | "met-late";

/**
 * Where a period stands at `now`: amber from half-time, overdue from 24:00 of the due day on, and once met,
 * met or met-late for good.
 */
export function periodStatus(period: Period, now: Date): PeriodStatus {
  const due = Date.parse(period.dueAt);
  if (period.metAt !== null) return Date.parse(period.metAt) < due ? "met" : "met-late";
  if (now.getTime() >= due) return "overdue";
  return now.getTime() >= Date.parse(period.amberAt) ? "amber" : "running";
}

/**
 * Days of the period's unit left after today: all of them on the triggering day, 0 on the last day, and
 * negative once overdue (at least -1, for the days since). A met period stands still where it was met.
 */
export function remainingDays(period: Period, now: Date, calendar: Calendar): number {
  const today = dayOf(period.metAt === null ? now : new Date(period.metAt));
  if (today > period.due) return -Math.max(1, daysWithin(period.due, today, period.unit, calendar));
  if (today < period.from) return daysWithin(period.from, period.due, period.unit, calendar);
  return daysWithin(today, period.due, period.unit, calendar);
}
