import type { Day } from "../day.ts";
import type { Obligation, Rule, RulePack } from "../rule.ts";

const since = "2024-02-01" as Day;
const common = { pack: "qingdao-299", unit: "working-day", extension: null, since, until: null } as const;
const duty = { pack: "qingdao-299", kind: "duty", strictness: 1, terms: {}, since, until: null } as const;

const rules: readonly Rule[] = [
  {
    ...common,
    id: "catalog.amend",
    article: "10",
    title: { zh: "依据或职能变化后更新目录", en: "Amend the catalog after a change of law or function" },
    days: 15,
    owedBy: "agency",
    from: "catalog-cause-arose",
  },
  {
    ...common,
    id: "correction.by-agency",
    article: "17.2",
    title: { zh: "机构办结校核申请", en: "Agency completes a correction request" },
    days: 5,
    owedBy: "agency",
    from: "correction-received",
    extension: { limit: { toDays: 10 }, needs: "head-approval", article: "17.2" },
  },
  {
    ...common,
    id: "correction.forward",
    article: "17.3",
    title: { zh: "主管部门转交校核申请", en: "Authority forwards a correction request" },
    days: 2,
    owedBy: "authority",
    from: "correction-received",
  },
  {
    ...common,
    id: "share.review",
    article: "21.2",
    title: { zh: "主管部门审核共享申请", en: "Authority reviews a share application" },
    days: 1,
    owedBy: "authority",
    from: "share-application-received",
  },
  {
    ...common,
    id: "share.answer",
    article: "21.2",
    title: { zh: "提供单位答复有条件共享申请", en: "Provider answers a conditional application" },
    days: 2,
    owedBy: "provider",
    from: "share-application-forwarded",
  },
  {
    ...common,
    id: "share.deliver",
    article: "21.2",
    title: { zh: "同意后完成共享", en: "Provider delivers what it agreed to share" },
    days: 5,
    owedBy: "provider",
    from: "share-agreed",
    extension: { limit: "open", needs: "notice-to-requester", article: "21.2" },
  },
];

const obligations: readonly Obligation[] = [
  {
    ...duty,
    id: "channel.unified",
    kind: "ban",
    article: "8.2",
    text: {
      zh: "共享和开放只走统一平台：新通道不准建，老通道须并入。",
      en: "Sharing and opening go through the one platform: no new channel; existing ones are merged into it.",
    },
  },
  {
    ...duty,
    id: "collect.no-repeat",
    kind: "ban",
    article: "11.2",
    text: {
      zh: "能靠共享拿到的数据，没有法律法规例外就不再向外收集。",
      en: "What can be had by sharing is not collected again unless a law or regulation says so.",
    },
    terms: { exceptions: ["law", "regulation"] },
  },
  {
    ...duty,
    id: "share.none-basis",
    article: "20.2",
    text: {
      zh: "定为不予共享，须有法律或行政法规为据，并由市级主管部门审核后列入负面清单。",
      en: "Withholding from sharing needs a law or administrative regulation and the city authority's review; it then enters the negative list.",
    },
    strictness: 2,
    terms: { bases: ["law", "administrative-regulation"], approvedBy: "city-authority", negativeList: true },
  },
  {
    ...duty,
    id: "share.conditional-reason",
    article: "20.2",
    text: {
      zh: "定为有条件共享，须讲明理由并附依据。",
      en: "A conditional share type states its reason and its basis.",
    },
  },
  {
    ...duty,
    id: "share.refusal-reason",
    article: "21.2",
    text: { zh: "拒绝共享申请必须给出理由。", en: "Refusing a share application requires a reason." },
  },
  {
    ...duty,
    id: "share.purpose-bound",
    kind: "ban",
    article: "22.2",
    text: {
      zh: "共享来的数据限于所申请的用途，任何方式转给第三方都不允许。",
      en: "Shared data serve the purpose applied for and are never passed on to a third party in any form.",
    },
    strictness: 2,
    terms: { thirdPartyWithProviderConsent: false },
  },
  {
    ...duty,
    id: "open.no-narrowing",
    kind: "ban",
    article: "26.3",
    text: {
      zh: "主管部门审核之前，开放属性不得收窄。",
      en: "An open type is not narrowed before the authority has reviewed it.",
    },
  },
];

/** Order 299 of the Qingdao government: the rules the platform runs by unless configured otherwise. */
export const qingdao299: RulePack = {
  id: "qingdao-299",
  instrument: { zh: "青岛市公共数据管理办法", en: "Qingdao Measures for the Administration of Public Data" },
  number: { zh: "青岛市人民政府令第299号", en: "Order No. 299 of the Qingdao Municipal People's Government" },
  issuedBy: { zh: "青岛市人民政府", en: "Qingdao Municipal People's Government" },
  inForce: since,
  until: null,
  binds: [
    "government",
    "authorised-organisation",
    "public-institution",
    "enterprise",
    "peoples-organisation",
  ],
  defaultOn: true,
  rules,
  obligations,
};
