import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, type Caller, Refusal } from "../platform/index.ts";
import { entryByCode } from "./index.ts";
import { negativeItems } from "./negative-list.ts";
import {
  aLaw,
  aNotice,
  content,
  organisations,
  staff,
  type TestCatalog,
  testCatalog,
  town,
} from "./testing.ts";

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};
const officer = staff(town.transport, "officer");
const cityReviewer = staff(town.cityData, "reviewer");
const schools = staff(town.districtSchools, "officer");
const districtReviewer = staff(town.districtData, "reviewer");
const reason = "涉及未成年人信息，不宜提供";

describe("the share type of an entry", () => {
  let catalog: TestCatalog;
  const propose = (caller: Caller, code: string, contents: object) =>
    catalog.open(caller, "share-type", "propose", contents, code);
  const live = async (code: string) =>
    catalog.db.reading(anyone, (tx) => entryByCode(tx, organisations, code));
  const negative = (caller: Caller) =>
    catalog.db.reading(caller, (tx) => negativeItems(tx, organisations, { limit: 100, offset: 0 }));

  beforeAll(async () => {
    catalog = await testCatalog();
  });
  afterAll(() => catalog.close());

  it("is unconditional at once and without more words (Art. 19)", async () => {
    const { code } = await catalog.published({
      shareType: "conditional",
      shareCondition: "限于执法用途",
      shareBasis: aNotice,
    });
    const id = await propose(officer, code, { to: "unconditional" });
    expect(await catalog.show(id)).toMatchObject({ state: "accepted", closedAt: expect.any(String) });
    const entry = await live(code);
    expect(entry).toMatchObject({ version: 2, shareType: "unconditional" });
    expect(entry).not.toHaveProperty("shareBasis");
    expect(entry).not.toHaveProperty("shareCondition");
  });

  it("is conditional only with reason and basis, and once the authority of its level accepts (Art. 20)", async () => {
    const { code } = await catalog.published({}, town.districtSchools);
    for (const half of [{}, { reason: "限于入学审核使用" }, { basis: aNotice }])
      expect(await refusalOf(propose(schools, code, { to: "conditional", ...half }))).toMatchObject({
        code: "catalog.share_grounds_missing",
        details: { article: "20.2" },
      });
    const id = await propose(schools, code, {
      to: "conditional",
      reason: "限于入学审核使用",
      basis: aNotice,
    });
    expect(await catalog.show(id)).toMatchObject({ state: "reviewing", waitsFor: { party: "authority" } });
    expect(await live(code)).toMatchObject({ shareType: "unconditional" });
    expect((await refusalOf(catalog.act(cityReviewer, id, "accept"))).code).toBe("procedure.case_missing");
    await catalog.act(districtReviewer, id, "accept");
    expect(await live(code)).toMatchObject({
      version: 2,
      shareType: "conditional",
      shareCondition: "限于入学审核使用",
      shareBasis: aNotice,
    });
  });

  it.each([
    undefined,
    aNotice,
    { kind: "department-rule", title: "学籍管理办法", clause: "第八条" },
    { kind: "local-regulation", title: "某省某条例", clause: "第八条" },
  ])("is not “none” on the basis of %j (Art. 20)", async (basis) => {
    const { code } = await catalog.published({}, town.districtSchools);
    const proposal = { to: "none", reason, ...(basis ? { basis } : {}) };
    expect(await refusalOf(propose(schools, code, proposal))).toMatchObject({
      code: "catalog.share_basis_insufficient",
      details: { article: "20.2" },
    });
  });

  it.each(["law", "administrative-regulation"])(
    "is “none” on the basis of a %s once the city's authority approves, then on the negative list (Art. 20)",
    async (kind) => {
      const { code } = await catalog.published({}, town.districtSchools);
      const id = await propose(schools, code, { to: "none", reason, basis: { ...aLaw, kind } });
      expect(await catalog.show(id)).toMatchObject({
        state: "city-review",
        waitsFor: { party: "cityAuthority", org: { uscc: town.cityData } },
      });
      expect((await refusalOf(catalog.act(districtReviewer, id, "approve"))).code).toBe(
        "procedure.not_yours",
      );
      expect(await live(code)).toMatchObject({ shareType: "unconditional" });
      await catalog.act(cityReviewer, id, "approve");
      expect(await live(code)).toMatchObject({ version: 2, shareType: "none" });
      const list = await negative(staff(town.education, "officer"));
      expect(list.items.find((i) => i.code === code)).toMatchObject({
        reason,
        basis: { kind },
        provider: { uscc: town.districtSchools, name: "市南区教育和体育局" },
      });
    },
  );

  it("stays what it was when the city's authority refuses, with the reason (Art. 20)", async () => {
    const { code } = await catalog.published();
    const id = await propose(officer, code, { to: "none", reason, basis: aLaw });
    expect((await refusalOf(catalog.act(cityReviewer, id, "refuse"))).code).toBe(
      "procedure.contents_missing",
    );
    const view = await catalog.act(cityReviewer, id, "refuse", { reason: "所引条款不禁止共享" });
    expect(view).toMatchObject({ state: "refused", document: { outcome: "所引条款不禁止共享" } });
    expect(await live(code)).toMatchObject({ version: 1, shareType: "unconditional" });
    expect((await negative(officer)).items.some((i) => i.code === code)).toBe(false);
  });

  it("leaves the negative list when it is shared after all", async () => {
    const { code } = await catalog.published();
    await catalog.act(
      cityReviewer,
      await propose(officer, code, { to: "none", reason, basis: aLaw }),
      "approve",
    );
    await propose(officer, code, { to: "unconditional" });
    expect((await negative(officer)).items.some((i) => i.code === code)).toBe(false);
    const listings = await catalog.db.reading({ kind: "platform" }, (tx) =>
      sql<{ until: Date | null }>`select until from catalog.negative_list where code = ${code}`.execute(tx),
    );
    expect(listings.rows).toHaveLength(1);
    expect(listings.rows[0]!.until).toBeInstanceOf(Date);
  });

  it("“none” is decided before a new entry is published: without it the entry is not submitted (Art. 20)", async () => {
    const closed = content({ name: "尚未公布的不共享条目", shareType: "none", shareBasis: aLaw });
    const id = await catalog.open(officer, "catalog-entry", "draft", closed);
    const { subject: code } = await catalog.show(id);
    expect(await refusalOf(catalog.act(officer, id, "submit"))).toMatchObject({
      code: "catalog.not_on_negative_list",
      details: { article: "20.2" },
    });
    const share = await propose(officer, code!, { to: "none", reason, basis: aLaw });
    await catalog.act(cityReviewer, share, "approve");
    // Approved beforehand, it still is its provider's draft: no other agency reads of it.
    const seen = await catalog.db.reading(staff(town.education, "officer"), (tx) =>
      sql<{ code: string }>`select code from catalog.negative_list`.execute(tx),
    );
    expect(seen.rows.map((r) => r.code)).not.toContain(code);
    await catalog.act(officer, id, "submit");
    await catalog.act(cityReviewer, id, "approve");
    expect(await live(code!)).toMatchObject({ version: 1, shareType: "none" });
    expect((await negative(officer)).items.some((i) => i.code === code)).toBe(true);
  });

  it("is changed by its provider only; another agency's draft does not even exist for others", async () => {
    const { code } = await catalog.published();
    const other = staff(town.education, "officer");
    expect(await refusalOf(propose(other, code, { to: "unconditional" }))).toMatchObject({
      code: "procedure.not_yours",
      details: { article: "20.1" },
    });
    const id = await catalog.open(officer, "catalog-entry", "draft", content());
    const { subject } = await catalog.show(id);
    const none = { to: "none", reason, basis: aLaw };
    for (const caller of [other, anyone])
      expect((await refusalOf(propose(caller, subject!, none))).code).toBe("catalog.entry_missing");
    expect((await refusalOf(propose(officer, "370200-nothing-0001", none))).code).toBe(
      "catalog.entry_missing",
    );
  });

  it("has one change under way at a time, also when two are proposed at the same moment", async () => {
    const { code } = await catalog.published();
    const none = { to: "none", reason, basis: aLaw };
    const tried = await Promise.allSettled([1, 2, 3].map(() => propose(officer, code, none)));
    const stood = tried.filter((t) => t.status === "fulfilled");
    expect(stood).toHaveLength(1);
    for (const t of tried)
      if (t.status === "rejected") expect((t.reason as Refusal).code).toBe("catalog.change_pending");
    await catalog.act(officer, stood[0]!.value, "withdraw");
    expect(await catalog.show(await propose(officer, code, none))).toMatchObject({ state: "city-review" });
  });

  it("decided while the entry is being amended is not undone by the amendment", async () => {
    const { id, code } = await catalog.published();
    await catalog.act(officer, id, "improve", { reason: "修改摘要文字" });
    const share = await propose(officer, code, { to: "none", reason, basis: aLaw });
    await catalog.act(
      officer,
      id,
      "revise",
      content({ abstract: "全市公共停车场泊位，含地下和立体停车场。" }),
    );
    await catalog.act(officer, id, "submit");
    await catalog.act(cityReviewer, share, "approve");
    await catalog.act(cityReviewer, id, "approve");
    expect(await live(code)).toMatchObject({
      version: 3,
      shareType: "none",
      abstract: "全市公共停车场泊位，含地下和立体停车场。",
    });
  });

  it("is not decided any more for an entry that has left the catalog meanwhile", async () => {
    const { id, code } = await catalog.published();
    const proposal = { to: "conditional", reason: "限于执法使用", basis: aNotice };
    const share = await propose(officer, code, proposal);
    await catalog.act(officer, id, "ask-retirement", { reason: "数据不再产生" });
    await catalog.act(cityReviewer, id, "retire");
    expect((await refusalOf(catalog.act(cityReviewer, share, "accept"))).code).toBe("catalog.not_published");
    expect((await refusalOf(propose(officer, code, proposal))).code).toBe("catalog.not_published");
  });
});
