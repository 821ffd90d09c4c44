import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { quoteText } from "../../platform/engine/index.ts";
import type { Inspection } from "../inspect/index.ts";
import type { DecodeTask } from "./decode-worker.ts";
import type { PlainColumns } from "./plain-columns.ts";
import { refuse } from "./refusals.ts";
import type { RowRuns } from "./row-runs.ts";
import { runTask, type StageAnswer, type StagedRows, type StageTask } from "./stage-rows.ts";
import { stageWalled } from "./stage-walled.ts";

/**
 * How a file comes before DuckDB: `direct` as it lies, `decoded` as UTF-8 text, `rows` as clean CSV of its data
 * rows. The first two are as fast as DuckDB reads; the last reads anything the inspection can.
 */
export type Reading = "direct" | "decoded" | "rows";

/** A source of columns `c0, c1 …` (by place in the file) in file order: text, but for those given as plain. */
export interface Staged {
  readonly reading: Reading;
  /** A FROM item. */
  readonly relation: (plain?: PlainColumns) => string;
  readonly runs?: RowRuns;
}

export interface StageOptions {
  readonly path: string;
  readonly inspection: Inspection;
  /** Columns of the file that are wanted. */
  readonly columns: readonly number[];
  /** A folder of the caller's, for intermediate files. */
  readonly temp: string;
  readonly signal: AbortSignal;
}

/** The fastest reading the inspection allows. Whether it was right shows in the number of rows read. */
export function fastestReading(inspection: Inspection): Reading {
  const { container, text, encoding, firstDataRow, setAside, warnings, columns } = inspection;
  if (container !== "csv" || !text || !encoding || firstDataRow < 1) return "rows";
  const warned = warnings.some((w) => w.code === "file.ragged_rows" || w.code === "file.unclosed_quote");
  const inside = setAside.some(
    ({ rows = [], count, kind }) =>
      kind !== "padding-columns" && (count > rows.length || rows.some((n) => n >= firstDataRow)),
  );
  // DuckDB skips lines, not records, so a header with a line break in it must be cut by us.
  const brokenHeader = columns.some(({ name }) => /[\r\n]/.test(name));
  // In a table of one column an empty line is a null row to DuckDB.
  const narrow = inspection.width < 2;
  if (warned || inside || brokenHeader || narrow || (text.newline !== "\n" && text.newline !== "\r\n"))
    return "rows";
  return encoding.name === "utf-8" && encoding.errors.count === 0 && !inspection.inside
    ? "direct"
    : "decoded";
}

/** Brings the file before DuckDB the way asked for. */
export async function stage(reading: Reading, options: StageOptions): Promise<Staged> {
  const { path, inspection, columns, temp } = options;
  const all = Array.from({ length: inspection.width }, (_, i) => i);
  const runs: RowRuns = [[0, inspection.firstDataRow]];
  if (reading === "direct")
    return {
      reading,
      relation: (plain) => readCsv([path], all, { inspection, plain, skip: inspection.firstDataRow - 1 }),
      runs,
    };
  if (reading === "decoded") {
    const { paths, skip } = await decode(options);
    return { reading, relation: (plain) => readCsv(paths, all, { inspection, plain, skip }), runs };
  }
  const to = join(temp, "rows.csv");
  const staged = await inWorker({ kind: "rows", path, inspection, columns, to }, options);
  if (staged.rows !== inspection.rows)
    throw refuse("rows_differ", { params: { loaded: staged.rows, inspected: inspection.rows } });
  return {
    reading,
    relation: (plain) => readCsv([to], columns, { plain, skip: 0 }),
    ...(staged.runs ? { runs: staged.runs } : {}),
  };
}

/**
 * Decodes to UTF-8. Large GB18030 goes in two halves on two threads: a line feed is never part of a longer character.
 * `skip` is the number of lines that are no data.
 */
