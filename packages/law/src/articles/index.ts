import { LawError, quoted } from "../law-error.ts";
import type { Article, Chapter } from "./article.ts";
import { chapters1And2 } from "./chapters-1-2.ts";
import { chapters3And4 } from "./chapters-3-4.ts";
import { chapters5To8 } from "./chapters-5-8.ts";

/** The 52 articles of order 299, in order. */
export const articles: readonly Article[] = [...chapters1And2, ...chapters3And4, ...chapters5To8];

/** The eight chapters, in order. */
export const chapters: readonly Chapter[] = [...new Set(articles.map((article) => article.chapter))];

/** An article by its number, 1–52; refuses any other. */
export function articleOf(number: number): Article {
  const article = articles.find((candidate) => candidate.number === number);
  if (article) return article;
  throw new LawError("law.article-invalid", {
    zh: `没有第“${quoted(number)}”条；本办法共五十二条`,
    en: `there is no article "${quoted(number)}"; the measures have 52`,
  });
}
