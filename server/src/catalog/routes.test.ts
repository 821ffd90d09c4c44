import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, anyone, buildServer, type Caller } from "../platform/index.ts";
import { registerProcedures } from "../procedure/index.ts";
import { registerCatalog } from "./index.ts";
import { publishOpenList } from "./open-list.ts";
import { aLaw, content, organisations, staff, type TestCatalog, testCatalog, town } from "./testing.ts";

const officer = staff(town.transport, "officer");

describe("the catalog over HTTP", () => {
  let catalog: TestCatalog;
  let app: App;
  let code: string;
  let caller: Caller = anyone;
  const get = async (path: string, as: Caller = anyone) => {
    caller = as;
    return app.inject({ method: "GET", url: `/api/v1/catalog/${path}` });
  };

  beforeAll(async () => {
    catalog = await testCatalog();
    app = await buildServer({
      log: pino({ level: "silent" }),
      resolveCaller: async () => caller,
      trustProxy: [],
      version: "0.0.0",
    });
    registerProcedures(app, catalog.needs);
    registerCatalog(app, { db: catalog.db, organisations });
    await app.ready();
    ({ code } = await catalog.published({ abstract: "含<b>停车场</b>名称、地址和泊位总数。" }));
    await catalog.published(
      {
        name: "市南区小学名录",
        abstract: "小学的名称、地址和办学性质。",
        fields32: "education",
        format: "xlsx",
        keywords: [],
        basis: "义务教育法",
        items: [{ name: "学校名称", column: "name", type: "string", nullable: false }],
      },
      town.districtSchools,
    );
  });
  afterAll(async () => {
    await app.close();
    await catalog.close();
  });

  it("gives one entry, its versions and each version to anybody", async () => {
    const one = await get(`entries/${code}`);
    expect(one.statusCode).toBe(200);
    expect(one.json()).toMatchObject({ code, version: 1, items: [{ column: "name" }, { column: "spaces" }] });
    expect((await get(`entries/${code}/versions`)).json()).toMatchObject([
      { version: 1, changes: { zh: "首次公布" } },
    ]);
    expect((await get(`entries/${code}/versions/1`)).json()).toMatchObject({ code, version: 1 });
  });

  it("answers 404 for what does not exist and for somebody's draft alike", async () => {
    const id = await catalog.open(officer, "catalog-entry", "draft", content());
    const { subject } = await catalog.show(id);
    for (const path of [
      `entries/${subject}`,
      `entries/${subject}/versions`,
      `entries/${subject}/versions/1`,
      "entries/370200-nothing-0001",
      `entries/${code}/versions/2`,
      `entries/${encodeURIComponent("'; drop table x;--")}`,
    ]) {
      const answer = await get(path, staff(town.education, "officer"));
      expect([path, answer.statusCode]).toEqual([path, 404]);
      expect(answer.json().detail).toEqual({ zh: expect.any(String), en: expect.any(String) });
    }
  });

  it("searches with labelled facets, marks what was found and escapes the rest", async () => {
    const found = (await get(`entries?q=${encodeURIComponent("停车场")}`)).json();
    expect(found).toMatchObject({ total: 1, nearest: false });
    expect(found.items[0]).toMatchObject({
      code,
      itemCount: 2,
      provider: { name: "青岛市交通运输局" },
      highlight: "含&lt;b&gt;<mark>停车场</mark>&lt;/b&gt;名称、地址和<mark>泊位</mark>总数。",
    });
    expect(found.items[0]).not.toHaveProperty("items");
    expect(found.facets.provider).toEqual([
      { value: town.transport, label: { zh: "青岛市交通运输局", en: "青岛市交通运输局" }, count: 1 },
    ]);
    expect(found.facets.field[0].label).toEqual({ zh: "城市管理", en: "City management" });
    expect(found.facets.division[0].label.zh).toBe("青岛市");
  });

  it("takes several values of a filter, with commas or repeated", async () => {
    for (const path of ["entries?format=csv,xlsx", "entries?format=csv&format=xlsx"])
      expect((await get(path)).json().total).toBe(2);
    expect((await get("entries?format=xlsx&division=370202")).json().total).toBe(1);
  });

  it("refuses a filter it does not know, a page too big and a query too long, naming the field", async () => {
    for (const [path, field] of [
      ["entries?share=always", "share"],
      ["entries?limit=101", "limit"],
      ["entries?offset=-1", "offset"],
      [`entries?q=${"a".repeat(201)}`, "q"],
      [`entries?field=${Array(25).fill("ecology").join(",")}`, "field"],
    ] as const) {
      const answer = await get(path);
      expect([path, answer.statusCode]).toEqual([path, 400]);
      expect(answer.json().fields[0].path).toContain(field);
    }
  });

  it("answers a NUL in a query with a problem, not with a fault", async () => {
    expect((await get("entries?q=%00")).statusCode).toBeLessThan(500);
  });

  it("gives every value with its words in both languages", async () => {
    const vocabulary = (await get("vocabulary")).json();
    expect(Object.keys(vocabulary.scheme)).toEqual(["id", "title"]);
    for (const [name, terms] of Object.entries<{ value: string; label: { zh: string; en: string } }[]>(
      vocabulary,
    ))
      if (name !== "scheme")
        for (const t of terms)
          expect(
            [t.value, t.label.zh, t.label.en].every((s) => s.length > 0),
            name,
          ).toBe(true);
    expect(vocabulary.grades.map((g: { value: string }) => g.value)).toEqual([
      "L1",
      "L2",
      "L3",
      "L4",
      "important",
      "core",
    ]);
  });

  it("shows the negative list to agencies only (Art. 20)", async () => {
    const share = await catalog.open(
      officer,
      "share-type",
      "propose",
      { to: "none", reason: "法律规定不得提供", basis: aLaw },
      code,
    );
    await catalog.act(staff(town.cityData, "reviewer"), share, "approve");
    const refused = await get("negative-list");
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: "catalog.staff_only", article: "20.2" });
    const vendor: Caller = { ...officer, orgKind: "vendor" };
    expect((await get("negative-list", vendor)).statusCode).toBe(403);
    const seen = (await get("negative-list", staff(town.districtSchools, "officer"))).json();
    expect(seen).toMatchObject({ total: 1, items: [{ code, basis: aLaw }] });
  });

  it("publishes the open list with its dated snapshots, as JSON and as a table (Art. 28)", async () => {
    await catalog.db.acting({ kind: "platform" }, (tx) =>
      publishOpenList(tx, organisations, catalog.clock.now()),
    );
    const list = (await get("open-list")).json();
    expect(list).toMatchObject({ total: 2, snapshots: [{ date: "2026-09-28", entries: 2 }] });
    const { href } = list.snapshots[0];
    const kept = await get(href.replace("/api/v1/catalog/", ""));
    expect(kept.json().items).toHaveLength(2);
    const table = await get(`${href.replace("/api/v1/catalog/", "")}?format=csv`);
    expect(table.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(table.body.split("\r\n")).toHaveLength(4);
    expect((await get("open-list/2026-09-27")).statusCode).toBe(404);
    expect((await get("open-list/2026-13-45")).statusCode).toBe(400);
  });

  it("tells the console the form of an entry: titles in both languages, labels of choices", async () => {
    const p1 = (await app.inject({ method: "GET", url: "/api/v1/procedures/catalog-entry" })).json();
    const { properties, required } = p1.actions.draft.contents;
    expect(required).toEqual(["name"]);
    expect(properties.format).toMatchObject({
      "x-zh": "格式",
      "x-en": "Format",
      "x-labels": { csv: { zh: "CSV 表格", en: "CSV table" } },
    });
    expect(properties.items.items.properties.column).toMatchObject({ "x-zh": "列名" });
    expect(app.swagger().paths).toHaveProperty("/api/v1/catalog/entries/{code}");
  });
});
