import { action, type Declaration, declare, type StateDeclaration } from "../procedure/index.ts";
import * as contents from "./correction-contents.ts";
import { refuse } from "./refusals.ts";

/** A correction request as its case holds it. */
export interface CorrectionDocument {
  /** Code of the catalog entry. */
  readonly dataset: string;
  readonly datasetTitle: string;
  /** Where it was filed. */
  readonly to: "agency" | "authority";
  readonly row?: string;
  readonly column?: string;
  /** Name of the information item, where `column` is one. */
  readonly columnLabel?: string;
  readonly found: string;
  readonly shouldBe?: string;
  readonly evidence?: string;
  readonly contact?: string;
  readonly outcome?: string;
  readonly newVersion?: number;
  readonly identityHow?: string;
}

/** What the decision is told of the entry as it stands. */
export interface CorrectionFacts {
  /** Whether the cell concerned is or may be personal information. */
  readonly personal: boolean;
}

const everyone: StateDeclaration["seenBy"] = ["provider", "authority", "requester"];
const reviewer = [{ party: "authority", roles: ["reviewer"] }] as const;
const officer = [{ party: "provider", roles: ["officer", "head"] }] as const;
const forward = { period: "forward", rule: "correction.forward", owedBy: "authority" } as const;
const answer = { period: "answer", rule: "correction.by-agency", owedBy: "provider" } as const;

/** Checks what Art. 17 leaves to the decision: nobody's own data is changed for somebody else. */
function decideCorrection(document: CorrectionDocument, given: contents.Correction, facts: CorrectionFacts) {
  if (facts.personal && !(given.identityChecked && given.identityHow))
    throw refuse("identity_unchecked", {
      article: "17",
      fields: [
        { path: "identityChecked", zh: "须先核验申请人身份", en: "the applicant's identity must be checked" },
        ...(given.identityHow ? [] : [{ path: "identityHow", zh: "须写明核验方式", en: "say how" }]),
      ],
    });
  const { outcome, newVersion, identityHow } = given;
  return {
    document: {
      ...document,
      outcome,
      ...(newVersion ? { newVersion } : {}),
      ...(identityHow ? { identityHow } : {}),
    },
  };
}

