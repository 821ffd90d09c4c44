import { type ByteSource, readBytes } from "./bytes.ts";
import type { Dialect } from "./csv-records.ts";
import { scanCsv } from "./csv-scan.ts";
import { newlineOf } from "./csv-source.ts";
import { decodeText, type EncodingGuess } from "./encoding.ts";
import type { Encoding, InspectionLimits, TextLayout } from "./inspection.ts";
import { readLayout } from "./layout.ts";
import { TableBuilder, type TablePart } from "./profile-table.ts";
import { Unreadable } from "./refuse.ts";
import { isBlank, isBlankRow, type RawRow } from "./row.ts";
import { judgePreamble, judgeRow, lastDataRow } from "./set-aside.ts";

/** Mulberry32: the same file gives the same sample. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Inspects a delimited text too large to read every cell of: rows are counted exactly, types come from a sample. */
export async function inspectLargeCsv(
  source: ByteSource,
  guess: EncodingGuess,
  dialect: Dialect,
  limits: InspectionLimits,
): Promise<{ part: TablePart; layout: TextLayout; encoding: Encoding & { cut: boolean } }> {
  const decoded = decodeText(readBytes(source, limits), guess);
  const scan = await scanCsv(decoded.chunks, dialect, limits, seeded(source.bytes));
  const rows = new Map<number, RawRow>();
  for (const row of [...scan.head, ...scan.sample, ...scan.tail]) rows.set(row.n, row);
  const sample = [...rows.values()].sort((a, b) => a.n - b.n);
  const filled: number[] = [];
  for (const { cells } of sample) {
    if (cells.length > limits.columns) throw new Unreadable("inspect.too_wide", limits.columns);
    cells.forEach((cell, i) => {
      filled[i] = (filled[i] ?? 0) + (isBlank(cell) ? 0 : 1);
    });
  }
  const body = sample.filter((row) => row.n > 1 && !isBlankRow(row.cells));
  const table = readLayout(
    scan.head,
    body,
    Array.from(filled, (n) => n ?? 0),
  );
  const content = scan.tail.filter((row) => !isBlankRow(row.cells));
  const last = Math.max(lastDataRow(content, table), table.headerRows.at(-1) ?? 0);
  const lastContent = content.at(-1)?.n ?? scan.physicalRows;
  const builder = new TableBuilder(table);
  for (const row of table.preamble) builder.aside.row(judgePreamble(row), row.n, row.cells);
  const start = Math.max(table.headerRows.at(-1) ?? 0, table.preamble.at(-1)?.n ?? 0);
  // The scan has seen every row that may be no record by its beginning; head and tail were cut in full.
  for (const row of scan.suspects) rows.set(row.n, row);
  for (const row of [...rows.values()].sort((a, b) => a.n - b.n)) {
    if (row.n <= start) {
      if (isBlankRow(row.cells)) builder.aside.row("blank", row.n, row.cells);
      continue;
    }
    const judged = judgeRow(row, table, last);
    if (judged === "blank") builder.blank(row.n, lastContent);
    else if (judged) builder.aside.row(judged, row.n, row.cells);
    else builder.add(row);
  }
  const part = builder.finish(scan.physicalRows, true);
  part.rows = scan.physicalRows - table.headerRows.length - builder.aside.rowCount;
  part.warnings.push({
    code: "file.sampled",
    zh: `文件较大：行数为全部统计，类型依据 ${rows.size} 行样本判断`,
    en: `large file: rows are counted in full, types come from a sample of ${rows.size}`,
    count: rows.size,
  });
  return {
    part,
    layout: {
      delimiter: dialect.delimiter,
      quote: scan.quoted ? '"' : "",
      newline: newlineOf(scan.newlines, dialect),
      embeddedNewlines: scan.embedded,
    },
    encoding: decoded.seen(),
  };
}
