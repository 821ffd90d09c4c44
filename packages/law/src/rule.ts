import type { Unit } from "./count.ts";
import type { Day } from "./day.ts";
import type { Text } from "./law-error.ts";

/** What kind of body owes a duty; instruments bind different kinds (order 299 art. 3, order 809 art. 2). */
export type DutyHolderKind =
  | "government"
  | "authorised-organisation"
  | "public-institution"
  | "enterprise"
  | "peoples-organisation";

/** The kinds with the words shown for them. */
export const dutyHolderKinds: Readonly<Record<DutyHolderKind, Text>> = {
  government: { zh: "国家机关（政府部门）", en: "state organ (government department)" },
  "authorised-organisation": {
    zh: "法律法规授权管理公共事务的组织",
    en: "organisation authorised by law to manage public affairs",
  },
  "public-institution": { zh: "公共服务事业单位", en: "public institution" },
  enterprise: { zh: "公共服务企业", en: "public-service enterprise" },
  "peoples-organisation": { zh: "人民团体", en: "people's organisation" },
};

/** Who owes the act that ends a period. */
export type Owner = "agency" | "provider" | "authority";

/** The event from which a period runs. */
export type Trigger =
  | "catalog-cause-arose"
  | "catalog-amendment-received"
  | "share-application-received"
  | "share-application-forwarded"
  | "share-agreed"
  | "correction-received"
  | "correction-forwarded";

/** What an extension needs besides its reason. */
export type Consent = "head-approval" | "authority-consent" | "notice-to-requester";

/**
 * How far a period may be lengthened: `toDays` in all, `addDays` on top, or "open" where the law sets no
 * limit and only asks that the requester be told.
 */
export interface Extension {
  readonly limit: { readonly toDays: number } | { readonly addDays: number } | "open";
  readonly needs: Consent;
  readonly article: string;
}

/** A period the law sets. `article` reads "17.2" for article 17 paragraph 2, or "ch4" for a chapter. */
export interface Rule {
  readonly id: RuleId;
  readonly pack: PackId;
  readonly article: string;
  readonly title: Text;
  readonly days: number;
  readonly unit: Unit;
  readonly owedBy: Owner;
  readonly from: Trigger;
  readonly extension: Extension | null;
  readonly since: Day;
  readonly until: Day | null;
}

/**
 * A duty or a ban without a period. Within one id the higher `strictness` binds; it orders the packs' own
 * wordings of the same duty and means nothing across ids.
 */
export interface Obligation {
  readonly id: ObligationId;
  readonly pack: PackId;
  readonly kind: "duty" | "ban";
  /** null: the instrument is cited as a whole. */
  readonly article: string | null;
  readonly text: Text;
  readonly strictness: number;
  /** What code needs of it, e.g. { minYears: 3 }. */
  readonly terms: Readonly<Record<string, number | boolean | string | readonly string[]>>;
  readonly since: Day;
  readonly until: Day | null;
}

/** One instrument as data. */
export interface RulePack {
  readonly id: PackId;
  readonly instrument: Text;
  readonly number: Text;
  readonly issuedBy: Text;
  readonly inForce: Day;
  readonly until: Day | null;
  readonly binds: readonly DutyHolderKind[];
  /** Whether the pack is on where nothing is configured. */
  readonly defaultOn: boolean;
  readonly rules: readonly Rule[];
  readonly obligations: readonly Obligation[];
}

export type PackId = "qingdao-299" | "statecouncil-809";

export const ruleIds = [
  "catalog.amend",
  "catalog.review",
  "share.review",
  "share.answer-unconditional",
  "share.answer",
  "share.deliver",
  "correction.by-agency",
  "correction.forward",
  "correction.inter-agency",
] as const;
export type RuleId = (typeof ruleIds)[number];

export const obligationIds = [
  "channel.unified",
  "collect.no-repeat",
  "share.none-basis",
  "share.conditional-reason",
  "share.no-own-conditions",
  "share.refusal-reason",
  "share.one-notice",
  "share.purpose-bound",
  "share.use-records",
  "open.no-narrowing",
] as const;
export type ObligationId = (typeof obligationIds)[number];

/** The most days a rule allows with its extension; Infinity where the extension is open. */
export function longestDays(rule: Pick<Rule, "days" | "extension">): number {
  const limit = rule.extension?.limit;
  if (!limit) return rule.days;
  if (limit === "open") return Number.POSITIVE_INFINITY;
  return "toDays" in limit ? limit.toDays : rule.days + limit.addDays;
}
