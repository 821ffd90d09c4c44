import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishedCalendar, withYear } from "./calendar.ts";
import { endOf } from "./day.ts";
import { LawError } from "./law-error.ts";
import { type ExtensionRequest, extendPeriod, meetPeriod, openPeriod, recomputePeriod } from "./period.ts";
import { periodStatus, remainingDays } from "./period-status.ts";
import type { RuleId } from "./rule.ts";
import { defaultPacks, ruleFor } from "./rule-for.ts";
import { statutoryHolidays } from "./statutory-holidays.ts";
import { day, days, shanghai } from "./testing/arbitraries.ts";

const calendar = publishedCalendar();
const rule = (id: RuleId) =>
  ruleFor(id, { packs: defaultPacks, holder: "government", at: day("2026-01-05") }).binding!;
const correction = openPeriod(rule("correction.by-agency"), shanghai("2026-10-10T09:00"), calendar);
const approval: ExtensionRequest = {
  by: "person:head",
  consent: "head-approval",
  reason: "涉及三家单位，需逐条比对",
  at: shanghai("2026-10-14T10:00"),
  toDays: 10,
};

describe("a statutory period", () => {
  it("is plain JSON and survives storage", () => {
    expect(JSON.parse(JSON.stringify(correction))).toEqual(correction);
    expect(correction).toMatchObject({
      article: "17.2",
      from: "2026-10-10",
      due: "2026-10-16",
      dueAt: "2026-10-16T16:00:00.000Z",
      days: 5,
      longest: 10,
      provisional: false,
    });
  });

  it("triggered at 23:59:59.999 and at 24:00 runs from two different days", () => {
    const last = openPeriod(rule("share.review"), shanghai("2026-09-30T23:59:59.999"), calendar);
    const next = openPeriod(rule("share.review"), shanghai("2026-10-01T00:00:00.000"), calendar);
    expect([last.from, next.from]).toEqual(["2026-09-30", "2026-10-01"]);
    expect([last.due, next.due]).toEqual(["2026-10-08", "2026-10-08"]);
  });

  it("is met in time at 23:59:59.999 of the due day and late at 24:00:00.000", () => {
    const inTime = shanghai("2026-10-16T23:59:59.999");
    const late = shanghai("2026-10-17T00:00:00.000");
    expect(periodStatus(meetPeriod(correction, inTime), late)).toBe("met");
    expect(periodStatus(meetPeriod(correction, late), late)).toBe("met-late");
    expect(periodStatus(correction, inTime)).toBe("amber");
    expect(periodStatus(correction, late)).toBe("overdue");
  });

  it("keeps both sides of its end for every trigger and every rule of order 299", () => {
    const ids = fc.constantFrom<RuleId>(
      "catalog.amend",
      "share.review",
      "share.answer",
      "correction.by-agency",
    );
    fc.assert(
      fc.property(
        days("2024-02-01", "2026-11-30"),
        fc.integer({ min: 0, max: 86_399_999 }),
        ids,
        (d, ms, id) => {
          const period = openPeriod(rule(id), new Date(endOf(d).getTime() - 86_400_000 + ms), calendar);
          expect(period.from).toBe(d);
          const due = Date.parse(period.dueAt);
          expect(periodStatus(meetPeriod(period, new Date(due - 1)), new Date(due))).toBe("met");
          expect(periodStatus(meetPeriod(period, new Date(due)), new Date(due))).toBe("met-late");
          expect(periodStatus(period, new Date(due - 1))).toBe("amber");
          expect(remainingDays(period, new Date(due - 1), calendar)).toBe(0);
          expect(remainingDays(period, new Date(due), calendar)).toBeLessThan(0);
          expect(remainingDays(period, new Date(period.trigger), calendar)).toBe(period.days);
        },
      ),
    );
  });

  it("turns amber when half of its working time has passed, not half of the clock", () => {
    // Five days from 10 October: 12, 13, 14, 15, 16; half is noon of the 14th.
    expect(periodStatus(correction, shanghai("2026-10-14T11:59:59.999"))).toBe("running");
    expect(periodStatus(correction, shanghai("2026-10-14T12:00"))).toBe("amber");
    const forward = openPeriod(rule("correction.forward"), shanghai("2026-09-30T10:00"), calendar);
    expect(periodStatus(forward, shanghai("2026-10-08T23:59:59.999"))).toBe("running");
    expect(periodStatus(forward, shanghai("2026-10-09T00:00"))).toBe("amber");
  });

  it("counts what remains in working days, 0 on the last day, negative afterwards", () => {
    const left = (at: string) => remainingDays(correction, shanghai(at), calendar);
    expect(left("2026-10-10T09:00")).toBe(5);
    expect(left("2026-10-11T12:00")).toBe(5);
    expect(left("2026-10-12T00:00")).toBe(4);
    expect(left("2026-10-16T23:59:59.999")).toBe(0);
    expect(left("2026-10-17T00:00")).toBe(-1);
    expect(left("2026-10-19T08:00")).toBe(-1);
    expect(left("2026-10-20T08:00")).toBe(-2);
    expect(remainingDays(correction, shanghai("2026-10-01T00:00"), calendar)).toBe(5);
  });

  it("stands still once met, and cannot be met twice or before it began", () => {
    const met = meetPeriod(correction, shanghai("2026-10-14T15:00"));
    expect(remainingDays(met, shanghai("2027-01-01T00:00"), calendar)).toBe(2);
    expect(() => meetPeriod(met, shanghai("2026-10-15T00:00"))).toThrow(/已办结/);
    expect(() => meetPeriod(correction, shanghai("2026-10-10T08:59"))).toThrow(/早于/);
    expect(() => meetPeriod(correction, new Date(Number.NaN))).toThrow(LawError);
  });
});

