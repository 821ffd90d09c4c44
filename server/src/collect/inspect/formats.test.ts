import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { CFB } from "@e965/xlsx";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { inspectFile } from "./inspect-file.ts";
import { columnOf, typesOf, warningsOf, workshop } from "./testing.ts";

const { folder, put, inspect, refuse } = workshop();

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

  it("old Word files and workbooks with a password are told from workbooks", async () => {
    const ole = (stream: string) => {
      const file = CFB.utils.cfb_new();
      CFB.utils.cfb_add(file, `/${stream}`, Buffer.alloc(5000, 7));
      return new Uint8Array(CFB.write(file, { type: "array" }) as unknown as ArrayBuffer);
    };
    expect(await refuse(ole("WordDocument"), "a.xls")).toMatchObject({
      code: "inspect.unsupported",
      container: "ole",
    });
    expect(await refuse(ole("EncryptedPackage"), "b.xlsx")).toMatchObject({ code: "inspect.encrypted" });
    expect(await refuse(ole("Rubbish"), "c.xls")).toMatchObject({ code: "inspect.corrupt" });
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

it("whatever the bytes, the answer is an inspection or a refusal in both languages", async () => {
  const pieces = [
    "\ufeff",
    "{",
    "}",
    "[",
    "]",
    '"',
    ",",
    "\n",
    "\r",
    "\t",
    ";",
    "|",
    "合计",
    "注：",
    "单位：万元",
    "2020",
    "1/2/20",
    "9.1E+17",
    "<table>",
    "<tr><td>",
    "<?xml ?>",
    "<a>",
    "</a>",
    "&amp;",
    "\0",
    "𠀀",
    "NA",
    " ",
    "=",
    "-",
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }),
      fc.constantFrom("utf8", "utf16le", "latin1"),
      async (parts, encoding) => {
        const result = await inspectFile(
          put(Buffer.from(parts.join(""), encoding as BufferEncoding), "fuzz"),
        );
        if (result.ok) expect(result.rows + result.columns.length).toBeGreaterThan(0);
        else expect(result.reason.zh.length * result.reason.en.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 1500 },
  );
});
