import type { UpdateCycle } from "./rule.ts";

/** Days of a cycle; a cycle that promises nothing has none. */
const days: Record<UpdateCycle, number | undefined> = {
  realtime: 1,
  daily: 1,
  weekly: 7,
  monthly: 31,
  quarterly: 92,
  "half-yearly": 184,
  yearly: 366,
  irregular: undefined,
  static: undefined,
};

/** Days of a cycle; undefined where it promises nothing, so that there is nothing to judge. */
export const freshnessDays = (cycle: UpdateCycle): number | undefined => days[cycle];

export interface Freshness {
  fresh: boolean;
  /** Whole days from the end of the latest day or period to `now`, in China's time. */
  ageDays: number;
  /** Age up to which the cycle is kept: one cycle and half of it again, since data is published after its period. */
  allowedDays: number | undefined;
}

/**
 * Whether data whose latest value is `latest` — a day, an instant or a period as the loader writes them — keeps its
 * update cycle at the instant `now`. Undefined when `latest` is none of these.
 */
export function freshness(latest: string, cycle: UpdateCycle, now: Date): Freshness | undefined {
  const end = lastDay(latest);
  if (end === undefined) return undefined;
  // China keeps one time zone, eight hours ahead, without summer time.
  const today = Math.floor((now.getTime() + 8 * 3_600_000) / 86_400_000);
  const ageDays = today - end;
  const cycleDays = days[cycle];
  const allowedDays = cycleDays === undefined ? undefined : cycleDays + Math.ceil(cycleDays / 2);
  return { fresh: allowedDays === undefined || ageDays <= allowedDays, ageDays, allowedDays };
}

/** The last day, as days since 1970, of `2024-01-31`, `2024-01-31T08:00:00`, `2024`, `2024-03`, `2024-Q1`, `2024-H2`, `2023/2024`. */
function lastDay(text: string): number | undefined {
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  if (day) return Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) / 86_400_000;
  const period = /^(?:\d{4}\/)?(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?$/.exec(text);
  if (!period) return undefined;
  const [, year, month, quarter, half] = period;
  const lastMonth = month ? Number(month) : quarter ? Number(quarter) * 3 : half ? Number(half) * 6 : 12;
  return Date.UTC(Number(year), lastMonth, 0) / 86_400_000;
}
