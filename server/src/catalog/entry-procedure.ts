import { type Day, dayOf } from "@zhanqiao/law";
import type { z } from "zod";
import { action, type Declaration, declare } from "../procedure/index.ts";
import { completeEntry } from "./check-entry.ts";
import { type EntryContent, type EntryDraft, entryDraft } from "./content.ts";
import { because, cause, extension, note, nothing, returned } from "./entry-contents.ts";
import { entryStates } from "./entry-states.ts";
import { refuseChangingFixed, withFixed } from "./fixed.ts";
import { refuse } from "./refusals.ts";
import { defaultScheme, type Scheme } from "./schemes.ts";
import { saysStateSecret } from "./secrecy.ts";

/** A catalog entry as its case holds it: what is being worked on. What is published stands in the catalog. */
export interface EntryDocument {
  readonly code: string;
  readonly content: EntryDraft;
  /** The published version, once there is one. */
  readonly live: number | null;
  /** Why a published entry is being amended; a change of law or function makes it owed (Art. 10). */
  readonly amendment?: {
    readonly kind: "law" | "function" | "own";
    readonly day?: string;
    readonly reason: string;
  };
  /** What the reviewer found; everything missing is told once. */
  readonly notice?: { readonly reason: string; readonly missing: readonly string[] };
  readonly retirement?: { readonly reason: string };
}

/** What the catalog holds of the entry at the moment of the decision. */
export interface EntryFacts {
  readonly live: { readonly version: number; readonly content: EntryContent } | null;
  readonly onNegativeList: boolean;
}

const officer = [{ party: "provider", roles: ["officer"] }] as const;
const reviewer = [{ party: "authority", roles: ["reviewer"] }] as const;

