/**
 * A process of its own in which files that need a parser of some power are opened: it can be killed, and its
 * heap is bounded. Reads one request from its first argument and writes JSON lines: a survey, batches of rows,
 * and at the end `{"end":true}` or `{"refused":{code,detail}}`.
 */
import { once } from "node:events";
import type { InspectionLimits } from "./inspection.ts";
import { openParquet } from "./parquet.ts";
import { Unreadable } from "./refuse.ts";
import { pickSheet, type Workbook } from "./workbook.ts";
import { openXls } from "./xls.ts";
import { openXlsx } from "./xlsx.ts";

export interface SheetRequest {
  path: string;
  bytes: number;
  container: "xlsx" | "xls" | "parquet";
  /** 0-based, or the one with the data; without it only the survey is written. */
  sheet?: number | "best";
  limits: InspectionLimits;
}

async function say(line: unknown): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, "drain");
}

async function open({ path, bytes, container, limits }: SheetRequest): Promise<Workbook> {
  if (container === "xlsx") return openXlsx(path, bytes, limits);
  return container === "xls" ? openXls(path, limits) : openParquet(path);
}

async function answer(request: SheetRequest): Promise<void> {
  try {
    const book = await open(request);
    await say({ survey: book.sheets, ...("fields" in book ? { fields: book.fields } : {}) });
    const sheet = request.sheet === "best" ? pickSheet(book.sheets)?.index : request.sheet;
    if (sheet !== undefined)
      for await (const batch of book.rows(sheet)) await say({ rows: batch.map((row) => [row.n, row.cells]) });
    await say({ end: true });
  } catch (cause) {
    const why =
      cause instanceof Unreadable ? cause : new Unreadable("inspect.corrupt", String(cause).slice(0, 200));
    await say({ refused: { code: why.code, detail: why.detail } });
  }
}

await answer(JSON.parse(process.argv[2] ?? "{}") as SheetRequest);
process.exitCode = 0;
