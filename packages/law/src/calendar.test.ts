import { describe, expect, it } from "vitest";
import { calendarOf, classify, knownYears, publishedCalendar, withYear } from "./calendar.ts";
import { workingDays } from "./count.ts";
import { LawError } from "./law-error.ts";
import { publishedYears } from "./published-years.ts";
import { statutoryHolidays } from "./statutory-holidays.ts";
import { day } from "./testing/arbitraries.ts";

const calendar = publishedCalendar();
const table2027 = {
  year: 2027,
  daysOff: [
    ...statutoryHolidays(2027),
    ...["2027-02-09", "2027-02-10", "2027-02-11", "2027-10-04", "2027-10-05", "2027-10-06"].map((d) => ({
      day: d,
      name: "春节",
    })),
  ],
  workdays: [{ day: "2027-02-20", name: "春节" }],
  source: "国办发明电〔2026〕测试",
};

describe("working-day calendar", () => {
  it("holds exactly the years that have entries, 2004 to 2026", () => {
    expect(knownYears(calendar)).toEqual(Array.from({ length: 23 }, (_, i) => 2004 + i));
  });

  it("says why a day is worked or off", () => {
    expect(classify(calendar, day("2026-10-10"))).toMatchObject({
      working: true,
      reason: "make-up",
      name: { zh: "国庆节", en: "National Day" },
      known: true,
    });
    expect(classify(calendar, day("2026-10-01"))).toMatchObject({ working: false, reason: "holiday" });
    expect(classify(calendar, day("2026-10-11"))).toMatchObject({ working: false, reason: "weekend" });
    expect(classify(calendar, day("2026-10-12"))).toMatchObject({
      working: true,
      reason: "weekday",
      known: true,
    });
  });

  it("an unknown year is never free of holidays: 2027-10-01 is off, and marked as not known", () => {
    expect(classify(calendar, day("2027-10-01"))).toMatchObject({
      working: false,
      reason: "holiday",
      name: { zh: "国庆节" },
      known: false,
    });
    expect(classify(calendar, day("2027-10-06"))).toMatchObject({ working: true, known: false });
  });

  it("a calendar without any year knows the decree's holidays still", () => {
    const empty = calendarOf([]);
    expect(classify(empty, day("2026-02-17"))).toMatchObject({ working: false, known: false });
    expect(classify(empty, day("2026-10-10"))).toMatchObject({ reason: "weekend", known: false });
  });

  it("importing a year makes it known and leaves the old calendar as it was", () => {
    const next = withYear(calendar, table2027);
    expect(classify(next, day("2027-10-06"))).toMatchObject({ working: false, known: true });
    expect(classify(next, day("2027-02-20"))).toMatchObject({ working: true, reason: "make-up" });
    expect(classify(calendar, day("2027-10-06"))).toMatchObject({ working: true, known: false });
    expect(knownYears(next)).toContain(2027);
  });

  it("a notice may rule on the December before its year", () => {
    const daysOff = [...table2027.daysOff, { day: "2026-12-31", name: "元旦" }];
    const workdays = [...table2027.workdays, { day: "2026-12-27", name: "元旦" }];
    const next = withYear(calendar, { ...table2027, daysOff, workdays });
    expect(classify(next, day("2026-12-31"))).toMatchObject({
      working: false,
      reason: "holiday",
      known: true,
    });
    expect(classify(next, day("2026-12-27"))).toMatchObject({ working: true, reason: "make-up" });
    expect(workingDays(1, day("2026-12-30"), next).due).toBe("2027-01-04");
  });

  it.each([
    ["an empty table", { ...table2027, daysOff: [], workdays: [] }, /缺少法定节假日/],
    [
      "a table without a statutory holiday",
      { ...table2027, daysOff: table2027.daysOff.slice(1) },
      /2027-01-01/,
    ],
    [
      "a make-up day in the week",
      { ...table2027, workdays: [{ day: "2027-03-03", name: "春节" }] },
      /不是周末/,
    ],
    ["a day twice", { ...table2027, workdays: [{ day: "2027-10-02", name: "国庆节" }] }, /出现两次/],
    ["a day of another year", { ...table2027, workdays: [{ day: "2028-01-08", name: "元旦" }] }, /不属于/],
    [
      "a day that does not exist",
      { ...table2027, workdays: [{ day: "2027-02-30", name: "春节" }] },
      /无效日期/,
    ],
    ["no source", { ...table2027, source: " " }, /来源/],
    ["no name", { ...table2027, workdays: [{ day: "2027-02-20" }] }, /节日名称/],
    ["a year out of range", { ...table2027, year: 1900 }, /年份/],
    [
      "too many days",
      { ...table2027, workdays: Array(41).fill({ day: "2027-02-20", name: "x" }) },
      /超过 40/,
    ],
    ["a list that is none", { ...table2027, daysOff: "all" }, /须为数组/],
    ["no table at all", null, /不是对象/],
  ])("%s is refused in words", (_, table, message) => {
    expect(() => withYear(calendar, table)).toThrow(LawError);
    expect(() => withYear(calendar, table)).toThrow(message);
  });

  it("every published table passes the checks an imported one passes", () => {
    expect(calendarOf(publishedYears()).tables.size).toBe(23);
  });

  it("days before 2000 have no working-day calendar", () => {
    expect(() => classify(calendar, day("1999-12-31"))).toThrow(LawError);
  });
});
