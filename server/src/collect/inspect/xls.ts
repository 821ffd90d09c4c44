import { readFile } from "node:fs/promises";
import { type CellObject, read, type WorkSheet } from "@e965/xlsx";
import type { InspectionLimits } from "./inspection.ts";
import { readNumberFormat } from "./number-format.ts";
import { Unreadable } from "./refuse.ts";
import { type RawRow, rowsPerBatch } from "./row.ts";
import { MergeFiller, type SheetSurvey, type Workbook } from "./workbook.ts";
import { lookAt } from "./xlsx.ts";

/**
 * Opens a BIFF `.xls` workbook. It is read whole, so call this only in the worker, whose memory and time are
 * bounded. Passwords and OLE files without a workbook are refused.
 */
export async function openXls(path: string, limits: InspectionLimits): Promise<Workbook> {
  let book: ReturnType<typeof read>;
  try {
    book = read(await readFile(path), {
      dense: true,
      cellNF: true,
      cellFormula: false,
      cellHTML: false,
      cellText: false,
    });
  } catch (cause) {
    const message = String((cause as Error).message);
    if (/password|encrypt/i.test(message)) throw new Unreadable("inspect.encrypted");
    throw new Unreadable("inspect.corrupt", message.slice(0, 120));
  }
  const base1904 = book.Workbook?.WBProps?.date1904 === true;
  const sheets: SheetSurvey[] = book.SheetNames.map((name, index) => {
    const sheet = book.Sheets[name]!;
    const survey: SheetSurvey = {
      name,
      index,
      hidden: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
      lastRow: 0,
      rows: 0,
      cells: 0,
      hiddenRows: 0,
      merges: sheet["!merges"]?.length ?? 0,
    };
    cellRows(sheet).forEach((row, at) => {
      const filled = row?.filter((cell) => showCell(cell, base1904) !== "").length ?? 0;
      if (filled === 0) return;
      survey.rows++;
      survey.lastRow = at + 1;
      survey.cells += filled;
      if (sheet["!rows"]?.[at]?.hidden) survey.hiddenRows++;
    });
    return survey;
  });
  return {
    sheets,
    async *rows(index: number) {
      const sheet = book.Sheets[book.SheetNames[index] ?? ""];
      if (!sheet) throw new Unreadable("inspect.corrupt", `sheet ${index}`);
      const merges = (sheet["!merges"] ?? []).map(({ s, e }) => ({
        top: s.r,
        bottom: e.r,
        left: s.c,
        right: e.c,
      }));
      const filler = new MergeFiller(merges);
      let batch: RawRow[] = [];
      const rows = cellRows(sheet);
      for (let at = 0; at < rows.length; at++) {
        const row = rows[at];
        if (!row) continue;
        const cells = Array.from(row, (cell) => showCell(cell, base1904));
        while (cells.length > 0 && cells.at(-1) === "") cells.pop();
        if (cells.length > limits.columns) throw new Unreadable("inspect.too_wide", limits.columns);
        batch.push(filler.fill({ n: at + 1, cells }));
        if (batch.length >= rowsPerBatch) {
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    },
  };
}

const cellRows = (sheet: WorkSheet): (CellObject[] | undefined)[] =>
  (sheet["!data"] as CellObject[][] | undefined) ?? [];

function showCell(cell: CellObject | undefined, base1904: boolean): string {
  if (!cell || cell.v === undefined || cell.v === null) return "";
  if (cell.t === "n") {
    const code = cell.z === undefined || cell.z === "General" ? undefined : String(cell.z);
    return lookAt(Number(cell.v), code === undefined ? "number" : readNumberFormat(-1, code), base1904);
  }
  if (cell.t === "b") return cell.v ? "TRUE" : "FALSE";
  if (cell.t === "e") return cell.w ?? "#N/A";
  return String(cell.v);
}