/** P10: anybody who finds public data wrong or incomplete has it checked, and is told (Art. 17). */
export const correctionProcedure: Declaration<CorrectionDocument> = declare<CorrectionDocument>({
  id: "P10",
  name: "correction",
  prefix: "JH",
  title: { zh: "校核申请", en: "Correction request" },
  summary: {
    zh: "任何人发现公共数据不完整、不准确，都可以申请校核，无需账号；5 个工作日内办结并告知结果",
    en: "Anybody who finds public data incomplete or wrong can ask for a check, without an account; done within five working days, with the outcome told",
  },
  instrument: "qingdao-299",
  articles: ["17"],
  states: {
    lodged: {
      title: { zh: "主管部门待转交", en: "With the authority, to be forwarded" },
      seenBy: ["authority", "requester"],
      waitsFor: "authority",
      tone: "waiting",
    },
    checking: {
      title: { zh: "数据提供单位校核中", en: "The agency is checking" },
      seenBy: everyone,
      waitsFor: "provider",
      tone: "waiting",
    },
    corrected: { title: { zh: "已更正", en: "Corrected" }, seenBy: everyone, final: true, tone: "good" },
    confirmed: {
      title: { zh: "经校核，数据无误", en: "Checked; the data are right" },
      seenBy: everyone,
      final: true,
      tone: "good",
    },
    "out-of-scope": {
      title: { zh: "不属于校核范围", en: "Not for this procedure" },
      seenBy: everyone,
      final: true,
      tone: "bad",
    },
    withdrawn: { title: { zh: "已撤回", en: "Withdrawn" }, seenBy: everyone, final: true, tone: "closed" },
  },
  actions: {
    file: action<CorrectionDocument, contents.Filed>({
      title: { zh: "提出校核申请", en: "Ask for a correction" },
      next: {
        zh: "数据提供单位 5 个工作日内校核完毕；向主管部门提出的，2 个工作日内转交",
        en: "The agency checks within five working days; an authority forwards within two",
      },
      from: "none",
      to: "checking",
      by: ["anyone"],
      article: "17.1",
      contents: contents.filed,
      personal: contents.personalFields,
      tells: ["provider", "authority"],
      decide: ({ document }) =>
        document.to === "authority" ? { to: "lodged", starts: [forward] } : { starts: [answer] },
    }),
    lodge: action<CorrectionDocument, contents.Lodged>({
      title: { zh: "向主管部门提出校核申请", en: "Ask the authority for a correction" },
      next: {
        zh: "主管部门 2 个工作日内转交数据提供单位，并督促按期办结",
        en: "The authority forwards it within two working days and sees to it that it is done",
      },
      from: "none",
      to: "lodged",
      by: ["anyone"],
      article: "17.1",
      contents: contents.lodged,
      personal: contents.personalFields,
      starts: [forward],
      tells: ["authority"],
    }),
    forward: action<CorrectionDocument, object>({
      title: { zh: "转交数据提供单位", en: "Forward to the agency" },
      next: {
        zh: "数据提供单位自收到之日起 5 个工作日内校核，主管部门督促",
        en: "The agency has five working days from receipt; the authority watches",
      },
      from: ["lodged"],
      to: "checking",
      by: reviewer,
      article: "17.3",
      contents: contents.note,
      meets: ["forward"],
      starts: [answer],
      tells: ["provider"],
      bulk: true,
    }),
    extend: action<CorrectionDocument, object>({
      title: { zh: "延长期限", en: "Extend" },
      next: { zh: "期限延长至 10 个工作日", en: "The period becomes ten working days" },
      from: ["checking"],
      to: "checking",
      by: [{ party: "provider", roles: ["head"] }],
      article: "17.2",
      contents: contents.longer,
      extends: { period: "answer", reason: "reason" },
      tells: ["authority"],
    }),
    correct: action<CorrectionDocument, contents.Correction>({
      title: { zh: "更正数据并告知", en: "Correct, and tell the applicant" },
      next: { zh: "办结，结果告知申请人", en: "Done; the applicant is told the outcome" },
      from: ["checking"],
      to: "corrected",
      by: officer,
      article: "17.2",
      contents: contents.correction,
      meets: ["answer"],
      tells: ["authority", "requester"],
      decide: ({ document, contents: given, facts }) =>
        decideCorrection(document, given, facts as CorrectionFacts),
    }),
    confirm: action<CorrectionDocument, contents.Decision>({
      title: { zh: "数据无误并告知", en: "The data are right; tell the applicant" },
      next: { zh: "办结，结果和理由告知申请人", en: "Done; the applicant is told the outcome and why" },
      from: ["checking"],
      to: "confirmed",
      by: officer,
      article: "17.2",
      contents: contents.decision,
      meets: ["answer"],
      tells: ["authority", "requester"],
      decide: ({ document, contents: given }) => ({ document: { ...document, outcome: given.outcome } }),
    }),
    reject: action<CorrectionDocument, contents.Decision>({
      title: { zh: "不属于校核范围", en: "Not for this procedure" },
      next: { zh: "办结，理由告知申请人", en: "Done; the applicant is told why" },
      from: ["lodged", "checking"],
      to: "out-of-scope",
      by: [...reviewer, ...officer],
      article: "17.1",
      contents: contents.decision,
      meets: ["forward", "answer"],
      tells: ["authority", "requester"],
      decide: ({ document, contents: given }) => ({ document: { ...document, outcome: given.outcome } }),
    }),
    withdraw: action<CorrectionDocument, object>({
      title: { zh: "撤回", en: "Withdraw" },
      next: { zh: "办件结束", en: "The case ends" },
      from: ["lodged", "checking"],
      to: "withdrawn",
      by: [{ party: "requester", roles: ["officer", "head", "reviewer", "supervisor"] }],
      article: "17.1",
      contents: contents.nothing,
      cancels: ["forward", "answer"],
    }),
  },
});
