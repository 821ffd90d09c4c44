import type { Calendar } from "./calendar.ts";
import { type CountedDay, countDays, daysWithin, LONGEST_PERIOD, rollForward, type Unit } from "./count.ts";
import { type Day, dayOf, endOf, parseDay, startOf } from "./day.ts";
import { LawError } from "./law-error.ts";
import {
  type Consent,
  type Extension,
  longestDays,
  type Owner,
  type PackId,
  type Rule,
  type RuleId,
} from "./rule.ts";

/** One extension that was granted, as it is recorded. */
export interface ExtensionRecord {
  /** A reference to who granted it, never a name. */
  readonly by: string;
  readonly consent: Consent;
  readonly reason: string;
  readonly at: string;
  readonly fromDue: Day;
  readonly toDue: Day;
}

/**
 * A statutory period as plain JSON: store it, compare it, send it. Instants are ISO 8601 in UTC; `dueAt` is
 * the first instant that is late, `amberAt` the end of the first half of its counted time.
 */
export interface Period {
  readonly ruleId: RuleId;
  readonly pack: PackId;
  readonly article: string;
  readonly unit: Unit;
  /** Days of the unit in all, extensions included. */
  readonly days: number;
  readonly owedBy: Owner;
  readonly extension: Extension | null;
  /** The most days it may be extended to; null where the law sets no limit. */
  readonly longest: number | null;
  readonly trigger: string;
  readonly from: Day;
  readonly due: Day;
  readonly dueAt: string;
  readonly amberAt: string;
  readonly provisional: boolean;
  /** Set when an extension was granted to a date rather than by days. */
  readonly until: Day | null;
  readonly extensions: readonly ExtensionRecord[];
  readonly metAt: string | null;
}

/** What an extension must carry: exactly one of `addDays`, `toDays` (in all), `until`. */
export interface ExtensionRequest {
  readonly by: string;
  readonly consent: Consent;
  readonly reason: string;
  readonly at: Date;
  readonly addDays?: number;
  readonly toDays?: number;
  readonly until?: Day;
}

const LONGEST_REASON = 2000;

/** Opens the period of a rule at the triggering instant. */
export function openPeriod(rule: Rule, trigger: Date, calendar: Calendar): Period {
  const longest = longestDays(rule);
  return {
    ruleId: rule.id,
    pack: rule.pack,
    article: rule.article,
    unit: rule.unit,
    owedBy: rule.owedBy,
    extension: rule.extension,
    longest: Number.isFinite(longest) ? longest : null,
    trigger: iso(trigger),
    from: dayOf(trigger),
    until: null,
    extensions: [],
    metAt: null,
    ...reckon({ unit: rule.unit, days: rule.days, from: dayOf(trigger), until: null }, calendar),
  };
}

/**
 * Lengthens a running period. Refuses: a rule without extension, a met or expired period, a missing reason,
 * another consent than the article asks for, more than the article allows, and a new end that is no later.
 */
export function extendPeriod(period: Period, request: ExtensionRequest, calendar: Calendar): Period {
  const reason = checkExtendable(period, request);
  const wanted = wantedEnd(period, request, calendar);
  const next = { ...period, ...wanted, ...reckon({ ...period, ...wanted }, calendar) };
  if (next.due <= period.due) {
    throw refused(
      period,
      "not-longer",
      "延长后的期限须晚于原期限",
      "an extension must end later than the period does",
    );
  }
  const { by, consent } = request;
  const record = { by, consent, reason, at: iso(request.at), fromDue: period.due, toDue: next.due };
  return { ...next, extensions: [...period.extensions, record] };
}

/** Records the act that ends the period. Being overdue never blocks it; meeting it twice is refused. */
export function meetPeriod(period: Period, at: Date): Period {
  if (period.metAt !== null)
    throw refused(period, "already-met", "该期限已办结", "the period has already been met");
  checkNotBefore(period, at);
  return { ...period, metAt: iso(at) };
}

/**
 * Reckons the period anew, as when a year's holiday table arrives. `changed` is false (and the period the
 * same object) when due day, amber instant and firmness all stand.
 */