async function decode(options: StageOptions): Promise<{ paths: string[]; skip: number }> {
  const { path, inspection, temp, signal } = options;
  const { encoding, text, inside, firstDataRow } = inspection;
  const { size } = await stat(path);
  if (encoding?.name !== "gb18030" || inside || text?.embeddedNewlines || size < 8 << 20) {
    const to = join(temp, "text.csv");
    await inWorker({ kind: "text", path, inspection, to }, options);
    return { paths: [to], skip: firstDataRow - 1 };
  }
  // Without their header the halves are read alike, as one list of files.
  const from = firstDataRow > 1 ? await afterLineFeeds(path, encoding.bom, firstDataRow - 1) : encoding.bom;
  const middle = await afterLineFeeds(path, from + ((size - from) >> 1), 1);
  const parts: DecodeTask[] = [
    { path, from, until: middle, to: join(temp, "text-0.csv") },
    { path, from: middle, until: size, to: join(temp, "text-1.csv") },
  ];
  const answers = await Promise.all(parts.map((part) => inThread("./decode-worker.ts", part, signal)));
  const errors = answers.map(resultOf).reduce((sum, { errors = 0 }) => sum + errors, 0);
  if (errors !== encoding.errors.count)
    throw refuse("unreadable", { params: { reason: `GB18030: ${errors} ≠ ${encoding.errors.count}` } });
  return { paths: parts.map(({ to }) => to), skip: 0 };
}

/** The offset behind the `count`-th line feed from `from` on; the end of the file when it has fewer. */
async function afterLineFeeds(path: string, from: number, count: number): Promise<number> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(65_536);
    let left = count;
    for (let at = from; ; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return at;
      const bytes = buffer.subarray(0, bytesRead);
      for (let found = bytes.indexOf(10); found >= 0; found = bytes.indexOf(10, found + 1))
        if (--left === 0) return at + found + 1;
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

interface CsvForm {
  /** Absent for CSV of our own writing. */
  readonly inspection?: Inspection;
  readonly plain?: PlainColumns | undefined;
  /** Lines before the first data row. */
  readonly skip: number;
}

/** `read_csv` without any guess of DuckDB's: columns are text or plain, nothing is skipped but what the inspection says. */
function readCsv(
  paths: readonly string[],
  columns: readonly number[],
  { inspection, plain, skip }: CsvForm,
): string {
  const text = inspection?.text;
  const options = [
    "auto_detect = false",
    "header = false",
    `skip = ${skip}`,
    `delim = ${quoteText(text?.delimiter ?? ",")}`,
    text && text.quote === "" ? "quote = '', escape = ''" : `quote = '"', escape = '"'`,
    `new_line = '${text?.newline === "\r\n" ? "\\r\\n" : "\\n"}'`,
    `columns = {${columns.map((i) => `'c${i}': '${plain?.types.get(i) ?? "VARCHAR"}'`).join(", ")}}`,
    ...(plain?.dateFormat ? [`dateformat = ${quoteText(plain.dateFormat)}`] : []),
    ...(plain?.timestampFormat ? [`timestampformat = ${quoteText(plain.timestampFormat)}`] : []),
    ...longLines(inspection),
  ];
  return `(SELECT * FROM read_csv([${paths.map(quoteText).join(", ")}], ${options.join(", ")}))`;
}

/** Lines beyond DuckDB's 2 MB need a larger buffer, which costs memory: only where the cells may be that long. */
function longLines(inspection?: Inspection): string[] {
  const longest = inspection?.columns.reduce((sum, column) => sum + column.longest * 4 + 3, 0) ?? 0;
  return longest > 2_000_000 ? ["max_line_size = 16777216"] : [];
}

/**
 * Files up to this many bytes are staged where we are: a process takes longer to start than they take to read. Not what
 * grows when it is read, nor markup, whose readers have to look ahead.
 */
const smallBytes = 1 << 20;
const harmless = ({ container, inside }: Inspection): boolean =>
  !inside && container !== "xml" && container !== "html";

async function inWorker(
  task: StageTask,
  { path, inspection, temp, signal }: StageOptions,
): Promise<StagedRows> {
  signal.throwIfAborted();
  const { size } = await stat(path);
  const here = size <= smallBytes && harmless(inspection);
  const answer = here ? await runTask(task) : await stageWalled(task, { size, temp, signal });
  return resultOf(answer) as StagedRows;
}

function resultOf(answer: StageAnswer) {
  if ("done" in answer) return answer.done;
  if ("unreadable" in answer) throw refuse("unreadable", { params: { reason: answer.unreadable } });
  throw new Error(answer.failed);
}

function inThread(file: string, task: DecodeTask, signal: AbortSignal): Promise<StageAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const onAbort = () => {
      void worker.terminate();
      reject(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    const end = () => signal.removeEventListener("abort", onAbort);
    worker.once("message", (answer: StageAnswer) => {
      end();
      resolve(answer);
    });
    worker.once("error", (error) => {
      end();
      reject(error);
    });
    worker.once("exit", () => {
      end();
      reject(new Error("the staging thread ended without an answer"));
    });
  });
}
