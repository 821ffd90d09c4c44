import { utils, type WorkSheet, write } from "@e965/xlsx";
import { describe, expect, it } from "vitest";
import { inspectFile } from "./inspect-file.ts";
import { readSheetRows } from "./sheet-rows.ts";
import { asideOf, columnOf, typesOf, warningsOf, workshop } from "./testing.ts";

const { put, inspect, refuse } = workshop();

function workbook(
  sheets: Record<string, WorkSheet>,
  type: "xlsx" | "biff8",
  hidden: string[] = [],
): Uint8Array {
  const book = utils.book_new();
  for (const [name, sheet] of Object.entries(sheets)) utils.book_append_sheet(book, sheet, name);
  book.Workbook = {
    Sheets: book.SheetNames.map((name) => ({ name, Hidden: hidden.includes(name) ? 1 : 0 })),
  };
  return new Uint8Array(write(book, { type: "array", bookType: type, cellStyles: true }));
}

function ledger(): WorkSheet {
  const rows: unknown[][] = [
    ["某区许可台账", null, null, null, null],
    ["序号", "单位", "日期", "代码", "比例"],
    ...Array.from({ length: 12 }, (_, i) => [i + 1, `某某${i}有限公司`, 45_000 + i, 42 + i, 0.125]),
    ["合计", null, null, null, 1.5],
    ["注：仅供参考", null, null, null, null],
  ];
  const sheet = utils.aoa_to_sheet(rows);
  for (let r = 2; r < 14; r++) {
    sheet[utils.encode_cell({ r, c: 2 })].z = 'yyyy"年"m"月"d"日"';
    sheet[utils.encode_cell({ r, c: 3 })].z = "000000";
    sheet[utils.encode_cell({ r, c: 4 })].z = "0.0%";
  }
  sheet["!merges"] = [utils.decode_range("A1:E1"), utils.decode_range("B3:B4")];
  delete sheet.B4;
  return sheet;
}

describe.each(["xlsx", "biff8"] as const)("workbooks (%s)", (type) => {
  const lists = {
    说明: utils.aoa_to_sheet([["填表说明"]]),
    台账: ledger(),
    隐藏: utils.aoa_to_sheet(Array.from({ length: 99 }, (_, i) => [i, i, i, i, i, i])),
  };

  it("the visible sheet with the data is read, dates and codes as shown, merged values repeated", async () => {
    const found = await inspect(workbook(lists, type, ["隐藏"]), `${type}.csv`);
    expect(found.container).toBe(type === "xlsx" ? "xlsx" : "xls");
    expect(found.sheet).toMatchObject({ name: "台账", index: 1, of: 3 });
    expect(found.sheet?.others.find((s) => s.name === "隐藏")).toMatchObject({ hidden: true, rows: 99 });
    expect(found.header.rows).toEqual([2]);
    expect(found.rows).toBe(12);
    expect(asideOf(found)).toEqual({ title: 1, total: 1, note: 1 });
    expect(typesOf(found)).toEqual(["序号:integer", "单位:text", "日期:date", "代码:code", "比例:decimal"]);
    expect(columnOf(found, "日期").min).toBe("2023-03-15");
    expect(columnOf(found, "代码").samples[0]).toBe("000042");
    expect(columnOf(found, "单位").fill).toBe(1);
    expect(warningsOf(found)).toEqual(
      expect.arrayContaining(["file.name_and_content_differ", "file.hidden_sheets", "file.merged_cells"]),
    );
  });

  it("its rows can be read by name, with the numbers the spreadsheet shows", async () => {
    const path = put(workbook(lists, type), `rows.${type}`);
    const rows = [];
    for await (const row of readSheetRows(path, { sheet: "台账" })) rows.push(row);
    expect(rows[0]).toEqual({ n: 1, cells: expect.arrayContaining(["某区许可台账"]) });
    expect(rows[3]).toEqual({ n: 4, cells: ["2", "某某0有限公司", "2023-03-16", "000043", "0.125"] });
    await expect(readSheetRows(path, { sheet: "没有" }).next()).rejects.toMatchObject({
      code: "inspect.not_tabular",
    });
  });

  it("without any value is refused", async () => {
    expect(await refuse(workbook({ 空: utils.aoa_to_sheet([[]]) }, type), `empty.${type}`)).toMatchObject({
      code: "inspect.no_data",
    });
  });
});

it("a workbook that takes too long or too much is killed and refused", async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => [i, `文字${i}`, `更多文字${i * 7}`]);
  const path = put(workbook({ 大: utils.aoa_to_sheet(rows) }, "xlsx"), "big.xlsx");
  const slow = await inspectFile(path, { limits: { sheetMilliseconds: 60 } });
  expect(slow).toMatchObject({ ok: false, code: "inspect.timeout" });
  const xls = put(workbook({ 大: utils.aoa_to_sheet(rows) }, "biff8"), "big.xls");
  const fat = await inspectFile(xls, { limits: { sheetMegabytes: 24 } });
  expect(fat).toMatchObject({ ok: false, code: "inspect.memory" });
}, 60_000);
