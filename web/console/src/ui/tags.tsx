import type { Tone } from "../api-types.ts";
import { citeArticle } from "../article.ts";
import { useLanguage } from "../language.tsx";

const toneClass: Record<Tone, string> = { draft: "", waiting: "info", good: "ok", bad: "danger", closed: "" };

/** The state of a case; its colour repeats what the word says. */
export function StateTag({ tone, title }: { tone: Tone; title: string }) {
  return <span className={`tag ${toneClass[tone] ?? ""}`}>{title}</span>;
}

/** An article as a small reference, linked to the public page that shows it at work. */
export function ArticleRef({ article, instrument }: { article: string; instrument?: string }) {
  const { lang } = useLanguage();
  const number = article.split(".")[0];
  const cited = citeArticle(article, lang, instrument);
  if (instrument && instrument !== "qingdao-299") return <span>{cited}</span>;
  return <a href={`/law/${number}`}>{cited}</a>;
}
