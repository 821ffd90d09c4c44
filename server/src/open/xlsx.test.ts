import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { read, utils } from "@e965/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item } from "../catalog/index.ts";
import { inspectFile } from "../collect/index.ts";
import { type Duck, startDuck } from "../platform/engine/index.ts";
import { sheetLimits } from "./download-formats.ts";
import { parkingRows, type TestOpen, testOpen } from "./testing.ts";
import { columnLetters, longestText, sheetRows, xmlText } from "./xlsx-cells.ts";
import { columnWidth, escapeXml } from "./xlsx-parts.ts";

const item = (name: string, column: string, type: Item["type"]): Item => ({
  name,
  column,
  type,
  nullable: true,
  grade: "L1",
});

describe("a workbook (XLSX)", () => {
  let t: TestOpen;
  beforeAll(async () => {
    t = await testOpen();
  }, 120_000);
  afterAll(() => t.close());
  const download = (code: string, query = "format=xlsx") => t.get(`/datasets/${code}/download?${query}`);
  const sheetOf = (bytes: Buffer, name = "数据") => {
    const book = read(bytes, { cellNF: true, cellText: true });
    return { book, sheet: book.Sheets[name]! };
  };

  it("holds every open cell and no closed one, and runs none of them", async () => {
    const { code } = await t.publishedDataset(300);
    const answer = await download(code);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe(
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
    expect(answer.headers["content-disposition"]).toContain(`filename="${code}-v1.xlsx"`);
    const { sheet } = sheetOf(answer.rawPayload);
    const rows = utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: false, defval: "" });
    expect(rows[0]).toEqual(["停车场名称", "所在区", "泊位总数", "启用日期", "备注"]);
    // The words themselves, with no apostrophe before them: the cell's type keeps them from running.
    expect(rows.slice(1)).toEqual(
      parkingRows(300).map((r) => [r.name, r.district, String(r.spaces), r.opened, r.remark]),
    );
    for (const [at, cell] of Object.entries(sheet))
      if (!at.startsWith("!")) expect([at, cell.f]).toEqual([at, undefined]);
    expect(sheet.A2).toMatchObject({ t: "s" });
    expect(sheet.C2).toMatchObject({ t: "n", v: 10 });
    expect(sheet.D2).toMatchObject({ t: "n", z: "yyyy\\-mm\\-dd", w: "2020-01-01" });
    expect(answer.rawPayload.includes("13810000000")).toBe(false);
  });

  it("says what each column is called in the interface, and freezes its header", async () => {
    const { code } = await t.publishedDataset(3, { name: "字段名录" });
    const { book, sheet } = sheetOf((await download(code)).rawPayload, "字段说明");
    expect(book.SheetNames).toEqual(["数据", "字段说明"]);
    const rows = utils.sheet_to_json<unknown[]>(sheet, { header: 1 });
    expect(rows.slice(0, 4)).toEqual([
      ["列名", "字段代码（接口用）", "类型", "单位"],
      ["停车场名称", "name", "文本"],
      ["所在区", "district", "文本"],
      ["泊位总数", "spaces", "整数", "个"],
    ]);
    expect(JSON.stringify(rows)).toContain(`数据集 ${code} 第 1 版，3 行`);
    const raw = read((await download(code)).rawPayload, { bookFiles: true }) as unknown as {
      files: Record<string, { content: Buffer }>;
    };
    expect(raw.files["xl/worksheets/sheet1.xml"]!.content.toString()).toContain(
      '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    );
  });

  it("keeps every digit, every sign and every day; a number stays one where a spreadsheet can hold it", async () => {
    const items = [
      item("编号", "no", "code"),
      item("流水", "serial", "integer"),
      item("金额", "money", "decimal"),
      item("日期", "day", "date"),
      item("文本", "note", "string"),
    ];
    const { code } = await t.published({ items, name: "边界名录", grade: "L1" });
    const lines = [
      ["00012345678901234567", "999999999999999", "-3.50", "1900-03-01", "_x0041_<b>&]]>\"'"],
      ["370202190001010006", "1000000000000000", "12345678901234.56", "1900-02-28", "=1+1"],
      ["1E5", "-999999999999999", "0.10", "2099-12-31", "两行\n第二行"],
      ["0", "-1000000000000000", "", "", "𠮷 \t制表"],
    ];
    const cell = (value: string) => `"${value.replaceAll('"', '""')}"`;
    const csv = [items.map((i) => i.name), ...lines].map((l) => l.map(cell).join(",")).join("\r\n");
    await t.deliver(code, `${csv}\r\n`);
    const { sheet } = sheetOf((await download(code)).rawPayload);
    const seen = utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: true, defval: null }).slice(1);
    const json = (await download(code, "format=json")).json() as Record<string, unknown>[];
    expect(seen.map((r) => r[0])).toEqual(lines.map((l) => l[0]));
    expect(seen.map((r) => r[1])).toEqual([
      999999999999999,
      "1000000000000000",
      -999999999999999,
      "-1000000000000000",
    ]);
    expect(seen.map((r) => r[2])).toEqual([-3.5, "12345678901234.56", 0.1, null]);
    expect([sheet.D2.w, sheet.D3.t, sheet.D3.v, sheet.D4.w]).toEqual([
      "1900-03-01",
      "s",
      "1900-02-28",
      "2099-12-31",
    ]);
    expect(seen.map((r) => r[4])).toEqual(json.map((r) => r.note));
    expect(json.map((r) => r.note)).toEqual(lines.map((l) => l[4]));
  });

  it("is read by the platform's own inspection as the table it is", async () => {
    const { code } = await t.publishedDataset(120, { name: "回读名录" });
    const path = join(t.dir, "again.xlsx");
    await writeFile(path, (await download(code)).rawPayload);
    const found = await inspectFile(path);
    if (!found.ok) throw new Error(found.code);
    expect([found.rows, found.sheet?.name]).toEqual([120, "数据"]);
    expect(found.columns.map((c) => [c.label, c.type])).toEqual([
      ["停车场名称", "text"],
      ["所在区", "text"],
      ["泊位总数", "integer"],
      ["启用日期", "date"],
      ["备注", "text"],
    ]);
  });

  it("is made once and listed with its size; the same version makes the same bytes", async () => {
    const { code } = await t.publishedDataset(20, { name: "同一名录" });
    const first = await download(code);
    const view = (await t.get(`/datasets/${code}`)).json();
    const offer = view.downloads.find((d: { format: string }) => d.format === "xlsx");
    expect(offer).toMatchObject({ bytes: first.rawPayload.length });
    await t.needs.files.remove("open/exports");
    expect((await download(code)).headers.etag).toBe(first.headers.etag);
  });

  it("is refused in words where a text is longer than a cell holds, to the character", async () => {
    const items = [item("编号", "no", "code"), item("文本", "note", "string")];
    const { code } = await t.published({ items, name: "长文名录", grade: "L1" });
    const longest = `${"字".repeat(sheetLimits.characters - 2)}𠮷`;
    await t.deliver(code, `编号,文本\r\n1,${longest}\r\n2,短\r\n`);
    const fits = await download(code);
    expect(fits.statusCode).toBe(200);
    expect(sheetOf(fits.rawPayload).sheet.B2.v).toBe(longest);
    await t.deliver(code, `编号,文本\r\n1,${longest}字\r\n2,短\r\n`);
    const refused = await download(code);
    expect([refused.statusCode, refused.json().code]).toEqual([422, "open.xlsx_text_too_long"]);
    expect(refused.json().detail.zh).toContain("CSV");
    // Nothing half-written remains of it.
    expect(await readdir(t.files.path("open/making"))).toEqual([]);
  });
});

