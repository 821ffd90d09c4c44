import { read, utils } from "@e965/xlsx";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvSelect } from "../../src/open/csv-sql.ts";
import { attachment, fileName } from "../../src/open/file-names.ts";
import { type TestOpen, testOpen } from "../../src/open/testing.ts";
import { type Duck, quoteText, startDuck } from "../../src/platform/engine/index.ts";
import { naughtyAreThere, naughtyStrings, payloads } from "./strings.ts";

const signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];
const before = [
  "",
  " ",
  "  ",
  "\t",
  "\r",
  "\n",
  "\u3000",
  "\u00a0",
  "\u200b",
  "\ufeff",
  '"',
  '""',
  "“",
  ' "\t',
];
const openings = [
  ...signs.flatMap((sign) => before.map((blank) => `${blank}${sign}1+cmd|' /C calc'!A0`)),
  "\tx",
  "\rx",
  "\nx",
  "+1-800",
  "-2+3",
  "--1",
  "=1",
  "-",
  "+861381000000 ext",
];
const harmless = ["青岛", "-3.5", "+12", "0", "a=1", "1+1", "x@y.cn", "'=1", "", "3-1"];

describe("a cell of a CSV file", () => {
  let duck: Duck;
  beforeAll(async () => {
    duck = await startDuck({ folders: [], threads: 1, memoryLimit: "200MiB", temp: "/tmp", connections: 1 });
  });
  afterAll(() => duck.kill());
  const written = async (texts: readonly string[], stored = "VARCHAR") => {
    const list = texts.map(quoteText);
    const column = { name: "v", label: "列", type: "text", stored } as const;
    const { rows } = await duck.run(
      `SELECT ${csvSelect([column])} FROM (SELECT CAST(unnest([${list.join(", ")}]) AS ${stored}) AS v) AS t`,
    );
    return rows.map((row) => String(row[0]));
  };

  it("that a spreadsheet would run has an apostrophe before it, whatever stands before the sign", async () => {
    expect(await written(openings)).toEqual(openings.map((text) => `'${text}`));
  });

  it("that it would not run is as it is; numbers stay numbers", async () => {
    expect(await written(harmless)).toEqual(harmless);
    expect(await written(["-3.5", "2"], "DOUBLE")).toEqual(["-3.5", "2"]);
  });

  it.skipIf(!naughtyAreThere)("is changed by nothing but that apostrophe (naughty strings)", async () => {
    const strings = naughtyStrings().filter((text) => text.isWellFormed() && !text.includes("\u0000"));
    const out = await written(strings);
    for (const [i, text] of strings.entries()) expect([text, `'${text}`]).toContain(out[i]);
    expect(out.filter((text) => signs.includes(text[0]!) && !/^[+-]?\d+(?:\.\d+)?$/.test(text))).toEqual([]);
  });
});

describe("the name of a download", () => {
  it("never ends its header, whatever the title, and is a file's name in no other folder", () => {
    const title = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "a\r\nset-cookie: x=y",
        '";x="',
        "../../etc/passwd",
        "\u202egnp.exe",
        "\ud800",
        "CON",
        "..",
        "甲".repeat(500),
      ),
    );
    fc.assert(
      fc.property(title, (text) => {
        const name = fileName(text, "csv");
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\\/:*?"<>|]|^\./u);
        expect([...name].length).toBeLessThanOrEqual(104);
        const header = attachment(name, text);
        expect(header).toMatch(
          /^attachment; filename="[A-Za-z0-9._-]*"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/,
        );
        expect(decodeURIComponent(header.split("UTF-8''")[1]!)).toBe(name);
      }),
      { numRuns: 500, seed: 299 },
    );
  });
});

describe("a workbook of hostile texts", () => {
  let t: TestOpen;
  beforeAll(async () => {
    t = await testOpen();
  }, 120_000);
  afterAll(() => t.close());

  it("is read back as it was delivered: no formula, no link, no entity; JSON has the same", async () => {
    const item = (name: string, column: string) =>
      ({ name, column, type: "string", nullable: true, grade: "L1" }) as const;
    const texts = [...openings, ...payloads.map((text) => text.replace(/&(?:lt|gt);/g, "&"))];
    const { code } = await t.published({ items: [item("编号", "no"), item("文本", "note")], grade: "L1" });
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const lines = texts.map((text, i) => `n${i},${cell(text)}`);
    await t.deliver(code, `编号,文本\n${lines.join("\n")}\n`);
    const json = (await t.get(`/datasets/${code}/download?format=json`)).json() as { note: string | null }[];
    const book = read((await t.get(`/datasets/${code}/download?format=xlsx`)).rawPayload, {
      cellFormula: true,
    });
    const sheet = book.Sheets.数据!;
    const rows = utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: true, defval: null }).slice(1);
    expect(rows.map((row) => row[1])).toEqual(json.map((row) => row.note));
    expect(json).toHaveLength(texts.length);
    for (const [at, found] of Object.entries(sheet))
      if (!at.startsWith("!"))
        expect([at, found.f, found.l, found.t]).toEqual([at, undefined, undefined, "s"]);
  });
});
