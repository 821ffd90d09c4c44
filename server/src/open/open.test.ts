import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aLaw, staff, town } from "../catalog/testing.ts";
import { quoteText, startDuck } from "../platform/engine/index.ts";
import { anyone, thePlatform } from "../platform/index.ts";
import { actOnCase, openCase } from "../procedure/index.ts";
import { prepareDatasets } from "./jobs.ts";
import {
  items,
  officer,
  parkingCsv,
  parkingRows,
  remarks,
  reviewer,
  type TestOpen,
  testOpen,
} from "./testing.ts";

const q = encodeURIComponent;

describe("open data for everybody (Arts. 26–30)", () => {
  let t: TestOpen;
  let code: string;
  const rows = parkingRows(300).map(({ phone: _phone, ...rest }) => rest);
  const get = async (path: string) => {
    const answer = await t.get(path);
    return { status: answer.statusCode, body: answer.json() };
  };
  const page = (query: string, of = code) => get(`/datasets/${of}/rows?${query}`);

  beforeAll(async () => {
    t = await testOpen();
    ({ code } = await t.publishedDataset(300));
  }, 120_000);
  afterAll(() => t.close());

  describe("rows", () => {
    it("come in the order of the file, with labels and types, without the closed column", async () => {
      const { status, body } = await page("limit=3&count=true");
      expect(status).toBe(200);
      expect(body.version).toBe(1);
      expect(body.total).toBe(300);
      expect(body.columns.map((c: { name: string }) => c.name)).toEqual([
        "name",
        "district",
        "spaces",
        "opened",
        "remark",
      ]);
      expect(body.columns[2]).toMatchObject({ label: "泊位总数", type: "integer" });
      expect(body.rows).toEqual(rows.slice(0, 3));
    });

    it("are filtered, sorted, projected, and paged to the end without a gap or a repetition", async () => {
      const expected = rows
        .map((row, i) => ({ ...row, i }))
        .filter((row) => row.district === "市南区" && row.spaces > 50)
        .sort((a, b) => b.spaces - a.spaces || a.i - b.i)
        .map(({ name, spaces }) => ({ name, spaces }));
      const query = `select=name,spaces&sort=-spaces&limit=7&where=${q('district eq "市南区" and 泊位总数 gt 50')}`;
      const got: unknown[] = [];
      let cursor = "";
      do {
        const { body } = await page(query + (cursor && `&cursor=${q(cursor)}`));
        got.push(...body.rows);
        cursor = body.next ?? "";
      } while (cursor);
      expect(got).toEqual(expected);
      expect(expected.length).toBeGreaterThan(20);
    });

    it("let no SQL in, by filter, order, projection or cursor", async () => {
      const evil = [
        `where=${q("name eq '' or 1=1 --")}`,
        `where=${q("1=1; drop table catalog.entry")}`,
        `where=${q("name eq (select 1)")}`,
        `where=${q("read_csv('/etc/passwd') is not null")}`,
        `sort=${q("name; drop table t")}`,
        `sort=${q('name" desc, (select 1) --')}`,
        `select=${q("*")}`,
        `select=${q('name", (select 1) as "x')}`,
        `select=${q("count(*)")}`,
        `select=file_row_number`,
        `cursor=${q("' or 1=1 --")}`,
      ];
      for (const query of evil) {
        const { status, body } = await page(query);
        expect([query, status, String(body.code).split(".")[0]]).toEqual([query, 400, "query"]);
      }
      const literal = await page(`where=${q("name eq \"x' OR '1'='1\"")}&count=true`);
      expect(literal.body).toMatchObject({ rows: [], total: 0 });
    });

    it("refuse a cursor that was forged, changed, or belongs to another order, filter, version or dataset", async () => {
      const { body } = await page("sort=spaces&limit=5");
      const cursor: string = body.next;
      const [position, mac] = cursor.split(".") as [string, string];
      const forged = `${Buffer.from('["9999","0"]').toString("base64url")}.${mac}`;
      const other = await t.publishedDataset(20, { name: "另一停车场名录" });
      const refusals = [
        await page(`sort=spaces&limit=5&cursor=${q(forged)}`),
        await page(`sort=spaces&limit=5&cursor=${q(position)}`),
        await page(`sort=-spaces&limit=5&cursor=${q(cursor)}`),
        await page(`sort=name&limit=5&cursor=${q(cursor)}`),
        await page(`sort=spaces&limit=5&where=${q("spaces gt 20")}&cursor=${q(cursor)}`),
        await page(`sort=spaces&limit=5&cursor=${q(cursor)}`, other.code),
      ];
      for (const refused of refusals)
        expect(refused).toMatchObject({ status: 400, body: { code: "query.cursor_invalid" } });
      expect((await page(`sort=spaces&limit=9&cursor=${q(cursor)}`)).status).toBe(200);
    });

    it("refuse a request that names a closed column, in any part of it and by either name", async () => {
      for (const query of [
        "select=name,phone",
        "sort=-phone",
        `where=${q('phone startswith "138"')}`,
        `where=${q('not (name eq "x" or 联系电话 is null)')}`,
        `select=${q("联系电话")}`,
        `where=${q('phone eq "13810000000"')}&count=true`,
      ])
        expect([query, await page(query)]).toMatchObject([
          query,
          { status: 403, body: { code: "open.column_closed", article: "26" } },
        ]);
    });

    it("are bounded: 1,000 a page, a filter's length, a version's number", async () => {
      for (const query of [
        "limit=1001",
        "limit=0",
        "limit=x",
        `where=${"x".repeat(5000)}`,
        "version=0",
        "version=1e99",
        "count=maybe",
      ])
        expect((await page(query)).status).toBe(400);
      expect((await page("version=99")).body.code).toBe("open.version_missing");
    });
  });

  describe("versions", () => {
    it("stay readable when a newer one is published, which is served at once", async () => {
      const { code: two } = await t.publishedDataset(10, { name: "两版停车场名录" });
      const first = await page("count=true", two);
      expect(first.body).toMatchObject({ version: 1, total: 10 });
      const cursor = (await page("limit=2", two)).body.next;
      t.clock.set("2026-09-29T02:00:00Z");
      await t.deliver(two, parkingCsv(25));
      expect((await page("count=true", two)).body).toMatchObject({ version: 2, total: 25 });
      expect((await page("count=true&version=1", two)).body).toMatchObject({ version: 1, total: 10 });
      expect((await page(`limit=2&cursor=${q(cursor)}`, two)).body.code).toBe("query.cursor_invalid");
      expect((await page(`limit=2&version=1&cursor=${q(cursor)}`, two)).body.rows).toEqual(rows.slice(2, 4));
      const shown = await get(`/datasets/${two}`);
      expect(shown.body.versions.map((v: { version: number }) => v.version)).toEqual([2, 1]);
      t.clock.set("2026-09-28T02:00:00Z");
    });
  });

  describe("what is not open", () => {
    it("is refused with its basis and the article, in page, rows and download", async () => {
      const { code: none } = await t.publishedDataset(5, {
        name: "不予开放名录",
        openType: "none",
        openBasis: aLaw,
      });
      for (const path of ["", "/rows", "/download"]) {
        const { status, body } = await get(`/datasets/${none}${path}`);
        expect([path, status]).toEqual([path, 403]);
        expect(body).toMatchObject({ code: "open.not_open", article: "26" });
        expect(body.detail.zh).toContain("中华人民共和国个人信息保护法");
      }
    });

    it("but open on conditions shows its columns and versions, without a value, and serves no row", async () => {
      const { code: on } = await t.publishedDataset(5, {
        name: "有条件开放名录",
        openType: "conditional",
        openCondition: "承诺数据安全能力",
      });
      const { status, body } = await get(`/datasets/${on}`);
      expect(status).toBe(200);
      expect(body.downloads).toEqual([]);
      expect(body.current.rows).toBe(5);
      for (const column of body.current.columns) {
        expect(Object.keys(column)).not.toContain("samples");
        expect(Object.keys(column)).not.toContain("min");
      }
      expect(JSON.stringify(body)).not.toContain("第1停车场");
      for (const path of ["/rows", "/download?format=parquet"]) {
        const refused = await get(`/datasets/${on}${path}`);
        expect(refused).toMatchObject({ status: 403, body: { code: "open.conditional", article: "30" } });
        expect(refused.body.detail.zh).toContain("承诺数据安全能力");
      }
    });

    it("drafts, retired and unknown entries do not exist", async () => {
      const draft = await t.open(officer, "catalog-entry", "draft", { name: "草稿" });
      const { subject } = await t.show(draft);
      const gone = await t.publishedDataset(5, { name: "将退出的名录" });
      expect((await page("", gone.code)).status).toBe(200);
      const caseId = (await get(`/datasets/${gone.code}`)).body.entry.caseId;
      await t.act(officer, caseId, "ask-retirement", { reason: "数据并入其他目录" });
      expect((await page("", gone.code)).status).toBe(200);
      await t.act(reviewer, caseId, "retire");
      for (const missing of [subject!, gone.code, "370200-transport-9999", q("' or '1'='1")])
        for (const path of ["", "/rows", "/download"])
          expect([missing, await get(`/datasets/${missing}${path}`)]).toMatchObject([
            missing,
            { status: 404, body: { code: "open.dataset_missing" } },
          ]);
    });

    it("narrowed to conditions, stops being served with the very next request", async () => {
      const { code: soon } = await t.publishedDataset(5, { name: "将收窄的名录" });
      expect((await page("", soon)).status).toBe(200);
      const id = await t.open(
        officer,
        "open-type",
        "propose",
        { to: "conditional", reason: "须评估安全能力", condition: "承诺安全" },
        soon,
      );
      expect((await page("", soon)).status).toBe(200);
      await t.act(reviewer, id, "approve");
      expect((await page("", soon)).body.code).toBe("open.conditional");
      const { history } = (await get(`/datasets/${soon}`)).body;
      expect(history.map((h: { title: { zh: string } }) => h.title.zh)).toContain("开放属性：审核通过");
    });
  });

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
      expect(made.rows[0]!.n).toBe(5);
      await t.files.write(broken.version.parquet, await t.files.read(sound.version.parquet));
    });
  });

  describe("a download", () => {
    const download = (query: string, headers: Record<string, string> = {}, of = code) =>
      t.get(`/datasets/${of}/download?${query}`, headers);

    it("as CSV holds every open cell, and no cell a spreadsheet would run", async () => {
      const answer = await download("format=csv");
      expect(answer.statusCode).toBe(200);
      const path = join(t.dir, "round-trip.csv");
      await writeFile(path, answer.rawPayload);
      const duck = await startDuck({
        folders: [t.dir],
        threads: 1,
        memoryLimit: "200MiB",
        temp: join(t.dir, "tmp"),
        connections: 1,
      });
      const { columns, rows: read } = await duck.run(
        `SELECT * FROM read_csv(${quoteText(path)}, all_varchar = true, header = true)`,
      );
      duck.kill();
      expect(columns).toEqual(["停车场名称", "所在区", "泊位总数", "启用日期", "备注"]);
      const neutral = (text: string) => (/^[=+\-@＝]/.test(text) && text !== "-12.5" ? `'${text}` : text);
      expect(read).toEqual(
        rows.map((r) => [r.name, r.district, String(r.spaces), r.opened, neutral(r.remark)]),
      );
      for (const i of [0, 1, 2, 3, 4])
        expect(answer.body).not.toMatch(
          new RegExp(`[,"]${remarks[i]!.slice(0, 4).replace(/[+|*()]/g, "\\$&")}`, "u"),
        );
      expect(answer.body).toContain(",-12.5\n");
      expect(answer.body).not.toContain("13810000000");
    });

    it("begins with a byte order mark where asked for, and ranges count it", async () => {
      const plain = await download("format=csv");
      const marked = await download("format=csv&bom=true");
      expect(marked.rawPayload).toEqual(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain.rawPayload]));
      expect(marked.headers["content-length"]).toBe(String(plain.rawPayload.length + 3));
      for (const [range, start, end] of [
        ["bytes=0-1", 0, 2],
        ["bytes=1-10", 1, 11],
        ["bytes=3-9", 3, 10],
        ["bytes=-5", -5, undefined],
      ] as const) {
        const part = await download("format=csv&bom=true", { range });
        expect([range, part.statusCode]).toEqual([range, 206]);
        expect(part.rawPayload).toEqual(marked.rawPayload.subarray(start, end));
      }
      expect((await download("format=csv", { range: "bytes=99999999-" })).statusCode).toBe(416);
    });

    it("as JSON is the data as it is; as Parquet without the closed column", async () => {
      expect((await download("format=json")).json()).toEqual(rows);
      const parquet = await download("format=parquet");
      const path = join(t.dir, "round-trip.parquet");
      await writeFile(path, parquet.rawPayload);
      const duck = await startDuck({
        folders: [t.dir],
        threads: 1,
        memoryLimit: "200MiB",
        temp: join(t.dir, "tmp"),
        connections: 1,
      });
      const read = await duck.run(`SELECT * FROM read_parquet(${quoteText(path)})`);
      duck.kill();
      expect(read.columns).toEqual(["name", "district", "spaces", "opened", "remark"]);
      expect(read.rows).toEqual(rows.map((r) => Object.values(r)));
    });

    it("is the stored Parquet file itself where no column is closed", async () => {
      const open = await t.publishedDataset(4, {
        name: "全部公开名录",
        items: items.slice(0, 5),
        grade: "L2",
      });
      const answer = await download("format=parquet", {}, open.code);
      expect(createHash("sha256").update(answer.rawPayload).digest("hex")).toBe(open.version.sha256);
      expect(answer.headers.etag).toBe(`"${open.version.sha256}"`);
    });

    it("has the SHA-256 of its bytes as ETag; whoever has them is sent nothing", async () => {
      const answer = await download("format=csv");
      const etag = `"${createHash("sha256").update(answer.rawPayload).digest("hex")}"`;
      expect(answer.headers.etag).toBe(etag);
      const again = await download("format=csv", { "if-none-match": `"x", ${etag}` });
      expect([again.statusCode, again.body]).toEqual([304, ""]);
      const moved = await download("format=csv", { range: "bytes=0-3", "if-range": '"older"' });
      expect([moved.statusCode, moved.rawPayload.length]).toEqual([200, answer.rawPayload.length]);
      const head = await t.get(`/datasets/${code}/download?format=csv`, {}, "HEAD");
      expect([head.headers["content-length"], head.body]).toEqual([answer.headers["content-length"], ""]);
    });

    it("has a Chinese name that no title can turn into another header", async () => {
      const answer = await download("format=csv");
      expect(answer.headers["content-disposition"]).toBe(
        `attachment; filename="${code}-v1.csv"; filename*=UTF-8''${q("公共停车场泊位信息-v1.csv")}`,
      );
      const hostile = await t.publishedDataset(3, { name: '恶意"名录;\u202e../../x\tfile' });
      const named = await download("format=json", {}, hostile.code);
      expect(named.statusCode).toBe(200);
      expect(named.headers["content-disposition"]).toMatch(
        /^attachment; filename="[a-z0-9-]+\.json"; filename\*=UTF-8''[A-Za-z0-9%._-]+$/,
      );
      expect(named.headers["set-cookie"]).toBeUndefined();
    });

    it("is made once, however many ask at once", async () => {
      const many = await t.publishedDataset(50, { name: "热门名录" });
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => download("format=csv", {}, many.code)),
      );
      expect(new Set(answers.map((a) => a.headers.etag)).size).toBe(1);
      expect((await download("format=xlsx")).statusCode).toBe(400);
    });
  });

  describe("lists and numbers", () => {
    it("a search finds what is open, with its data, and nothing else", async () => {
      const { body } = await get(`/datasets?q=${q("停车场")}&limit=100`);
      const found = body.items.find((i: { code: string }) => i.code === code);
      expect(found).toMatchObject({ hasData: true, rows: 300, formats: ["csv", "json", "parquet", "api"] });
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
      expect(body.recent.length).toBe(8);
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
