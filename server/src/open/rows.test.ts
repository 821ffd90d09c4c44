import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aLaw } from "../catalog/testing.ts";
import { officer, parkingCsv, parkingRows, reviewer, type TestOpen, testOpen } from "./testing.ts";

const q = encodeURIComponent;

describe("open rows (Arts. 26, 30)", () => {
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
});
