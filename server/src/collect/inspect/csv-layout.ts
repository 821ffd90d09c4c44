import { CsvRecords, type Dialect } from "./csv-records.ts";
import type { TextLayout } from "./inspection.ts";

const delimiters: TextLayout["delimiter"][] = [",", "\t", ";", "|"];

/**
 * Guesses delimiter and line ending from the beginning of a text: the delimiter is the one that gives
 * the most records of one and the same width above one; a comma where none does.
 */
export function guessDialect(head: string, complete: boolean): Dialect & { prose: boolean } {
  const newline = !head.includes("\n") && head.includes("\r") ? "cr" : "lf";
  let best: { delimiter: TextLayout["delimiter"]; score: number } = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    if (!head.includes(delimiter)) continue;
    const records = new CsvRecords({ delimiter, quote: '"', newline }, Number.MAX_SAFE_INTEGER);
    const rows = records.push(head);
    if (complete || rows.length === 0) rows.push(...records.end());
    const widths = new Map<number, number>();
    for (const { cells } of rows.slice(0, 500)) {
      if (cells.length > 1) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
    }
    const total = Math.min(rows.length, 500);
    for (const [width, count] of widths) {
      // Agreement first; width only breaks ties, and prose has commas but no constant number of them.
      const score = count / total + Math.min(width, 20) / 1000;
      if (score > best.score + (delimiter === "," ? 0 : 0.02)) best = { delimiter, score };
    }
  }
  return { delimiter: best.delimiter, quote: '"', newline, prose: isProse(head, best.score, newline) };
}

/**
 * Running text, source code or columns aligned by blanks: lines with no constant number of delimiters. Lists of
 * one column are no prose.
 */
function isProse(head: string, score: number, newline: Dialect["newline"]): boolean {
  const lines = head.split(newline === "cr" ? "\r" : /\r?\n/).filter((line) => line.trim() !== "");
  const aligned = lines.filter((line) => /^\S+ {2,}\S/.test(line)).length;
  if (score === 0) return lines.length >= 2 && aligned === lines.length;
  return lines.length >= 5 && score < 0.5;
}
