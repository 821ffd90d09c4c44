import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, newId, thePlatform } from "../../platform/index.ts";
import { publishEntry } from "../publish-entry.ts";
import { insertEntry } from "../store.ts";
import { content, organisations, type TestCatalog, testCatalog, town } from "../testing.ts";
import { type EntrySearch, findPublished } from "./find-entries.ts";
import { runsOf } from "./grams.ts";
import { highlight } from "./highlight.ts";
import { longestQuery, parseQuery } from "./parse-query.ts";

const data =
  process.env.ZHANQIAO_TEST_DATA ?? new URL("../../../../../shared/data", import.meta.url).pathname;
const realNames = `${data}/real/shandong/public_data_catalog_seed.csv`;
const at = new Date("2026-09-28T02:00:00Z");

const plainItems = [{ name: "序号", column: "no", type: "integer", nullable: false }] as const;
const shelf = [
  { name: "公共停车场泊位信息", keywords: ["停车"], format: "csv", fields32: "city-management" },
  { name: "空气质量监测站点小时数据", abstract: "含 PM2.5、PM10、ＡＱＩ 等指标。", fields32: "ecology" },
  { name: "市区公共汽车线路站点", abstract: "线路、站点、首末班时间，按月更新。", format: "api" },
  { name: "海水浴场水质监测结果", fields32: "ecology", updateCycle: "weekly" },
  { name: "普通中小学名录", abstract: "学校名称、办学地址、办学性质等。", fields32: "education" },
  {
    name: "危险化学品经营许可证信息",
    fields32: "market-regulation",
    openType: "conditional",
    openCondition: "实名",
  },
  {
    name: "水产养殖证信息",
    fields32: "agriculture",
    items: [{ name: "养殖水域", column: "area", type: "string" }],
  },
  { name: "渔港'名录\\与泊位", fields32: "agriculture", shareType: "conditional" },
  { name: "企业WIFI接入点&<b>位置</b>", fields32: "industry", format: "shp" },
] as const;

