import type { Calendar } from "./calendar.ts";
import { type Counted, countDays, type Unit } from "./count.ts";
import type { Day } from "./day.ts";
import type { Text } from "./law-error.ts";
import type { PackId, Rule } from "./rule.ts";
import { packOf } from "./rule-for.ts";

/** The provision by which days are counted when no rule is named: the triggering day does not count. */
export const countingRule = {
  instrument: { zh: "中华人民共和国民法典", en: "Civil Code of the People's Republic of China" },
  article: "201",
} as const;

/** What a deadline is reckoned from. With a `rule`, its days, unit and article are used. */
export interface DeadlineQuestion {
  readonly from: Day;
  readonly days: number;
  readonly calendar: Calendar;
  readonly rule?: Rule;
  readonly competing?: readonly Rule[];
  readonly packs?: readonly PackId[];
}

/** A deadline with everything that explains it; plain JSON. */
export interface Deadline {
  readonly from: Day;
  readonly due: Day;
  /** 24:00 Asia/Shanghai of the due day, as an ISO instant. */
  readonly dueAt: string;
  readonly days: number;
  readonly unit: Unit;
  readonly rule: string | null;
  readonly packs: readonly PackId[];
  readonly instrument: Text & { readonly number?: Text };
  readonly article: string;
  /** The rules of other packs that give more time. */
  readonly competing: readonly { readonly pack: PackId; readonly article: string; readonly days: number }[];
  readonly counting: typeof countingRule;
  readonly counted: Counted["counted"];
  readonly skipped: Counted["skipped"];
  readonly provisional: boolean;
}

/** Reckons a deadline and says on which article it rests. Refuses what `workingDays` refuses. */
export function describeDeadline(question: DeadlineQuestion): Deadline {
  const { rule, calendar, from } = question;
  const days = rule?.days ?? question.days;
  const unit = rule?.unit ?? "working-day";
  const { due, dueAt, counted, skipped, provisional } = countDays(days, unit, from, calendar);
  const pack = rule ? packOf(rule.pack) : null;
  return {
    from,
    due,
    dueAt: dueAt.toISOString(),
    days,
    unit,
    rule: rule?.id ?? null,
    packs: question.packs ?? [],
    instrument: pack ? { ...pack.instrument, number: pack.number } : countingRule.instrument,
    article: rule?.article ?? countingRule.article,
    competing: (question.competing ?? []).map(({ pack: other, article, days: more }) => ({
      pack: other,
      article,
      days: more,
    })),
    counting: countingRule,
    counted,
    skipped,
    provisional,
  };
}
