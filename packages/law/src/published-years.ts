import table from "chinese-days/dist/chinese-days.json" with { type: "json" };
import type { Day } from "./day.ts";
import { holidayName } from "./holiday-names.ts";
import type { NamedDay } from "./statutory-holidays.ts";
import { parseYearTable, type YearTable } from "./year-table.ts";

const SOURCE = "chinese-days 1.5.7 (MIT), from the State Council's yearly notices";

/**
 * The years whose notice the package really carries, each checked like an imported one. The package itself
 * answers for any year as if it had no holidays; a year without entries is therefore left out here.
 */
export function publishedYears(): YearTable[] {
  const daysOff = byYear(table.holidays);
  const workdays = byYear(table.workdays);
  return [...daysOff.keys()].sort().map((year) =>
    parseYearTable({
      year,
      daysOff: daysOff.get(year),
      workdays: workdays.get(year) ?? [],
      source: SOURCE,
    }),
  );
}

/** Entries read "English name,中文名,days"; they are grouped by the year the day lies in. */
function byYear(entries: Record<string, string>): Map<number, NamedDay[]> {
  const years = new Map<number, NamedDay[]>();
  for (const [day, value] of Object.entries(entries)) {
    const [en = "", zh = ""] = value.split(",");
    const year = Number(day.slice(0, 4));
    const days = years.get(year) ?? [];
    days.push({ day: day as Day, name: holidayName(zh, en) });
    years.set(year, days);
  }
  return years;
}
