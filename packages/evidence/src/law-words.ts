import { articleOf, cite, type PackId, packs } from "@zhanqiao/law";
import type { PackArticle } from "./format.ts";

/** What an article asks, in the words of the law package; undefined for what it does not know. */
export function wordsOfArticle(instrument: string, article: string): PackArticle | undefined {
  const number = Number(/^(\d{1,2})(?:\.\d+)*$/.exec(article)?.[1]);
  if (instrument !== "qingdao-299" || !(number >= 1 && number <= 52)) return undefined;
  return { instrument, article: String(number), ...articleOf(number).summary };
}

/** The articles that entries and periods rest on, each once, in their order. */
export function articlesOf(rested: readonly { instrument: string | null; article: string | null }[]) {
  const found = new Map<string, PackArticle>();
  for (const { instrument, article } of rested) {
    const words = instrument && article ? wordsOfArticle(instrument, article) : undefined;
    if (words) found.set(`${words.instrument} ${words.article}`, words);
  }
  return [...found.values()].sort((a, b) => Number(a.article) - Number(b.article));
}

/** An article as it is cited, or its code where the instrument is unknown. */
export function cited(instrument: string | null, article: string | null, language: "zh" | "en"): string {
  if (!article) return "";
  const known = packs.find((pack) => pack.id === instrument);
  try {
    return known ? cite(known.id as PackId, article, language) : `${instrument ?? ""} ${article}`;
  } catch {
    return `${instrument ?? ""} ${article}`;
  }
}

/** Rule of a period by pack and id. */
export const ruleOf = (pack: string, id: string) =>
  packs.find((one) => one.id === pack)?.rules.find((rule) => rule.id === id);
