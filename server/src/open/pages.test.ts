import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aLaw, staff, town } from "../catalog/testing.ts";
import { anyone, thePlatform } from "../platform/index.ts";
import { actOnCase, openCase } from "../procedure/index.ts";
import { prepareDatasets } from "./jobs.ts";
import { officer, reviewer, type TestOpen, testOpen } from "./testing.ts";

const q = encodeURIComponent;

describe("open pages (Arts. 26–30)", () => {
  let t: TestOpen;
  let code: string;
  const get = async (path: string) => {
    const answer = await t.get(path);
    return { status: answer.statusCode, body: answer.json() };
  };

  beforeAll(async () => {
    t = await testOpen();
    ({ code } = await t.publishedDataset(300));
  }, 120_000);
  afterAll(() => t.close());

  describe("a dataset's page", () => {
    it("tells what each open column holds, computed once and kept", async () => {
      const { body } = await get(`/datasets/${code}`);
      const by = Object.fromEntries(body.current.columns.map((c: { name: string }) => [c.name, c]));
      expect(Object.keys(by)).toEqual(["name", "district", "spaces", "opened", "remark"]);
      expect(by.spaces).toMatchObject({ fill: 1, distinct: 200, min: 10, max: 209, unit: "个" });
      expect(by.opened).toMatchObject({ min: "2020-01-01", max: "2020-01-28", distinct: 28 });
      expect(by.district.histogram).toEqual(
        ["崂山区", "市北区", "市南区"].map((value) => ({ value, count: 100 })),
      );
      for (const name of ["spaces", "opened"]) {
        const total = by[name].histogram.reduce((sum: number, bar: { count: number }) => sum + bar.count, 0);
        expect([name, total]).toEqual([name, 300]);
      }
      expect(by.spaces.histogram[0]).toMatchObject({ from: 10 });
      expect(by.opened.histogram[0].from).toBe("2020-01-01");
      expect(by.name.samples).toHaveLength(5);
      expect(JSON.stringify(body.current)).not.toContain("13810000000");
      const kept = await t.db.reading(thePlatform, (tx) =>
        sql<{
          name: string;
        }>`select name from open.column_profile where entry = ${code} order by name`.execute(tx),
      );
      expect(kept.rows.map((r) => r.name)).toEqual(["district", "name", "opened", "remark", "spaces"]);
    });

    it("has entry, quality, versions, history, citation, timeliness, corrections", async () => {
      const { id: caseId } = await openCase(t.engineNeeds, anyone, {
        procedure: "correction",
        subject: code,
        contents: { to: "agency", found: "第一行的泊位总数有误" },
      });
      expect(caseId).toBeTruthy();
      const { body } = await get(`/datasets/${code}`);
      expect(body).toMatchObject({
        entry: { code, openType: "unconditional" },
        licence: { id: "qingdao-299-unconditional" },
        versions: [{ version: 1, rows: 300 }],
        timeliness: { cycle: "daily", nextDue: "2026-09-29", onTime: true },
        corrections: { open: 1, done: 0 },
      });
      expect(body.current.quality.score).toBeGreaterThan(0);
      expect(body.citation.zh).toContain("青岛市交通运输局. 公共停车场泊位信息: 第1版[DB/OL]");
      const titles = body.history.map((h: { title: { zh: string } }) => h.title.zh);
      expect(titles).toContain("发布数据第 1 版，300 行");
      expect(titles.some((title: string) => title.startsWith("目录编制："))).toBe(true);
    });

    it("tells its last act's place in the ledger once it has one", async () => {
      const { code: listed } = await t.publishedDataset(3, { name: "有存证的名录" });
      const id = await openCase(t.engineNeeds, officer, {
        procedure: "open-type",
        action: "propose",
        subject: listed,
        contents: { to: "conditional", reason: "须评估安全能力", condition: "承诺安全" },
      });
      await actOnCase(t.engineNeeds, reviewer, { key: id.id, action: "approve", version: 1, contents: {} });
      const before = (await get(`/datasets/${listed}`)).body.history;
      expect(before.every((h: object) => !("entry" in h))).toBe(true);
      await t.db.acting(thePlatform, (tx) =>
        sql`update ledger.entry set index = n + 1000 where index is null`.execute(tx),
      );
      const after = (await get(`/datasets/${listed}`)).body.history;
      expect(
        after.find((h: { title: { zh: string } }) => h.title.zh === "开放属性：审核通过").entry,
      ).toBeGreaterThan(1000);
    });

    it("is prepared by a job before anybody asks, and other datasets with it when one cannot be read", async () => {
      const broken = await t.publishedDataset(5, { name: "文件丢失的名录" });
      const sound = await t.publishedDataset(8, { name: "待准备的名录" });
      await t.files.remove(broken.version.parquet);
      await expect(prepareDatasets(t.needs)).rejects.toThrow();
      const made = await t.db.reading(thePlatform, (tx) =>
        sql<{
          n: number;
        }>`select count(*) as n from open.export e join open.column_profile p using (entry, version)
          where entry = ${sound.code}`.execute(tx),
      );
      // Five open columns, CSV and workbook.
      expect(made.rows[0]!.n).toBe(10);
      await t.files.write(broken.version.parquet, await t.files.read(sound.version.parquet));
    });
  });

  describe("lists and numbers", () => {
    it("a search finds what is open, with its data, and nothing else", async () => {
      await t.publishedDataset(5, { name: "不予开放名录", openType: "none", openBasis: aLaw });
      const { body } = await get(`/datasets?q=${q("停车场")}&limit=100`);
      const found = body.items.find((i: { code: string }) => i.code === code);
      expect(found).toMatchObject({
        hasData: true,
        rows: 300,
        formats: ["csv", "xlsx", "json", "parquet", "api"],
      });
      expect(found.quality.score).toBeGreaterThan(0);
      const all = (await get("/datasets?limit=100")).body;
      expect(new Set(all.items.map((i: { openType: string }) => i.openType))).toEqual(
        new Set(["unconditional", "conditional"]),
      );
      expect(all.items.map((i: { name: string }) => i.name)).not.toContain("不予开放名录");
      expect(all.facets.provider[0].label.zh).toBe("青岛市交通运输局");
    });

    it("the first page's numbers count what is open", async () => {
      const { status, body } = await get("/statistics/home");
      expect(status).toBe(200);
      const all = (await get("/datasets?limit=100")).body;
      expect(body.datasets).toBe(all.total);
      expect(body.agencies).toBe(1);
      expect(body.rows).toBeGreaterThan(300);
      expect(body.byField[0]).toMatchObject({ value: "city-management", label: { zh: "城市管理" } });
      expect(body.recent.length).toBe(Math.min(8, all.total));
    });

    it("the law has 52 articles with the procedures and the cases under them", async () => {
      const { body } = await get("/law");
      expect(body.articles).toHaveLength(52);
      const article = body.articles.find((a: { number: number }) => a.number === 17);
      expect(article.procedures).toEqual(["correction"]);
      expect(article.open).toBe(1);
    });

    it("an article tells its rules with their working days and how they are met; a 53rd there is not", async () => {
      await openCase(t.engineNeeds, staff(town.education, "officer"), {
        procedure: "correction",
        subject: code,
        contents: { to: "authority", found: "泊位总数有误" },
      });
      const { body } = await get("/law/17");
      expect(body.rules).toMatchObject([
        { rule: "correction.by-agency", workingDays: 5, article: "17.2", extendable: true, inForce: true },
        { rule: "correction.forward", workingDays: 2, article: "17.3", extendable: false },
      ]);
      expect(body.cases).toMatchObject([{ procedure: "correction", open: 2 }]);
      expect(body.statistics[0].periods.map((p: { rule: string }) => p.rule).sort()).toEqual([
        "correction.by-agency",
        "correction.forward",
      ]);
      expect((await get("/law/53")).body.code).toBe("open.article_missing");
      expect((await get("/law/x")).status).toBe(400);
    });
  });
  it("keeps its tables to itself: nobody reads profiles or exports by SQL as the public", async () => {
    for (const table of [sql`open.column_profile`, sql`open.export`]) {
      const seen = await t.db.reading(anyone, (tx) => sql`select 1 from ${table} limit 1`.execute(tx));
      expect(seen.rows).toEqual([]);
    }
  });
});
