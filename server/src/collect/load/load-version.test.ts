import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Duck, quoteName } from "../../platform/engine/index.ts";
import { duckForTests } from "../../platform/engine/testing.ts";
import { Refusal } from "../../platform/refusal.ts";
import { type Inspection, inspectFile, readDate, readPeriod } from "../inspect/index.ts";
import { sweepUnfinished } from "./durable.ts";
import { type LoadOptions, loadVersion } from "./load-version.ts";
import { manifestSchema } from "./manifest.ts";
import { type Mapping, proposeMapping } from "./mapping.ts";
import { openRows } from "./open-rows.ts";
import { physicalRow } from "./row-runs.ts";
import { dataRows } from "./stage-rows.ts";

const real = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data"),
  "real",
);
const created = new Date("2026-09-28T02:00:00Z");

let duck: Duck;
let dir: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ duck, dir, close } = await duckForTests(existsSync(real) ? [real] : []));
});
afterAll(() => close());

let versions = 0;
async function inspected(path: string): Promise<Inspection> {
  const found = await inspectFile(path);
  if (!found.ok) throw new Error(found.code);
  return found;
}
async function load(path: string, more: Partial<LoadOptions<never>> = {}) {
  const target = join(dir, `v${++versions}`);
  const inspection = more.inspection ?? (await inspected(path));
  const options = { duck, path, inspection, target, version: `v${versions}`, created, ...more };
  const { manifest } = await loadVersion(options);
  const rows = async (columns = "*") =>
    (await duck.run(`SELECT ${columns} FROM '${target}/data.parquet'`)).rows;
  const unparsed = async () => (await duck.run(`SELECT * FROM '${target}/unparsed.parquet'`)).rows;
  return { manifest, inspection, target, rows, unparsed };
}
async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}
const refused = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error instanceof Refusal) return error.code;
  throw error ?? new Error("nothing was refused");
};

const cars = `停车场名称,区,空余车位,收费(元),更新时间
市南一号,市南区,12,5.00,2024年3月1日 8时
"崂山,二号",崂山区,,10.50,2024年3月1日 9时
李沧三号,李沧区,约30,7.00,2024年3月1日 10时
`.repeat(1);

