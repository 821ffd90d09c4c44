import {
  type Calendar,
  calendarOf,
  dayOf,
  LawError,
  longestDays,
  type Period,
  publishedCalendar,
  publishedYears,
  recomputePeriod,
} from "@zhanqiao/law";
import type { ViewedAct } from "./case-view.ts";
import { type EvidenceFinding, type EvidenceNote, finding, note } from "./finding.ts";
import type { PackPeriod } from "./format.ts";
import { ruleOf } from "./law-words.ts";

interface Checked {
  readonly findings: EvidenceFinding[];
  readonly notes: EvidenceNote[];
}

/**
 * Reckons every period anew: rule and length as the law sets them, due day by the published calendar, start, end and
 * extensions at times of acts that are proved, outcome by end and due instant (Arts. 10, 17, 21).
 */
export function checkPeriods(periods: readonly PackPeriod[], acts: readonly ViewedAct[]): Checked {
  const findings: EvidenceFinding[] = [];
  const notes: EvidenceNote[] = [];
  const times = new Set(acts.map(({ entry }) => entry.at));
  for (const period of periods) {
    const { name } = period;
    if (!startsWithAnAct(period, acts, times)) findings.push(finding("period.start", { name }));
    if (period.endedAt !== null && !times.has(period.endedAt)) findings.push(finding("period.end", { name }));
    const outcome = expectedOutcome(period);
    if (period.outcome !== outcome)
      findings.push(
        finding("period.outcome", { name, found: period.outcome ?? "-", expected: outcome ?? "-" }),
      );
    if (!extensionsHold(period, times)) findings.push(finding("period.extension", { name }));
    reckon(period, { findings, notes });
  }
  for (const { n, entry, notice } of acts)
    if (entry.act === "period.overdue" && notice && !periods.some((p) => p.name === notice.period))
      findings.push(finding("period.notice", { n }));
  return { findings, notes };
}

/** At an act's own time, or on a day that an act's content names (a cause that arose before it was reported). */
function startsWithAnAct(
  period: PackPeriod,
  acts: readonly ViewedAct[],
  times: ReadonlySet<string>,
): boolean {
  if (times.has(period.trigger)) return true;
  const day = dayOf(new Date(period.trigger));
  return acts.some(
    ({ entry, act }) =>
      entry.at >= period.trigger && (!act || Object.values(act.contents).some((value) => value === day)),
  );
}

function expectedOutcome({ endedAt, dueAt, outcome }: PackPeriod): PackPeriod["outcome"] {
  if (endedAt === null) return null;
  if (outcome === "cancelled") return "cancelled";
  return endedAt < dueAt ? "met" : "late";
}

function extensionsHold(period: PackPeriod, times: ReadonlySet<string>): boolean {
  const { extensions } = period;
  const joined = extensions.every(
    (one, i) =>
      times.has(one.at) &&
      one.fromDue < one.toDue &&
      one.fromDue === (extensions[i - 1]?.toDue ?? one.fromDue),
  );
  return joined && (extensions.length === 0 || period.provisional || extensions.at(-1)!.toDue === period.due);
}

function reckon(period: PackPeriod, { findings, notes }: Checked): void {
  const { name, pack, extensions } = period;
  const rule = ruleOf(pack, period.rule);
  if (!rule) {
    notes.push(note("period.unchecked", { name, reason: `${pack} ${period.rule}` }));
    return;
  }
  const days = extensions.length === 0 ? period.days === rule.days : period.days <= longestDays(rule);
  const untilGranted = period.until === null || extensions.length > 0;
  const started = dayOf(new Date(period.trigger)) === period.from;
  const again = reckoned(period, publishedCalendar());
  const asSet = rule.article === period.article && rule.unit === period.unit && days && untilGranted;
  if (!asSet || !again) findings.push(finding("period.rule", { name, rule: rule.id }));
  if (!again || (again.same && started && !again.provisional)) return;
  if (started && again.provisional)
    notes.push(note("period.unchecked", { name, reason: "节假日安排尚未公布 / holidays not yet published" }));
  else if (started && heldBefore(period))
    notes.push(
      note("period.unchecked", {
        name,
        reason: `当时节假日安排尚未公布，按现公布的应为 ${again.due} / before the holidays were published; now ${again.due}`,
      }),
    );
  else findings.push(finding("period.due", { name, found: period.due, expected: again.due }));
}

/** The period by this calendar, and whether that is what is stated; undefined where it cannot be reckoned. */
function reckoned(stated: PackPeriod, calendar: Calendar) {
  try {
    const { due, dueAt, days, provisional } = recomputePeriod(stated as unknown as Period, calendar).period;
    const same = due === stated.due && dueAt === stated.dueAt && days === stated.days;
    return { due, provisional, same: same && provisional === stated.provisional };
  } catch (error) {
    if (error instanceof LawError) return undefined;
    throw error;
  }
}

/** Whether a period marked provisional is right by what was published before its last or its first year's holidays. */
function heldBefore(stated: PackPeriod): boolean {
  return [stated.due, stated.from].some((day) => {
    const before = publishedYears().filter(({ year }) => year < Number(day.slice(0, 4)));
    return stated.provisional && reckoned(stated, calendarOf(before))?.same === true;
  });
}
