import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { town } from "../catalog/testing.ts";
import { openEngine } from "../platform/engine/index.ts";
import { anyone, thePlatform } from "../platform/index.ts";
import type { Intake } from "./contract.ts";
import {
  currentVersion,
  currentVersions,
  datasetOf,
  takeIn,
  versionFiles,
  versionOf,
  versionsOf,
} from "./index.ts";
import {
  head,
  officer,
  otherOfficer,
  parkingCsv,
  realData,
  type TestCollect,
  testCollect,
} from "./testing.ts";

let t: TestCollect;
beforeAll(async () => {
  t = await testCollect();
});
afterAll(() => t.close());

const whole = [
  { from: 0, to: "name" },
  { from: 1, to: "spaces" },
];

describe("from the first byte to a published version", () => {
  it("a GB18030 file is inspected, mapped, loaded, checked and published, and the act is on the ledger", async () => {
    const entry = await t.publishedEntry();
    const id = await t.upload(entry, parkingCsv(5000));

    const inspected = (await t.call("officer", "GET", `/${id}`)).body as Intake;
    expect(inspected).toMatchObject({
      state: "inspected",
      provider: { uscc: town.transport, name: "青岛市交通运输局" },
    });
    expect(inspected.inspection).toMatchObject({ rows: 5000, encoding: { name: "gb18030" } });
    expect(inspected.mapping).toMatchObject([
      { from: 0, to: "name", reason: { zh: "名称相同，类型相符" } },
      { from: 1, to: "spaces" },
    ]);
    expect(inspected.mapping!.every((m) => m.confidence! > 0.9)).toBe(true);

    const loading = await t.call("officer", "POST", `/${id}/load`, { mapping: whole });
    expect(loading).toMatchObject({ status: 202, body: { state: "loading" } });
    await t.work();
    const checked = (await t.call("officer", "GET", `/${id}`)).body as Intake;
    expect(checked).toMatchObject({
      state: "checked",
      rows: 5000,
      quality: { score: null, dimensions: {}, rules: [] },
    });

    const before = await ledgerActs();
    const published = await t.call("officer", "POST", `/${id}/publish`, { note: "九月数据" });
    expect(published).toMatchObject({
      status: 200,
      body: { entry, version: 1, rows: 5000, source: "CSV GB18030" },
    });
    const acts = await ledgerActs();
    expect(acts.length).toBe(before.length + 1);
    const { bytes, content } = acts.at(-1)!;
    expect(JSON.parse(bytes)).toMatchObject({
      act: "dataset.published",
      article: "12",
      actor: { id: officer.id },
    });
    expect(content).toMatchObject({ entry, version: 1, sha256: published.body.sha256, rows: 5000 });

    const [version] = await t.db.reading(anyone, (tx) => versionsOf(tx, entry));
    expect(version).toMatchObject({ n: 1, rows: 5000, sha256: published.body.sha256, note: "九月数据" });
    const engine = await openEngine({ dir: t.dir, cursorKey: new Uint8Array(32) });
    try {
      const page = await engine.query(datasetOf(t.files, version!), {
        select: ["name", "spaces"],
        orderBy: [],
        limit: 2,
        count: true,
      } as never);
      expect(page).toMatchObject({
        total: 5000,
        rows: [
          ["第1停车场(𠮷)", 10],
          ["第2停车场(𠮷)", 11],
        ],
      });
    } finally {
      await engine.close();
    }
    expect(await t.call("officer", "POST", `/${id}/publish`, {})).toMatchObject({ status: 409 });
    expect(await t.call("officer", "DELETE", `/${id}`)).toMatchObject({ status: 409 });
    expect(existsSync(versionFiles(t.files, version!)[0]!)).toBe(true);
  });

  it("next month's file is mapped as the last one was confirmed, wherever its columns stand", async () => {
    const entry = await t.publishedEntry({ name: "停车场月报" });
    const first = await t.upload(entry, parkingCsv(50, "场子,个数"));
    await t.call("officer", "POST", `/${first}/load`, { mapping: whole });
    await t.work();
    await t.call("officer", "POST", `/${first}/publish`, {});

    const next = await t.upload(entry, parkingCsv(60, "场子,个数"));
    const proposed = (await t.call("officer", "GET", `/${next}`)).body as Intake;
    expect(proposed.mapping).toMatchObject([
      { from: 0, to: "name", confidence: 1, reason: { zh: expect.stringContaining("2026-09-28") } },
      { from: 1, to: "spaces", confidence: 1 },
    ]);
    await t.call("officer", "POST", `/${next}/load`, { mapping: whole });
    await t.work();
    expect((await t.call("officer", "POST", `/${next}/publish`, {})).body.version).toBe(2);
    expect((await t.db.reading(anyone, (tx) => currentVersion(tx, entry)))?.rows).toBe(60);
    expect((await t.db.reading(anyone, (tx) => versionOf(tx, entry, 1)))?.rows).toBe(50);

    const moved = Buffer.from("序号,个数,场子\n1,20,甲\n2,30,乙\n3,40,丙\n");
    const third = await t.upload(entry, moved);
    expect(((await t.call("officer", "GET", `/${third}`)).body as Intake).mapping).toMatchObject([
      { from: 0, to: null },
      { from: 1, to: "spaces", confidence: 0.97 },
      { from: 2, to: "name", confidence: 0.97 },
    ]);
  });
});

