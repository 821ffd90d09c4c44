import {
  type Calendar,
  type Day,
  dayOf,
  daysWithin,
  formatDay,
  packs,
  periodStatus,
  remainingDays,
} from "@zhanqiao/law";
import { z } from "zod";
import type { Caller, Text } from "../platform/index.ts";
import type * as contract from "./contract.ts";
import type { ActionDeclaration, Declaration, Party } from "./declaration.ts";
import type { PeriodRow, Statute } from "./periods.ts";
import { permitFor } from "./permit.ts";
import type { ActRow, CaseRow } from "./store.ts";

export type Clock = z.output<typeof contract.clock>;
export type CaseItem = z.output<typeof contract.caseItem>;
export type CaseView = z.output<typeof contract.caseView>;
type OrgRef = z.output<typeof contract.orgRef>;

/** What turning rows into views needs: the law, the time, and the organisations' names. */
export interface Viewing {
  readonly statute: Statute;
  readonly now: Date;
  readonly names: ReadonlyMap<string, { readonly name: string }>;
}

const ref = (viewing: Viewing, uscc: string): OrgRef => ({
  uscc,
  name: viewing.names.get(uscc)?.name ?? uscc,
});

/** A period as a clock people read: what is owed, by whom, until when, and how it stands now. */
export function viewClock(row: PeriodRow, viewing: Viewing): Clock {
  const { value } = row;
  const calendar = viewing.statute.calendar();
  const rule = packs.find((p) => p.id === value.pack)?.rules.find((r) => r.id === value.ruleId);
  const extension = value.extensions.at(-1);
  const status = row.outcome ?? (periodStatus(value, viewing.now) as Clock["status"]);
  return {
    name: row.name,
    rule: row.rule,
    title: rule?.title ?? { zh: row.name, en: row.name },
    article: value.article,
    instrument: value.pack,
    workingDays: value.days,
    startedOn: value.from,
    due: value.due,
    dueText: dayText(value.due, calendar),
    dueAt: value.dueAt,
    status,
    remaining: remainingDays(value, row.ended_at ?? viewing.now, calendar),
    elapsed: elapsed(row, viewing.now),
    provisional: row.provisional,
    owedBy: ref(viewing, row.owed_by),
    ...(row.ended_at ? { endedAt: row.ended_at.toISOString() } : {}),
    ...(extension
      ? {
          extended: {
            from: extension.fromDue,
            to: extension.toDue,
            reason: extension.reason,
            at: extension.at,
          },
        }
      : {}),
    alsoBound: value.alsoBound.map((b) => ({ instrument: b.pack, article: b.article, workingDays: b.days })),
  };
}

export function dayText(day: Day, calendar: Calendar): Text {
  return { zh: formatDay(day, calendar, "zh"), en: formatDay(day, calendar, "en") };
}

function elapsed(row: PeriodRow, now: Date): number {
  const from = row.started_at.getTime();
  const whole = row.due_at.getTime() - from;
  const part = (row.ended_at ?? now).getTime() - from;
  return whole > 0 ? Math.round(Math.max(0, part / whole) * 1000) / 1000 : 1;
}

/** Working days a period took, for statistics: 0 when it was met on the day it began. */
export function daysTaken(row: Pick<PeriodRow, "started_at" | "ended_at">, calendar: Calendar): number {
  return daysWithin(dayOf(row.started_at), dayOf(row.ended_at!), "working-day", calendar);
}

export function viewItem(
  row: CaseRow,
  periods: readonly PeriodRow[],
  declaration: Declaration,
  viewing: Viewing,
): CaseItem {
  const state = declaration.states[row.state]!;
  const urgent = periods
    .filter((p) => !p.ended_at)
    .sort((a, b) => a.due_at.getTime() - b.due_at.getTime())[0];
  return {
    id: row.id,
    number: row.number,
    procedure: row.procedure,
    procedureTitle: declaration.title,
    state: row.state,
    stateTitle: state.title,
    tone: state.tone,
    version: row.version,
    title: row.title,
    subject: row.subject,
    parties: Object.fromEntries(
      Object.entries(row.parties).map(([party, uscc]) => [party, ref(viewing, uscc)]),
    ),
    waitsFor: row.waits_for ? { party: state.waitsFor as Party, org: ref(viewing, row.waits_for) } : null,
    openedAt: row.opened_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    clock: urgent ? viewClock(urgent, viewing) : null,
  };
}

export function viewCase(
  row: CaseRow,
  given: { acts: readonly ActRow[]; periods: readonly PeriodRow[]; declaration: Declaration; caller: Caller },
  viewing: Viewing,
): CaseView {
  const { declaration, caller } = given;
  return {
    ...viewItem(row, given.periods, declaration, viewing),
    document: row.document,
    closedAt: row.closed_at?.toISOString() ?? null,
    clocks: given.periods.map((p) => viewClock(p, viewing)),
    can: Object.entries(declaration.actions)
      .filter(([, a]) => a.from !== "none" && a.from.includes(row.state) && permitFor(a, caller, row.parties))
      .map(([name, a]) => ({
        action: name,
        title: a.title,
        next: a.next,
        article: a.article,
        contents: contentsSchema(a),
        bulk: a.bulk ?? false,
      })),
    history: given.acts.map((act) => ({
      version: act.version,
      action: act.action,
      title: declaration.actions[act.action]?.title ?? { zh: act.action, en: act.action },
      from: act.from_state,
      to: act.to_state,
      toTitle: declaration.states[act.to_state]?.title ?? { zh: act.to_state, en: act.to_state },
      actor: {
        kind: act.actor_kind,
        ...(act.actor_role ? { role: act.actor_role } : {}),
        ...(act.actor_org ? { org: ref(viewing, act.actor_org) } : {}),
      },
      at: act.at.toISOString(),
      article: act.article,
      contents: act.contents,
    })),
  };
}

const schemas = new WeakMap<ActionDeclaration, Record<string, unknown>>();

/** JSON Schema of what an action must carry, from its zod declaration; the console builds its form from it. */
export function contentsSchema(action: ActionDeclaration): Record<string, unknown> {
  let schema = schemas.get(action);
  if (!schema) {
    schema = z.toJSONSchema(action.contents, { io: "input", unrepresentable: "any" }) as Record<
      string,
      unknown
    >;
    schemas.set(action, schema);
  }
  return schema;
}
