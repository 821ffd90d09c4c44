import { anyValue, kind, readKinds, unitPattern } from "./cell-kinds.ts";
import { halfWidth, tidyCell, trimAll } from "./cell-text.ts";
import { headerWord } from "./header-names.ts";
import { isBlank, isBlankRow, type RawRow } from "./row.ts";

/** Where the header is and which columns are used. Pure: decided from the first rows and a sample of the rest. */
export interface TableLayout {
  headerRows: number[];
  /** Names as found by column position; empty where there is none. */
  names: string[];
  /** Units given in a row of their own under the names, or for the whole table. */
  units: (string | undefined)[];
  width: number;
  /** Positions of the columns that have a name or a value. */
  used: number[];
  /** Cells a data row usually fills. */
  typicalFill: number;
  /** Whether the first column holds values (numbers, codes) rather than words. */
  firstIsValue: boolean;
  /** Physical rows before the data that are not blank and not the header. */
  preamble: RawRow[];
}

interface BodyColumn {
  /** Share of filled cells that are values (numbers, days, codes). */
  values: number;
  filled: number;
  cells: Set<string>;
  length: number;
}

/** How far down a header is looked for, in rows with content. */
const deepest = 20;

export function readLayout(head: RawRow[], body: RawRow[], filled: number[]): TableLayout {
  const width = filled.length;
  const withValues = filled.map((count, i) => (count > 0 ? i : -1)).filter((i) => i >= 0);
  const content = head.filter((row) => !isBlankRow(row.cells)).slice(0, deepest);
  const fills = body.map((row) => row.cells.filter((c) => !isBlank(c)).length).filter((n) => n > 0);
  const typicalFill = median(fills) || 1;
  const blockWidth = body.length > 3 ? Math.max(typicalFill, 1) : withValues.length;
  const start = content.findIndex((row, i) => opensTable(row, content, i, blockWidth));
  const from = Math.max(start, 0);
  const preamble = content.slice(0, from);
  const candidate = content[from];
  if (!candidate)
    return {
      headerRows: [],
      names: [],
      units: [],
      width,
      used: withValues,
      typicalFill,
      firstIsValue: false,
      preamble: [],
    };
  const first = candidate.n;
  const columns = withValues.map((i) =>
    describeBody(
      i,
      body.filter((row) => row.n > first && !sameCells(row, candidate)),
    ),
  );
  const firstIsValue = (columns[0]?.values ?? 0) >= 0.6;
  const scored = scoreHeader(candidate, withValues, columns);
  const none = {
    headerRows: [],
    names: [] as string[],
    units: [],
    width,
    used: withValues,
    typicalFill,
    firstIsValue,
    preamble,
  };
  if (scored <= threshold(body.length)) return none;
  const rows = [
    candidate,
    ...furtherHeaders(candidate, content.slice(from + 1, from + 3), withValues, columns),
  ];
  const { names, units } = joinNames(rows, width);
  const tableUnit = preamble.map((row) => unitOfTable(row.cells)).find((unit) => unit !== undefined);
  const used = withValues.filter((i) => (names[i] ?? "") !== "" || hasData(i, rows, filled));
  return {
    headerRows: rows.map((row) => row.n),
    names,
    units: tableUnit ? Array.from({ length: width }, (_, i) => units[i] ?? tableUnit) : units,
    width,
    used,
    typicalFill,
    firstIsValue,
    preamble,
  };
}

/** A header that comes again further down says nothing about the columns. */
const sameCells = (a: RawRow, b: RawRow): boolean =>
  a.cells.length === b.cells.length && a.cells.every((cell, i) => cell === b.cells[i]);

/** Whether a column has cells beyond the header's own. */
function hasData(column: number, headers: RawRow[], filled: number[]): boolean {
  const own = headers.filter((row) => !isBlank(row.cells[column] ?? "")).length;
  return filled[column]! > own;
}

