import {
  type Calendar,
  type DutyHolderKind,
  dayOf,
  extendPeriod,
  isDay,
  LawError,
  meetPeriod,
  openPeriod,
  type PackId,
  type Period,
  periodStatus,
  type RuleId,
  ruleFor,
  startOf,
} from "@zhanqiao/law";
import { sql } from "kysely";
import { newId, Refusal, type Tx } from "../platform/index.ts";
import type { ActionDeclaration, Parties, PeriodStart } from "./declaration.ts";
import { refuse } from "./refusals.ts";

/** The law as this deployment runs it. */
export interface Statute {
  readonly packs: readonly PackId[];
  /** The calendar as it stands now; a new year's table replaces it. */
  calendar(): Calendar;
}

/** A row of procedure.period. */
export interface PeriodRow {
  readonly id: string;
  readonly case_id: string;
  readonly name: string;
  readonly rule: string;
  readonly owed_by: string;
  readonly value: StoredPeriod;
  readonly started_at: Date;
  readonly due_at: Date;
  readonly provisional: boolean;
  readonly ended_at: Date | null;
  readonly outcome: "met" | "late" | "cancelled" | null;
}

/** The period with the rules of other packs that bind the same duty, so that the case can show both. */
export interface StoredPeriod extends Period {
  readonly alsoBound: readonly { pack: PackId; article: string; days: number }[];
}

export interface PeriodContext {
  readonly caseId: string;
  readonly parties: Parties;
  readonly contents: Record<string, unknown>;
  readonly at: Date;
  /** What kind of duty holder an organisation is (Art. 3; which packs bind it). */
  readonly holderOf: (uscc: string) => DutyHolderKind;
}

/** Opens the declared periods; a rule that no pack in force sets for this duty holder opens none. */
export async function startPeriods(
  tx: Tx,
  statute: Statute,
  starts: readonly PeriodStart[],
  context: PeriodContext,
): Promise<void> {
  for (const start of starts) {
    const owedBy = context.parties[start.owedBy];
    if (!owedBy) throw new Error(`period ${start.period}: the case has no ${start.owedBy}`);
    const trigger = triggerOf(start, context);
    const choice = ruleFor(start.rule as RuleId, {
      packs: statute.packs,
      holder: context.holderOf(owedBy),
      at: dayOf(trigger),
    });
    if (!choice.binding) continue;
    const period: StoredPeriod = {
      ...openPeriod(choice.binding, trigger, statute.calendar()),
      alsoBound: choice.competing.map((r) => ({ pack: r.pack, article: r.article, days: r.days })),
    };
    await sql`insert into procedure.period (id, case_id, name, rule, pack, instrument, article, owed_by, working_days,
        value, started_at, due_at, provisional)
      values (${newId(context.at)}, ${context.caseId}, ${start.period}, ${period.ruleId}, ${period.pack}, ${period.pack},
        ${period.article}, ${owedBy}, ${period.days}, ${JSON.stringify(period)}, ${new Date(period.trigger)},
        ${new Date(period.dueAt)}, ${period.provisional})`.execute(tx);
  }
}

function triggerOf(start: PeriodStart, context: PeriodContext): Date {
  const given = start.from ? context.contents[start.from] : undefined;
  if (given === undefined || given === null) return context.at;
  if (!isDay(given)) throw new Error(`period ${start.period}: ${start.from} is no day`);
  const trigger = startOf(given);
  // A day named in the contents cannot lie ahead of the act: the period would start before its cause.
  return new Date(Math.min(trigger.getTime(), context.at.getTime()));
}

/** Ends, cancels and extends what the action says; returns nothing, refuses an extension the law does not give. */
export async function touchPeriods(
  tx: Tx,
  statute: Statute,
  action: ActionDeclaration,
  context: PeriodContext & { readonly by: string },
): Promise<void> {
  for (const name of action.meets ?? []) {
    const row = await runningPeriod(tx, context.caseId, name);
    if (!row) continue;
    const met = { ...row.value, ...meetPeriod(row.value, context.at) };
    const outcome = periodStatus(met, context.at) === "met" ? "met" : "late";
    await endPeriod(tx, row.id, met, context.at, outcome);
  }
  for (const name of action.cancels ?? []) {
    const row = await runningPeriod(tx, context.caseId, name);
    if (row) await endPeriod(tx, row.id, row.value, context.at, "cancelled");
  }
  if (action.extends) await extend(tx, statute, action, action.extends.period, context);
}

async function extend(
  tx: Tx,
  statute: Statute,
  action: ActionDeclaration,
  name: string,
  context: PeriodContext & { readonly by: string },
): Promise<void> {
  const row = await runningPeriod(tx, context.caseId, name);
  if (!row?.value.extension) throw refuse("not_extendable", { article: action.article });
  const { until } = context.contents;
  try {
    const request = {
      by: context.by,
      consent: row.value.extension.needs,
      reason: String(context.contents[action.extends!.reason] ?? ""),
      at: context.at,
      ...(isDay(until) ? { until } : { toDays: row.value.longest ?? row.value.days * 2 }),
    };
    const longer = { ...row.value, ...extendPeriod(row.value, request, statute.calendar()) };
    await sql`update procedure.period set value = ${JSON.stringify(longer)}, due_at = ${new Date(longer.dueAt)},
      working_days = ${longer.days}, provisional = ${longer.provisional} where id = ${row.id}`.execute(tx);
  } catch (error) {
    throw error instanceof LawError ? refusalOf(error, action.article) : error;
  }
}

async function runningPeriod(tx: Tx, caseId: string, name: string): Promise<PeriodRow | undefined> {
  const found = await sql<PeriodRow>`select * from procedure.period
    where case_id = ${caseId} and name = ${name} and ended_at is null`.execute(tx);
  return found.rows[0];
}

async function endPeriod(tx: Tx, id: string, value: StoredPeriod, at: Date, outcome: string): Promise<void> {
  await sql`update procedure.period set value = ${JSON.stringify(value)}, ended_at = ${at}, outcome = ${outcome}
    where id = ${id}`.execute(tx);
}

/** The periods of a case, oldest first. */
export async function periodsOf(tx: Tx, caseId: string): Promise<PeriodRow[]> {
  const found = await sql<PeriodRow>`select * from procedure.period where case_id = ${caseId}
    order by started_at, id`.execute(tx);
  return found.rows;
}

/** A refusal with the law package's own words: it knows best why a period cannot be changed. */
export function refusalOf(error: LawError, article?: string): Refusal {
  return new Refusal(
    error.code,
    { status: 422, ...error.text },
    { ...((error.article ?? article) ? { article: error.article ?? article! } : {}) },
  );
}
