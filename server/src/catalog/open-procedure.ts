import { z } from "zod";
import { action, type Decided, type Deciding, type Declaration, declare } from "../procedure/index.ts";
import { checkGrading, checkOpening } from "./check-entry.ts";
import { type Basis, basis } from "./content.ts";
import { type OpeningAttributes, withOpening } from "./fixed.ts";
import { refuse } from "./refusals.ts";
import { defaultScheme, type Scheme } from "./schemes.ts";
import type { LiveFacts } from "./share-procedure.ts";
import { keysOf, type OpenType, openTypes } from "./vocabulary.ts";

/** A change of open type as its case holds it. */
export interface OpenDocument {
  readonly code: string;
  readonly name: string;
  readonly was: OpenType;
  readonly to: OpenType;
  readonly reason: string;
  readonly condition?: string;
  readonly basis?: Basis;
  /** For more openness: on what ground (Art. 27), and the evidence for it. */
  readonly ground?: "de-identified" | "consent" | "law" | "reassessed";
  readonly evidence?: string;
  readonly outcome?: string;
}

const officer = [{ party: "provider", roles: ["officer"] }] as const;
const reviewer = [{ party: "authority", roles: ["reviewer"] }] as const;

const label = (zh: string, en: string) => ({ title: zh, "x-zh": zh, "x-en": en });
const words = z.string().trim().min(4).max(2000);
const shared = {
  to: z
    .enum(keysOf(openTypes))
    .meta({ ...label("开放属性", "Open type"), "x-labels": openTypes, "x-article": "26.1" }),
  reason: words.meta({ ...label("理由", "Reason"), "x-multiline": true }),
  condition: z.string().trim().min(2).max(1000).optional().meta(label("开放条件", "Condition of opening")),
  basis: basis.optional(),
};
const narrower = z.strictObject(shared);
const wider = z.strictObject({
  ...shared,
  ground: z.enum(["de-identified", "consent", "law", "reassessed"]).meta({
    ...label("扩大开放的依据", "Ground"),
    "x-article": "27",
    "x-labels": {
      "de-identified": { zh: "已匿名化、去标识化", en: "Anonymised or de-identified" },
      consent: { zh: "相关权利人同意", en: "The right holders consent" },
      law: { zh: "法律法规要求", en: "A law demands it" },
      reassessed: { zh: "重新评估", en: "Assessed anew" },
    },
  }),
  evidence: words.meta({ ...label("证明材料说明", "Evidence"), "x-multiline": true, "x-article": "27" }),
});
const because = z.strictObject({ reason: shared.reason });
const note = z.strictObject({ note: z.string().trim().max(500).optional().meta(label("说明", "Note")) });

const closedness: Readonly<Record<OpenType, number>> = { unconditional: 0, conditional: 1, none: 2 };