/** The first row that is as wide as the table; rows of one or two cells above it are titles and notes. */
function opensTable(row: RawRow, content: RawRow[], i: number, blockWidth: number): boolean {
  const count = row.cells.filter((c) => !isBlank(c)).length;
  if (blockWidth <= 1) return !isPreambleText(row.cells, content[i + 1]);
  if (count < Math.max(2, Math.ceil(blockWidth * 0.5))) return false;
  const only = row.cells.filter((c) => !isBlank(c));
  // 填报单位：… | 填报日期：… is a caption though it has two cells.
  return !(
    blockWidth > 2 &&
    only.length <= blockWidth / 2 + 1 &&
    only.every((c) => /^[^：:]{2,10}[：:]/.test(trimAll(c)))
  );
}

const isPreambleText = (cells: string[], next: RawRow | undefined): boolean =>
  next !== undefined &&
  /^(?:附件|附表|附录)\s*\d*\s*[:：]?$/.test(trimAll(cells.find((c) => !isBlank(c)) ?? ""));

function describeBody(column: number, body: RawRow[]): BodyColumn {
  const cells = new Set<string>();
  let values = 0;
  let filled = 0;
  const lengths: number[] = [];
  for (const row of body) {
    const cell = tidyCell(row.cells[column] ?? "");
    if (cell === "") continue;
    const bits = readKinds(cell);
    if (bits & kind.missing) continue;
    filled++;
    if (bits & anyValue) values++;
    if (cells.size < 2000) cells.add(cell);
    lengths.push(cell.length);
  }
  return { values: filled === 0 ? 0 : values / filled, filled, cells, length: median(lengths) };
}

/** Few rows give little to compare with: what is all words is then taken for a header. */
const threshold = (rows: number): number => (rows < 8 ? -0.3 : 0.15);

/** How much a row differs from those below it, −2 … 2 a cell on average: a header is words over values. */
function scoreHeader(row: RawRow, used: number[], columns: BodyColumn[]): number {
  let score = 0;
  let cells = 0;
  const seen = new Set<string>();
  let years = 0;
  used.forEach((index, at) => {
    const cell = tidyCell(row.cells[index] ?? "");
    const column = columns[at]!;
    if (cell === "") {
      if (column.filled > 0) score -= 0.3;
      return;
    }
    cells++;
    const bits = readKinds(cell);
    if (bits & (kind.year | kind.yearChinese)) years++;
    if (seen.has(cell)) score -= 0.3;
    seen.add(cell);
    score += scoreCell(cell, bits, column);
  });
  // 指标 | 2021 | 2022 | 2023: years in a row across the top are names.
  const corner = isBlank(row.cells[used[0] ?? 0] ?? "");
  if (years >= 2 && (years < cells || corner) && isConsecutive(row.cells)) score += years * 3.5;
  return cells === 0 ? -2 : score / cells;
}

function scoreCell(cell: string, bits: number, column: BodyColumn): number {
  const isValue = (bits & anyValue) !== 0;
  if (column.filled === 0) return isValue ? -0.5 : 0.3;
  if (column.values >= 0.6) return isValue ? -2 : bits & kind.missing ? -1 : 2;
  if (isValue) return -1;
  if (column.cells.has(cell))
    return headerWord.test(cell) && column.filled > 20 && column.cells.size > 10 ? 0 : -1.5;
  let score = 0;
  if (headerWord.test(cell)) score += 1;
  if (/^[A-Za-z][\w .()-]*$/.test(cell) && /[_a-z]/.test(cell)) score += 0.4;
  if (column.filled >= 20 && column.cells.size < column.filled * 0.3) score += 0.8;
  if (cell.length * 2 <= column.length) score += 0.4;
  if (cell.length > 40) score -= 1;
  return score;
}

