import type { StateDeclaration } from "../procedure/index.ts";

/** The states of a catalog entry's case. A published or retired one is closed; amending opens it again. */
export const entryStates: Readonly<Record<string, StateDeclaration>> = {
  draft: {
    title: { zh: "草稿", en: "Draft" },
    seenBy: ["provider"],
    waitsFor: "provider",
    tone: "draft",
  },
  submitted: {
    title: { zh: "待审核", en: "Under review" },
    seenBy: ["provider", "authority"],
    waitsFor: "authority",
    tone: "waiting",
  },
  returned: {
    title: { zh: "退回补正", en: "Returned" },
    seenBy: ["provider", "authority"],
    waitsFor: "provider",
    tone: "bad",
  },
  published: {
    title: { zh: "已公布", en: "Published" },
    seenBy: ["provider", "authority"],
    final: true,
    tone: "good",
  },
  amending: {
    title: { zh: "更新中", en: "Being amended" },
    seenBy: ["provider", "authority"],
    waitsFor: "provider",
    tone: "waiting",
  },
  retiring: {
    title: { zh: "待注销审核", en: "Retirement under review" },
    seenBy: ["provider", "authority"],
    waitsFor: "authority",
    tone: "waiting",
  },
  retired: {
    title: { zh: "已注销", en: "Retired" },
    seenBy: ["provider", "authority"],
    final: true,
    tone: "closed",
  },
  discarded: {
    title: { zh: "已放弃", en: "Discarded" },
    seenBy: ["provider"],
    final: true,
    tone: "closed",
  },
};
