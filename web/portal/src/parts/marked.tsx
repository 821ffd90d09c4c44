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

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };

/** The plain text of an API highlight, which comes escaped, with the words found in `<mark>`. */
export function readHighlight(highlight: string): { text: string; words: string[] } {
  const decode = (html: string) =>
    html.replaceAll(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => entities[name] ?? "");
  const words = [...highlight.matchAll(/<mark>(.*?)<\/mark>/gs)].map((found) => decode(found[1] ?? ""));
  return { text: decode(highlight.replaceAll(/<\/?mark>/g, "")), words: [...new Set(words)] };
}

/**
 * Text with words marked. The text itself stays text: no markup in a title can act.
 */
export function Marked({ text, words, limit }: { text: string; words: readonly string[]; limit?: number }) {
  const { lang } = usePage();
  const letters = [...text];
  const shown = limit !== undefined && letters.length > limit ? `${letters.slice(0, limit).join("")}…` : text;
  const all = words.filter((word) => word !== "").sort((a, b) => b.length - a.length);
  const content = all.length === 0 ? shown : split(shown, all);
  const foreign = lang === "en" && /\p{Script=Han}/u.test(shown);
  return <span lang={foreign ? "zh-CN" : undefined}>{content}</span>;
}

function split(text: string, words: readonly string[]): ComponentChildren {
  // biome-ignore lint/plugin: every word is escaped; alternatives of plain text cannot backtrack.
  const pattern = new RegExp(
    `(${words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|")})`,
    "gi",
  );
  return text.split(pattern).map((part, i) => (i % 2 === 1 ? <mark key={i}>{part}</mark> : part));
}
