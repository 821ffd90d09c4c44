import { type FieldProblem, fieldProblems } from "../platform/index.ts";
import { sufficesForNotOpening, sufficesForNotSharing } from "./basis.ts";
import { type EntryContent, type EntryDraft, entryContent } from "./content.ts";
import { refuse } from "./refusals.ts";
import type { Scheme } from "./schemes.ts";

/** The five attributes an entry must state (Art. 9.1). */
const required = {
  format: { zh: "格式", en: "the format" },
  class: { zh: "分类", en: "the class" },
  shareType: { zh: "共享属性", en: "the share type" },
  openType: { zh: "开放属性", en: "the open type" },
  updateCycle: { zh: "更新周期", en: "the update cycle" },
} as const;

/**
 * The whole entry of a draft that is ready for review. Pure.
 * @throws Refusal naming every field: attributes of Art. 9.1, other core metadata (9.2), class and grade (7),
 * share type (20.2), open type (26.2, 27).
 */
export function completeEntry(
  draft: EntryDraft,
  given: { scheme: Scheme; onNegativeList: boolean },
): EntryContent {
  const missing = Object.entries(required)
    .filter(([key]) => draft[key as keyof typeof required] === undefined)
    .map(([path, { zh, en }]): FieldProblem => ({ path, zh: `缺少${zh}`, en: `${en} is missing` }));
  if (missing.length) throw refuse("attributes_missing", { article: "9.1", fields: missing });

  const parsed = entryContent.safeParse(draft, { reportInput: true });
  if (!parsed.success) throw refuse("incomplete", { article: "9.2", fields: fieldProblems(parsed.error) });
  const content = parsed.data;
  const twice = repeatedColumns(content);
  if (twice.length) throw refuse("incomplete", { article: "9.2", fields: twice });

  checkGrading(content, given.scheme);
  checkSharing(content);
  if (content.shareType === "none" && !given.onNegativeList)
    throw refuse("not_on_negative_list", { article: "20.2" });
  checkOpening(content);
  return content;
}

/** Class, grade and what they forbid, by the scheme in use (Art. 7). Pure; throws a Refusal. */
export function checkGrading(content: EntryDraft, scheme: Scheme): void {
  const problems = scheme.check(content);
  if (!problems.length) return;
  throw refuse("grading_wrong", {
    article: problems[0]!.article,
    fields: problems.map(({ path, zh, en }) => ({ path, zh, en })),
  });
}

type Sharing = Pick<EntryContent, "shareType" | "shareCondition" | "shareBasis">;

/** The grounds of a share type (Art. 20.2). Pure; throws a Refusal. */
export function checkSharing(content: Sharing): void {
  if (content.shareType === "none" && !sufficesForNotSharing(content.shareBasis))
    throw refuse("share_basis_insufficient", {
      article: "20.2",
      fields: [
        { path: "shareBasis", zh: "须为法律或行政法规", en: "must be a law or administrative regulation" },
      ],
    });
  if (content.shareType !== "conditional") return;
  const fields: FieldProblem[] = [];
  if (!content.shareCondition)
    fields.push({ path: "shareCondition", zh: "须说明理由", en: "give the reason" });
  if (!content.shareBasis) fields.push({ path: "shareBasis", zh: "须提供依据", en: "give the basis" });
  if (fields.length) throw refuse("share_grounds_missing", { article: "20.2", fields });
}

type Opening = Pick<EntryContent, "openType" | "openCondition" | "openBasis" | "items">;

/** The grounds of an open type (Arts. 26.2, 27). Pure; throws a Refusal. */
export function checkOpening(content: Opening): void {
  if (content.openType === "none" && !sufficesForNotOpening(content.openBasis))
    throw refuse("open_basis_insufficient", {
      article: "26.2",
      fields: [
        {
          path: "openBasis",
          zh: "须为法律、法规或国家规定",
          en: "must be a law, regulation or national rule",
        },
      ],
    });
  if (content.openType === "conditional" && !content.openCondition)
    throw refuse("open_condition_missing", {
      article: "26.2",
      fields: [{ path: "openCondition", zh: "须写明条件", en: "state the condition" }],
    });
  const personal = content.items.some((item) => item.personal);
  if (content.openType === "unconditional" && personal && !sufficesForNotOpening(content.openBasis))
    throw refuse("personal_open", {
      article: "27",
      fields: [
        {
          path: "openBasis",
          zh: "填写要求公开的法律、法规",
          en: "name the law or regulation that demands it",
        },
      ],
    });
}

function repeatedColumns(content: EntryContent): FieldProblem[] {
  const seen = new Set<string>();
  return content.items.flatMap(({ column }, i) => {
    if (!seen.has(column)) {
      seen.add(column);
      return [];
    }
    return [{ path: `items/${i}/column`, zh: "列名重复", en: "is used twice" }];
  });
}
