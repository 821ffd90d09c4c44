import type { PackId } from "@zhanqiao/law";
import { publishedCalendar } from "@zhanqiao/law";
import { z } from "zod";
import { testDatabase } from "../platform/db/testing.ts";
import { type Caller, type Role, type Staff, settableClock } from "../platform/index.ts";
import { action, declare } from "./declaration.ts";
import { procedureMigrations } from "./index.ts";
import type { ProcedureModule } from "./module.ts";
import type { EngineNeeds, Recorded } from "./perform.ts";

export const providerOrg = "113702000000000194";
export const authorityOrg = "91370214MAXX00007F";

/** Staff of an organisation, as a signed-in caller. */
export function staff(org: string, role: Role, id = `${org}-${role}`): Staff {
  const orgKind = org === authorityOrg ? "authority" : "agency";
  return { kind: "staff", id, org, orgKind, level: "city", division: "370200", roles: [role] };
}

interface LetterDocument {
  readonly words: string;
}

/** A small procedure that uses every part of the engine: a letter is filed, answered or refused, with a period. */
export const letterModule: ProcedureModule<LetterDocument> = {
  declaration: declare<LetterDocument>({
    id: "P99",
    name: "letter",
    prefix: "XX",
    title: { zh: "来信", en: "Letter" },
    summary: { zh: "测试用程序", en: "a procedure for tests" },
    instrument: "qingdao-299",
    articles: ["17"],
    providers: ["agency", "authority"],
    states: {
      draft: {
        title: { zh: "草稿", en: "Draft" },
        seenBy: ["provider"],
        waitsFor: "provider",
        tone: "draft",
      },
      filed: {
        title: { zh: "已提交", en: "Filed" },
        seenBy: ["provider", "authority"],
        waitsFor: "authority",
        tone: "waiting",
      },
      agreed: {
        title: { zh: "已同意", en: "Agreed" },
        seenBy: ["provider", "authority"],
        tone: "good",
        final: true,
      },
      refused: {
        title: { zh: "已拒绝", en: "Refused" },
        seenBy: ["provider", "authority"],
        tone: "bad",
        final: true,
      },
    },
    actions: {
      write: action<LetterDocument, { words: string }>({
        title: { zh: "起草", en: "Write" },
        next: { zh: "只有本单位可见", en: "only your organisation sees it" },
        from: "none",
        to: "draft",
        by: [{ party: "provider", roles: ["officer"] }],
        article: "17.1",
        contents: z.object({ words: z.string().min(1).max(100) }),
      }),
      send: action<LetterDocument, { words: string }>({
        title: { zh: "来信", en: "Send" },
        next: { zh: "等待处理", en: "it will be looked at" },
        from: "none",
        to: "filed",
        by: ["anyone"],
        article: "17.1",
        contents: z.object({ words: z.string().min(1).max(100) }),
        starts: [{ period: "answer", rule: "correction.by-agency", owedBy: "authority" }],
      }),
      file: action<LetterDocument, object>({
        title: { zh: "提交", en: "File" },
        next: { zh: "由主管部门处理", en: "the authority decides" },
        from: ["draft"],
        to: "filed",
        by: [{ party: "provider", roles: ["officer"] }],
        article: "17.1",
        contents: z.object({}),
        starts: [{ period: "answer", rule: "correction.by-agency", owedBy: "authority" }],
      }),
      extend: action<LetterDocument, { reason: string }>({
        title: { zh: "延长", en: "Extend" },
        next: { zh: "期限延长至10个工作日", en: "the period becomes ten working days" },
        from: ["filed"],
        to: "filed",
        by: [{ party: "authority", roles: ["head"] }],
        article: "17.2",
        contents: z.object({ reason: z.string().min(1).max(200) }),
        extends: { period: "answer", reason: "reason" },
      }),
      agree: action<LetterDocument, object>({
        title: { zh: "同意", en: "Agree" },
        next: { zh: "办结", en: "done" },
        from: ["filed"],
        to: "agreed",
        by: [{ party: "authority", roles: ["reviewer"] }],
        article: "17.2",
        contents: z.object({ outcome: z.string().max(100).optional() }),
        meets: ["answer"],
        bulk: true,
      }),
      refuse: action<LetterDocument, { reason: string }>({
        title: { zh: "拒绝", en: "Refuse" },
        next: { zh: "办结", en: "done" },
        from: ["filed"],
        to: "refused",
        by: [{ party: "authority", roles: ["reviewer"] }],
        article: "17.2",
        contents: z.object({ reason: z.string().min(1).max(200) }),
        meets: ["answer"],
      }),
    },
  }),
  opening: async (_tx, { caller, contents }) => ({
    parties: { provider: caller.kind === "staff" ? caller.org : providerOrg, authority: authorityOrg },
    title: "一封来信",
    document: { words: contents.words },
  }),
};

/** An engine on a real database of its own, with a clock that is set and a record of what was appended. */
export async function testEngine(options: { packs?: readonly PackId[]; module?: ProcedureModule } = {}) {
  const db = await testDatabase([procedureMigrations]);
  const clock = settableClock("2026-09-28T02:00:00Z");
  const recorded: Recorded[] = [];
  let calendar = publishedCalendar();
  const needs: EngineNeeds = {
    db,
    clock,
    statute: { packs: options.packs ?? ["qingdao-299"], calendar: () => calendar },
    modules: [options.module ?? letterModule],
    append: async (_tx, entry) => {
      recorded.push(entry);
    },
    organisations: async (_tx, usccs) =>
      new Map(usccs.map((u) => [u, { name: `单位${u.slice(-4)}`, holder: "government" as const }])),
  };
  return {
    needs,
    clock,
    recorded,
    useCalendar: (next: typeof calendar) => {
      calendar = next;
    },
    close: () => db.close(),
  };
}

export type TestEngine = Awaited<ReturnType<typeof testEngine>>;
export const officer: Caller = staff(providerOrg, "officer");
export const reviewer: Caller = staff(authorityOrg, "reviewer");
