import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ranOutOfMemory, spawnWalled } from "../wall/index.ts";
import { sniffFile } from "./container.ts";
import type { InspectionLimits } from "./inspection.ts";
import { defaultLimits } from "./limits.ts";
import type { StatedField } from "./parquet.ts";
import { isRefusalCode, Unreadable } from "./refuse.ts";
import type { RawRow, RowSource } from "./row.ts";
import type { SheetRequest } from "./sheet-worker.ts";
import { pickSheet, type SheetSurvey } from "./workbook.ts";

type Line =
  | { survey: SheetSurvey[]; fields?: StatedField[] }
  | { rows: [number, string[]][] }
  | { refused: { code: string; detail: string } }
  | { end: true };

const workerFile = fileURLToPath(new URL("./sheet-worker.ts", import.meta.url));

/**
 * Runs the worker and yields its lines. It is killed when it keeps us waiting longer than allowed in all (time
 * the reader of the lines takes does not count) and when the reader stops early; it dies by itself when its
 * heap outgrows its bound.
 */
async function* ask(request: SheetRequest): AsyncGenerator<Line> {
  const { sheetMilliseconds, sheetMegabytes } = request.limits;
  const walled = spawnWalled(workerFile, [JSON.stringify(request)], {
    milliseconds: sheetMilliseconds,
    heapMegabytes: sheetMegabytes,
  });
  walled.child.stdin!.end();
  const lines = createInterface({ input: walled.child.stdout! })[Symbol.asyncIterator]();
  try {
    for (;;) {
      walled.resume();
      const { value, done } = await lines.next().finally(walled.pause);
      if (done) break;
      const line = JSON.parse(value) as Line;
      if ("refused" in line) {
        const { code, detail } = line.refused;
        throw new Unreadable(isRefusalCode(code) ? code : "inspect.corrupt", detail);
      }
      if ("end" in line) return;
      yield line;
    }
    walled.resume();
    const { late, complaint, killed } = await walled.ended;
    if (late) throw new Unreadable("inspect.timeout", Math.round(sheetMilliseconds / 1000));
    // A process that is killed by the system for its memory can say nothing.
    if (ranOutOfMemory(complaint) || killed) throw new Unreadable("inspect.memory", sheetMegabytes);
    throw new Unreadable("inspect.corrupt", complaint.split("\n")[0]?.slice(0, 120) ?? "");
  } finally {
    walled.kill();
  }
}

export interface SheetFile {
  path: string;
  bytes: number;
  container: SheetRequest["container"];
}

/** The sheets of a workbook (one nameless sheet, with its fields, for Parquet). */
export async function surveySheets(
  file: SheetFile,
  limits: InspectionLimits,
): Promise<{ sheets: SheetSurvey[]; fields?: StatedField[] }> {
  for await (const line of ask({ ...file, limits })) {
    if ("survey" in line) return { sheets: line.survey, ...(line.fields ? { fields: line.fields } : {}) };
  }
  throw new Unreadable("inspect.corrupt", "no survey");
}

/** The rows of one sheet, read in the worker each time they are asked for. */
export function sheetSource(file: SheetFile, sheet: number, limits: InspectionLimits): RowSource {
  return {
    async *batches() {
      for await (const line of ask({ ...file, sheet, limits }))
        if ("rows" in line) yield line.rows.map(([n, cells]): RawRow => ({ n, cells }));
    },
  };
}

/**
 * The sheet with the data, its workbook opened once: the worker that surveyed it goes on to its rows. Small
 * sheets are kept, large ones read again in a new worker.
 */
export class DataSheet implements RowSource {
  readonly sheets: SheetSurvey[];
  readonly fields: StatedField[] | undefined;
  readonly chosen: SheetSurvey | undefined;
  readonly #file: SheetFile;
  readonly #limits: InspectionLimits;
  #running: AsyncGenerator<Line> | undefined;
  #kept: RawRow[][] | undefined;

  private constructor(file: SheetFile, limits: InspectionLimits, line: Line, running: AsyncGenerator<Line>) {
    this.#file = file;
    this.#limits = limits;
    this.#running = running;
    this.sheets = "survey" in line ? line.survey : [];
    this.fields = "survey" in line ? line.fields : undefined;
    this.chosen = pickSheet(this.sheets);
  }

  static async open(file: SheetFile, limits: InspectionLimits): Promise<DataSheet> {
    const running = ask({ ...file, sheet: "best", limits });
    const first = await running.next();
    if (first.done) throw new Unreadable("inspect.corrupt", "no survey");
    return new DataSheet(file, limits, first.value, running);
  }

  async *batches(): AsyncGenerator<RawRow[]> {
    if (this.#kept) {
      yield* this.#kept;
      return;
    }
    const lines =
      this.#running ?? ask({ ...this.#file, sheet: this.chosen?.index ?? 0, limits: this.#limits });
    this.#running = undefined;
    const kept: RawRow[][] = [];
    let cells = 0;
    for await (const line of lines) {
      if (!("rows" in line)) continue;
      const batch = line.rows.map(([n, row]): RawRow => ({ n, cells: row }));
      for (const row of batch) cells += row.cells.length;
      if (cells <= 2_000_000) kept.push(batch);
      else kept.length = 0;
      yield batch;
    }
    if (cells <= 2_000_000) this.#kept = kept;
  }

  /** Ends the worker if it is still there. */
  async close(): Promise<void> {
    await this.#running?.return(undefined);
  }
}

/**
 * The rows of a sheet of an XLSX or XLS file for whoever loads it: 1-based row numbers as the spreadsheet shows
 * them, rows without cells left out, dates as ISO text, merged values repeated downwards. `sheet` is 0-based or
 * a name. Throws `Unreadable` for what is refused.
 */
export async function* readSheetRows(
  path: string,
  { sheet = 0, limits = {} }: { sheet?: number | string; limits?: Partial<InspectionLimits> } = {},
): AsyncGenerator<RawRow> {
  const bounds = { ...defaultLimits, ...limits };
  const { size } = await stat(path);
  const container = await sniffFile(path, size);
  if (container !== "xlsx" && container !== "xls") throw new Unreadable("inspect.not_tabular", container);
  const file: SheetFile = { path, bytes: size, container };
  let index = sheet;
  if (typeof index === "string") {
    const { sheets } = await surveySheets(file, bounds);
    index = sheets.find((each) => each.name === sheet)?.index ?? -1;
    if (index < 0) throw new Unreadable("inspect.not_tabular", String(sheet));
  }
  for await (const batch of sheetSource(file, index, bounds).batches()) yield* batch;
}
