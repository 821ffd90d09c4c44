import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { type Column, quoteText } from "../platform/engine/index.ts";
import { headingsOf } from "./csv-sql.ts";
import { fitsSheet, sheetLimits } from "./download-formats.ts";
import type { OpenVersion } from "./find-dataset.ts";
import { refuse } from "./refusals.ts";
import type { Scans } from "./scans.ts";
import { longestText, sheetRows } from "./xlsx-cells.ts";
import { columnWidth, dictionarySheet, fixedParts, sheetEnd, sheetStart } from "./xlsx-parts.ts";

/** Bytes of a worksheet's XML that a zip without 64-bit sizes, and any spreadsheet program, still takes. */
const mostBytes = 4 * 1024 ** 3 - 1;

/**
 * Writes the visible columns of a version as an XLSX workbook to `path`: DuckDB writes the rows' XML, which is packed
 * as a stream, so that memory does not grow with the data. Refuses (422) what no worksheet holds: more than
 * 1,048,575 rows or 16,384 columns, a text of more than 32,767 characters.
 */
export async function writeXlsx(scans: Scans, data: OpenVersion, path: string): Promise<void> {
  const { visible, version, dataset } = data;
  if (!fitsSheet(version.rows, visible.length))
    throw refuse("xlsx_too_large", { params: { rows: version.rows, columns: visible.length } });
  await requireShortTexts(scans, data);
  const rows = `${path}.rows`;
  try {
    // Neither quote nor delimiter: each row is one text, written as it is.
    const options = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER e'\\x01'";
    await scans.run(`COPY (${sheetRows(visible, dataset.paths)}) TO ${quoteText(rows)} (${options})`);
    const { size } = await stat(rows);
    if (size > mostBytes)
      throw refuse("xlsx_too_large", { params: { rows: version.rows, columns: visible.length } });
    await pack(visible, version, rows, path);
  } finally {
    await rm(rows, { force: true });
  }
}

async function requireShortTexts(scans: Scans, { visible, dataset }: OpenVersion): Promise<void> {
  const question = longestText(visible, dataset.paths);
  if (!question) return;
  const [found] = (await scans.run(question)).rows;
  const [length, name] = found ?? [];
  if (Number(length ?? 0) <= sheetLimits.characters) return;
  const column = visible.find((c) => c.name === name)?.label ?? "";
  throw refuse("xlsx_text_too_long", { params: { column, length: Number(length) } });
}

async function pack(
  columns: readonly Column[],
  version: OpenVersion["version"],
  rows: string,
  path: string,
): Promise<void> {
  const headings = headingsOf(columns, "sheet");
  const widths = columns.map(columnWidth);
  // The same version makes the same bytes, whenever it is made.
  const entry = { mtime: version.published_at, mode: 0o100644 };
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(fixedParts)) zip.addBuffer(Buffer.from(text), name, entry);
  const about = [
    `数据集 ${version.entry} 第 ${version.n} 版，${version.rows} 行`,
    "超过 15 位的数字和 1900 年 3 月以前的日期按文本保存，以免表格软件改动；需要原始类型请下载 Parquet。",
  ];
  zip.addBuffer(Buffer.from(dictionarySheet(columns, headings, about)), "xl/worksheets/sheet2.xml", entry);
  async function* sheet(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(sheetStart(headings, widths));
    yield* createReadStream(rows, { highWaterMark: 1 << 18 });
    yield Buffer.from(sheetEnd(columns.length, version.rows));
  }
  const stop = new AbortController();
  let broken: Error | undefined;
  zip.on("error", (error: Error) => {
    broken = error;
    stop.abort();
  });
  zip.addReadStream(Readable.from(sheet(), { objectMode: false }), "xl/worksheets/sheet1.xml", entry);
  zip.end();
  const out = createWriteStream(path, { flags: "wx", flush: true });
  await pipeline(zip.outputStream, out, { signal: stop.signal }).catch((error: unknown) => {
    throw broken ?? error;
  });
}
