import { type Calendar, packs } from "@zhanqiao/law";
import { sql } from "kysely";
import type { z } from "zod";
import type { Text, Tx } from "../platform/index.ts";
import type * as contract from "./contract.ts";
import type { Declaration } from "./declaration.ts";
import { daysTaken } from "./view.ts";

interface RuleCount {
  readonly procedure: string;
  readonly rule: string;
  readonly pack: string;
  readonly met: number;
  readonly late: number;
  readonly overdue: number;
  readonly running: number;
}

/**
 * How duties were met, by procedure and rule, for everyone to see: numbers only. Runs as the platform; nothing of
 * any single case leaves it.
 */
export async function procedureStatistics(
  tx: Tx,
  given: { declarations: readonly Declaration[]; now: Date; calendar: Calendar },
): Promise<z.output<typeof contract.statistics>> {
  const cases = await sql<{ procedure: string; open: number; closed: number }>`
    select procedure, count(*) filter (where closed_at is null)::int as open,
      count(*) filter (where closed_at is not null)::int as closed
    from procedure.case_file group by procedure`.execute(tx);
  const rules = await sql<RuleCount>`
    select c.procedure, p.rule, p.pack,
      count(*) filter (where p.outcome = 'met')::int as met,
      count(*) filter (where p.outcome = 'late')::int as late,
      count(*) filter (where p.ended_at is null and p.due_at <= ${given.now})::int as overdue,
      count(*) filter (where p.ended_at is null and p.due_at > ${given.now})::int as running
    from procedure.period p join procedure.case_file c on c.id = p.case_id
    group by c.procedure, p.rule, p.pack order by p.rule`.execute(tx);
  const taken = await medians(tx, given.calendar);
  return {
    items: given.declarations.map((d) => ({
      procedure: d.name,
      id: d.id,
      title: d.title,
      open: cases.rows.find((c) => c.procedure === d.name)?.open ?? 0,
      closed: cases.rows.find((c) => c.procedure === d.name)?.closed ?? 0,
      periods: rules.rows
        .filter((r) => r.procedure === d.name)
        .map((r) => {
          const rule = packs.find((p) => p.id === r.pack)?.rules.find((x) => x.id === r.rule);
          const judged = r.met + r.late + r.overdue;
          return {
            rule: r.rule,
            title: rule?.title ?? ({ zh: r.rule, en: r.rule } satisfies Text),
            article: rule?.article ?? "",
            workingDays: rule?.days ?? 0,
            met: r.met,
            late: r.late,
            overdue: r.overdue,
            running: r.running,
            medianDays: taken.get(`${r.procedure} ${r.rule}`) ?? null,
            share: judged ? r.met / judged : null,
          };
        }),
    })),
  };
}

// The newest 500 of each rule are enough for a median and keep the page's cost flat.
async function medians(tx: Tx, calendar: Calendar): Promise<Map<string, number>> {
  const ended = await sql<{ procedure: string; rule: string; started_at: Date; ended_at: Date }>`
    select procedure, rule, started_at, ended_at from (
      select c.procedure, p.rule, p.started_at, p.ended_at,
        row_number() over (partition by c.procedure, p.rule order by p.ended_at desc) as n
      from procedure.period p join procedure.case_file c on c.id = p.case_id
      where p.outcome in ('met', 'late')) newest where n <= 500`.execute(tx);
  const byRule = new Map<string, number[]>();
  for (const row of ended.rows) {
    const key = `${row.procedure} ${row.rule}`;
    byRule.set(key, [...(byRule.get(key) ?? []), daysTaken(row, calendar)]);
  }
  return new Map(
    [...byRule].map(([key, days]) => [key, days.sort((a, b) => a - b)[Math.floor(days.length / 2)]!]),
  );
}
