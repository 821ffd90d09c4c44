import { normalise, pairs, partsOf, runsOf, skips } from "./grams.ts";
import { segment } from "./segment.ts";
import { knownWordAt, synonymsOf } from "./synonyms.ts";

/** Longest query looked at, characters; what is beyond says nothing more. */
export const longestQuery = 100;
/** Most words looked for. */
const mostWords = 12;

/** A search as the index is asked for it. Texts in tsquery syntax, quoted. */
export interface ParsedQuery {
  /** The query in one spelling, for comparing with names. */
  readonly plain: string;
  /** Finds: every word, or another word for it. Null when the query holds nothing searchable. */
  readonly exact: string | null;
  /** Finds when `exact` finds nothing: any of the grams, forgiving a wrong, missing or additional character. */
  readonly tolerant: string | null;
  /** Ranks: the words as segmented. */
  readonly words: string | null;
  /** What to mark in a result. */
  readonly terms: readonly string[];
  /** Each Han character, to count how many of them a name has. */
  readonly characters: readonly string[];
}

/**
 * Reads what somebody typed. Words must all be there, in any order; a word matches as its two-character grams do,
 * so that a query that begins or ends inside a dictionary word finds as well as one that does not. Pure.
 */
export function parseQuery(typed: string): ParsedQuery {
  const plain = normalise(typed.slice(0, longestQuery)).trim().replace(/\s+/g, " ");
  const { han, latin } = runsOf(plain);
  const hanWords = han.flatMap(wordsOf).slice(0, mostWords);
  const whole = [...new Set(latin)].slice(0, mostWords);
  const all = [...hanWords, ...whole];
  if (!all.length) return { plain, exact: null, tolerant: null, words: null, terms: [], characters: [] };

  return {
    plain,
    exact: all.map((w) => either([w, ...synonymsOf(w)].map(matching))).join(" & "),
    tolerant: tolerantOf(han, whole),
    words: [...new Set(all.flatMap((w) => [w, ...synonymsOf(w)]))].map(quote).join(" | "),
    terms: [...new Set(all.flatMap((w) => [w, ...synonymsOf(w)]))].sort((a, b) => b.length - a.length),
    characters: [...new Set(han.join(""))].slice(0, 24),
  };
}

/** Words of the synonym table first, the dictionary's for what lies between. */
function wordsOf(run: string): string[] {
  const words: string[] = [];
  let loose = "";
  for (let at = 0; at < run.length; ) {
    const known = knownWordAt(run, at);
    if (!known) {
      loose += run[at++];
      continue;
    }
    if (loose) words.push(...segment(loose));
    loose = "";
    words.push(known);
    at += known.length;
  }
  if (loose) words.push(...segment(loose));
  return words.filter((w) => !particles.has(w));
}

// They join words and say nothing of their own.
const particles = new Set(["的", "和", "与", "及", "在"]);

function matching(word: string): string {
  const { han, latin } = runsOf(word);
  const grams = han.flatMap((h) => (isSingle(h) ? [`${quote(h)}:*`] : pairs(h).map(quote)));
  // A word somebody has begun to type finds what begins so; a compound also what has all its parts.
  const begun = latin.map((w) => {
    const parts = partsOf(w).map(quote).join(" & ");
    return parts ? `(${quote(w)}:* | (${parts}))` : `${quote(w)}:*`;
  });
  return [...grams, ...begun].join(" & ");
}

function tolerantOf(han: readonly string[], latin: readonly string[]): string | null {
  const grams = new Set<string>();
  for (const h of han) {
    for (const g of [...pairs(h), ...skips(h)]) grams.add(quote(g));
    // A character left out: what now stands together stood one apart.
    for (const p of pairs(h)) grams.add(quote([...p].join("_")));
    if (isSingle(h)) grams.add(`${quote(h)}:*`);
  }
  for (const w of latin) if (w.length > 2) grams.add(`${quote(w.slice(0, Math.max(2, w.length - 2)))}:*`);
  return grams.size ? [...grams].slice(0, 120).join(" | ") : null;
}

// Some characters are two code units long.
const isSingle = (han: string) => [...han].length === 1;
const quote = (lexeme: string) => `'${lexeme.replace(/[\\']/g, "$&$&")}'`;
const either = (options: readonly string[]) =>
  options.length === 1 ? options[0]! : `(${options.map((o) => `(${o})`).join(" | ")})`;