/** P1: how an entry comes into the catalog, stays true and leaves it (Arts. 7, 9, 10). */
export function entryProcedure(scheme: Scheme = defaultScheme): Declaration<EntryDocument> {
  const complete = (document: EntryDocument, facts: EntryFacts): EntryDraft => {
    const draft = facts.live ? withFixed(document.content, facts.live.content) : document.content;
    return completeEntry(draft, { scheme, onNegativeList: facts.onNegativeList });
  };
  return declare<EntryDocument>({
    id: "P1",
    name: "catalog-entry",
    prefix: "ML",
    title: { zh: "目录编制", en: "Catalog entry" },
    summary: {
      zh: "机构编制目录，主管部门审核后公布；依据或职能变化的，15 个工作日内更新并报审",
      en: "An agency describes its data, the authority reviews and publishes; after a change of law or function it is amended within 15 working days",
    },
    instrument: "qingdao-299",
    articles: ["2", "7", "9", "10", "19", "20", "26", "28"],
    providers: ["agency", "regulator", "authority"],
    states: entryStates,
    actions: {
      draft: action<EntryDocument, EntryDraft>({
        title: { zh: "编制目录", en: "Draft an entry" },
        next: { zh: "保存为草稿，仅本单位可见", en: "Saved as a draft that only your organisation sees" },
        from: "none",
        to: "draft",
        by: officer,
        article: "9.2",
        contents: entryDraft,
        decide: ({ document, contents }) => {
          refuseSecret(contents);
          return { document: { ...document, content: contents } };
        },
      }),
      revise: action<EntryDocument, EntryDraft>({
        title: { zh: "修改", en: "Revise" },
        next: { zh: "保存修改，尚未报审", en: "Saved; not submitted yet" },
        from: ["draft", "returned", "amending"],
        to: "draft",
        by: officer,
        article: "9.2",
        contents: entryDraft,
        decide: ({ document, contents }) => {
          refuseSecret(contents);
          if (document.live !== null) refuseChangingFixed(contents, document.content);
          const content = document.live === null ? contents : withFixed(contents, document.content);
          return { to: working(document), document: { ...document, content }, title: content.name };
        },
      }),
      submit: action<EntryDocument, z.output<typeof note>>({
        title: { zh: "报审", en: "Submit for review" },
        next: { zh: "交本级大数据工作主管部门审核", en: "The data authority of your level reviews it" },
        from: ["draft", "returned", "amending"],
        to: "submitted",
        by: officer,
        article: "9.2",
        contents: note,
        meets: ["change"],
        starts: [{ period: "review", rule: "catalog.review", owedBy: "authority" }],
        tells: ["authority"],
        bulk: true,
        decide: ({ document, facts }) => ({
          document: { ...document, content: complete(document, facts as EntryFacts) },
        }),
      }),
      withdraw: action<EntryDocument, z.output<typeof nothing>>({
        title: { zh: "撤回", en: "Withdraw" },
        next: { zh: "退回草稿，可继续修改", en: "Back to your draft; you can go on working" },
        from: ["submitted"],
        to: "draft",
        by: officer,
        article: "9.2",
        contents: nothing,
        cancels: ["review"],
        decide: ({ document }) => {
          refuseDroppingOwed(document);
          return { to: working(document) };
        },
      }),
      return: action<EntryDocument, z.output<typeof returned>>({
        title: { zh: "退回补正", en: "Return" },
        next: {
          zh: "退回编制单位，一次告知全部需补正内容",
          en: "Back to the provider with everything missing named",
        },
        from: ["submitted"],
        to: "returned",
        by: reviewer,
        article: "9.3",
        contents: returned,
        meets: ["review"],
        tells: ["provider"],
        decide: ({ document, contents }) => {
          const told = document.notice?.missing;
          const late = told ? contents.missing.filter((m) => !told.includes(m)) : [];
          if (late.length) throw refuse("told_once", { article: "9.3", params: { items: late.join("、") } });
          const notice = { reason: contents.reason, missing: told ?? contents.missing };
          return { document: { ...document, notice } };
        },
      }),
      approve: action<EntryDocument, z.output<typeof note>>({
        title: { zh: "审核通过并公布", en: "Approve and publish" },
        next: { zh: "立即在目录中公布新版本", en: "Published in the catalog at once" },
        from: ["submitted"],
        to: "published",
        by: reviewer,
        article: "9.3",
        contents: note,
        meets: ["review"],
        tells: ["provider"],
        decide: ({ document, facts }) => {
          const given = facts as EntryFacts;
          const { code } = document;
          return {
            document: { code, content: complete(document, given), live: (given.live?.version ?? 0) + 1 },
          };
        },
      }),
      amend: action<EntryDocument, z.output<typeof cause>>({
        title: { zh: "因依据或职能变化更新", en: "Amend after a change of law or function" },
        next: {
          zh: "自变化发生起 15 个工作日内更新并报审",
          en: "Amend and submit within 15 working days of the change",
        },
        from: ["published"],
        to: "amending",
        by: officer,
        article: "10",
        contents: cause,
        starts: [{ period: "change", rule: "catalog.amend", owedBy: "provider", from: "day" }],
        tells: ["authority"],
        decide: ({ document, contents, facts, at }) => {
          if (contents.day > (dayOf(at) satisfies Day))
            throw refuse("trigger_in_future", {
              article: "10",
              fields: [{ path: "day", zh: "不能晚于今天", en: "may not lie in the future" }],
            });
          return { document: { ...reopened(document, facts), amendment: contents } };
        },
      }),
      improve: action<EntryDocument, z.output<typeof because>>({
        title: { zh: "主动更新", en: "Amend on one's own initiative" },
        next: {
          zh: "修改后报审，期间现行版本不变",
          en: "Work on it, then submit; the published version stays",
        },
        from: ["published"],
        to: "amending",
        by: officer,
        article: "10",
        contents: because,
        decide: ({ document, contents, facts }) => ({
          document: { ...reopened(document, facts), amendment: { kind: "own", reason: contents.reason } },
        }),
      }),
      extend: action<EntryDocument, z.output<typeof extension>>({
        title: { zh: "同意延长更新期限", en: "Consent to a longer period" },
        next: { zh: "更新期限依规定延长", en: "The period for the amendment is extended as the rule allows" },
        from: ["amending"],
        to: "amending",
        by: reviewer,
        article: "10",
        contents: extension,
        extends: { period: "change", reason: "reason" },
        tells: ["provider"],
      }),
      discard: action<EntryDocument, z.output<typeof nothing>>({
        title: { zh: "放弃", en: "Discard" },
        next: { zh: "放弃所做修改；已公布的版本不受影响", en: "Drops the work; a published version stays" },
        from: ["draft", "returned", "amending"],
        to: "discarded",
        by: officer,
        article: "10",
        contents: nothing,
        decide: ({ document }) => {
          refuseDroppingOwed(document);
          if (document.live === null) return {};
          const { code, content, live } = document;
          return { to: "published", document: { code, content, live } };
        },
      }),
      "ask-retirement": action<EntryDocument, z.output<typeof because>>({
        title: { zh: "申请注销", en: "Ask for retirement" },
        next: { zh: "主管部门审核；审核前目录不变", en: "The authority reviews; until then nothing changes" },
        from: ["published"],
        to: "retiring",
        by: officer,
        article: "10",
        contents: because,
        tells: ["authority"],
        decide: ({ document, contents }) => ({
          document: { ...document, retirement: { reason: contents.reason } },
        }),
      }),
      retire: action<EntryDocument, z.output<typeof note>>({
        title: { zh: "同意注销", en: "Retire" },
        next: { zh: "条目注销，历史版本仍可查阅", en: "The entry is retired; its versions remain readable" },
        from: ["retiring"],
        to: "retired",
        by: reviewer,
        article: "10",
        contents: note,
        tells: ["provider"],
      }),
      keep: action<EntryDocument, z.output<typeof because>>({
        title: { zh: "不同意注销", en: "Keep" },
        next: { zh: "条目继续有效", en: "The entry stays in the catalog" },
        from: ["retiring"],
        to: "published",
        by: reviewer,
        article: "10",
        contents: because,
        tells: ["provider"],
        decide: ({ document }) => {
          const { retirement: _, ...rest } = document;
          return { document: rest };
        },
      }),
    },
  });
}

const working = (document: EntryDocument) => (document.live === null ? "draft" : "amending");

function refuseSecret(draft: EntryDraft): void {
  if (saysStateSecret(draft)) throw refuse("state_secret", { article: "2.2" });
}

function refuseDroppingOwed(document: EntryDocument): void {
  const kind = document.amendment?.kind;
  if (kind === "law" || kind === "function") throw refuse("owed_amendment", { article: "10" });
}

// Other procedures may have published versions since: work starts from what is live now.
function reopened(document: EntryDocument, facts: object): EntryDocument {
  const { live } = facts as EntryFacts;
  if (!live) throw refuse("not_published", { article: "10" });
  return { code: document.code, content: live.content, live: live.version };
}
