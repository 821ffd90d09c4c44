import type { TextLayout } from "./inspection.ts";
import { Unreadable } from "./refuse.ts";
import type { RawRow } from "./row.ts";

export type Dialect = Pick<TextLayout, "delimiter" | "quote"> & { newline: "lf" | "cr" };

/**
 * Splits text into records (RFC 4180, read leniently: a quote opens a field only at its start; text after a
 * closing quote is kept; CRLF and LF both end a record, a lone CR only where the file uses nothing else).
 * Text may be pushed in pieces of any size. An empty line is a record of one empty cell.
 */
export class CsvRecords {
  /** Records so far that hold a line break inside quotes; quotes left open at the end; stray quotes. */
  embedded = 0;
  unclosed = false;
  stray = 0;
  quoted = 0;
  readonly newlines = { lf: 0, crlf: 0, cr: 0 };

  readonly #delimiter: number;
  readonly #quote: number;
  readonly #newline: number;
  readonly #longest: number;
  readonly #widest: number;
  #rest = "";
  #n = 0;

  constructor(dialect: Dialect, longestRecord = 4 << 20, mostColumns = Number.MAX_SAFE_INTEGER) {
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#quote = dialect.quote === "" ? -1 : dialect.quote.charCodeAt(0);
    this.#newline = dialect.newline === "cr" ? 13 : 10;
    this.#longest = longestRecord;
    this.#widest = mostColumns;
  }

  /** The records completed by this piece. */
  push(text: string): RawRow[] {
    return this.#split(this.#rest === "" ? text : this.#rest + text, false);
  }

  /** The last record, when the file does not end in a line break. */
  end(): RawRow[] {
    return this.#split(this.#rest, true);
  }

  #split(text: string, last: boolean): RawRow[] {
    const rows: RawRow[] = [];
    const length = text.length;
    let start = 0;
    let i = 0;
    while (start < length) {
      const cells: string[] = [];
      let embedded = false;
      let done = false;
      i = start;
      for (;;) {
        let cell = "";
        if (i < length && text.charCodeAt(i) === this.#quote) {
          this.quoted++;
          let from = ++i;
          for (;;) {
            const close = text.indexOf('"', i);
            if (close < 0) {
              if (!last) return this.#keep(text, start, rows);
              this.unclosed = true;
              cell += text.slice(from);
              i = length;
              break;
            }
            if (text.charCodeAt(close + 1) === this.#quote) {
              cell += text.slice(from, close + 1);
              i = from = close + 2;
              continue;
            }
            if (close + 1 === length && !last) return this.#keep(text, start, rows);
            cell += text.slice(from, close);
            i = close + 1;
            break;
          }
          if (!embedded && (cell.includes("\n") || cell.includes("\r"))) embedded = true;
        }
        const from = i;
        let c = -1;
        while (i < length) {
          c = text.charCodeAt(i);
          if (c === this.#delimiter || c === this.#newline) break;
          i++;
        }
        if (i >= length && !last) return this.#keep(text, start, rows);
        let to = i;
        const ended = i >= length || c === this.#newline;
        if (ended && this.#newline === 10 && to > from && text.charCodeAt(to - 1) === 13) to--;
        if (to > from) {
          if (cell !== "") this.stray++;
          cell += text.slice(from, to);
        }
        cells.push(cell);
        if (cells.length > this.#widest) throw new Unreadable("inspect.too_wide", this.#widest);
        if (ended) {
          if (i < length) {
            if (this.#newline === 13) this.newlines.cr++;
            else if (text.charCodeAt(i - 1) === 13 && i > start) this.newlines.crlf++;
            else this.newlines.lf++;
          }
          i++;
          done = true;
          break;
        }
        i++;
      }
      if (!done) break;
      if (embedded) this.embedded++;
      rows.push({ n: ++this.#n, cells });
      start = i;
    }
    this.#rest = "";
    return rows;
  }

  #keep(text: string, start: number, rows: RawRow[]): RawRow[] {
    this.#rest = start === 0 ? text : text.slice(start);
    if (this.#rest.length > this.#longest) throw new Unreadable("inspect.record_too_long", `#${this.#n + 1}`);
    return rows;
  }
}