describe("what is not taken", () => {
  it("a file that is a web page says so in both languages, and nothing can be done with it but give it up", async () => {
    const entry = await t.publishedEntry({ name: "停车场网页" });
    const id = await t.upload(
      entry,
      Buffer.from("<!DOCTYPE html><html><head><title>登录</title></head></html>"),
    );
    const { body } = await t.call("officer", "GET", `/${id}`);
    expect(body).toMatchObject({ state: "refused", refusal: { code: "inspect.html_page" } });
    expect(body.refusal.detail.zh).toContain("网页");
    expect(await t.call("officer", "POST", `/${id}/load`, { mapping: whole })).toMatchObject({
      status: 409,
      body: { code: "collect.not_now" },
    });
    expect((await t.call("officer", "DELETE", `/${id}`)).status).toBe(204);
  });

  it("a mapping that leaves an item empty that must not be, or names what is not there, is refused by field", async () => {
    const entry = await t.publishedEntry({ name: "停车场映射" });
    const id = await t.upload(entry, parkingCsv(20));
    const refused = await t.call("officer", "POST", `/${id}/load`, {
      mapping: [
        { from: 0, to: "name" },
        { from: 7, to: "nothing" },
      ],
    });
    expect(refused).toMatchObject({ status: 422, body: { code: "collect.mapping_wrong", article: "12" } });
    expect(refused.body.fields.map((f: { path: string }) => f.path)).toEqual([
      "mapping/1/from",
      "mapping/1/to",
      "mapping",
    ]);
    expect((await t.row(id)).state).toBe("inspected");
  });

  it("credit codes a spreadsheet has destroyed are loaded only by who says that they know (Art. 15)", async () => {
    const entry = await t.publishedEntry({
      name: "停车场经营单位",
      items: [
        { name: "企业名称", column: "name", type: "string", nullable: false },
        { name: "统一社会信用代码", column: "credit_code", type: "code", nullable: true },
      ],
    });
    const rows = Array.from({ length: 30 }, (_, i) => `企业${i},9.11E+17`);
    const id = await t.upload(entry, Buffer.from(`企业名称,统一社会信用代码\n${rows.join("\n")}\n`));
    const mapping = [
      { from: 0, to: "name" },
      { from: 1, to: "credit_code" },
    ];
    const refused = await t.call("officer", "POST", `/${id}/load`, { mapping });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: "collect.warnings_unaccepted", article: "15" },
    });
    const accept = refused.body.fields.map((f: { path: string }) => f.path.replace("accept/", ""));
    expect(accept).toContain("column.destroyed_by_excel");
    expect(await t.call("officer", "POST", `/${id}/load`, { mapping, accept })).toMatchObject({
      status: 202,
    });
  });

  it("an entry that has left the catalog gets no version", async () => {
    const entry = await t.published({ name: "停车场下线" });
    const id = await t.upload(entry.code, parkingCsv(20));
    await t.call("officer", "POST", `/${id}/load`, { mapping: whole });
    await t.work();
    await t.db.acting(thePlatform, (tx) =>
      sql`update catalog.entry set state = 'retired' where code = ${entry.code}`.execute(tx),
    );
    expect(await t.call("officer", "POST", `/${id}/publish`, {})).toMatchObject({
      status: 409,
      body: { code: "collect.entry_not_published" },
    });
    expect(await t.db.reading(thePlatform, (tx) => versionsOf(tx, entry.code))).toEqual([]);
  });
});

