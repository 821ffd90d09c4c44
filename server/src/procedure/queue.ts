import { dayOf, endOf } from "@zhanqiao/law";
import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Caller, Tx } from "../platform/index.ts";
import type { queueQuery } from "./contract.ts";
import type { Declaration } from "./declaration.ts";
import type { PeriodRow } from "./periods.ts";
import type { CaseRow } from "./store.ts";

export type QueueQuery = z.output<typeof queueQuery>;

export interface QueueRows {
  readonly cases: CaseRow[];
  readonly periods: Map<string, PeriodRow[]>;
  readonly total: number;
  readonly counts: { waiting: number; overdue: number; amber: number; dueToday: number };
}

/**
 * One page of the queue across all procedures, what is due first first. Row-level security already limits it to
 * what the caller may see; the conditions here only narrow.
 */
export async function findQueue(
  tx: Tx,
  caller: Caller,
  query: QueueQuery,
  given: { now: Date; declarations: readonly Declaration[] },
): Promise<QueueRows> {
  const where = sql.join([sql`true`, ...conditions(caller, query, given)], sql` and `);
  const from = sql`from procedure.case_file c left join lateral (
      select min(p.due_at) as due_at from procedure.period p where p.case_id = c.id and p.ended_at is null) d on true
    where ${where}`;
  const summary = await sql<{
    total: number;
    waiting: number;
    overdue: number;
    amber: number;
    today: number;
  }>`
    select count(*)::int as total,
      count(*) filter (where c.closed_at is null)::int as waiting,
      count(*) filter (where d.due_at <= ${given.now})::int as overdue,
      count(*) filter (where d.due_at > ${given.now} and exists (select 1 from procedure.period p
        where p.case_id = c.id and p.ended_at is null and (p.value->>'amberAt')::timestamptz <= ${given.now}))::int as amber,
      count(*) filter (where d.due_at = ${endOf(dayOf(given.now))})::int as today
    ${from}`.execute(tx);
  const page = await sql<CaseRow>`select c.*, d.due_at ${from}
    order by ${query.sort === "due" ? sql`d.due_at asc nulls last,` : sql``} c.updated_at desc, c.id
    limit ${query.limit} offset ${query.offset}`.execute(tx);
  const s = summary.rows[0]!;
  return {
    cases: page.rows,
    periods: await runningOf(
      tx,
      page.rows.map((r) => r.id),
    ),
    total: s.total,
    counts: { waiting: s.waiting, overdue: s.overdue, amber: s.amber, dueToday: s.today },
  };
}

function conditions(
  caller: Caller,
  query: QueueQuery,
  given: { now: Date; declarations: readonly Declaration[] },
): RawBuilder<unknown>[] {
  const all: RawBuilder<unknown>[] = [];
  if (query.queue === "duties") all.push(sql`c.closed_at is null`, duties(caller, given.declarations));
  if (query.queue === "mine")
    all.push(
      caller.kind === "staff"
        ? sql`exists (select 1 from procedure.act a where a.case_id = c.id and a.actor_id = ${caller.id})`
        : sql`false`,
    );
  if (query.procedure) all.push(sql`c.procedure = ${query.procedure}`);
  if (query.state) all.push(sql`c.state = ${query.state}`);
  if (query.subject) all.push(sql`c.subject = ${query.subject}`);
  if (query.provider) all.push(sql`c.parties->>'provider' = ${query.provider}`);
  if (query.due === "overdue") all.push(sql`d.due_at <= ${given.now}`);
  if (query.due === "open") all.push(sql`d.due_at > ${given.now}`);
  if (query.due === "amber")
    all.push(sql`d.due_at > ${given.now} and exists (select 1 from procedure.period p where p.case_id = c.id
      and p.ended_at is null and (p.value->>'amberAt')::timestamptz <= ${given.now})`);
  if (query.q) {
    const like = `%${query.q.replace(/[\\%_]/g, "\\$&")}%`;
    all.push(sql`(c.title ilike ${like} or c.number ilike ${like} or c.subject ilike ${like})`);
  }
  return all;
}

/** The caller's duties: cases waiting for the caller's organisation in which a role of the caller's can act. */
function duties(caller: Caller, declarations: readonly Declaration[]): RawBuilder<unknown> {
  // A system shows its organisation what waits for it, whatever role the act takes.
  if (caller.kind === "machine") return sql`c.waits_for = ${caller.org}`;
  if (caller.kind !== "staff") return sql`false`;
  const mine: RawBuilder<unknown>[] = [];
  for (const d of declarations)
    for (const [state, s] of Object.entries(d.states)) {
      if (!s.waitsFor) continue;
      const can = Object.values(d.actions).some(
        (a) =>
          a.from !== "none" &&
          a.from.includes(state) &&
          a.by.some(
            (by) =>
              typeof by === "object" &&
              by.party === s.waitsFor &&
              by.roles.some((r) => caller.roles.includes(r)),
          ),
      );
      if (can) mine.push(sql`(c.procedure = ${d.name} and c.state = ${state})`);
    }
  if (!mine.length) return sql`false`;
  return sql`c.waits_for = ${caller.org} and (${sql.join(mine, sql` or `)})`;
}

async function runningOf(tx: Tx, ids: readonly string[]): Promise<Map<string, PeriodRow[]>> {
  const byCase = new Map<string, PeriodRow[]>();
  if (!ids.length) return byCase;
  const found = await sql<PeriodRow>`select * from procedure.period where case_id = any (${ids}::uuid[])
    and ended_at is null`.execute(tx);
  for (const row of found.rows) byCase.set(row.case_id, [...(byCase.get(row.case_id) ?? []), row]);
  return byCase;
}