describe("a version", () => {
  it("is Parquet, a manifest that checks against it, and the cells that could not be read", async () => {
    const path = await file("cars.csv", `${cars}${"市北四号,市北区,8,6.00,2024年3月1日 11时\n".repeat(20)}`);
    const { manifest, target, rows, unparsed } = await load(path);
    expect(manifestSchema.parse(JSON.parse(await readFile(join(target, "manifest.json"), "utf8")))).toEqual(
      manifest,
    );
    expect(await readdir(target)).toEqual(["data.parquet", "manifest.json", "unparsed.parquet"]);
    const bytes = await readFile(join(target, "data.parquet"));
    expect(manifest.data.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(manifest.data.bytes).toBe(bytes.length);
    expect(manifest.created).toBe("2026-09-28T02:00:00.000Z");
    expect(manifest.columns.map((c) => [c.label, c.type, c.stored, c.unit])).toEqual([
      ["停车场名称", "text", "VARCHAR", undefined],
      ["区", "text", "VARCHAR", undefined],
      ["空余车位", "integer", "BIGINT", undefined],
      ["收费", "money", "DECIMAL(18,2)", "元"],
      ["更新时间", "datetime", "TIMESTAMP", undefined],
    ]);
    expect(manifest.rows).toBe(23);
    expect((await rows()).slice(0, 3)).toEqual([
      ["市南一号", "市南区", 12, 5, "2024-03-01T08:00:00"],
      ["崂山,二号", "崂山区", null, 10.5, "2024-03-01T09:00:00"],
      ["李沧三号", "李沧区", null, 7, "2024-03-01T10:00:00"],
    ]);
    const [, , free] = manifest.columns;
    expect(manifest.unparsed).toEqual({ [free!.name]: 1 });
    expect(await unparsed()).toEqual([[2, free!.name, "约30"]]);
    expect(physicalRow(manifest.source.runs, 2)).toBe(4);
  });

  it("has names of Parquet and SQL, unique and free of reserved words, with the Chinese labels in its metadata", async () => {
    const path = await file(
      "names.csv",
      `名称,名称,select,ID,file_row_number,"a""; DROP TABLE x",2024年\n${"甲,乙,1,2,3,4,5\n".repeat(5)}`,
    );
    const { manifest, target } = await load(path);
    const names = manifest.columns.map((c) => c.name);
    expect(names.slice(0, 5)).toEqual(["name", "column_2", "select_value", "id", "file_row_number_value"]);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(new Set(names).size).toBe(names.length);
    const kv = await duck.run(
      `SELECT decode(value) FROM parquet_kv_metadata('${target}/data.parquet') WHERE decode(key) = 'labels'`,
    );
    expect(JSON.parse(String(kv.rows[0]![0]))).toMatchObject({ name: "名称" });
  });

  it("is the same whatever the encoding, the line ending and the container of the text", async () => {
    const text = `${cars}${"市北四号𠮷,市北区,8,6.00,2024年3月1日 11时\n".repeat(50)}`;
    const utf8 = await (await load(await file("utf8.csv", text))).rows();
    const others: [string, Uint8Array, string][] = [
      ["gb18030.csv", iconv.encode(text, "gb18030"), "decoded"],
      ["bom.csv", Buffer.from(`\ufeff${text}`), "direct"],
      ["crlf.csv", Buffer.from(text.replaceAll("\n", "\r\n")), "direct"],
      ["cr.csv", Buffer.from(text.replaceAll("\n", "\r")), "rows"],
      ["utf16.csv", iconv.encode(text, "utf-16le", { addBOM: true }), "decoded"],
      ["utf16be.csv", iconv.encode(text, "utf-16be", { addBOM: true }), "decoded"],
      [
        "tab.csv",
        Buffer.from(
          text
            .replaceAll('"崂山,二号"', "崂山,二号")
            .replaceAll(",", "\t")
            .replaceAll("崂山\t二号", "崂山,二号"),
        ),
        "direct",
      ],
    ];
    for (const [name, bytes, reading] of others) {
      const loaded = await load(await file(name, bytes));
      expect([name, loaded.manifest.recipe.reading]).toEqual([name, reading]);
      expect(await loaded.rows(), name).toEqual(utf8);
    }
  });

  it("leaves out titles, notes, totals and blank rows, and knows where each row stood", async () => {
    const body = Array.from({ length: 30 }, (_, i) => `${i + 1},第${i + 1}中学,${(i + 1) * 10}`);
    body.splice(10, 0, ",,", "小计,,550");
    const path = await file(
      "notes.csv",
      `附件1,,\n某市中学名单,,\n序号,学校名称,学生人数\n${body.join("\n")}\n合计,,4650\n注：数据截至2024年底,,\n`,
    );
    const { manifest, rows } = await load(path);
    expect(manifest.rows).toBe(30);
    expect(manifest.recipe.reading).toBe("rows");
    const found = await rows();
    expect(found[0]).toEqual([1, "第1中学", 10]);
    expect(found.at(-1)).toEqual([30, "第30中学", 300]);
    expect([9, 10, 29].map((row) => physicalRow(manifest.source.runs, row))).toEqual([13, 16, 35]);
    expect(manifest.recipe.setAside.length).toBeGreaterThanOrEqual(4);
  });

  it("keeps line breaks, quotes and delimiters inside cells", async () => {
    const path = await file("inner.csv", `名称,说明\n${'"甲","第一行\n第二行, ""引"""\n'.repeat(20)}乙,无\n`);
    expect((await (await load(path)).rows())[19]).toEqual(["甲", '第一行\n第二行, "引"']);
  });

  it("takes only the columns of the mapping, in its order and under its names", async () => {
    const path = await file("pick.csv", `${cars}${"市北四号,市北区,8,6.00,2024年3月1日 11时\n".repeat(20)}`);
    const inspection = await inspected(path);
    const [name, , free] = proposeMapping(inspection);
    const mapping: Mapping = [
      { ...free!, name: "spaces", label: "空位" },
      { ...name!, name: "lot" },
    ];
    const { manifest, rows } = await load(path, { mapping, inspection });
    expect((await rows())[0]).toEqual([12, "市南一号"]);
    expect(manifest.columns.map((c) => c.name)).toEqual(["spaces", "lot"]);
    expect(manifest.recipe.leftOut).toEqual(["区", "收费", "更新时间"]);
    const bad: Mapping[] = [
      [{ ...name!, name: 'x"; DROP TABLE y; --' }],
      [{ ...name!, name: "file_row_number" }],
      [{ ...name!, index: 99 }],
      [name!, name!],
      [{ ...free!, stored: "VARCHAR" }],
      [{ ...free!, stored: "BIGINT) FROM x; --" }],
    ];
    for (const each of bad)
      expect(await refused(load(path, { mapping: each, inspection }))).toBe("load.mapping_malformed");
  });
});

describe("what goes wrong", () => {
  const big = (rows: number) =>
    `站点,时间,数值\n${Array.from({ length: rows }, (_, i) => `站${i % 50},2024年${(i % 12) + 1}月${(i % 28) + 1}日 ${i % 24}时,${i % 997}`).join("\n")}\n`;
  const leftovers = async () => (await readdir(dir)).filter((name) => name.includes("partial"));

  it("a version is never overwritten", async () => {
    const path = await file("once.csv", big(50));
    const { target, manifest } = await load(path);
    expect(await refused(load(path, { target }))).toBe("load.already_there");
    expect(JSON.parse(await readFile(join(target, "manifest.json"), "utf8"))).toEqual(manifest);
  });

  it("a file that is not the inspected one is refused", async () => {
    const path = await file("changed.csv", big(50));
    const inspection = await inspected(path);
    await writeFile(path, big(51));
    expect(await refused(load(path, { inspection }))).toBe("load.file_changed");
    // Of the same size, but with a row less.
    await writeFile(path, big(50).replace("\n站7,", ";站7,"));
    expect(await refused(load(path, { inspection }))).toBe("load.rows_differ");
    expect(await leftovers()).toEqual([]);
  });

  it("cancelled in any phase, it leaves nothing behind", async () => {
    const path = await file("cancel.csv", iconv.encode(big(200_000), "gb18030"));
    const inspection = await inspected(path);
    for (const phase of ["staging", "writing", "checking", "publishing"]) {
      const stop = new AbortController();
      const target = join(dir, `cancelled-${phase}`);
      const onProgress = (at: string) => {
        if (at === phase) setImmediate(() => stop.abort());
      };
      const slow = phase === "checking" ? { check: slowCheck } : {};
      const outcome = load(path, { inspection, target, signal: stop.signal, onProgress, ...slow });
      expect(await refused(outcome), phase).toBe("load.cancelled");
      expect(existsSync(target), phase).toBe(false);
    }
    expect(await leftovers()).toEqual([]);
  });
  const slowCheck = async ({ signal }: { signal: AbortSignal }): Promise<never> => {
    while (!signal.aborted) await new Promise((tick) => setTimeout(tick, 5));
    throw signal.reason;
  };

  it("a DuckDB killed in the middle leaves no version, and the rest of a crash is swept away", async () => {
    const path = await file("killed.csv", big(300_000));
    const other = await duckForTests([dir]);
    const target = join(dir, "killed");
    const onProgress = (phase: string) => {
      if (phase === "writing") setTimeout(() => other.duck.kill(), 60);
    };
    const inspection = await inspected(path);
    const outcome = loadVersion({
      duck: other.duck,
      path,
      inspection,
      target,
      version: "k",
      created,
      onProgress,
    });
    await expect(outcome).rejects.toThrow(/DuckDB process/);
    expect(existsSync(target)).toBe(false);
    expect(await leftovers()).toEqual([]);
    await other.close();
    // What a process that died itself would have left.
    await mkdir(join(dir, "killed.partial-0a"));
    await writeFile(join(dir, "killed.partial-0a", "data.parquet"), "half");
    expect(await sweepUnfinished(dir)).toBe(1);
    expect(await leftovers()).toEqual([]);
  });

  it("a large file that is not what its sample showed is read row by row, and nothing is lost", async () => {
    const path = await file("sampled.csv", big(1_000));
    const inspection = { ...(await inspected(path)), sampled: true };
    const ragged = big(1_000)
      .replace("\n站7,2024年8月8日 7时,7\n", "\n站7,2024年8月8日 7时\n")
      .replace("站8,", "站8𠮷,");
    await writeFile(path, ragged);
    const bytes = Buffer.byteLength(ragged);
    const { manifest, rows } = await load(path, {
      inspection: { ...inspection, file: { ...inspection.file, bytes } },
    });
    expect(manifest.recipe.reading).toBe("rows");
    expect((await rows())[7]).toEqual(["站7", "2024-08-08T07:00:00", null]);
    expect(manifest.rows).toBe(1_000);
  });
});

describe("a large, plain file", () => {
  const day = (i: number) => `2024年${(i % 12) + 1}月${(i % 28) + 1}日 ${i % 24}时`;
  const lines = Array.from({ length: 60_000 }, (_, i) => `站${i % 50},${day(i)},${i}.5,${i}`);
  const text = (change: Record<number, string> = {}) =>
    `站点,时间,数值,序号\n${lines.map((line, i) => change[i] ?? line).join("\n")}\n`;
  /** Loads a file after the inspection of the clean one: what the sample of a larger file would not have shown. */
  async function after(change: Record<number, string>) {
    const path = await file(`plain-${versions}.csv`, text());
    const clean = await inspected(path);
    await writeFile(path, text(change));
    const bytes = Buffer.byteLength(text(change));
    const inspection = { ...clean, sampled: true, file: { ...clean.file, bytes } };
    return load(path, { inspection });
  }

  it("is read as every other, only faster", async () => {
    const { manifest, rows } = await after({});
    expect(manifest.columns.map((c) => c.stored)).toEqual(["VARCHAR", "TIMESTAMP", "DOUBLE", "BIGINT"]);
    const found = await rows();
    expect(found).toHaveLength(60_000);
    expect(found[59_999]).toEqual(["站49", "2024-12-24T23:00:00", 59999.5, 59999]);
    expect(manifest.unparsed).toEqual({});
  });

  it.each([
    ["a word among numbers", "站1,2024年2月2日 1时,约1,1", { value: 1 }, null],
    ["an infinite number", "站1,2024年2月2日 1时,inf,1", { value: 1 }, null],
    ["a fraction among whole numbers", "站1,2024年2月2日 1时,1.5,1.5", { seq: 1 }, 1.5],
    ["a year of two digits", "站1,24年2月2日 1时,1.5,1", { column_2: 1 }, 1.5],
    ["full-width digits", "站1,2024年2月2日 1时,１.５,1", {}, 1.5],
    ["a day in another form", "站1,2024年2月2日 01时,1.5,1", {}, 1.5],
    ["a row too short", "站1,2024年2月2日 1时", {}, null],
  ])(
    "that holds %s after all is read cell by cell, and only that cell fails",
    async (_, line, unparsed, value) => {
      const { manifest, rows } = await after({ 30001: line });
      const byLabel = Object.fromEntries(manifest.columns.map((c) => [c.name, c.label]));
      const counts = Object.fromEntries(
        Object.entries(manifest.unparsed).map(([name, n]) => [byLabel[name], n]),
      );
      const labels: Record<string, string> = { value: "数值", seq: "序号", column_2: "时间" };
      expect(counts).toEqual(
        Object.fromEntries(Object.entries(unparsed).map(([name, n]) => [labels[name], n])),
      );
      const found = await rows();
      expect(found).toHaveLength(60_000);
      expect(found[30_001]![2]).toBe(value);
      expect(found[30_002]).toEqual(["站2", "2024-03-15T02:00:00", 30002.5, 30002]);
    },
  );

  it("in GB18030 is decoded in two halves that fit together", async () => {
    const long = iconv.encode(text() + lines.map((l) => `${l}\n`.repeat(5)).join(""), "gb18030");
    expect(long.length).toBeGreaterThan(8 << 20);
    const { manifest, rows } = await load(await file("halves.csv", long));
    expect([manifest.rows, manifest.recipe.reading]).toEqual([360_000, "decoded"]);
    const found = await rows();
    expect(found[0]).toEqual(["站0", "2024-01-01T00:00:00", 0.5, 0]);
    expect(found.at(-1)).toEqual(["站49", "2024-12-24T23:00:00", 59999.5, 59999]);
    expect(manifest.unparsed).toEqual({});
    const stations = await rows('DISTINCT "column_1"');
    expect(stations.map(([name]) => name).sort()).toEqual(
      Array.from({ length: 50 }, (_, i) => `站${i}`).sort(),
    );
    const sums = await rows('sum("seq")');
    expect(sums).toEqual([[(6 * 59_999 * 60_000) / 2]]);
  });
});

describe.skipIf(!existsSync(real))("real files (shared test data)", () => {
  it.each([
    ["beijing/2019年平谷区高新技术企业名单.csv", 370, "decoded", {}],
    ["beijing/2022年丰台区环境信息依法披露企业名单.csv", 44, "direct", { credit_code: 12 }],
    ["beijing/东城园国高新企业名单.csv", 329, "rows", {}],
    ["beijing/密云区年度施工许可证信息.csv", 42, "rows", { column_6: 6 }],
    ["beijing/市住房城乡建设委-新建商品房预售许可信息.csv", 6960, "direct", {}],
    ["beijing/北京市节能技术产品推荐目录.csv", 393, "decoded", {}],
    ["qingdao/qingdao_天气_GBK_年月日.csv", 89, "decoded", {}],
    ["qingdao/青岛_空气质量_日.csv", 1157, "direct", {}],
    ["qingdao/qweather/China-City-List-latest.csv", 3578, "direct", {}],
    ["shandong/威海市海洋生产总值（分区市）信息202512191739.csv", 24, "decoded", { column_1: 1 }],
    ["universities/全国高等学校名单.xls", 2631, "rows", {}],
  ])("%s: %i rows, %s", async (name, rows, reading, unparsed) => {
    const { manifest } = await load(join(real, name));
    expect([manifest.rows, manifest.recipe.reading, manifest.unparsed]).toEqual([rows, reading, unparsed]);
  });

  it("days and periods are read as the inspection reads them, cell by cell", async () => {
    let compared = 0;
    for (const folder of ["beijing", "qingdao", "shandong"])
      for (const name of (await readdir(join(real, folder))).filter((n) => n.endsWith(".csv"))) {
        const path = join(real, folder, name);
        const inspection = await inspectFile(path);
        if (!inspection.ok) continue;
        const columns = inspection.columns.filter((c) => ["date", "datetime", "period"].includes(c.type));
        if (columns.length === 0) continue;
        const { manifest, rows } = await load(path, { inspection });
        const of = (index: number) =>
          manifest.columns[manifest.recipe.mapping.findIndex((m) => m.index === index)]!;
        const values = await rows(
          columns.map((c) => `CAST(${quoteName(of(c.index).name)} AS VARCHAR)`).join(", "),
        );
        const isData = dataRows(inspection);
        let row = 0;
        for await (const batch of openRows(path, inspection))
          for (const { n, cells } of batch) {
            if (!isData({ n, cells })) continue;
            columns.forEach((column, k) => {
              const cell = cells[column.index] ?? "";
              const formats = column.formats ?? [];
              const read = column.type === "period" ? readPeriod(cell, formats) : readDate(cell, formats);
              const value = values[row]![k];
              // A date column holds no time of day: such a cell fails here and is a break there.
              if (value === null)
                expect(
                  column.type === "date" ? (read ?? "").length !== 10 : read === undefined,
                  `${name} ${n} ${cell}`,
                ).toBe(true);
              else {
                const expected =
                  column.type === "datetime" && read?.length === 10 ? `${read} 00:00:00` : read;
                expect(value, `${name} row ${n}: ${cell}`).toBe(expected);
                compared++;
              }
            });
            row++;
          }
      }
    expect(compared).toBeGreaterThan(10_000);
  });
});