describe("who may", () => {
  it("another organisation's intake is not there, whatever is asked of it", async () => {
    const entry = await t.publishedEntry({ name: "停车场他人" });
    const id = await t.upload(entry, parkingCsv(20));
    const missing = { status: 404, body: { code: "collect.intake_missing" } };
    expect(await t.call("other", "GET", `/${id}`)).toMatchObject(missing);
    expect(await t.call("other", "DELETE", `/${id}`)).toMatchObject(missing);
    expect(await t.call("other", "POST", `/${id}/load`, { mapping: whole })).toMatchObject(missing);
    expect(await t.call("other", "POST", `/${id}/publish`, {})).toMatchObject(missing);
    expect(await t.patch("other", id, 0, Buffer.from("x"))).toMatchObject(missing);
    expect((await t.call("other", "GET", "")).body).toEqual({ items: [], total: 0 });
    expect(await t.call("officer", "GET", "/not-an-id")).toMatchObject(missing);
    expect(await t.call("other", "POST", "", { entry, name: "a.csv", bytes: 1 })).toMatchObject({
      status: 403,
      body: { code: "collect.not_yours" },
    });
  });

  it("the database itself keeps organisations apart", async () => {
    const seen = (caller: typeof officer) =>
      t.db.reading(caller, async (tx) => (await sql`select 1 from collect.intake`.execute(tx)).rows.length);
    expect(await seen(officer)).toBeGreaterThan(0);
    expect(await seen(otherOfficer)).toBe(0);
    const version = await t.db.reading(
      thePlatform,
      async (tx) => [...(await currentVersions(tx)).values()][0]!,
    );
    const change = sql`update collect.version set rows = 1 where entry = ${version.entry}`;
    expect(Number((await t.db.acting(thePlatform, (tx) => change.execute(tx))).numAffectedRows)).toBe(0);
  });

  it("a head without the officer's role looks but does not act; without an account nobody does either", async () => {
    const entry = await t.publishedEntry({ name: "停车场岗位" });
    const id = await t.upload(entry, parkingCsv(20));
    expect((await t.call("head", "GET", `/${id}`)).status).toBe(200);
    const denied = { status: 403, body: { code: "collect.officer_needed", article: "12" } };
    expect(await t.call("head", "POST", "", { entry, name: "a.csv", bytes: 1 })).toMatchObject(denied);
    expect(await t.call("head", "POST", `/${id}/load`, { mapping: whole })).toMatchObject(denied);
    expect(await t.call("head", "DELETE", `/${id}`)).toMatchObject(denied);
    const signIn = { status: 401, body: { code: "collect.sign_in" } };
    expect(await t.call("nobody", "GET", "")).toMatchObject(signIn);
    expect(await t.call("nobody", "GET", `/${id}`)).toMatchObject(signIn);
    expect(await t.call("nobody", "POST", "", { entry, name: "a.csv", bytes: 1 })).toMatchObject(signIn);
    expect(head.roles).toEqual(["head"]);
  });

  it("versions of an entry that is not open are not for the public, but for agencies", async () => {
    const entry = await t.publishedEntry({
      name: "停车场内部数据",
      openType: "none",
      openBasis: { kind: "law", title: "中华人民共和国个人信息保护法", clause: "第十三条" },
    });
    const id = await t.upload(entry, parkingCsv(20));
    await t.call("officer", "POST", `/${id}/load`, { mapping: whole });
    await t.work();
    expect((await t.call("officer", "POST", `/${id}/publish`, {})).status).toBe(200);
    expect(await t.db.reading(anyone, (tx) => currentVersion(tx, entry))).toBeUndefined();
    expect((await t.db.reading(otherOfficer, (tx) => currentVersion(tx, entry)))?.n).toBe(1);
  });
});

it("the interface describes itself (OpenAPI 3.1)", async () => {
  await t.app.ready();
  const { paths } = t.app.swagger() as { paths: Record<string, Record<string, unknown>> };
  expect(Object.keys(paths["/api/v1/intakes/{id}/content"]!)).toEqual(["patch"]);
  expect(Object.keys(paths["/api/v1/intakes"]!)).toEqual(expect.arrayContaining(["get", "post"]));
});

it("the list goes on page by page, latest first", async () => {
  const { total } = (await t.call("officer", "GET", "?limit=1")).body;
  const ids: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = (await t.call("officer", "GET", `?limit=4${cursor ? `&cursor=${cursor}` : ""}`)).body;
    ids.push(...page.items.map((i: Intake) => i.id));
    cursor = page.next;
    more = cursor !== undefined;
  }
  expect(ids.length).toBe(total);
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
});

const real = (file: string) => join(realData, file);
const list = real("beijing/2023年顺义区高新技术企业名单.csv");

describe("real files", () => {
  it.skipIf(!existsSync(list))(
    "an agency's own list (2023年顺义区高新技术企业名单) goes all the way",
    async () => {
      const entry = await t.publishedEntry({
        name: "顺义区高新技术企业名单",
        items: [{ name: "企业名称", column: "name", type: "string", nullable: true }],
      });
      const version = await takeIn(t.needs, { path: list, entry, caller: officer, accept: "all" });
      expect(version.n).toBe(1);
      expect(version.rows).toBeGreaterThan(100);
      expect((await readFile(versionFiles(t.files, version)[0]!)).subarray(0, 4).toString()).toBe("PAR1");
      expect(await readdir(join(t.dir, "work"))).toEqual([]);
    },
  );

  const blocked = real("shandong/blocked-by-waf_远洋捕捞渔船信息202607011500.csv");
  it.skipIf(!existsSync(blocked))(
    "an error page delivered as a table (blocked-by-waf) is refused with its reason",
    async () => {
      const entry = await t.publishedEntry({ name: "远洋捕捞渔船信息" });
      await expect(takeIn(t.needs, { path: blocked, entry, caller: officer })).rejects.toMatchObject({
        code: "collect.not_taken",
        text: { zh: expect.stringMatching(/错误|网页/) },
      });
    },
  );
});

function ledgerActs() {
  return t.db.reading(thePlatform, async (tx) => {
    const found = await sql<{ bytes: Buffer; content: object }>`select e.bytes, c.content
      from ledger.entry e join ledger.content c using (n) order by n`.execute(tx);
    return found.rows.map((r) => ({ bytes: r.bytes.toString("utf8"), content: r.content }));
  });
}