/** P12: how the open type of an entry changes; never towards less open without review (Arts. 26, 27, 28). */
export function openProcedure(scheme: Scheme = defaultScheme): Declaration<OpenDocument> {
  const check = ({ document, facts }: Pick<Deciding<OpenDocument, unknown>, "document" | "facts">) => {
    const { live } = facts as LiveFacts;
    if (!live) throw refuse("not_published", { article: "26.3" });
    // The entry may have been amended since: what is decided must still be sound with what is published now.
    const content = withOpening(live, openingOf(document));
    checkGrading(content, scheme);
    // De-identification or consent is what Art. 27 asks for; the reviewer judges the evidence.
    const cleared = document.ground === "de-identified" || document.ground === "consent";
    checkOpening(cleared ? { ...content, items: [] } : content);
    return live;
  };
  const proposing = (given: Deciding<OpenDocument, unknown>): Decided<OpenDocument> => {
    const live = check(given);
    const { was, to, condition } = given.document;
    if (was === to && (to !== "conditional" || condition === live.openCondition))
      throw refuse("unchanged", { article: "26.3" });
    return {};
  };
  return declare<OpenDocument>({
    id: "P12",
    name: "open-type",
    prefix: "KF",
    title: { zh: "开放属性", en: "Open type" },
    summary: {
      zh: "以开放为原则；未经主管部门审核不得降低开放程度，审核前和未通过时原属性有效",
      en: "Open by default; nothing becomes less open before the authority approves, and until then or if refused the old type holds",
    },
    instrument: "qingdao-299",
    articles: ["26", "27", "28"],
    providers: ["agency", "regulator", "authority"],
    states: {
      reviewing: {
        title: { zh: "待审核，原属性有效", en: "Under review; the old type holds" },
        seenBy: ["provider", "authority"],
        waitsFor: "authority",
        tone: "waiting",
      },
      approved: {
        title: { zh: "已生效", en: "In force" },
        seenBy: ["provider", "authority"],
        final: true,
        tone: "good",
      },
      refused: {
        title: { zh: "未通过，原属性不变", en: "Refused; the open type stays" },
        seenBy: ["provider", "authority"],
        final: true,
        tone: "bad",
      },
      withdrawn: {
        title: { zh: "已撤回", en: "Withdrawn" },
        seenBy: ["provider", "authority"],
        final: true,
        tone: "closed",
      },
    },
    actions: {
      propose: action<OpenDocument, z.output<typeof narrower>>({
        title: { zh: "申请降低开放程度", en: "Propose to open less" },
        next: {
          zh: "本级主管部门审核；审核通过前原开放属性有效",
          en: "Your authority reviews; until then the old type holds",
        },
        from: "none",
        to: "reviewing",
        by: officer,
        article: "26.3",
        contents: narrower,
        tells: ["authority"],
        decide: (given) => {
          const { was, to } = given.document;
          if (closedness[to] < closedness[was]) throw refuse("widening", { article: "26.3" });
          return proposing(given);
        },
      }),
      widen: action<OpenDocument, z.output<typeof wider>>({
        title: { zh: "申请扩大开放", en: "Propose to open more" },
        next: {
          zh: "本级主管部门审核证明材料后生效",
          en: "In force once your authority has reviewed the evidence",
        },
        from: "none",
        to: "reviewing",
        by: officer,
        article: "27",
        contents: wider,
        tells: ["authority"],
        decide: (given) => {
          const { was, to } = given.document;
          if (closedness[to] > closedness[was]) throw refuse("narrowing", { article: "26.3" });
          return proposing(given);
        },
      }),
      approve: action<OpenDocument, z.output<typeof note>>({
        title: { zh: "审核通过", en: "Approve" },
        next: {
          zh: "新开放属性立即生效，列入开放清单",
          en: "In force at once, in the catalog and the open list",
        },
        from: ["reviewing"],
        to: "approved",
        by: reviewer,
        article: "28",
        contents: note,
        tells: ["provider"],
        decide: (given) => {
          check(given);
          return {};
        },
      }),
      refuse: action<OpenDocument, z.output<typeof because>>({
        title: { zh: "审核不通过", en: "Refuse" },
        next: { zh: "原开放属性不变", en: "The open type stays as it is" },
        from: ["reviewing"],
        to: "refused",
        by: reviewer,
        article: "26.3",
        contents: because,
        tells: ["provider"],
        decide: ({ document, contents }) => ({ document: { ...document, outcome: contents.reason } }),
      }),
      withdraw: action<OpenDocument, object>({
        title: { zh: "撤回", en: "Withdraw" },
        next: { zh: "撤回申请，原开放属性不变", en: "The open type stays as it is" },
        from: ["reviewing"],
        to: "withdrawn",
        by: officer,
        article: "26.3",
        contents: z.strictObject({}),
      }),
    },
  });
}

/** The open attributes an entry has once the change is in force. */
export function openingOf(document: OpenDocument): OpeningAttributes {
  return {
    openType: document.to,
    ...(document.to === "conditional" && document.condition ? { openCondition: document.condition } : {}),
    ...(document.basis ? { openBasis: document.basis } : {}),
  };
}
