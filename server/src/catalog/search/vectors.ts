import type { EntryContent } from "../content.ts";
import { gramsOf, runsOf } from "./grams.ts";
import { segmentFully } from "./segment.ts";

type Weight = "A" | "B" | "C" | "D";

/** The two tsvector literals of a published entry: what finds it and what ranks it. Pure. */
export function vectorsOf(
  content: EntryContent,
  of: { code: string; provider: string; division: string },
): { grams: string; words: string } {
  const grams = new Map<string, Weight>();
  const words = new Map<string, Weight>();
  // Strongest first: a gram keeps the best weight it is met with.
  const add = (weight: Weight, text: string, tolerant = false) => {
    for (const g of gramsOf(text, tolerant)) if (!grams.has(g)) grams.set(g, weight);
    const { han, latin } = runsOf(text);
    for (const w of [...han.flatMap(segmentFully), ...latin]) if (!words.has(w)) words.set(w, weight);
  };
  add("A", content.name, true);
  for (const k of content.keywords) add("B", k, true);
  for (const item of content.items) {
    add("B", item.name);
    add("D", item.column);
  }
  add("C", of.provider, true);
  add("C", of.division);
  add("C", content.abstract);
  add("D", content.basis);
  add("D", of.code);
  return { grams: literal(grams), words: literal(words) };
}

// All at position 1: only presence and weight count here. PostgreSQL takes lexemes up to 2 KB; ours are short.
function literal(lexemes: ReadonlyMap<string, Weight>): string {
  return [...lexemes].map(([l, w]) => `'${l.replace(/[\\']/g, "$&$&")}':1${w}`).join(" ");
}
