import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { classify, publishedCalendar, withYear } from "./calendar.ts";
import { addDays, weekdayOf } from "./day.ts";
import { day } from "./testing/arbitraries.ts";

const root = join(import.meta.dirname, "../../..");
const tables = join(process.env.ZHANQIAO_TEST_DATA ?? join(root, "../shared/data"), "reference/holidays");
const chineseDays = join(tables, "chinese-days/chinese-days.json");
const holidayCn = join(tables, "holiday-cn");

/** Compares every day of 2023–2026 with a table of the days it rules on: true = off, false = worked. */
function expectSameDays(ruled: ReadonlyMap<string, boolean>): void {
  const calendar = publishedCalendar();
  expect(ruled.size).toBeGreaterThan(100);
  for (let d = day("2023-01-01"); d <= "2026-12-31"; d = addDays(d, 1)) {
    const weekend = weekdayOf(d) === 0 || weekdayOf(d) === 6;
    expect(classify(calendar, d).working, d).toBe(!(ruled.get(d) ?? weekend));
  }
}

describe("published years against independent tables", () => {
  it.skipIf(!existsSync(chineseDays))(
    "2023–2026 agree with the reference table chinese-days (needs test data)",
    () => {
      const table = JSON.parse(readFileSync(chineseDays, "utf8"));
      const off = Object.keys(table.holidays).map((d) => [d, true] as const);
      const worked = Object.keys(table.workdays).map((d) => [d, false] as const);
      expectSameDays(new Map([...off, ...worked]));
    },
  );

  it.skipIf(!existsSync(holidayCn))(
    "2023–2026 agree with the reference table holiday-cn (needs test data)",
    () => {
      expectSameDays(new Map([2023, 2024, 2025, 2026].flatMap((year) => holidayCnDays(year))));
    },
  );

  it.skipIf(!existsSync(holidayCn))(
    "the empty 2027 of holiday-cn is refused as a year's table (needs test data)",
    () => {
      expect(holidayCnDays(2027)).toEqual([]);
      const empty = { year: 2027, daysOff: [], workdays: [], source: "holiday-cn" };
      expect(() => withYear(publishedCalendar(), empty)).toThrow(/缺少法定节假日/);
    },
  );
});

function holidayCnDays(year: number): (readonly [string, boolean])[] {
  const file = JSON.parse(readFileSync(join(holidayCn, `${year}.json`), "utf8"));
  return file.days.map((entry: { date: string; isOffDay: boolean }) => [entry.date, entry.isOffDay] as const);
}
