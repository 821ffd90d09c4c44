import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item } from "../../catalog/index.ts";
import { town } from "../../catalog/testing.ts";
import { currentVersion, type Intake } from "../../collect/index.ts";
import { type TestCollect, testCollect } from "../../collect/testing.ts";
import type { Column, Duck } from "../../platform/engine/index.ts";
import { duckForTests } from "../../platform/engine/testing.ts";
import { makeCitizenId } from "../../platform/identifiers/index.ts";
import { anyone } from "../../platform/index.ts";
import { checkEntryVersion } from "./check-entry.ts";
import { rulesOfItems } from "./rules-of-items.ts";

const now = new Date("2026-09-28T02:00:00Z");
const item = (name: string, column: string, type: Item["type"], more: Partial<Item> = {}): Item => ({
  name,
  column,
  type,
  nullable: true,
  ...more,
});
const column = (name: string, type: Column["type"], stored = "VARCHAR", semantic?: string): Column => ({
  name,
  label: name,
  type,
  stored,
  ...(semantic ? { semantic } : {}),
});

describe("the rules of an entry", () => {
  it("follow its items: type, presence, length, meaning, key", () => {
    const items = [
      item("名称", "name", "string", { key: true, length: 20 }),
      item("泊位总数", "spaces", "integer", { nullable: false }),
      item("运营单位统一社会信用代码", "operator", "string"),
      item("身份证号", "keeper", "string", { personal: true }),
      item("经度", "lon", "decimal"),
      item("备注", "remark", "string"),
      item("没有装载", "absent", "string", { nullable: false }),
    ];
    const columns = [
      column("name", "text"),
      column("spaces", "integer", "BIGINT"),
      column("operator", "text"),
      column("keeper", "text"),
      column("lon", "decimal", "DOUBLE", "longitude"),
      column("remark", "text"),
    ];
    expect(rulesOfItems(items, columns, "daily").map((r) => `${r.id} ${r.kind}`)).toEqual([
      "name.present notNull",
      "name.length length",
      "spaces.type type",
      "spaces.present notNull",
      "operator.identifier identifier",
      "keeper.identifier identifier",
      "lon.type type",
      "lon.range range",
      "key.unique unique",
    ]);
  });

  it("judge the age of data by its period, its key or its time of update, never by a date of birth or opening", () => {
    const aged = (of: Item, type: Column["type"], cycle: Parameters<typeof rulesOfItems>[2] = "daily") =>
      rulesOfItems([of], [column("at", type, type === "period" ? "VARCHAR" : "DATE")], cycle)
        .filter((r) => r.kind === "freshness")
        .map((r) => r.kind === "freshness" && r.cycle);
    expect(aged(item("启用日期", "at", "date"), "date")).toEqual([]);
    expect(aged(item("更新日期", "at", "date"), "date")).toEqual(["daily"]);
    expect(aged(item("日期", "at", "date", { key: true }), "date")).toEqual(["daily"]);
    expect(aged(item("年度", "at", "period"), "period", "yearly")).toEqual(["yearly"]);
    expect(aged(item("更新日期", "at", "date", { personal: true }), "date")).toEqual([]);
    expect(aged(item("更新日期", "at", "date"), "date", "irregular")).toEqual([]);
    expect(aged(item("更新日期", "at", "date"), "date", "static")).toEqual([]);
  });
});

describe("a version", () => {
  let duck: Duck;
  let dir: string;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ duck, dir, close } = await duckForTests());
  });
  afterAll(() => close());

  async function check(
    sql: string,
    columns: Column[],
    items: Item[],
    updateCycle: Parameters<typeof rulesOfItems>[2] = "daily",
  ) {
    const parquet = join(dir, "data.parquet");
    const { rows } = await duck.run(`COPY (${sql}) TO '${parquet}' (FORMAT parquet)`);
    const { signal } = new AbortController();
    return checkEntryVersion(
      { duck, parquet, columns, rows: Number(rows[0]![0]), signal },
      { items, updateCycle },
      now,
    );
  }

  it("shows what identifies a person masked in its report and whole to the provider's own staff", async () => {
    const sound = makeCitizenId({ division: "370202", born: "19900101", serial: 1 });
    const wrong = `${sound.slice(0, 17)}${sound.endsWith("0") ? "1" : "0"}`;
    const report = await check(
      `SELECT a, b FROM (VALUES ('${sound}', '张三丰丰'), ('${wrong}', '张三丰')) v(a, b)`,
      [column("a", "text"), column("b", "text")],
      [item("公民身份号码", "a", "string"), item("别名", "b", "string", { personal: true, length: 3 })],
    );
    expect(report.rules.map((r) => [r.id, r.failed, r.sample.map((f) => [f.row, f.value])])).toEqual([
      ["a.identifier", 1, [[2, `${wrong.slice(0, 6)}********${wrong.slice(-4)}`]]],
      ["b.length", 1, [[1, "张***"]]],
    ]);
    expect(JSON.stringify(report)).not.toContain(wrong);
    const kept = await readFile(join(dirname(join(dir, "data.parquet")), "findings-0.ndjson"), "utf8");
    expect(JSON.parse(kept)).toEqual({ row: 2, column: "a", value: wrong });
  });

  it("is scored 0–100 by rule, dimension and whole; stale data loses its timeliness and names no row", async () => {
    const columns = [column("at", "date", "DATE"), column("n", "integer", "BIGINT")];
    const items = [item("更新日期", "at", "date"), item("数", "n", "integer", { nullable: false })];
    const sql = "SELECT DATE '2026-09-01' AS at, nullif(i, 3) AS n FROM range(8) r(i)";
    const stale = await check(sql, columns, items);
    expect(stale).toMatchObject({
      score: 62.5,
      dimensions: { completeness: 87.5, validity: 100, timeliness: 0 },
    });
    expect(stale.rules.at(-1)).toMatchObject({
      id: "at.fresh",
      title: { zh: "“at”按更新周期更新" },
      found: { zh: "“at”最新为 2026-09-01，距今 27 天，更新周期允许 2 天，已过期" },
      score: 0,
      sample: [],
    });
    expect((await check(sql, columns, items, "monthly")).score).toBe(95.8);
  });

  it("to which no rule applies has no score", async () => {
    expect(await check("SELECT 'x' AS a", [column("a", "text")], [item("说明", "a", "string")])).toEqual({
      score: null,
      dimensions: {},
      rules: [],
    });
  });
});