describe("the rows of a worksheet", () => {
  let duck: Duck;
  beforeAll(async () => {
    duck = await startDuck({ folders: [], threads: 1, memoryLimit: "200MiB", temp: "/tmp", connections: 1 });
  });
  afterAll(() => duck.kill());

  it("say every character as escaping in this language does", async () => {
    for (const text of [
      "a\u0000b\u0007",
      "_x000D_",
      "_x0041_x0042_",
      "\r\n\t",
      "<&>",
      "\ufffe𠮷",
      "_x00ZZ_",
    ]) {
      const parts = [...text].map((c) => `chr(${c.codePointAt(0)})`).join(" || ");
      const { rows } = await duck.run(`SELECT ${xmlText("v")} FROM (SELECT ${parts} AS v)`);
      expect([text, String(rows[0]?.[0]).replaceAll("&quot;", '"')]).toEqual([
        text,
        escapeXml(text).replaceAll("&quot;", '"'),
      ]);
    }
  });

  it("count letters, widths and places", () => {
    expect([0, 25, 26, 701, 702, 16_383].map(columnLetters)).toEqual(["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    expect(columnWidth({ label: "日期", type: "date" })).toBe(12);
    expect(columnWidth({ label: "统一社会信用代码登记机关所在地名称", type: "date" })).toBe(37);
    const column = { name: "a", label: "甲", type: "integer", stored: "BIGINT" } as const;
    expect(sheetRows([column], ["/x"])).toContain("t.file_row_number");
    expect(sheetRows([column], ["/x", "/y"])).toContain("row_number() OVER ()");
    expect(longestText([column], ["/x"])).toBeUndefined();
  });
});
