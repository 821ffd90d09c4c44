import type { Clock, Text } from "./api-types.ts";
import { clockTexts } from "./texts/clock.ts";
import type { Params } from "./texts/messages.ts";

export type Urgency = "over" | "today" | "amber" | "ok" | "done" | "late" | "none";

/** What a countdown says, how urgent it is, and how much of the period has passed (0–1). */
export interface Countdown {
  text: Text;
  params: Params;
  urgency: Urgency;
  elapsed: number;
  /** On the last day only: hours and minutes to 24:00. */
  hours?: { text: Text; params: Params };
}

/**
 * Words for a statutory period. The law counts working days that end at 24:00, so hours are said on the last
 * day only. Amber from half-time, red when overdue.
 * @param now the platform's clock, ms since the epoch
 */
export function countdown(clock: Clock | null, now: number): Countdown {
  if (!clock) return { text: clockTexts.none, params: {}, urgency: "none", elapsed: 0 };
  const elapsed = Math.max(0, Math.min(1, clock.elapsed));
  if (clock.status === "met") return { text: clockTexts.met, params: {}, urgency: "done", elapsed: 1 };
  if (clock.status === "late") return { text: clockTexts.late, params: {}, urgency: "late", elapsed: 1 };
  if (clock.status === "cancelled")
    return { text: clockTexts.cancelled, params: {}, urgency: "none", elapsed: 0 };
  if (clock.status === "overdue" || clock.remaining < 0) {
    const n = Math.max(1, -clock.remaining);
    return { text: clockTexts.overdue, params: { n }, urgency: "over", elapsed: 1 };
  }
  if (clock.remaining === 0) {
    const minutes = Math.max(0, Math.floor((Date.parse(clock.dueAt) - now) / 60_000));
    return {
      text: clockTexts.today,
      params: {},
      urgency: "today",
      elapsed,
      hours: { text: clockTexts.hours, params: { h: Math.floor(minutes / 60), m: minutes % 60 } },
    };
  }
  return {
    text: clockTexts.left,
    params: { n: clock.remaining },
    urgency: clock.status === "amber" ? "amber" : "ok",
    elapsed,
  };
}
