import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { utils, write } from "@e965/xlsx";
import iconv from "iconv-lite";
import { type DemoDataset, rowsOf } from "./dataset.ts";
import { random } from "./random.ts";

/** What a file should be understood as. */
export interface Written {
  readonly path: string;
  readonly rows: number;
}

/**
 * Writes a dataset's file as its agency would deliver it: GB18030 with CRLF, UTF-8 with a byte order mark, or a
 * workbook with a merged title, a line about units, notes, a total and empty columns at the side.
 * @param edition changes the synthetic values, as next month's file would.
 */
export async function writeFileOf(
  dataset: DemoDataset,
  path: string,
  edition = 1,
  rows = dataset.rows,
): Promise<Written> {
  const r = random(`${dataset.content.name}#${edition}`);
  if (dataset.delivery === "messy-xlsx") await writeWorkbook(dataset, path, [...rowsOf(dataset, r, rows)]);
  else await writeCsv(dataset, path, rowsOf(dataset, r, rows));
  return { path, rows };
}

async function writeCsv(dataset: DemoDataset, path: string, rows: Iterable<string[]>): Promise<void> {
  const gb = dataset.delivery === "gb18030-csv";
  const out = createWriteStream(path);
  const put = async (text: string) => {
    if (!out.write(gb ? iconv.encode(text, "gb18030") : text)) await once(out, "drain");
  };
  await put(`${gb ? "" : "\uFEFF"}${line(dataset.columns.map((c) => headerOf(c.item)))}`);
  let batch = "";
  for (const row of rows) {
    batch += line(row);
    if (batch.length > 65_536) {
      await put(batch);
      batch = "";
    }
  }
  await put(batch);
  out.end();
  await once(out, "finish");
}

async function writeWorkbook(dataset: DemoDataset, path: string, rows: string[][]): Promise<void> {
  const width = dataset.columns.length;
  const numeric = dataset.columns.map((c) => ["integer", "decimal", "money"].includes(c.item.type));
  const padded = (cells: unknown[]) => [...cells, ...Array(4).fill(null)];
  const body = rows.map((row) => padded(row.map((v, i) => (v === "" ? null : numeric[i] ? Number(v) : v))));
  const summed = numeric.lastIndexOf(true);
  const total =
    summed > 0
      ? [
          padded(
            dataset.columns.map((_, i) =>
              i === 0 ? "合计" : i === summed ? rows.reduce((n, row) => n + Number(row[i] || 0), 0) : null,
            ),
          ),
        ]
      : [];
  const sheet = utils.aoa_to_sheet([
    [`${dataset.content.name}统计表`],
    ["填报单位：（演示）"],
    padded(dataset.columns.map((c) => headerOf(c.item))),
    ...body,
    ...total,
    ["注：本表为演示数据，由程序生成。"],
  ]);
  sheet["!merges"] = [{ s: { r: 0, c: 0 }, e: { r: 0, c: width - 1 } }];
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, "Sheet1");
  await writeFile(path, write(book, { type: "buffer", bookType: "xlsx", compression: true }) as Buffer);
}

const headerOf = (item: { name: string; unit?: string | undefined }) =>
  item.unit ? `${item.name}（${item.unit}）` : item.name;
const line = (cells: readonly string[]) =>
  `${cells.map((c) => (/[",\r\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(",")}\r\n`;
