import { type Calendar, knownYears, LawError, parseYearTable, withYear, type YearTable } from "@zhanqiao/law";
import { sql } from "kysely";
import { z } from "zod";
import { type App, type Caller, type Database, newId, thePlatform } from "../platform/index.ts";
import type { EngineNeeds } from "./perform.ts";
import { refusalOf } from "./periods.ts";
import { recomputeProvisional } from "./recompute-provisional.ts";
import { refuse } from "./refusals.ts";

/** The calendar as shipped, with every year imported since. */
export function loadCalendar(db: Database, shipped: Calendar): Promise<Calendar> {
  return db.reading(thePlatform, async (tx) => {
    const rows = await sql<{
      value: YearTable;
    }>`select value from procedure.year_table order by year`.execute(tx);
    return rows.rows.reduce((calendar, row) => withYear(calendar, row.value), shipped);
  });
}

/**
 * Imports a year's holiday table and reckons the open periods anew. An administrator of the city's data authority
 * does it when the State Council's notice is out; the import and each period it moves are entries in the ledger.
 * @returns the new calendar and how many periods changed.
 */
export async function importYear(
  needs: EngineNeeds,
  caller: Caller,
  given: unknown,
  use: (next: Calendar) => void,
): Promise<{ year: number; changed: number }> {
  const may =
    caller.kind === "platform" ||
    (caller.kind === "staff" &&
      caller.orgKind === "authority" &&
      caller.level === "city" &&
      caller.roles.includes("admin"));
  if (!may) throw refuse("not_yours", { article: "6.1", params: { who: "市大数据工作主管部门管理员" } });
  const { table, calendar } = parsed(needs.statute.calendar(), given);
  const at = needs.clock.now();
  await needs.db.acting(thePlatform, async (tx) => {
    await sql`insert into procedure.year_table (year, value, imported_at, imported_by)
      values (${table.year}, ${JSON.stringify(table)}, ${at}, ${caller.kind === "staff" ? caller.id : "platform"})
      on conflict (year) do update set value = excluded.value, imported_at = excluded.imported_at,
        imported_by = excluded.imported_by`.execute(tx);
    await needs.append(tx, {
      id: newId(at),
      act: "calendar.imported",
      caller,
      role: "admin",
      article: "6.1",
      at,
      content: {
        year: table.year,
        source: table.source,
        daysOff: table.daysOff.length,
        workdays: table.workdays.length,
      },
    });
  });
  use(calendar);
  return { year: table.year, changed: await recomputeProvisional(needs) };
}

function parsed(calendar: Calendar, given: unknown): { table: YearTable; calendar: Calendar } {
  try {
    return { table: parseYearTable(given), calendar: withYear(calendar, given) };
  } catch (error) {
    throw error instanceof LawError ? refusalOf(error) : error;
  }
}

/** The years the platform knows, and the door for a new one. */
export function registerCalendar(app: App, needs: EngineNeeds, use: (next: Calendar) => void): void {
  const tags = ["procedures"];
  app.get(
    "/api/v1/calendar",
    {
      schema: {
        tags,
        summary: "工作日历已知年份 / years with a holiday table",
        response: { 200: z.object({ years: z.array(z.number()) }) },
      },
    },
    async () => ({ years: [...knownYears(needs.statute.calendar())] }),
  );
  app.post(
    "/api/v1/calendar/years",
    {
      schema: {
        tags,
        summary: "导入年度节假日表 / import a year's holiday table",
        body: z.record(z.string(), z.unknown()),
        response: { 200: z.object({ year: z.number(), changed: z.number() }) },
      },
    },
    ({ body, caller }) => importYear(needs, caller, body, use),
  );
}