export function recomputePeriod(period: Period, calendar: Calendar): { changed: boolean; period: Period } {
  const next = { ...period, ...reckon(period, calendar) };
  const changed =
    next.due !== period.due || next.amberAt !== period.amberAt || next.provisional !== period.provisional;
  return changed ? { changed, period: next } : { changed, period };
}

function reckon(basis: Pick<Period, "unit" | "days" | "from" | "until">, calendar: Calendar) {
  // A period extended to a date keeps that date whatever the holidays become; only a day off rolls on.
  const end = basis.until === null ? null : rollForward(basis.until, calendar);
  const days = end ? Math.max(1, daysWithin(basis.from, end.due, basis.unit, calendar)) : basis.days;
  const counted = countDays(days, basis.unit, basis.from, calendar);
  return {
    days,
    due: counted.due,
    dueAt: iso(counted.dueAt),
    amberAt: iso(halfTime(counted.counted)),
    provisional: counted.provisional,
  };
}

/** Half of the counted time: 24:00 of the middle day for an even number of days, its noon for an odd one. */
function halfTime(counted: readonly CountedDay[]): Date {
  const middle = counted[Math.ceil(counted.length / 2) - 1]!.day;
  return counted.length % 2 === 0 ? endOf(middle) : new Date(startOf(middle).getTime() + 12 * 3_600_000);
}

function checkExtendable(period: Period, request: ExtensionRequest): string {
  if (!period.extension)
    throw refused(period, "not-extendable", "该期限不可延长", "this period cannot be extended");
  if (period.metAt !== null) {
    throw refused(
      period,
      "already-met",
      "已办结的期限不可延长",
      "a period that has been met cannot be extended",
    );
  }
  checkNotBefore(period, request.at);
  if (iso(request.at) >= period.dueAt) {
    throw refused(
      period,
      "expired",
      "期限届满后不可再延长",
      "a period cannot be extended once it has expired",
    );
  }
  const reason = request.reason.trim();
  if (reason === "" || reason.length > LONGEST_REASON) {
    throw refused(
      period,
      "reason-missing",
      `延长期限须说明理由（不超过 ${LONGEST_REASON} 字）`,
      `an extension needs a reason (at most ${LONGEST_REASON} characters)`,
    );
  }
  if (request.by.trim() === "" || request.consent !== period.extension.needs) {
    const { zh, en } = consents[period.extension.needs];
    throw refused(period, "consent-missing", `延长期限${zh}`, `an extension ${en}`);
  }
  return reason;
}

const consents: Readonly<Record<Consent, { zh: string; en: string }>> = {
  "head-approval": { zh: "须经机构负责人批准", en: "needs the approval of the agency's head" },
  "authority-consent": { zh: "须经主管部门同意", en: "needs the authority's consent" },
  "notice-to-requester": { zh: "须告知申请方", en: "must be notified to the requester" },
};

function wantedEnd(
  period: Period,
  request: ExtensionRequest,
  calendar: Calendar,
): Pick<Period, "days" | "until"> {
  const { addDays, toDays, until } = request;
  if ([addDays, toDays, until].filter((given) => given !== undefined).length !== 1) {
    throw refused(
      period,
      "length-unclear",
      "请只写明增加天数、总天数或截止日之一",
      "give exactly one of days to add, days in all, or the day it shall end",
    );
  }
  const days =
    until === undefined
      ? (toDays ?? period.days + addDays!)
      : daysWithin(period.from, rollForward(parseDay(until), calendar).due, period.unit, calendar);
  const most = period.longest ?? LONGEST_PERIOD;
  if (days > most) {
    throw refused(
      period,
      "beyond-limit",
      `最多可延长至 ${most} 天，所请为 ${days} 天`,
      `it can be extended to ${most} days at most; ${days} were asked for`,
    );
  }
  return { days, until: until ?? null };
}

function checkNotBefore(period: Period, at: Date): void {
  if (iso(at) < period.trigger) {
    throw refused(
      period,
      "before-trigger",
      "时间早于期限起算时刻",
      "the time lies before the period was triggered",
    );
  }
}

function refused(period: Period, code: string, zh: string, en: string): LawError {
  return new LawError(`period.${code}`, { zh, en }, period.article);
}

function iso(instant: Date): string {
  dayOf(instant); // refuses an invalid Date in words, where toISOString would throw a bare one
  return instant.toISOString();
}