describe("through intake", () => {
  let t: TestCollect;
  beforeAll(async () => {
    t = await testCollect({ check: checkEntryVersion });
  });
  afterAll(() => t.close());
  const whole = [
    { from: 0, to: "name" },
    { from: 1, to: "spaces" },
  ];

  it("rows that break a rule are counted, shown with their row in the file, and their values stay the provider's", async () => {
    const entry = await t.publishedEntry({
      name: "停车场坏数据",
      items: [
        { name: "停车场名称", column: "name", type: "string", nullable: false, key: true, length: 6 },
        { name: "泊位总数", column: "spaces", type: "integer", nullable: false },
        { name: "统一社会信用代码", column: "credit_code", type: "code", nullable: true },
      ],
    });
    const lines = Array.from({ length: 200 }, (_, i) => `停车${i},${i + 1},${town.transport}`);
    lines[4] = "停车4,很多,";
    lines[9] = ",12,";
    lines[14] = `停车13,15,${town.transport.slice(0, 17)}-`;
    lines[15] = "停车13,16,";
    lines[19] = `名称超过六个字符的停车场,20,`;
    const id = await t.upload(
      entry,
      Buffer.from(`停车场名称,泊位总数,统一社会信用代码\n${lines.join("\n")}\n`),
    );
    const mapping = [...whole, { from: 2, to: "credit_code" }];
    const accept = ["column.invalid_identifiers", "column.personal_data"];
    expect(await t.call("officer", "POST", `/${id}/load`, { mapping, accept })).toMatchObject({
      status: 202,
    });
    await t.work();
    const { quality } = (await t.call("officer", "GET", `/${id}`)).body as Intake;
    const failed = Object.fromEntries(quality!.rules.map((r) => [r.id, r.failed]));
    expect(failed).toMatchObject({
      "spaces.type": 1,
      "name.present": 1,
      "spaces.present": 0,
      "name.length": 1,
      "key.unique": 2,
      "credit_code.identifier": 1,
    });
    expect(quality!.score).toBeLessThan(100);
    expect(quality!.rules.find((r) => r.id === "credit_code.identifier")).toMatchObject({
      title: { zh: "“统一社会信用代码”是有效的统一社会信用代码（GB 32100）" },
      found: { zh: "“统一社会信用代码” 有 1 处不是有效的统一社会信用代码（GB 32100） (0.51%)" },
      dimension: "validity",
    });
    const findings = await t.call("officer", "GET", `/${id}/findings?rule=spaces.type`);
    expect(findings.body).toEqual({ items: [{ row: 6, column: "spaces", value: "很多" }], total: 1 });
    const one = await t.call("officer", "GET", `/${id}/findings?rule=key.unique&limit=1`);
    expect(one.body).toMatchObject({ items: [{ row: 16, value: "停车13" }], total: 2 });
    const two = await t.call(
      "officer",
      "GET",
      `/${id}/findings?rule=key.unique&limit=1&cursor=${one.body.next}`,
    );
    expect(two.body).toEqual({
      items: [
        {
          row: 17,
          column: "name",
          value: "停车13",
          message: { zh: "与第 15 行重复", en: "repeats row 15" },
        },
      ],
      total: 2,
    });
    expect(await t.call("officer", "GET", `/${id}/findings?rule=key.unique&cursor=7`)).toMatchObject({
      status: 400,
    });
    expect(await t.call("other", "GET", `/${id}/findings?rule=spaces.type`)).toMatchObject({ status: 404 });

    await t.call("officer", "POST", `/${id}/publish`, {});
    const version = await t.db.reading(anyone, (tx) => currentVersion(tx, entry));
    expect(version!.quality.rules.every((r) => r.sample.length === 0)).toBe(true);
    expect(version!.manifest.source.name).toBe("");
  });
});
