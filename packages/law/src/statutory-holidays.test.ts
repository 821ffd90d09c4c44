import { describe, expect, it } from "vitest";
import { addDays, type Day, yearOf } from "./day.ts";
import { publishedYears } from "./published-years.ts";
import { statutoryHolidays } from "./statutory-holidays.ts";

const lunar = new Intl.DateTimeFormat("en-u-ca-chinese", {
  timeZone: "UTC",
  month: "numeric",
  day: "numeric",
});

/** "1-1" for the first day of the first lunar month by ICU, an implementation independent of ours. */
function lunarDayByIcu(d: Day): string {
  const parts = lunar.formatToParts(new Date(`${d}T00:00:00Z`));
  return ["month", "day"].map((type) => parts.find((part) => part.type === type)?.value).join("-");
}

/** Apparent longitude of the sun in degrees (Meeus, Astronomical Algorithms, ch. 25, 0.01° accuracy). */
function sunLongitude(instant: Date): number {
  const t = (instant.getTime() / 86_400_000 + 2_440_587.5 - 2_451_545) / 36_525;
  const rad = Math.PI / 180;
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
  const anomaly = (357.52911 + 35_999.05029 * t - 0.0001537 * t * t) * rad;
  const centre =
    (1.914602 - 0.004817 * t) * Math.sin(anomaly) +
    0.019993 * Math.sin(2 * anomaly) +
    0.000289 * Math.sin(3 * anomaly);
  const omega = (125.04 - 1934.136 * t) * rad;
  return (((mean + centre - 0.00569 - 0.00478 * Math.sin(omega)) % 360) + 360) % 360;
}

describe("statutory holidays computed without a notice", () => {
  it("the decree of 2024 gives 13 days, in 2027 these", () => {
    expect(statutoryHolidays(2027).map((holiday) => `${holiday.day} ${holiday.name.zh}`)).toEqual([
      "2027-01-01 元旦",
      "2027-02-05 春节",
      "2027-02-06 春节",
      "2027-02-07 春节",
      "2027-02-08 春节",
      "2027-04-05 清明节",
      "2027-05-01 劳动节",
      "2027-05-02 劳动节",
      "2027-06-09 端午节",
      "2027-09-15 中秋节",
      "2027-10-01 国庆节",
      "2027-10-02 国庆节",
      "2027-10-03 国庆节",
    ]);
  });

  it("two holidays on one day are one day with both names", () => {
    const both = statutoryHolidays(2031).find((holiday) => holiday.day === "2031-10-01");
    expect(both?.name).toEqual({ zh: "国庆节、中秋节", en: "National Day, Mid-Autumn Festival" });
  });

  it("no statutory holiday of 2004–2026 is a working day in the published notices", () => {
    for (const table of publishedYears()) {
      const worked = new Set(table.workdays.map((entry) => entry.day));
      const off = new Set(table.daysOff.map((entry) => entry.day));
      for (const { day: holiday } of statutoryHolidays(table.year)) {
        expect(worked.has(holiday)).toBe(false);
        const weekend = [0, 6].includes(new Date(`${holiday}T00:00:00Z`).getUTCDay());
        expect(off.has(holiday) || weekend, holiday).toBe(true);
      }
    }
  });

  it("lunar festivals of 2000–2099 fall where ICU's Chinese calendar puts them", () => {
    for (let year = 2000; year <= 2099; year++) {
      for (const { day: holiday, name } of statutoryHolidays(year)) {
        if (name.zh.includes("端午")) expect(lunarDayByIcu(holiday), holiday).toBe("5-5");
        if (name.zh.includes("中秋")) expect(lunarDayByIcu(holiday), holiday).toBe("8-15");
      }
      const spring = statutoryHolidays(year).filter((holiday) => holiday.name.zh === "春节");
      expect(spring.map((holiday) => lunarDayByIcu(holiday.day))).toContain("1-1");
    }
  });

  it("the sun reaches 15° on the day computed for Qingming, every year from 2008 to 2099", () => {
    for (let year = 2008; year <= 2099; year++) {
      const qingming = statutoryHolidays(year).find((holiday) => holiday.name.zh.includes("清明"))!.day;
      const begins = sunLongitude(new Date(`${qingming}T00:00:00+08:00`));
      const ends = sunLongitude(new Date(`${addDays(qingming, 1)}T00:00:00+08:00`));
      // The almanac formula may be off where the moment lies within the formula's error of midnight.
      expect(begins, qingming).toBeLessThan(15.01);
      expect(ends, qingming).toBeGreaterThan(14.99);
    }
  });

  it("every computed holiday lies in the year asked for, and other centuries are refused", () => {
    for (let year = 2000; year <= 2099; year++) {
      expect(statutoryHolidays(year).every((holiday) => yearOf(holiday.day) === year)).toBe(true);
    }
    expect(() => statutoryHolidays(2100)).toThrow(RangeError);
    expect(() => statutoryHolidays(1999)).toThrow(RangeError);
  });
});
