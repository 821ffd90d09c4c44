import type { Day } from "../day.ts";
import type { Obligation, Rule, RulePack } from "../rule.ts";

// Where only the chapter of a provision is certain to us, the chapter is cited: a wrong article is worse
// than a coarse one.
const since = "2025-08-01" as Day;
const common = {
  pack: "statecouncil-809",
  unit: "working-day",
  extension: null,
  since,
  until: null,
} as const;
const duty = {
  pack: "statecouncil-809",
  kind: "duty",
  strictness: 1,
  terms: {},
  since,
  until: null,
} as const;

const rules: readonly Rule[] = [
  {
    ...common,
    id: "catalog.amend",
    article: "17",
    title: { zh: "情形变化后更新目录", en: "Amend the catalog after a change" },
    days: 10,
    owedBy: "agency",
    from: "catalog-cause-arose",
    extension: { limit: { addDays: 5 }, needs: "authority-consent", article: "17" },
  },
  {
    ...common,
    id: "catalog.review",
    article: "17",
    title: { zh: "主管部门审核并发布更新的目录", en: "Authority reviews and publishes the amended catalog" },
    days: 2,
    owedBy: "authority",
    from: "catalog-amendment-received",
  },
  {
    ...common,
    id: "share.answer-unconditional",
    article: "ch4",
    title: { zh: "答复无条件共享申请", en: "Answer an unconditional application" },
    days: 1,
    owedBy: "provider",
    from: "share-application-received",
  },
  {
    ...common,
    id: "share.answer",
    article: "ch4",
    title: { zh: "答复有条件共享申请", en: "Answer a conditional application" },
    days: 10,
    owedBy: "provider",
    from: "share-application-forwarded",
    extension: { limit: { addDays: 10 }, needs: "authority-consent", article: "ch4" },
  },
  {
    ...common,
    id: "share.deliver",
    article: "ch4",
    title: { zh: "答复同意后提供数据", en: "Deliver after agreeing" },
    days: 20,
    owedBy: "provider",
    from: "share-agreed",
  },
  {
    ...common,
    id: "correction.inter-agency",
    article: "26",
    title: { zh: "部门间校核处理", en: "Handle a correction asked for by another agency" },
    days: 10,
    owedBy: "provider",
    from: "correction-received",
  },
];

const obligations: readonly Obligation[] = [
  {
    ...duty,
    id: "collect.no-repeat",
    kind: "ban",
    article: "19",
    text: {
      zh: "共享能满足履职的，不再重复收集。",
      en: "What sharing can supply for a duty is not collected again.",
    },
  },
  {
    ...duty,
    id: "share.none-basis",
    article: "ch3",
    text: {
      zh: "不予共享须有法律或行政法规的依据。",
      en: "Withholding from sharing needs a law or administrative regulation.",
    },
    terms: { bases: ["law", "administrative-regulation"] },
  },
  {
    ...duty,
    id: "share.no-own-conditions",
    kind: "ban",
    article: "ch3",
    text: {
      zh: "不得自设条件妨碍共享。",
      en: "No condition of one's own making may stand in the way of sharing.",
    },
  },
  {
    ...duty,
    id: "share.one-notice",
    article: "ch4",
    text: {
      zh: "申请材料有缺的，一次讲清全部缺项，不能因此直接拒绝。",
      en: "An incomplete application gets one notice of everything missing and is not refused outright.",
    },
    terms: { notices: 1, outrightRefusal: false },
  },
  {
    ...duty,
    id: "share.purpose-bound",
    kind: "ban",
    article: "25",
    text: {
      zh: "不得超出用途使用；提供部门不同意的，不得交给第三方。",
      en: "No use beyond the purpose, and nothing to third parties unless the provider agrees.",
    },
    terms: { thirdPartyWithProviderConsent: true },
  },
  {
    ...duty,
    id: "share.use-records",
    article: null,
    text: { zh: "数据使用记录至少留存三年。", en: "Records of use are kept for at least three years." },
    terms: { minYears: 3 },
  },
];

/** Order 809 of the State Council, binding government departments and authorised organisations (art. 2). */
export const statecouncil809: RulePack = {
  id: "statecouncil-809",
  instrument: { zh: "政务数据共享条例", en: "Regulation on Government Data Sharing" },
  number: { zh: "中华人民共和国国务院令第809号", en: "Order No. 809 of the State Council" },
  issuedBy: { zh: "国务院", en: "State Council" },
  inForce: since,
  until: null,
  binds: ["government", "authorised-organisation"],
  defaultOn: false,
  rules,
  obligations,
};
