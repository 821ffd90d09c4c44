import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classify, publishedCalendar } from "./calendar.ts";
import { calendarDays, daysWithin, workingDays } from "./count.ts";
import { addDays, endOf, yearOf } from "./day.ts";
import { LawError } from "./law-error.ts";
import { day, days } from "./testing/arbitraries.ts";

const calendar = publishedCalendar();
const anyDay = days("2004-01-01", "2026-12-31");
const length = fc.integer({ min: 1, max: 60 });

describe("periods in working days", () => {
  it.each([
    [1, "2026-09-30", "2026-10-08"],
    [2, "2026-10-08", "2026-10-10"],
    [5, "2026-10-10", "2026-10-16"],
    [5, "2026-02-13", "2026-02-27"],
    [10, "2026-02-13", "2026-03-05"],
    [2, "2026-09-18", "2026-09-21"],
    [15, "2026-04-24", "2026-05-19"],
    [10, "2026-04-24", "2026-05-12"],
  ])("%i from %s ends on %s", (n, from, due) => {
    const period = workingDays(n, day(from), calendar);
    expect(period.due).toBe(due);
    expect(period.dueAt).toEqual(new Date(`${due}T24:00:00+08:00`));
    expect(period.provisional).toBe(false);
  });

  it("explains every day between the trigger and the end", () => {
    const period = workingDays(3, day("2026-10-08"), calendar);
    expect(period.counted).toEqual([
      { day: "2026-10-09", n: 1, reason: "weekday" },
      { day: "2026-10-10", n: 2, reason: "make-up" },
      { day: "2026-10-12", n: 3, reason: "weekday" },
    ]);
    expect(period.skipped).toEqual([
      { day: "2026-10-11", reason: "weekend", name: { zh: "周日", en: "Sunday" } },
    ]);
  });

  it("a day off may trigger a period, and does not count either", () => {
    expect(workingDays(1, day("2026-10-03"), calendar).due).toBe("2026-10-08");
  });

  it("into 2027 it is provisional and leaves out the holidays of the decree", () => {
    const period = workingDays(1, day("2027-09-30"), calendar);
    expect(period).toMatchObject({ due: "2027-10-04", provisional: true });
    expect(workingDays(1, day("2026-12-31"), calendar)).toMatchObject({
      due: "2027-01-04",
      provisional: true,
    });
    expect(workingDays(1, day("2026-12-30"), calendar)).toMatchObject({
      due: "2026-12-31",
      provisional: false,
    });
  });

  it("is provisional exactly when it runs into a year whose notice is not known", () => {
    fc.assert(
      fc.property(days("2025-01-01", "2028-12-31"), length, (from, n) => {
        const period = workingDays(n, from, calendar);
        const touched = [...period.counted, ...period.skipped].some(({ day: d }) => yearOf(d) > 2026);
        expect(period.provisional).toBe(touched);
      }),
    );
  });

  it("always ends on a working day, counts n of them, never the triggering day, and skips no other", () => {
    fc.assert(
      fc.property(anyDay, length, (from, n) => {
        const { due, counted, skipped, dueAt } = workingDays(n, from, calendar);
        expect(classify(calendar, due).working).toBe(true);
        expect(counted.map((entry) => entry.n)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
        const all = [...counted, ...skipped].map((entry) => entry.day).sort();
        expect(all[0]).toBe(addDays(from, 1));
        expect(all.at(-1)).toBe(due);
        expect(new Set(all).size).toBe(all.length);
        expect(all.at(-1)).toBe(addDays(from, all.length));
        expect(dueAt).toEqual(endOf(due));
        expect(daysWithin(from, due, "working-day", calendar)).toBe(n);
      }),
    );
  });

  it("a longer period and a later trigger never end earlier", () => {
    fc.assert(
      fc.property(anyDay, length, fc.nat(40), (from, n, later) => {
        const due = workingDays(n, from, calendar).due;
        expect(workingDays(n + 1, from, calendar).due > due).toBe(true);
        expect(workingDays(n, addDays(from, later), calendar).due >= due).toBe(true);
      }),
    );
  });

  it("a period of a and then b days ends with the period of a + b", () => {
    fc.assert(
      fc.property(anyDay, length, length, (from, a, b) => {
        const first = workingDays(a, from, calendar).due;
        expect(workingDays(b, first, calendar).due).toBe(workingDays(a + b, from, calendar).due);
      }),
    );
  });

  it.each([0, -1, 1.5, 3651, Number.NaN, Number.POSITIVE_INFINITY])("%d days is refused", (n) => {
    expect(() => workingDays(n, day("2026-01-01"), calendar)).toThrow(LawError);
    expect(() => calendarDays(n, day("2026-01-01"), calendar)).toThrow(RangeError);
  });

  it("the longest period is reckoned, and one beyond 2099 is refused", () => {
    expect(workingDays(3650, day("2026-01-01"), calendar).provisional).toBe(true);
    expect(() => workingDays(3650, day("2090-01-01"), calendar)).toThrow(LawError);
  });
});

describe("periods in calendar days", () => {
  it("count every day but the triggering one", () => {
    expect(calendarDays(30, day("2026-03-02"), calendar)).toMatchObject({ due: "2026-04-01", skipped: [] });
  });

  it("whose last day is off end with the next working day (Civil Code art. 203)", () => {
    const period = calendarDays(15, day("2026-09-18"), calendar);
    expect(period.counted.at(-1)?.day).toBe("2026-10-03");
    expect(period.due).toBe("2026-10-08");
    expect(period.skipped.map((entry) => entry.day)).toEqual([
      "2026-10-03",
      "2026-10-04",
      "2026-10-05",
      "2026-10-06",
      "2026-10-07",
    ]);
  });

  it("are provisional when their last day lies in an unknown year", () => {
    expect(calendarDays(10, day("2026-12-28"), calendar).provisional).toBe(true);
    expect(calendarDays(2, day("2026-12-28"), calendar).provisional).toBe(false);
  });
});
