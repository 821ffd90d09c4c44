import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { utils, type WorkSheet, write } from "@e965/xlsx";
import { strToU8, zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { runInspect } from "./cli-inspect.ts";
import { inspectFile } from "./inspect-file.ts";
import { readSheetRows } from "./sheet-rows.ts";
import { asideOf, columnOf, typesOf, warningsOf, workshop } from "./testing.ts";

const { folder, put, inspect, refuse } = workshop();

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

describe("JSON", () => {
  const records = Array.from({ length: 20 }, (_, i) => ({
    name: `点${i}`,
    n: i,
    code: "007",
    nested: { a: 1 },
  }));

  it("arrays of records, JSON lines, envelopes, and arrays of arrays", async () => {
    const types = ["name:text", "n:integer", "code:code", "nested:text"];
    const list = await inspect(JSON.stringify(records, null, 1), "a.json");
    expect([list.container, list.rows, ...typesOf(list)]).toEqual(["json", 20, ...types]);
    const each = await inspect(records.map((r) => JSON.stringify(r)).join("\n"), "a.jsonl");
    expect([each.container, each.rows, ...typesOf(each)]).toEqual(["ndjson", 20, ...types]);
    const wrapped = await inspect(JSON.stringify({ code: 0, data: { total: 20, list: records } }), "b.json");
    expect([wrapped.jsonPath, wrapped.rows, ...typesOf(wrapped)]).toEqual(["data.list", 20, ...types]);
    const grid = await inspect(
      JSON.stringify([
        ["名称", "值"],
        ["甲", 1],
        ["乙", 2],
      ]),
      "grid.json",
    );
    expect([grid.header.rows, grid.rows, ...typesOf(grid)]).toEqual([[1], 2, "名称:text", "值:integer"]);
  });

  it("long numbers keep all their digits", async () => {
    const found = await inspect(
      '[{"id":370202190001010006,"v":42.10},{"id":370285190402290003,"v":1.00}]',
      "n.json",
    );
    expect(found.columns[0]!.longest).toBe(18);
    expect(columnOf(found, "v").samples).toEqual(["42.10", "1.00"]);
  });

  it("GeoJSON gives its properties and the geometry", async () => {
    const features = records.map((r, i) => ({
      type: "Feature",
      properties: { name: r.name, lng: 120.3 + i / 1000 },
      geometry: { type: "Point", coordinates: [120.3, 36.1] },
    }));
    const found = await inspect(JSON.stringify({ type: "FeatureCollection", features }), "g.json");
    expect([found.container, found.rows, found.columns.map((c) => c.label)]).toEqual([
      "geojson",
      20,
      ["name", "lng", "geometry"],
    ]);
  });

  it("glued documents, broken ones and error messages are refused", async () => {
    expect(await refuse('{"a":1}{"b":2}')).toMatchObject({ code: "inspect.two_documents", at: 7 });
    expect(await refuse('[{"a":1}]\n[{"b":"青"}]')).toMatchObject({ code: "inspect.two_documents", at: 10 });
    expect(await refuse('[{"a":1},{"b":')).toMatchObject({ code: "inspect.bad_json" });
    expect(await refuse('{"code":500,"msg":"系统异常"}')).toMatchObject({
      code: "inspect.waf_message",
      reason: { zh: expect.stringContaining("系统异常") },
    });
    expect(await refuse("[]")).toMatchObject({ code: "inspect.not_tabular" });
  });

  it("a permit number in brackets does not make a CSV JSON", async () => {
    expect((await inspect("[2020]施建字1号,甲\n[2020]施建字2号,乙\n[2020]施建字3号,丙\n")).container).toBe(
      "csv",
    );
  });
});

describe("markup", () => {
  const cells = (tag: string, values: string[]) =>
    `<tr>${values.map((v) => `<${tag} style="x">${v}</${tag}>`).join("")}</tr>`;
  const table = `<table>${cells("th", ["名称", "日期", "数量"])}${Array.from({ length: 9 }, (_, i) => cells("td", [`甲&amp;乙${i}`, `2024-01-0${i + 1}`, String(i)])).join("\n")}</table>`;

  it("an HTML table saved as .xls is a table", async () => {
    const found = await inspect(
      `<html><head><meta charset="utf-8"><style>td{x>y}</style></head><body>${table}</body></html>`,
      "export.xls",
    );
    expect([found.container, found.rows, ...typesOf(found)]).toEqual([
      "html",
      9,
      "名称:text",
      "日期:date",
      "数量:integer",
    ]);
    expect(columnOf(found, "名称").samples[0]).toBe("甲&乙0");
    expect(warningsOf(found)).toContain("file.name_and_content_differ");
  });

  it("an error page delivered as CSV is refused, with its title", async () => {
    const page =
      "<!DOCTYPE html>\n<html><head><title>访问被拦截</title></head><body><h1>405</h1><p>您的请求可能存在风险</p></body></html>";
    expect(await refuse(page)).toMatchObject({
      code: "inspect.html_page",
      container: "html",
      reason: { zh: expect.stringContaining("访问被拦截") },
    });
  });

  it("XML records become rows; entities are refused", async () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<data><head><n>2</n></head><rows>${Array.from({ length: 5 }, (_, i) => `<row><名称>站${i}</名称><值>${i}.5</值></row>`).join("")}</rows></data>`;
    const found = await inspect(xml, "d.xml");
    expect([found.container, found.rows, ...typesOf(found)]).toEqual(["xml", 5, "名称:text", "值:decimal"]);
    expect(
      await refuse('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a><r><x>&b;</x><y>1</y></r></a>'),
    ).toMatchObject({ code: "inspect.entities" });
  });
});

describe("Parquet, archives and the rest", () => {
  it("Parquet keeps its own types", async () => {
    const path = join(folder, "t.parquet");
    const db = await (await DuckDBInstance.create(":memory:")).connect();
    await db.run(
      `COPY (SELECT i::INTEGER n, ('点' || i) AS 名称, DATE '2024-01-01' + i::INTEGER d, i / 4.0 v FROM range(30) t(i)) TO '${path}' (FORMAT parquet)`,
    );
    const found = await inspectFile(path);
    expect(found).toMatchObject({ ok: true, container: "parquet", rows: 30, header: { from: "schema" } });
    if (found.ok) expect(typesOf(found)).toEqual(["n:integer", "名称:text", "d:date", "v:decimal"]);
    expect(await refuse("PAR1 is how it begins, and then nothing PAR1", "x.parquet")).toMatchObject({
      code: "inspect.corrupt",
    });
  });

  const csv = `名称,值\n${Array.from({ length: 9 }, (_, i) => `甲${i},${i}`).join("\n")}\n`;

  it("one CSV in a gzip or zip is taken, several are not", async () => {
    expect(await inspect(gzipSync(csv), "a.csv.gz")).toMatchObject({
      container: "csv",
      inside: "gzip",
      rows: 9,
    });
    expect(await inspect(zipSync({ "a.csv": strToU8(csv) }), "a.zip")).toMatchObject({
      container: "csv",
      inside: "zip",
      rows: 9,
    });
    expect(await refuse(zipSync({ "a.csv": strToU8(csv), "b.csv": strToU8(csv) }))).toMatchObject({
      code: "inspect.archive_many",
    });
    expect(await refuse(gzipSync(csv).subarray(0, 60))).toMatchObject({ code: "inspect.corrupt" });
  });

  it("what is no table says what it is", async () => {
    expect(await refuse("")).toMatchObject({ code: "inspect.empty", container: "empty" });
    expect(await refuse("%PDF-1.7\n...")).toMatchObject({ code: "inspect.unsupported", container: "pdf" });
    expect(await refuse(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))).toMatchObject({
      container: "image",
    });
    expect(
      await refuse(Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i * 7) % 251))),
    ).toMatchObject({ ok: false });
    expect(await refuse("\n\n , \n")).toMatchObject({ code: "inspect.no_data" });
    expect(await inspectFile(join(folder, "nowhere"))).toMatchObject({
      ok: false,
      code: "inspect.not_found",
    });
    expect(await inspectFile(folder)).toMatchObject({ ok: false, code: "inspect.not_a_file" });
  });
});

describe("zhanqiao inspect", () => {
  it("prints a table for people and everything as JSON", async () => {
    const path = put("序号,名称\n1,甲\n2,乙\n合计,2\n", "cli.csv");
    const people = await runInspect([path]);
    expect(people.exit).toBe(0);
    expect(people.out).toContain("数据 2 行 × 2 列");
    const { out, exit } = await runInspect([path, "--json"]);
    expect([exit, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({
        ok: true,
        container: "csv",
        rows: 2,
        setAside: [expect.objectContaining({ kind: "total", rows: [4] })],
      }),
    ]);
  });

  it("a refusal is JSON too, with exit code 1; a wrong call has exit code 2", async () => {
    const path = put("<html><body>502 Bad Gateway</body></html>", "bad.csv");
    const { out, exit } = await runInspect([path, "--json"]);
    expect([exit, JSON.parse(out)]).toEqual([
      1,
      expect.objectContaining({ ok: false, code: "inspect.html_page" }),
    ]);
    expect((await runInspect([path])).out).toContain("不能接收");
    expect((await runInspect([])).exit).toBe(2);
  });
});

const bombs = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data"),
  "suites/hostile/make-bombs.py",
);

describe.skipIf(!existsSync(bombs))("hostile files (shared test data)", () => {
  const nest = existsSync(bombs) ? mkdtempSync(join(tmpdir(), "bombs-")) : "";
  if (nest) execFileSync("python3", [bombs, nest, "0.2"], { stdio: "ignore" });
  afterAll(() => nest && rmSync(nest, { recursive: true, force: true }));
  // Not hostile to a reader: text that is dangerous only in a spreadsheet, UTF-16 without a mark, a short file.
  const taken = new Set(["formula.csv", "utf16-no-bom.csv", "gbk-truncated.csv"]);

  for (const file of nest ? readdirSync(nest) : []) {
    it(`${file} is ${taken.has(file) ? "taken with care" : "refused"} in bounded time and memory`, async () => {
      const before = process.memoryUsage.rss();
      const from = performance.now();
      const found = await inspectFile(join(nest, file));
      expect(found.ok).toBe(taken.has(file));
      expect(performance.now() - from).toBeLessThan(10_000);
      expect(process.memoryUsage.rss() - before).toBeLessThan(400 << 20);
      if (file === "formula.csv" && found.ok)
        expect(warningsOf(columnOf(found, "名称"))).toContain("column.formula_text");
      if (file === "gbk-truncated.csv" && found.ok) expect(warningsOf(found)).toContain("file.truncated");
      if (file === "utf16-no-bom.csv" && found.ok) expect(found.encoding?.name).toBe("utf-16le");
    });
  }
});
