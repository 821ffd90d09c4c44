import { z } from "zod";
import { action, type Declaration, declare } from "../procedure/index.ts";
import { checkSharing } from "./check-entry.ts";
import { type Basis, basis, type EntryContent } from "./content.ts";
import type { SharingAttributes } from "./fixed.ts";
import { refuse } from "./refusals.ts";
import { keysOf, type ShareMode, type ShareType, shareModes, shareTypes } from "./vocabulary.ts";

/** A change of share type as its case holds it. */
export interface ShareDocument {
  readonly code: string;
  readonly name: string;
  /** The share type in force when the case was opened; null for an entry not published yet. */
  readonly was: ShareType | null;
  readonly to: ShareType;
  /** Why, and for 有条件共享 on which conditions. */
  readonly reason?: string;
  readonly basis?: Basis;
  readonly mode?: ShareMode;
  readonly outcome?: string;
}

/** What the catalog holds of the entry at the moment of the decision; null while it is not published. */
export interface LiveFacts {
  readonly live: EntryContent | null;
}

const officer = [{ party: "provider", roles: ["officer"] }] as const;
const reviewer = [{ party: "authority", roles: ["reviewer"] }] as const;
const cityReviewer = [{ party: "cityAuthority", roles: ["reviewer"] }] as const;

const label = (zh: string, en: string) => ({ title: zh, "x-zh": zh, "x-en": en });
const reason = z.string().trim().min(4).max(1000);
const because = z.strictObject({ reason: reason.meta({ ...label("理由", "Reason"), "x-multiline": true }) });
const note = z.strictObject({ note: z.string().trim().max(500).optional().meta(label("说明", "Note")) });
const proposal = z.strictObject({
  to: z
    .enum(keysOf(shareTypes))
    .meta({ ...label("共享属性", "Share type"), "x-labels": shareTypes, "x-article": "19.2" }),
  reason: reason.optional().meta({
    ...label("理由或共享条件", "Reason or condition of sharing"),
    "x-multiline": true,
    "x-article": "20.2",
  }),
  basis: basis.optional(),
  mode: z
    .enum(keysOf(shareModes))
    .optional()
    .meta({ ...label("共享方式", "Mode of sharing"), "x-labels": shareModes }),
});
type Proposal = z.output<typeof proposal>;

/** P2: how the share type of an entry is set and changed (Arts. 19, 20). */
export const shareProcedure: Declaration<ShareDocument> = declare<ShareDocument>({
  id: "P2",
  name: "share-type",
  prefix: "GX",
  title: { zh: "共享属性", en: "Share type" },
  summary: {
    zh: "以共享为原则；有条件共享须有理由和依据，不予共享须有法律或行政法规依据并经市主管部门审核",
    en: "Sharing is the rule; conditions need reason and basis; not sharing needs a law or administrative regulation and the city authority's approval",
  },
  instrument: "qingdao-299",
  articles: ["19", "20"],
  providers: ["agency", "regulator", "authority"],
  states: {
    reviewing: {
      title: { zh: "待本级审核", en: "Under review" },
      seenBy: ["provider", "authority"],
      waitsFor: "authority",
      tone: "waiting",
    },
    "city-review": {
      title: { zh: "待市级审核", en: "Under the city's review" },
      seenBy: ["provider", "authority", "cityAuthority"],
      waitsFor: "cityAuthority",
      tone: "waiting",
    },
    accepted: {
      title: { zh: "已生效", en: "In force" },
      seenBy: ["provider", "authority", "cityAuthority"],
      final: true,
      tone: "good",
    },
    refused: {
      title: { zh: "未通过，原属性不变", en: "Refused; the share type stays" },
      seenBy: ["provider", "authority", "cityAuthority"],
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
    propose: action<ShareDocument, Proposal>({
      title: { zh: "确定共享属性", en: "Set the share type" },
      next: {
        zh: "无条件共享即时生效；有条件共享由本级主管部门审核；不予共享由市主管部门审核",
        en: "Unconditional: in force at once. Conditional: your authority reviews. Not shared: the city's authority decides",
      },
      from: "none",
      to: "reviewing",
      by: officer,
      article: "20.1",
      contents: proposal,
      tells: ["authority", "cityAuthority"],
      decide: ({ document, facts }) => {
        checkSharing(sharingOf(document));
        if (document.to === "none") return { to: "city-review" };
        const { live } = facts as LiveFacts;
        if (!live) throw refuse("not_published", { article: "20.1" });
        return { to: document.to === "unconditional" ? "accepted" : "reviewing" };
      },
    }),
    accept: action<ShareDocument, z.output<typeof note>>({
      title: { zh: "同意", en: "Accept" },
      next: { zh: "有条件共享立即生效，目录更新", en: "In force at once; the catalog is updated" },
      from: ["reviewing"],
      to: "accepted",
      by: reviewer,
      article: "20.2",
      contents: note,
      tells: ["provider"],
      decide: stillLive,
    }),
    reject: action<ShareDocument, z.output<typeof because>>({
      title: { zh: "不同意", en: "Reject" },
      next: { zh: "原共享属性不变", en: "The share type stays as it is" },
      from: ["reviewing"],
      to: "refused",
      by: reviewer,
      article: "20.2",
      contents: because,
      tells: ["provider"],
      decide: ({ document, contents }) => ({ document: { ...document, outcome: contents.reason } }),
    }),
    approve: action<ShareDocument, z.output<typeof note>>({
      title: { zh: "审核通过，纳入负面清单", en: "Approve; put on the negative list" },
      next: { zh: "列入共享负面清单，立即生效", en: "Listed as not shared, in force at once" },
      from: ["city-review"],
      to: "accepted",
      by: cityReviewer,
      article: "20.2",
      contents: note,
      tells: ["provider", "authority"],
      decide: (given) => (given.document.was === null ? {} : stillLive(given)),
    }),
    refuse: action<ShareDocument, z.output<typeof because>>({
      title: { zh: "审核不通过", en: "Refuse" },
      next: { zh: "原共享属性不变", en: "The share type stays as it is" },
      from: ["city-review"],
      to: "refused",
      by: cityReviewer,
      article: "20.2",
      contents: because,
      tells: ["provider", "authority"],
      decide: ({ document, contents }) => ({ document: { ...document, outcome: contents.reason } }),
    }),
    withdraw: action<ShareDocument, object>({
      title: { zh: "撤回", en: "Withdraw" },
      next: { zh: "撤回申请，原共享属性不变", en: "The share type stays as it is" },
      from: ["reviewing", "city-review"],
      to: "withdrawn",
      by: officer,
      article: "20.1",
      contents: z.strictObject({}),
    }),
  },
});

/** The share attributes an entry has once the change is in force. */
export function sharingOf(document: ShareDocument): SharingAttributes {
  if (document.to === "unconditional") return { shareType: "unconditional" };
  return {
    shareType: document.to,
    ...(document.reason ? { shareCondition: document.reason } : {}),
    ...(document.basis ? { shareBasis: document.basis } : {}),
  };
}

function stillLive({ facts }: { facts: object }): object {
  if (!(facts as LiveFacts).live) throw refuse("not_published", { article: "20.1" });
  return {};
}
