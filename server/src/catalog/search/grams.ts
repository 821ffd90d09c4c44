/** Text as the index sees it: runs of Han characters, and words of letters and digits. */
export interface Runs {
  readonly han: readonly string[];
  readonly latin: readonly string[];
}

const run = /(?<han>\p{Script=Han}+)|(?<latin>[\p{L}\p{N}](?:[\p{L}\p{N}]|[._-](?=[\p{L}\p{N}]))*)/gu;
/** One spelling: full width to half (ＡＱＩ → aqi, NFKC), lower case. */
export const normalise = (text: string): string => text.normalize("NFKC").toLowerCase();

/** Splits a text into its runs; a compound Latin word (`pm2.5-day`) stays whole. Pure. */
export function runsOf(text: string): Runs {
  const han: string[] = [];
  const latin: string[] = [];
  for (const { groups } of normalise(text).matchAll(run)) {
    if (groups!.han) han.push(groups!.han);
    // Letters and Han may touch within one match of \p{L}: split those off again.
    else
      for (const piece of groups!.latin!.split(/(\p{Script=Han}+)/u)) {
        if (/^\p{Script=Han}/u.test(piece)) han.push(piece);
        else if (trimmed(piece)) latin.push(trimmed(piece));
      }
  }
  return { han, latin };
}

const trimmed = (piece: string) => piece.replace(/^[._-]+|[._-]+$/g, "").slice(0, 60);

/** The parts of a compound Latin word, or none: pm2.5 → pm, 2, 5. */
export function partsOf(word: string): string[] {
  const split = word.split(/[._-]|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u).filter(Boolean);
  return split.length > 1 ? split : [];
}

/** The overlapping pairs of a run: 停车场 → 停车, 车场. */
export function pairs(han: string): string[] {
  const chars = [...han];
  return chars.slice(1).map((c, i) => chars[i]! + c);
}

/** The pairs one character apart: 停车场 → 停_场. They still match when the character between is wrong. */
export function skips(han: string): string[] {
  const chars = [...han];
  return chars.slice(2).map((c, i) => `${chars[i]}_${c}`);
}

/**
 * Everything a text is found by: pairs, the last character of each run (so that any single character is the
 * beginning of some gram), Latin words; with `tolerant` the skip pairs too.
 */
export function gramsOf(text: string, tolerant: boolean): Set<string> {
  const found = new Set<string>();
  const { han, latin } = runsOf(text);
  for (const h of han) {
    for (const p of pairs(h)) found.add(p);
    found.add([...h].at(-1)!);
    if (tolerant) for (const s of skips(h)) found.add(s);
  }
  for (const w of latin) {
    for (const part of [w, ...partsOf(w)]) found.add(part);
    // pm2.5 is often typed pm25.
    found.add(w.replace(/[._-]/g, ""));
  }
  return found;
}
