import type { RawRow } from "./row.ts";

/** One sheet, counted in a pass over all its cells. */
export interface SheetSurvey {
  name: string;
  index: number;
  hidden: boolean;
  /** Last row with a value, rows with one, cells with one. */
  lastRow: number;
  rows: number;
  cells: number;
  hiddenRows: number;
  merges: number;
}

/** A workbook opened for reading: `.xlsx` as a stream, `.xls` as a whole. */
export interface Workbook {
  sheets: SheetSurvey[];
  rows(sheet: number): AsyncIterable<RawRow[]>;
}

/**
 * The sheet with the data: the visible one with the most filled cells. The first keeps its place unless another
 * holds twice as much: a long list of names behind the real table must not win by a few cells.
 */
export function pickSheet(sheets: SheetSurvey[]): SheetSurvey | undefined {
  const visible = sheets.filter((sheet) => !sheet.hidden && sheet.cells > 0);
  const all = visible.length > 0 ? visible : sheets.filter((sheet) => sheet.cells > 0);
  const largest = all.toSorted((a, b) => b.cells - a.cells)[0];
  const first = all[0];
  return first && largest && first.rows > 1 && largest.cells <= first.cells * 2 ? first : largest;
}

/** A merged block, 0-based and inclusive. */
export interface Merge {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Taller merges are left alone: a record does not span hundreds of rows, a decoration does. */
const tallest = 500;

/**
 * Repeats the value of a cell merged over several rows in each of them, since each of them is a record of its
 * own that has this value. Feed it rows in order.
 */
export class MergeFiller {
  readonly #starts = new Map<number, Merge[]>();
  #open: { merge: Merge; value: string }[] = [];

  constructor(merges: Merge[]) {
    for (const merge of merges) {
      if (merge.bottom === merge.top || merge.bottom - merge.top >= tallest) continue;
      const list = this.#starts.get(merge.top);
      if (list) list.push(merge);
      else this.#starts.set(merge.top, [merge]);
    }
  }

  fill(row: RawRow): RawRow {
    const at = row.n - 1;
    if (this.#open.length > 0) {
      this.#open = this.#open.filter(({ merge }) => merge.bottom >= at);
      // Only rows that hold something of their own are records.
      const own = row.cells.some((cell) => cell !== "");
      for (const { merge, value } of own ? this.#open : []) {
        while (row.cells.length <= merge.left) row.cells.push("");
        if (row.cells[merge.left] === "") row.cells[merge.left] = value;
      }
    }
    for (const merge of this.#starts.get(at) ?? []) {
      const value = row.cells[merge.left] ?? "";
      if (value !== "") this.#open.push({ merge, value });
    }
    return row;
  }
}

/** A1 → [0, 0]; AB12 → [11, 27]. */
export function cellPosition(reference: string): [row: number, column: number] {
  let column = 0;
  let i = 0;
  for (; i < reference.length; i++) {
    const c = reference.charCodeAt(i) & 0xdf;
    if (c < 65 || c > 90) break;
    column = column * 26 + c - 64;
  }
  return [Number(reference.slice(i)) - 1, column - 1];
}

export function mergeOf(reference: string): Merge | undefined {
  const [from, to] = reference.split(":");
  if (!from || !to) return undefined;
  const [top, left] = cellPosition(from);
  const [bottom, right] = cellPosition(to);
  return Number.isNaN(top) || Number.isNaN(bottom) ? undefined : { top, left, bottom, right };
}
