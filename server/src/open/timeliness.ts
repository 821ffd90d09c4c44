import { addDays, type Day, dayOf, parseDay } from "@zhanqiao/law";
import type { EntryContent } from "../catalog/index.ts";

type Cycle = EntryContent["updateCycle"];

/** Whether a dataset is updated as often as its catalog entry says (Arts. 9, 28, 29). */
export interface Timeliness {
  readonly cycle: Cycle;
  readonly lastUpdate: string | null;
  /** The last day on which the next update is in time; null where the cycle promises none. */
  readonly nextDue: Day | null;
  readonly onTime: boolean | null;
}

const days: Partial<Record<Cycle, number>> = { realtime: 1, daily: 1, weekly: 7 };
const months: Partial<Record<Cycle, number>> = { monthly: 1, quarterly: 3, "half-yearly": 6, yearly: 12 };

/**
 * Reckons the next update from the last one: so many calendar days or months later, a day that month does not have
 * becoming its last. The day itself is in time until 24:00 Asia/Shanghai. Pure.
 */
export function timeliness(cycle: Cycle, lastUpdate: Date | undefined, now: Date): Timeliness {
  const nextDue = lastUpdate ? dueAfter(cycle, dayOf(lastUpdate)) : null;
  return {
    cycle,
    lastUpdate: lastUpdate?.toISOString() ?? null,
    nextDue,
    onTime: nextDue === null ? null : dayOf(now) <= nextDue,
  };
}

function dueAfter(cycle: Cycle, last: Day): Day | null {
  const d = days[cycle];
  if (d) return addDays(last, d);
  const m = months[cycle];
  return m ? addMonths(last, m) : null;
}

function addMonths(day: Day, count: number): Day {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const index = year * 12 + month - 1 + count;
  const y = Math.floor(index / 12);
  const m = (index % 12) + 1;
  const longest = new Date(Date.UTC(y, m, 0)).getUTCDate();
  const two = (n: number) => String(n).padStart(2, "0");
  return parseDay(`${y}-${two(m)}-${two(Math.min(date, longest))}`);
}
