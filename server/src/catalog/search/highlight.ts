import { normalise } from "./grams.ts";

const longest = 140;
const before = 24;

/**
 * The part of a text around the first found word, found words in `<mark>`, everything else HTML-escaped. Undefined
 * when none of the words is in it. Pure. `terms` are in one spelling, longest first.
 */
export function highlight(text: string, terms: readonly string[]): string | undefined {
  const plain = normalise(text);
  // NFKC may change lengths (㎡ → m2); then positions would lie, and no mark is better than a wrong one.
  if (plain.length !== text.length) return undefined;
  const marks = marksIn(plain, terms);
  if (!marks.length) return undefined;
  const start = Math.max(0, marks[0]!.from - before);
  const end = Math.min(text.length, start + longest);
  let out = start > 0 ? "…" : "";
  let at = start;
  for (const { from, to } of marks) {
    if (to > end) break;
    if (from < at) continue;
    out += `${escaped(text.slice(at, from))}<mark>${escaped(text.slice(from, to))}</mark>`;
    at = to;
  }
  return out + escaped(text.slice(at, end)) + (end < text.length ? "…" : "");
}

function marksIn(plain: string, terms: readonly string[]): { from: number; to: number }[] {
  const marks: { from: number; to: number }[] = [];
  for (const term of terms)
    for (
      let from = plain.indexOf(term);
      from >= 0 && marks.length < 200;
      from = plain.indexOf(term, from + 1)
    )
      if (!marks.some((m) => from < m.to && from + term.length > m.from))
        marks.push({ from, to: from + term.length });
  return marks.sort((a, b) => a.from - b.from);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => entities[c]!);