describe("searching the catalog", () => {
  let catalog: TestCatalog;
  const put = (serial: number, more: object, abstract = "由主管部门收集和产生，按规定更新。") =>
    catalog.db.acting(thePlatform, async (tx) => {
      const code = `370200-test-${String(serial).padStart(4, "0")}`;
      const caseId = newId(at);
      const whole = content({ keywords: [], items: [...plainItems], basis: "三定方案", abstract, ...more });
      const { transport: provider, cityData: authority } = town;
      const entry = { code, provider, authority, division: "370200", name: whole.name };
      await insertEntry(tx, { ...entry, case_id: caseId, at });
      await publishEntry(tx, organisations, { code, caseId, at, content: () => whole });
    });
  const search = (q: string, more: Partial<EntrySearch> = {}) =>
    catalog.db.reading(anyone, (tx) =>
      findPublished(tx, { q, filters: {}, sort: "relevance", limit: 100, offset: 0, ...more }),
    );
  const names = async (q: string, more: Partial<EntrySearch> = {}) =>
    (await search(q, more)).items.map((i) => i.card.name);

  beforeAll(async () => {
    catalog = await testCatalog();
    for (const [i, more] of shelf.entries()) await put(i + 1, more);
  });
  afterAll(() => catalog.close());

  it("finds what begins or ends in the middle of a word", async () => {
    for (const q of ["共停车", "车场泊", "气质量监", "水浴", "小学名", "险化学", "量", "殖"])
      expect((await names(q)).length, q).toBeGreaterThan(0);
    expect(await names("车场泊")).toEqual(["公共停车场泊位信息"]);
  });

  it("finds every name by every piece of it", async () => {
    const han = shelf.map((s) => s.name).filter((n) => /^\p{Script=Han}+$/u.test(n));
    const piece = fc
      .constantFrom(...han)
      .chain((name) =>
        fc.tuple(fc.constant(name), fc.nat(name.length - 1), fc.integer({ min: 1, max: name.length })),
      );
    await fc.assert(
      fc.asyncProperty(piece, async ([name, from, length]) => {
        const found = await search(name.slice(from, from + length));
        expect(found.nearest).toBe(false);
        expect(found.items.map((i) => i.card.name)).toContain(name);
      }),
      { numRuns: 150 },
    );
  });

  it.skipIf(!existsSync(realNames))(
    "finds every one of a province's 56 real entries by any piece of its name (needs real/shandong)",
    async () => {
      const lines = readFileSync(realNames, "utf8").split("\n").slice(1);
      const real = [...new Set(lines.map((l) => l.split(",")[1]?.replaceAll('"', "") ?? ""))].filter(Boolean);
      expect(real.length).toBeGreaterThan(40);
      for (const [i, name] of real.entries()) await put(1000 + i, { name });
      let asked = 0;
      for (const name of real)
        for (const run of runsOf(name).han)
          for (let from = 0; from + 3 <= run.length; from += 2) {
            const q = run.slice(from, from + 3 + (from % 4));
            asked++;
            expect(await names(q), q).toContain(name);
          }
      expect(asked).toBeGreaterThan(200);
    },
  );

  it("needs all words, in any order, with or without spaces", async () => {
    expect(await names("泊位 公共")).toEqual(["公共停车场泊位信息"]);
    expect(await names("水质海水浴场")).toEqual(["海水浴场水质监测结果"]);
    // Nothing has both; what has either is offered as nearest, not as found.
    expect((await search("停车场 水质")).nearest).toBe(true);
  });

  it("knows other words for the same thing, and that 学校 covers 小学", async () => {
    expect(await names("公交")).toContain("市区公共汽车线路站点");
    expect(await names("停车位")).toContain("公共停车场泊位信息");
    expect(await names("无线网络")).toEqual(["企业WIFI接入点&<b>位置</b>"]);
    expect(await names("学校")).toContain("普通中小学名录");
  });

  it("reads Latin words in any case and width, begun words, and compounds with or without their dot", async () => {
    for (const q of ["aqi", "AQI", "ａｑｉ", "pm2.5", "PM25", "pm10", "PM2.5 监测"])
      expect(await names(q), q).toEqual(["空气质量监测站点小时数据"]);
    expect(await names("wif")).toEqual(["企业WIFI接入点&<b>位置</b>"]);
  });

  it("finds an entry by its code and by the beginning of it", async () => {
    expect(await names("370200-test-0004")).toEqual(["海水浴场水质监测结果"]);
    expect((await names("370200-te")).length).toBeGreaterThanOrEqual(shelf.length);
  });

  it("finds by the names of items and by the provider", async () => {
    expect(await names("养殖水域")).toEqual(["水产养殖证信息"]);
    expect((await names("交通运输局")).length).toBeGreaterThanOrEqual(shelf.length);
  });

  it("offers the nearest, and says so, when a character is wrong, missing or too many", async () => {
    const typos = {
      空汽质量监测: "空气质量监测站点小时数据",
      停牛场: "公共停车场泊位信息",
      公共停场: "公共停车场泊位信息",
      危险化妆学品经营: "危险化学品经营许可证信息",
    };
    for (const [typed, meant] of Object.entries(typos)) {
      const found = await search(typed);
      expect(found.nearest, typed).toBe(true);
      expect(found.items[0]?.card.name, typed).toBe(meant);
    }
    expect((await search("量子纠缠态")).items).toEqual([]);
    // A filter that leaves nothing is no typing error.
    expect((await search("停车场", { filters: { field: ["ecology"] } })).nearest).toBe(false);
  });

  it("puts the name that is the query before the name that has it, before texts that mention it", async () => {
    await put(50, { name: "码头泊位", abstract: "码头泊位的长度、吨级。" });
    await put(51, { name: "沿海港口设施", abstract: "包括码头泊位的数量和等级。" });
    await put(52, { name: "全市码头泊位名录" });
    const found = await names("码头泊位");
    expect(found.slice(0, 3)).toEqual(["码头泊位", "全市码头泊位名录", "沿海港口设施"]);
  });

  it("counts each facet as if its own filter were not set, the total with all of them", async () => {
    const found = await search("", { filters: { field: ["ecology"], cycle: ["weekly"] } });
    expect(found.total).toBe(1);
    const counts = (facet: string) =>
      Object.fromEntries(found.facets.filter((f) => f.facet === facet).map((f) => [f.value, f.count]));
    expect(counts("cycle")).toEqual({ weekly: 1, daily: 1 });
    expect(counts("field")).toEqual({ ecology: 1 });
    expect(counts("open")).toEqual({ unconditional: 1 });
    expect(found.facets.find((f) => f.facet === "division")).toMatchObject({
      value: "370200",
      label: "青岛市",
    });
  });

  it("stays within the open types it is told, in results and in counts", async () => {
    const found = await search("许可证", { within: ["unconditional"] });
    expect(found.items.map((i) => i.card.name)).not.toContain("危险化学品经营许可证信息");
    expect(found.facets.some((f) => f.facet === "open" && f.value === "conditional")).toBe(false);
  });

  it("pages without gaps or repeats in every order", async () => {
    for (const sort of ["relevance", "updated", "name"] as const) {
      const whole = (await search("信息", { sort })).items.map((i) => i.code);
      const parts: string[] = [];
      for (let offset = 0; offset < whole.length; offset += 2)
        parts.push(...(await search("信息", { sort, limit: 2, offset })).items.map((i) => i.code));
      expect(parts).toEqual(whole);
      expect(new Set(whole).size).toBe(whole.length);
    }
  });

  it("takes quotes, operators and hostile text for text", async () => {
    expect(await names("渔港'名录\\与泊位")).toEqual(["渔港'名录\\与泊位"]);
    for (const q of [
      "' | '*':*",
      "\\",
      "!!!",
      ":*",
      "a & | b",
      "%_%",
      "');drop table catalog.entry;--",
      "\u202e",
      "😀",
    ])
      expect((await search(q)).items.length, q).toBeLessThan(200);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (q) => {
        if (q.includes("\u0000")) return;
        await search(q);
      }),
      { numRuns: 120 },
    );
  });

  it("looks at no more than the first hundred characters", () => {
    const parsed = parseQuery("停车场".repeat(10_000));
    expect(parsed.plain.length).toBe(longestQuery);
    expect(parsed.exact!.length).toBeLessThan(3000);
  });

  it("marks what was found and escapes everything else", () => {
    expect(highlight('a<b> "停车场" & 泊位', ["停车场"])).toBe(
      "a&lt;b&gt; &quot;<mark>停车场</mark>&quot; &amp; 泊位",
    );
    expect(highlight("没有", ["停车场"])).toBeUndefined();
    const long = highlight(`${"前".repeat(100)}停车场${"后".repeat(300)}`, ["停车场"])!;
    expect(long.startsWith("…前")).toBe(true);
    expect(long.endsWith("后…")).toBe(true);
    expect(long.length).toBeLessThan(180);
  });
});
