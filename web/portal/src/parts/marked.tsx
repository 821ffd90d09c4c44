import type { ComponentChildren } from "preact";
import { usePage } from "../page.ts";

/** Words of a query that may be marked in a result: at most eight, longest first. */
export function wordsOf(query: string): string[] {
  const words = query.trim().split(/[\s,，、;；]+/);
  return [...new Set(words)]
    .filter((word) => word.length > 0 && word.length <= 40)
    .sort((a, b) => b.length - a.length)
    .slice(0, 8);
}

/**
 * Text with a search's words marked. Marks the API has set (`<mark>` or `<em>`) are read and everything else
 * stays text, so that no markup of a title can act.
 */
export function Marked({ text, words, limit }: { text: string; words: readonly string[]; limit?: number }) {
  const { lang } = usePage();
  const plain = text.replaceAll(/<\/?(?:mark|em|b)>/g, "");
  const marked = text === plain ? [] : [...text.matchAll(/<(mark|em|b)>(.*?)<\/\1>/g)].map((m) => m[2] ?? "");
  const shown =
    limit !== undefined && [...plain].length > limit ? `${[...plain].slice(0, limit).join("")}…` : plain;
  const all = [...words, ...marked].filter((word) => word !== "");
  const content = all.length === 0 ? shown : split(shown, all);
  return lang === "en" && /\p{Script=Han}/u.test(shown) ? (
    <span lang="zh-CN">{content}</span>
  ) : (
    <>{content}</>
  );
}

function split(text: string, words: readonly string[]): ComponentChildren {
  const pattern = new RegExp(
    `(${words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|")})`,
    "gi",
  );
  return text.split(pattern).map((part, i) => (i % 2 === 1 ? <mark key={i}>{part}</mark> : part));
}
