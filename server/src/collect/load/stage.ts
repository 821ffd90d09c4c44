import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { quoteText } from "../../platform/engine/index.ts";
import type { Inspection } from "../inspect/index.ts";
import { refuse } from "./refusals.ts";
import type { RowRuns } from "./row-runs.ts";
import { runTask, type StageAnswer, type StagedRows, type StageTask } from "./stage-rows.ts";

/**
 * How a file comes before DuckDB: `direct` as it lies, `decoded` as UTF-8 text, `rows` as clean CSV of its data
 * rows. The first two are as fast as DuckDB reads; the last reads anything the inspection can.
 */
export type Reading = "direct" | "decoded" | "rows";

/** A source of text columns `c0, c1 …` (by place in the file) in file order. */
export interface Staged {
  readonly reading: Reading;
  /** A FROM item. */
  readonly relation: string;
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
  if (reading === "direct") return { reading, relation: readCsv([path], all, inspection), runs };
  if (reading === "decoded")
    return { reading, relation: readCsv(await decode(options), all, inspection), runs };
  const to = join(temp, "rows.csv");
  const staged = await inWorker({ kind: "rows", path, inspection, columns, to }, options);
  if (staged.rows !== inspection.rows)
    throw refuse("rows_differ", { params: { loaded: staged.rows, inspected: inspection.rows } });
  const relation = readCsv([to], columns);
  return { reading, relation, ...(staged.runs ? { runs: staged.runs } : {}) };
}

/** Decodes to UTF-8. GB18030 goes in two halves on two threads: a line feed is never part of a longer character. */
async function decode(options: StageOptions): Promise<string[]> {
  const { path, inspection, temp } = options;
  const { encoding, text, inside } = inspection;
  const { size } = await stat(path);
  if (encoding?.name !== "gb18030" || inside || text?.embeddedNewlines || size < 8 << 20) {
    const to = join(temp, "text.csv");
    await inWorker({ kind: "text", path, inspection, to }, options);
    return [to];
  }
  const middle = await afterLineFeed(path, size >> 1, size);
  const parts = [
    { from: encoding.bom, until: middle, to: join(temp, "text-0.csv") },
    { from: middle, until: size, to: join(temp, "text-1.csv") },
  ];
  await Promise.all(parts.map((part) => inWorker({ kind: "gb18030", path, ...part }, options)));
  return parts.map(({ to }) => to);
}

async function afterLineFeed(path: string, from: number, size: number): Promise<number> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(65_536);
    for (let at = from; at < size; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) break;
      const found = buffer.subarray(0, bytesRead).indexOf(10);
      if (found >= 0) return at + found + 1;
      at += bytesRead;
    }
    return size;
  } finally {
    await file.close();
  }
}

/** `read_csv` without any guess of DuckDB's: all columns text, nothing skipped but what the inspection says. */
function readCsv(paths: readonly string[], columns: readonly number[], inspection?: Inspection): string {
  const types = columns.map((i) => `'c${i}': 'VARCHAR'`).join(", ");
  const text = inspection?.text;
  const quote = text && text.quote === "" ? "quote = '', escape = ''" : `quote = '"', escape = '"'`;
  const files = paths.map((path, k) => {
    // Only the first part has a header.
    const skip = k === 0 && inspection ? inspection.firstDataRow - 1 : 0;
    return `SELECT * FROM read_csv([${quoteText(path)}], auto_detect = false, header = false, skip = ${skip}, delim = ${quoteText(text?.delimiter ?? ",")}, ${quote}, new_line = '${text?.newline === "\r\n" ? "\\r\\n" : "\\n"}', columns = {${types}}${longLines(inspection)})`;
  });
  return files.length === 1 ? `(${files[0]})` : `(${files.join(" UNION ALL ")})`;
}

/** Lines beyond DuckDB's 2 MB need a larger buffer, which costs memory: only where the cells may be that long. */
function longLines(inspection?: Inspection): string {
  const longest = inspection?.columns.reduce((sum, column) => sum + column.longest * 4 + 3, 0) ?? 0;
  return longest > 2_000_000 ? ", max_line_size = 16777216" : "";
}

/** Files up to this many bytes are staged where we are: a thread takes longer to start than they take to read. */
const smallBytes = 1 << 20;

async function inWorker(task: StageTask, { path, signal }: StageOptions): Promise<StagedRows> {
  signal.throwIfAborted();
  const { size } = await stat(path);
  const answer = size <= smallBytes ? await runTask(task) : await inThread(task, signal);
  if ("done" in answer) return answer.done as StagedRows;
  if ("unreadable" in answer) throw refuse("unreadable", { params: { reason: answer.unreadable } });
  throw new Error(answer.failed);
}

function inThread(task: StageTask, signal: AbortSignal): Promise<StageAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./stage-worker.ts", import.meta.url), {
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
