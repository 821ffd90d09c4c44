import { type FileHandle, open } from "node:fs/promises";
import { type Inspection, type RawRow, Unreadable } from "../inspect/index.ts";
import { isBlank } from "../inspect/row.ts";
import { openRows, readUtf8 } from "./open-rows.ts";
import { type RowRuns, RunCollector } from "./row-runs.ts";

/** What a staging worker is asked for, and what it answers. */
export type StageTask =
  /** All records, only the data rows, as clean CSV of the columns named. */
  | { kind: "rows"; path: string; inspection: Inspection; columns: readonly number[]; to: string }
  /** The whole text as UTF-8. */
  | { kind: "text"; path: string; inspection: Inspection; to: string };

export interface StagedRows {
  rows: number;
  runs?: RowRuns;
}

const flushAt = 1 << 20;

/** Writes the data rows of the file to `to`, dropping header, notes, totals and blank rows. Memory: one batch. */
async function stageRows(task: Extract<StageTask, { kind: "rows" }>): Promise<StagedRows> {
  const { inspection, columns } = task;
  const isData = dataRows(inspection);
  const collector = new RunCollector();
  const out = await open(task.to, "wx");
  try {
    let text = "";
    for await (const batch of openRows(task.path, inspection)) {
      for (const row of batch) {
        if (!isData(row)) continue;
        collector.add(row.n);
        text += csvLine(row.cells, columns);
      }
      if (text.length >= flushAt) {
        await writeAll(out, Buffer.from(text));
        text = "";
      }
    }
    await writeAll(out, Buffer.from(text));
  } finally {
    await out.close();
  }
  const { rows, runs } = collector;
  return { rows, ...(runs ? { runs } : {}) };
}

/** Writes the text of the file to `to` as UTF-8. */
async function stageText(task: Extract<StageTask, { kind: "text" }>): Promise<void> {
  const out = await open(task.to, "wx");
  try {
    for await (const chunk of readUtf8(task.path, task.inspection)) await writeAll(out, chunk);
  } finally {
    await out.close();
  }
}

async function writeAll(out: FileHandle, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await out.write(bytes, at)).bytesWritten;
}

/** Tells data rows from the rest by what the inspection set aside; row numbers first, blanks and headers by sight. */
export function dataRows(inspection: Inspection): (row: RawRow) => boolean {
  const { header, firstDataRow, setAside, columns } = inspection;
  // Keyed formats have nothing but data: an empty record is a record.
  if (header.from === "keys" || header.from === "schema") return () => true;
  const out = new Set(header.rows);
  for (const { rows = [] } of setAside) for (const n of rows) out.add(n);
  const many = (kind: string) => setAside.some((s) => s.kind === kind && s.count > (s.rows?.length ?? 0));
  const blanks = many("blank") || many("padding-rows");
  const headers = many("repeated-header");
  const blank = ({ cells }: RawRow) => columns.every(({ index }) => isBlank(cells[index] ?? ""));
  const again = ({ cells }: RawRow) =>
    columns.every(({ index, name }) => (cells[index] ?? "").trim() === name);
  return (row) =>
    row.n >= firstDataRow && !out.has(row.n) && !(blanks && blank(row)) && !(headers && again(row));
}

function csvLine(cells: readonly string[], columns: readonly number[]): string {
  let line = "";
  for (let k = 0; k < columns.length; k++) {
    const cell = cells[columns[k]!] ?? "";
    if (k > 0) line += ",";
    line += /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : isBlank(cell) ? "" : cell;
  }
  return `${line}\n`;
}

export type StageAnswer =
  | { done: { rows?: number; runs?: RowRuns; errors?: number } }
  | { unreadable: string }
  | { failed: string };

/** Does a task and answers, whatever happens, with plain data: the thread that asked may be another. */
export async function runTask(task: StageTask): Promise<StageAnswer> {
  try {
    if (task.kind === "rows") return { done: await stageRows(task) };
    await stageText(task);
    return { done: {} };
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
