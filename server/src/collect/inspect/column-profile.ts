import { anyNumber, booleanWords, kind, readKinds, unitOf } from "./cell-kinds.ts";
import { halfWidth, hasEntity, tidyCell, trimAll } from "./cell-text.ts";
import { DistinctValues } from "./distinct.ts";
import { isBlank } from "./row.ts";

/** Rows kept of each finding. */
const keptRows = 10;

export interface Finding {
  count: number;
  rows: number[];
}

function note(finding: Finding, n: number): void {
  finding.count++;
  if (finding.rows.length < keptRows) finding.rows.push(n);
}

const finding = (): Finding => ({ count: 0, rows: [] });

/** Everything gathered about one column's cells, from which its type is then decided. */
export class ColumnProfile {
  rows = 0;
  filled = 0;
  longest = 0;
  scale = 0;
  textLength = 0;
  /** Cells by their set of readings. */
  readonly kinds = new Map<number, Finding>();
  readonly distinct: DistinctValues;
  /** Units behind the numbers, with where each stands. */
  readonly units = new Map<string, Finding>();
  readonly booleans = new Map<string, number>();
  /** Smallest and largest number, over all cells that are plain ones. */
  least = Number.POSITIVE_INFINITY;
  greatest = Number.NEGATIVE_INFINITY;
  readonly spaces = finding();
  readonly fullWidth = finding();
  readonly entities = finding();
  readonly newlines = finding();
  readonly formulas = finding();

  constructor(distinctCap: number) {
    this.distinct = new DistinctValues(distinctCap);
  }

  add(cell: string, n: number): void {
    this.rows++;
    if (isBlank(cell)) return;
    this.filled++;
    const seen = this.distinct.see(cell, n, readCellKinds);
    const bits = seen.bits;
    let found = this.kinds.get(bits);
    if (!found) {
      found = finding();
      this.kinds.set(bits, found);
    }
    note(found, n);
    const length = cell.length;
    this.textLength += length;
    if (length > this.longest) this.longest = length;
    if (bits & anyNumber) this.#number(cell, bits, n);
    if (bits & kind.boolean) {
      const word = booleanWords(tidyCell(cell))!;
      this.booleans.set(word, (this.booleans.get(word) ?? 0) + 1);
    }
    this.#oddities(cell, bits, n);
  }

  #number(cell: string, bits: number, n: number): void {
    if (bits & kind.withUnit) {
      const unit = unitOf(tidyCell(cell))!;
      const found = this.units.get(unit) ?? finding();
      note(found, n);
      this.units.set(unit, found);
      return;
    }
    const text = bits & (kind.grouped | kind.currency) ? cell.replace(/[^\d.-]/g, "") : cell;
    const value = Number.parseFloat(text);
    if (value < this.least) this.least = value;
    if (value > this.greatest) this.greatest = value;
    if (bits & kind.decimal) {
      const point = text.indexOf(".");
      if (point >= 0) {
        const digits = /^\d*/.exec(text.slice(point + 1))![0].length;
        if (digits > this.scale) this.scale = digits;
      }
    }
  }

  #oddities(cell: string, bits: number, n: number): void {
    const first = cell.charCodeAt(0);
    const last = cell.charCodeAt(cell.length - 1);
    if ((first <= 32 || first > 126 || last <= 32 || last > 126) && trimAll(cell) !== cell)
      note(this.spaces, n);
    if (isFormula(cell, bits)) note(this.formulas, n);
    let wide = false;
    let line = false;
    let ampersand = false;
    for (let i = 0; i < cell.length; i++) {
      const c = cell.charCodeAt(i);
      if (c >= 0xff10 && c <= 0xff5a && halfWidth(cell[i]!) !== cell[i] && /[０-９Ａ-Ｚａ-ｚ]/.test(cell[i]!))
        wide = true;
      else if (c === 10 || c === 13) line = true;
      else if (c === 38) ampersand = true;
    }
    if (wide) note(this.fullWidth, n);
    if (line) note(this.newlines, n);
    if (ampersand && hasEntity(cell)) note(this.entities, n);
  }

  /** Cells whose set of readings fits. */
  count(fits: (bits: number) => boolean): number {
    let sum = 0;
    for (const [bits, { count }] of this.kinds) if (fits(bits)) sum += count;
    return sum;
  }

  /** Cells whose set of readings fits, with the first rows. */
  where(fits: (bits: number) => boolean): Finding {
    const all = finding();
    for (const [bits, { count, rows }] of this.kinds) {
      if (!fits(bits)) continue;
      all.count += count;
      all.rows.push(...rows);
    }
    all.rows = all.rows.sort((a, b) => a - b).slice(0, keptRows);
    return all;
  }
}

/** Begins like a formula of a spreadsheet: =, @, or a sign before what is neither a number nor a phone. */
function isFormula(cell: string, bits: number): boolean {
  const first = cell.charCodeAt(0);
  if (first > 64 && first < 0xff00) return false;
  const text = tidyCell(cell);
  if (/^[=@]./.test(text)) return true;
  const plain = anyNumber | kind.missing | kind.zeros;
  return /^[-+].*[^-\d\s().+]/.test(text) && (bits & plain) === 0;
}

const readCellKinds = (cell: string): number => (cell.length > 200 ? 0 : readKinds(tidyCell(cell)));
