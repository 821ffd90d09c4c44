import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayOf, daysBetween, endOf, isDay, parseDay, startOf, weekdayOf } from "./day.ts";
import { LawError } from "./law-error.ts";
import { day, days, shanghai } from "./testing/arbitraries.ts";

const intl = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

describe("local days", () => {
  it("an instant falls on the day the time-zone database says, anywhere in 1992–2099", () => {
    const [min, max] = [shanghai("1992-01-01T00:00"), shanghai("2099-12-31T23:59:59.999")];
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (instant) => {
        expect(dayOf(instant)).toBe(intl.format(instant));
      }),
      { numRuns: 2000 },
    );
  });

  it("both sides of every midnight of a year fall on their own day", () => {
    for (let d = day("2026-01-01"); d <= "2026-12-31"; d = addDays(d, 1)) {
      expect(dayOf(new Date(endOf(d).getTime() - 1))).toBe(d);
      expect(dayOf(endOf(d))).toBe(addDays(d, 1));
      expect(intl.format(endOf(d))).toBe(addDays(d, 1));
    }
  });

  it("a day ends where the next begins, at 16:00 UTC", () => {
    expect(endOf(day("2026-10-08")).toISOString()).toBe("2026-10-08T16:00:00.000Z");
    expect(endOf(day("2026-10-08"))).toEqual(startOf(day("2026-10-09")));
  });

  it("adding days and measuring between them agree", () => {
    fc.assert(
      fc.property(days("2000-01-01", "2090-12-31"), fc.integer({ min: -2000, max: 3000 }), (d, n) => {
        expect(daysBetween(d, addDays(d, n))).toBe(n);
        expect(weekdayOf(d)).toBe(new Date(`${d}T00:00:00Z`).getUTCDay());
      }),
    );
  });

  it.each(["2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "20260101", "1991-12-31"])(
    "%s is no day",
    (text) => {
      expect(isDay(text)).toBe(false);
      expect(() => parseDay(text)).toThrow(LawError);
    },
  );

  it("an object whose toString throws is refused like any other", () => {
    const hostile = {
      toString() {
        throw new Error("no");
      },
    };
    expect(() => parseDay(hostile)).toThrow(LawError);
    expect(() => parseDay(Object.create(null))).toThrow(LawError);
  });

  it("29 February exists in leap years only", () => {
    expect(isDay("2028-02-29")).toBe(true);
    expect(isDay("2000-02-29")).toBe(true);
    expect(isDay("2027-02-29")).toBe(false);
  });

  it("whatever is not a day is refused in words, never with a crash", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        if (isDay(value)) return;
        expect(() => parseDay(value)).toThrow(/不是有效日期.*is not a day/s);
      }),
      { numRuns: 1000 },
    );
  });

  it("instants and sums outside 1992–2099 are refused", () => {
    expect(() => dayOf(new Date(Number.NaN))).toThrow(LawError);
    expect(() => dayOf(new Date("1991-06-01T00:00:00Z"))).toThrow(LawError);
    expect(() => addDays(day("2099-12-31"), 1)).toThrow(LawError);
    expect(() => addDays(day("2026-01-01"), Number.NaN)).toThrow(LawError);
  });
});
