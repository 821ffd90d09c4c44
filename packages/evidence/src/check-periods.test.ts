import {
  calendarOf,
  extendPeriod,
  openPeriod,
  type Period,
  publishedCalendar,
  publishedYears,
} from "@zhanqiao/law";
import { describe, expect, it } from "vitest";
import type { ViewedAct } from "./case-view.ts";
import { checkPeriods } from "./check-periods.ts";
import type { PackPeriod } from "./format.ts";
import { ruleOf } from "./law-words.ts";

const rule = ruleOf("qingdao-299", "correction.by-agency")!;
const actsAt = (...times: string[]) => times.map((at, i) => ({ n: i + 1, entry: { at } }) as ViewedAct);

const stated = (period: Period, more: Partial<PackPeriod> = {}): PackPeriod => {
  const { ruleId, pack, article, unit, days, trigger, from, until, due, dueAt, provisional } = period;
  return {
    ...{ name: "answer", rule: ruleId, pack, article, unit, owedBy: "113702000000000194", days, trigger },
    ...{ from, until, due, dueAt, provisional, endedAt: null, outcome: null },
    extensions: period.extensions.map(({ at, fromDue, toDue }) => ({ at, fromDue, toDue })),
    ...more,
  };
};
const codes = (period: PackPeriod, ...times: string[]) => {
  const { findings, notes } = checkPeriods([period], actsAt(period.trigger, ...times));
  return [...findings, ...notes].map((one) => one.code);
};

describe("a period in a pack", () => {
  const trigger = new Date("2026-02-13T02:00:00Z");
  const sound = openPeriod(rule, trigger, publishedCalendar());

  it("is reckoned anew over the Spring Festival", () => {
    expect(sound.due).toBe("2026-02-27");
    expect(codes(stated(sound))).toEqual([]);
    expect(codes(stated(sound, { due: "2026-03-02", dueAt: "2026-03-02T16:00:00.000Z" }))).toEqual([
      "period.due",
    ]);
  });

  it("from before its year's holidays were published is told, not taken for a forgery", () => {
    const before = calendarOf(publishedYears().filter(({ year }) => year < 2026));
    const early = openPeriod(rule, trigger, before);
    expect(early).toMatchObject({ provisional: true });
    expect(early.due).not.toBe(sound.due);
    expect(codes(stated(early))).toEqual(["period.unchecked"]);
    // To say "provisional" excuses no other day.
    const later = { due: "2026-03-31", dueAt: "2026-03-31T16:00:00.000Z" };
    expect(codes(stated(early, later))).toEqual(["period.due"]);
  });

  it("into a year whose holidays the verifier does not know is told to be unchecked", () => {
    const next = openPeriod(rule, new Date("2027-09-29T02:00:00Z"), publishedCalendar());
    expect(codes(stated(next))).toEqual(["period.unchecked"]);
  });

  it("moved to a later date by an extension nobody granted is found, and one granted holds", () => {
    const until = { until: "2026-03-06", due: "2026-03-06", dueAt: "2026-03-06T16:00:00.000Z" };
    expect(codes(stated(sound, until))).toContain("period.rule");
    const at = new Date("2026-02-25T02:00:00Z");
    const asked = { by: "p-1", consent: "head-approval", reason: "须现场核对", at, toDays: 10 } as const;
    const longer = stated(extendPeriod(sound, asked, publishedCalendar()));
    expect(longer).toMatchObject({ days: 10, due: "2026-03-05" });
    expect(codes(longer, at.toISOString())).toEqual([]);
    expect(codes(longer)).toEqual(["period.extension"]);
    expect(codes({ ...longer, days: 11 }, at.toISOString())).toContain("period.rule");
  });

  it("that cannot be reckoned at all is found", () => {
    expect(codes(stated(sound, { until: "1999-12-31", extensions: [] }))).toContain("period.rule");
  });
});