describe("extending a period", () => {
  it("to ten working days with the head's approval moves the end and is on record (Art. 17)", () => {
    const extended = extendPeriod(correction, approval, calendar);
    expect(extended).toMatchObject({ due: "2026-10-23", days: 10, provisional: false });
    expect(extended.extensions).toEqual([
      {
        by: "person:head",
        consent: "head-approval",
        reason: approval.reason,
        at: "2026-10-14T02:00:00.000Z",
        fromDue: "2026-10-16",
        toDue: "2026-10-23",
      },
    ]);
    expect(correction.due).toBe("2026-10-16");
  });

  it("by days and up to a day reach the same end", () => {
    const { toDays: _, ...request } = approval;
    expect(extendPeriod(correction, { ...request, addDays: 5 }, calendar).due).toBe("2026-10-23");
    expect(extendPeriod(correction, { ...request, until: day("2026-10-23") }, calendar)).toMatchObject({
      due: "2026-10-23",
      days: 10,
      until: "2026-10-23",
    });
  });

  it("twice is possible within the limit, never beyond it", () => {
    const once = extendPeriod(correction, { ...approval, toDays: 7 }, calendar);
    const twice = extendPeriod(once, { ...approval, toDays: 10 }, calendar);
    expect(twice.extensions).toHaveLength(2);
    expect(() => extendPeriod(twice, { ...approval, toDays: 11 }, calendar)).toThrow(/最多可延长至 10 天/);
  });

  it("delivery has no limit in the law but the notice (Art. 21)", () => {
    const deliver = openPeriod(rule("share.deliver"), shanghai("2026-10-10T09:00"), calendar);
    const notice = { ...approval, consent: "notice-to-requester" as const, toDays: 30 };
    expect(extendPeriod(deliver, notice, calendar).days).toBe(30);
  });

  it.each([
    ["without a reason", { reason: "  " }, /须说明理由/],
    ["with a reason of a million characters", { reason: "长".repeat(1_000_000) }, /须说明理由/],
    ["without the head's approval", { consent: "notice-to-requester" as const }, /负责人批准/],
    ["by nobody", { by: "" }, /负责人批准/],
    ["beyond the limit", { toDays: 11 }, /最多可延长至 10 天/],
    ["beyond the limit by a day", { toDays: undefined, until: day("2026-10-26") }, /最多可延长至 10 天/],
    ["to no later end", { toDays: 5 }, /须晚于/],
    ["to a day before it began", { toDays: undefined, until: day("2026-10-01") }, /须晚于/],
    ["with two lengths", { addDays: 2 }, /之一/],
    ["with no length", { toDays: undefined }, /之一/],
    ["by half a day", { toDays: 5.5 }, /整数/],
    ["after it expired", { at: shanghai("2026-10-17T00:00:00.000") }, /届满/],
    ["before it began", { at: shanghai("2026-10-09T00:00") }, /早于/],
  ])("%s is refused", (_, change, message) => {
    expect(() => extendPeriod(correction, { ...approval, ...change } as ExtensionRequest, calendar)).toThrow(
      message,
    );
  });

  it("of a met period, or of one the law does not let be extended, is refused", () => {
    const met = meetPeriod(correction, shanghai("2026-10-13T00:00"));
    expect(() => extendPeriod(met, approval, calendar)).toThrow(/已办结/);
    const review = openPeriod(rule("share.review"), shanghai("2026-10-12T09:00"), calendar);
    expect(() => extendPeriod(review, approval, calendar)).toThrow(/不可延长/);
  });

  it("is refused with the article it rests on", () => {
    try {
      extendPeriod(correction, { ...approval, reason: "" }, calendar);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "period.reason-missing", article: "17.2" });
    }
  });
});

describe("recomputing when a year's table arrives", () => {
  const table = {
    year: 2027,
    daysOff: [...statutoryHolidays(2027), { day: "2027-01-04", name: "元旦" }],
    workdays: [],
    source: "test",
  };
  const provisional = openPeriod(rule("correction.by-agency"), shanghai("2026-12-28T09:00"), calendar);

  it("a provisional period becomes firm and may move", () => {
    expect(provisional).toMatchObject({ due: "2027-01-05", provisional: true });
    const { changed, period } = recomputePeriod(provisional, withYear(calendar, table));
    expect(changed).toBe(true);
    expect(period).toMatchObject({ due: "2027-01-06", provisional: false, trigger: provisional.trigger });
  });

  it("a period the table does not touch stays the same object", () => {
    expect(recomputePeriod(correction, withYear(calendar, table))).toEqual({
      changed: false,
      period: correction,
    });
    expect(recomputePeriod(correction, withYear(calendar, table)).period).toBe(correction);
  });

  it("an extension by days is kept in days, one up to a date keeps its date", () => {
    const byDays = extendPeriod(
      provisional,
      { ...approval, at: shanghai("2026-12-30T09:00"), toDays: 6 },
      calendar,
    );
    expect(byDays.due).toBe("2027-01-06");
    expect(recomputePeriod(byDays, withYear(calendar, table)).period.due).toBe("2027-01-07");
    const { toDays: _, ...request } = approval;
    const toDate = extendPeriod(
      provisional,
      { ...request, at: shanghai("2026-12-30T09:00"), until: day("2027-01-08") },
      calendar,
    );
    expect(recomputePeriod(toDate, withYear(calendar, table)).period).toMatchObject({
      due: "2027-01-08",
      days: 7,
    });
  });
});
