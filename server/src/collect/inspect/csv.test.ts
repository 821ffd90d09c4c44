import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvRecords, type Dialect } from "./csv-records.ts";
import { scanCsv } from "./csv-scan.ts";

const comma: Dialect = { delimiter: ",", quote: '"', newline: "lf" };

function read(text: string, borders: number[] = [], dialect = comma): string[][] {
  const records = new CsvRecords(dialect);
  const rows = [];
  let from = 0;
  for (const at of [...borders.map((b) => b % (text.length + 1)).sort((a, b) => a - b), text.length]) {
    rows.push(...records.push(text.slice(from, at)));
    from = at;
  }
  rows.push(...records.end());
  return rows.map((row) => row.cells);
}

const suites = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data"),
  "suites",
);

function asObjects(rows: string[][]): Record<string, string>[] {
  const [header = [], ...data] = rows;
  return data.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""])));
}

describe("records of delimited text", () => {
  it("reads quotes, doubled quotes, line breaks in quotes, and a missing last line break", () => {
    expect(read('a,"b ""x"" c","1\n2"\r\n,,\r\n\nlast')).toEqual([
      ["a", 'b "x" c', "1\n2"],
      ["", "", ""],
      [""],
      ["last"],
    ]);
  });

  it("keeps what follows a closing quote, and a quote inside a field is a character", () => {
    expect(read('a"b,"c"d\n')).toEqual([['a"b', "cd"]]);
  });

  it("ends records at a lone CR only where the file uses nothing else", () => {
    expect(read("a,b\rc,d", [], { ...comma, newline: "cr" })).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(read("a,b\rc\n")).toEqual([["a", "b\rc"]]);
  });

  const cell = fc.string({
    unit: fc.constantFrom("a", "青", '"', ",", "\n", "\r\n", " ", "1"),
    maxLength: 5,
  });
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const write = (rows: string[][]) =>
    rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(",")).join("\n");

  it("gives back whatever was written, wherever the pieces are cut", () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(80), { maxLength: 6 }), (rows, borders) => {
        expect(read(`${write(rows)}\n`, borders)).toEqual(rows);
      }),
    );
  });

  it("the fast scan counts, samples and splits as the full reading does", async () => {
    const wild = fc.string({ unit: fc.constantFrom("a", "青", '"', ",", "\n", "\r\n", " "), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(wild, fc.integer({ min: 1, max: 9 }), async (text, step) => {
        const bytes = Buffer.from(text);
        async function* chunks() {
          for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
        }
        const scan = await scanCsv(chunks(), comma, { sampleRows: 50, recordBytes: 1000 }, () => 0.5);
        const rows = read(text);
        expect(scan.physicalRows).toBe(rows.length);
        for (const list of [scan.head, scan.tail, scan.sample])
          expect(list.map((r) => r.cells)).toEqual(rows);
        expect(scan.tail.map((r) => r.n)).toEqual(rows.map((_, i) => i + 1));
      }),
      { numRuns: 2000 },
    );
  });

  it("samples evenly", async () => {
    const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i + 1},x\n`).join(""));
    async function* chunks() {
      yield bytes;
    }
    let a = 7;
    const random = () => {
      a = (a * 1_103_515_245 + 12_345) % 2_147_483_648;
      return a / 2_147_483_648;
    };
    const { sample } = await scanCsv(chunks(), comma, { sampleRows: 2000, recordBytes: 1000 }, random);
    const quarters = [0, 0, 0, 0];
    for (const row of sample) quarters[Math.floor((row.n - 1) / 5000)]!++;
    expect(sample).toHaveLength(2000);
    for (const q of quarters) expect(Math.abs(q - 500)).toBeLessThan(100);
  });
});

describe.skipIf(!existsSync(join(suites, "csv-spectrum")))("csv-spectrum (shared test data)", () => {
  const folder = join(suites, "csv-spectrum/csvs");
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    it(file, () => {
      const expected = JSON.parse(
        readFileSync(join(suites, "csv-spectrum/json", file.replace(".csv", ".json")), "utf8"),
      );
      const found = asObjects(read(readFileSync(join(folder, file), "utf8")));
      // The suite's answers differ from its own questions here: a phone number was blanked out and the array
      // dropped in one, the line breaks inside quotes were changed in the other.
      if (file === "location_coordinates.csv")
        expect([{ ...found[0], "Contact Phone Number": "1234567890" }]).toEqual([expected]);
      else if (file === "newlines_crlf.csv") {
        const lf = (value: unknown) => JSON.stringify(value).replaceAll("\\r\\n", "\\n");
        expect(lf(found)).toBe(lf(expected));
      } else expect(found).toEqual(expected);
    });
  }
});

describe.skipIf(!existsSync(join(suites, "csv-test-data")))("csv-test-data (shared test data)", () => {
  const folder = join(suites, "csv-test-data/csv");
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const answer = join(suites, "csv-test-data/json", file.replace(".csv", ".json"));
    if (!existsSync(answer)) continue;
    it(file, () => {
      const expected = JSON.parse(readFileSync(answer, "utf8"));
      const rows = read(readFileSync(join(folder, file), "utf8"));
      const given = Array.isArray(expected[0]) || expected.length === 0 ? rows : asObjects(rows);
      if (file === "header-no-rows.csv") expect(asObjects(rows)).toEqual(expected);
      else expect(given).toEqual(expected);
    });
  }
});