function isConsecutive(cells: string[]): boolean {
  const years = cells
    .map((c) => /^(\d{4})年?$/.exec(tidyCell(c))?.[1])
    .filter((y) => y !== undefined)
    .map(Number);
  return years.every((y, i) => i === 0 || Math.abs(y - years[i - 1]!) === 1);
}

/** Rows that continue the header: they name what the row above left open, or give units. */
function furtherHeaders(top: RawRow, below: RawRow[], used: number[], columns: BodyColumn[]): RawRow[] {
  const taken: RawRow[] = [];
  let last = top;
  for (const row of below) {
    if (row.n !== last.n + 1) break;
    const filled = used.filter((i) => !isBlank(row.cells[i] ?? ""));
    if (filled.length < 2) break;
    const texts = filled.map((i) => tidyCell(row.cells[i]!));
    const unitRow = texts.every((t) => unitPattern.test(t.replace(/^[(（]|[)）]$/g, "")));
    const opens = filled.some(
      (i) => isBlank(last.cells[i] ?? "") && !(readKinds(tidyCell(row.cells[i]!)) & anyValue),
    );
    const clash = filled.some((i) => {
      const column = columns[used.indexOf(i)]!;
      const bits = readKinds(tidyCell(row.cells[i]!));
      return (bits & anyValue) !== 0 && !((bits & kind.year) !== 0 && column.length > 4);
    });
    const overlapping = filled.filter((i) => !isBlank(last.cells[i] ?? "")).length;
    if (!unitRow && (!opens || clash || overlapping > filled.length * 0.7)) break;
    // A data row whose words fill a gap of the header has values of its own column's kind below it.
    const numericBelow = used.filter((i) => columns[used.indexOf(i)]!.values >= 0.6);
    const words = numericBelow.filter((i) => !isBlank(row.cells[i] ?? ""));
    if (!unitRow && words.length === 0) break;
    taken.push(row);
    last = row;
  }
  return taken;
}

function joinNames(rows: RawRow[], width: number): { names: string[]; units: (string | undefined)[] } {
  const units: (string | undefined)[] = new Array(width).fill(undefined);
  const levels: string[][] = [];
  rows.forEach((row, level) => {
    const cells = Array.from({ length: width }, (_, i) => trimAll(row.cells[i] ?? ""));
    const given = cells.filter((c) => c !== "");
    if (level > 0 && given.every((c) => unitPattern.test(halfWidth(c).replace(/^\(|\)$/g, "")))) {
      cells.forEach((c, i) => {
        if (c !== "") units[i] = halfWidth(c).replace(/^\(|\)$/g, "");
      });
      return;
    }
    levels.push(cells);
  });
  const names = Array.from({ length: width }, (_, i) => {
    const parts: string[] = [];
    levels.forEach((cells, level) => {
      let text = cells[i]!;
      // A group's name stands over its first column only; the others below it inherit it.
      if (text === "" && level < levels.length - 1 && levels.slice(level + 1).some((l) => l[i] !== "")) {
        for (let k = i - 1; k >= 0 && text === ""; k--) {
          text = cells[k]!;
          if (levels.slice(level + 1).every((l) => l[k] === "")) break;
        }
      }
      if (text !== "" && parts.at(-1) !== text) parts.push(text);
    });
    // A name of one row is given as found, blanks and all.
    return parts.length > 1 || levels.length > 1
      ? parts.join("_")
      : isBlank(rows[0]!.cells[i] ?? "")
        ? ""
        : rows[0]!.cells[i]!;
  });
  return { names, units };
}

/** `单位：万元` anywhere in a row above the table. */
export function unitOfTable(cells: string[]): string | undefined {
  for (const cell of cells) {
    const match = /(?:计量)?单位\s*[:：]\s*([^\s()（）,，;；]{1,12})/.exec(halfWidth(cell));
    if (match && unitPattern.test(match[1]!)) return match[1];
  }
  return undefined;
}

export function median(numbers: number[]): number {
  if (numbers.length === 0) return 0;
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
