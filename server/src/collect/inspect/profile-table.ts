import { ColumnProfile } from "./column-profile.ts";
import { describeColumn } from "./describe-column.ts";
import { readColumnName, uniqueLabels } from "./header-names.ts";
import type { InspectedColumn, Inspection, InspectionWarning } from "./inspection.ts";
import { readLayout, type TableLayout } from "./layout.ts";
import { isBlank, isBlankRow, type RawRow, type RowSource } from "./row.ts";
import { Aside, judgePreamble, judgeRow, lastDataRow } from "./set-aside.ts";

/** The part of an inspection that is read out of the rows. */
export type TablePart = Pick<
  Inspection,
  | "header"
  | "firstDataRow"
  | "width"
  | "columns"
  | "rows"
  | "physicalRows"
  | "sampled"
  | "setAside"
  | "warnings"
>;

const headRows = 300;
const tailRows = 300;
const spreadRows = 2000;

interface FirstPass {
  head: RawRow[];
  tail: RawRow[];
  /** Every k-th row, k doubling as the table grows. */
  spread: RawRow[];
  filled: number[];
  physicalRows: number;
  lastContent: number;
}

/** Reads a table twice: once to find its header and its end, once to judge every row and every cell. */
export async function profileTable(source: RowSource): Promise<TablePart> {
  const first = await passOnce(source);
  const body = [...first.head.slice(1), ...first.spread, ...first.tail];
  const seen = new Set<number>();
  const sample = body.filter((row) => !isBlankRow(row.cells) && !seen.has(row.n) && seen.add(row.n));
  const layout = readLayout(first.head, sample, first.filled);
  const last = Math.max(lastDataRow(first.tail, layout), layout.headerRows.at(-1) ?? 0);
  const table = new TableBuilder(layout);
  const ahead = layout.preamble.map((row) => row.n);
  const start = Math.max(layout.headerRows.at(-1) ?? 0, ahead.at(-1) ?? 0);
  for (const row of layout.preamble) table.aside.row(judgePreamble(row), row.n, row.cells);
  let next = 1;
  for await (const batch of source.batches()) {
    for (const row of batch) {
      // Sheets leave out rows without cells.
      for (; next < row.n; next++)
        if (next > start && table.firstDataRow > 0) table.blank(next, first.lastContent);
      next = row.n + 1;
      if (row.n <= start) {
        if (isBlankRow(row.cells)) table.aside.row("blank", row.n, row.cells);
        continue;
      }
      const judged = judgeRow(row, layout, last);
      if (judged === "blank") table.blank(row.n, first.lastContent);
      else if (judged) table.aside.row(judged, row.n, row.cells);
      else table.add(row);
    }
  }
  return table.finish(first.physicalRows, false);
}

async function passOnce(source: RowSource): Promise<FirstPass> {
  const pass: FirstPass = { head: [], tail: [], spread: [], filled: [], physicalRows: 0, lastContent: 0 };
  let step = 1;
  let tail: RawRow[] = [];
  for await (const batch of source.batches()) {
    for (const row of batch) {
      if (pass.head.length < headRows) pass.head.push(row);
      let blank = true;
      for (let i = 0; i < row.cells.length; i++) {
        if (i >= pass.filled.length) pass.filled.push(0);
        if (!isBlank(row.cells[i]!)) {
          pass.filled[i]!++;
          blank = false;
        }
      }
      if (!blank) pass.lastContent = row.n;
      pass.physicalRows = row.n;
      if (row.n % step === 0 && !blank) {
        pass.spread.push(row);
        if (pass.spread.length >= spreadRows) {
          step *= 2;
          pass.spread = pass.spread.filter((each) => each.n % step === 0);
        }
      }
      if (!blank) tail.push(row);
    }
    if (tail.length > tailRows * 4) tail = tail.slice(-tailRows);
  }
  pass.tail = tail.slice(-tailRows);
  return pass;
}

/** Takes rows one by one and ends as the description of the table. */
export class TableBuilder {
  readonly aside = new Aside();
  firstDataRow = 0;
  #rows = 0;
  #ragged = { count: 0, rows: [] as number[] };
  readonly #layout: TableLayout;
  readonly #profiles: ColumnProfile[];
  readonly #used: number[];

  constructor(layout: TableLayout) {
    this.#layout = layout;
    this.#used = layout.used;
    const cap = Math.max(500, Math.min(10_000, Math.floor(1_000_000 / Math.max(1, layout.used.length))));
    this.#profiles = layout.used.map(() => new ColumnProfile(cap));
  }

  add(row: RawRow): void {
    if (this.firstDataRow === 0) this.firstDataRow = row.n;
    this.#rows++;
    const { cells } = row;
    for (let k = 0; k < this.#used.length; k++) this.#profiles[k]!.add(cells[this.#used[k]!] ?? "", row.n);
    if (cells.length !== this.#layout.width) {
      this.#ragged.count++;
      if (this.#ragged.rows.length < 10) this.#ragged.rows.push(row.n);
    }
  }

  /** A blank row: padding when nothing follows it. */
  blank(n: number, lastContent: number): void {
    this.aside.row(n > lastContent ? "padding-rows" : "blank", n, []);
  }

  /** `rows` overrides the count of data rows where only a sample was added. */
  finish(physicalRows: number, sampled: boolean, rows = this.#rows): TablePart {
    const { names, units, headerRows, width } = this.#layout;
    const read = this.#used.map((index) => ({ index, ...readColumnName(names[index] ?? "") }));
    const labels = uniqueLabels(read);
    const columns: InspectedColumn[] = this.#used.map((index, k) => {
      const unit = read[k]!.unit ?? units[index];
      return describeColumn(
        index,
        names[index] ?? "",
        headerRows.length > 0 || names.length > 0,
        { label: labels[k]!, ...(unit ? { unit } : {}) },
        this.#profiles[k]!,
      );
    });
    const used = new Set(this.#used);
    this.aside.columns(Array.from({ length: width }, (_, i) => i).filter((i) => !used.has(i)));
    return {
      header: { rows: headerRows, from: headerRows.length > 0 ? "row" : "none" },
      firstDataRow: this.firstDataRow,
      width,
      columns,
      rows,
      physicalRows,
      sampled,
      setAside: this.aside.list(),
      warnings: this.#warnings(names, read, labels, headerRows),
    };
  }

  #warnings(
    names: string[],
    read: { index: number; label: string }[],
    labels: string[],
    headerRows: number[],
  ): InspectionWarning[] {
    const out: InspectionWarning[] = [];
    if (headerRows.length === 0 && names.length === 0)
      out.push({
        code: "file.no_header",
        zh: "没有表头，列名为自动编号",
        en: "no header: columns are numbered",
      });
    if (headerRows.length > 1)
      out.push({
        code: "file.multi_row_header",
        zh: "多行表头，已合并为一行",
        en: "header of several rows, joined",
        rows: headerRows,
      });
    read.forEach(({ index, label }, k) => {
      if (label !== "" && labels[k] !== label)
        out.push({
          code: "column.duplicate_name",
          zh: `列名重复：${label}`,
          en: `duplicate column name: ${label}`,
          column: index,
        });
    });
    if (this.#ragged.count > 0 && this.#ragged.count < this.#rows)
      out.push({
        code: "file.ragged_rows",
        zh: "部分行的列数与其他行不同",
        en: "rows of different widths",
        ...this.#ragged,
      });
    return out;
  }
}
