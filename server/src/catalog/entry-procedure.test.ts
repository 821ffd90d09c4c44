import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, Refusal } from "../platform/index.ts";
import { entryByCode, versionsOf } from "./index.ts";
import { aLaw, content, organisations, staff, type TestCatalog, testCatalog, town } from "./testing.ts";

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};
const officer = staff(town.transport, "officer");
const reviewer = staff(town.cityData, "reviewer");

describe("a catalog entry", () => {
  let catalog: TestCatalog;
  const draft = (more: object = {}) => catalog.open(officer, "catalog-entry", "draft", content(more));
  const live = async (code: string) =>
    catalog.db.reading(anyone, (tx) => entryByCode(tx, organisations, code));

  beforeAll(async () => {
    catalog = await testCatalog();
  });
  afterAll(() => catalog.close());

  it("goes from draft through review to the public catalog under a readable code that never changes", async () => {
    const id = await draft();
    const { subject: code } = await catalog.show(id);
    expect(code).toMatch(/^370200-transport-\d{4}$/);
    expect(await live(code!)).toBeUndefined();
    await catalog.act(officer, id, "submit");
    expect(await live(code!)).toBeUndefined();
    const view = await catalog.act(reviewer, id, "approve");
    expect(view).toMatchObject({ state: "published", tone: "good", waitsFor: null });
    expect(await live(code!)).toMatchObject({
      code,
      version: 1,
      state: "published",
      provider: { uscc: town.transport, name: "青岛市交通运输局" },
      division: { code: "370200", name: "青岛市" },
      format: "csv",
    });
  });

  it("gives codes by division and sector, and none twice, not even at the same moment", async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => draft()));
    const codes = await Promise.all(ids.map(async (id) => (await catalog.show(id)).subject));
    expect(new Set(codes).size).toBe(8);
    const school = await catalog.published({ name: "市南区小学名录" }, town.districtSchools);
    expect(school.code).toMatch(/^370202-education-\d{4}$/);
  });

  it.each(["format", "class", "shareType", "openType", "updateCycle"])(
    "is not submitted without its %s (Art. 9)",
    async (attribute) => {
      const { [attribute as "format"]: _, ...rest } = content();
      const id = await catalog.open(officer, "catalog-entry", "draft", rest);
      const refusal = await refusalOf(catalog.act(officer, id, "submit"));
      expect(refusal).toMatchObject({ code: "catalog.attributes_missing", details: { article: "9.1" } });
      expect(refusal.details.fields!.map((f) => f.path)).toEqual([attribute]);
      expect(await catalog.show(id)).toMatchObject({ state: "draft", version: 1 });
    },
  );

  it("is refused at intake when it is declared or marked a state secret, and nothing is kept (Art. 2)", async () => {
    for (const more of [
      { stateSecret: true },
      { abstract: "本数据标注为机密★20年，包含若干敏感点位信息。" },
      { items: [{ name: "点位（秘密★）", column: "p", type: "string", nullable: true }] },
    ])
      expect(await refusalOf(draft(more))).toMatchObject({
        code: "catalog.state_secret",
        details: { article: "2.2" },
      });
    const kept = await catalog.db.reading({ kind: "platform" }, (tx) =>
      sql`select 1 from procedure.case_file where document::text like '%★%'`.execute(tx),
    );
    expect(kept.rows).toEqual([]);
    const harmless = await draft({ abstract: "保守商业秘密和个人隐私的企业名录，每年更新一次。" });
    expect((await catalog.show(harmless)).state).toBe("draft");
  });

  it("must be graded at least as high as its items, personal items at least L3 (Art. 7)", async () => {
    const items = [
      { name: "姓名", column: "name", type: "string", nullable: false, personal: true, grade: "L2" },
    ] as const;
    const low = await draft({ items: [...items], openType: "none", openBasis: aLaw });
    const first = await refusalOf(catalog.act(officer, low, "submit"));
    expect(first).toMatchObject({ code: "catalog.grading_wrong", details: { article: "7" } });
    expect(first.details.fields!.map((f) => f.path)).toEqual(["items/0/grade", "grade"]);
  });

  it("is never open as important or core data (Art. 26)", async () => {
    for (const grade of ["important", "core"]) {
      const id = await draft({ grade });
      expect(await refusalOf(catalog.act(officer, id, "submit"))).toMatchObject({
        code: "catalog.grading_wrong",
        details: { article: "26.2" },
      });
    }
  });

  it("is not closed to the public without a law, a regulation or a national rule (Art. 26)", async () => {
    const notice = { kind: "department-rule", title: "某某管理办法", clause: "第九条" } as const;
    const id = await draft({ openType: "none", openBasis: notice });
    expect(await refusalOf(catalog.act(officer, id, "submit"))).toMatchObject({
      code: "catalog.open_basis_insufficient",
      details: { article: "26.2" },
    });
    await catalog.act(officer, id, "revise", content({ openType: "none", openBasis: aLaw }));
    expect(await catalog.act(officer, id, "submit")).toMatchObject({ state: "submitted" });
  });

  it("with personal information is not opened unconditionally without a law that demands it (Art. 27)", async () => {
    const items = [
      { name: "姓名", column: "name", type: "string", nullable: false, personal: true },
    ] as const;
    const id = await draft({ items: [...items], grade: "L3" });
    expect(await refusalOf(catalog.act(officer, id, "submit"))).toMatchObject({
      code: "catalog.personal_open",
      details: { article: "27" },
    });
  });

  it("may be returned, telling everything missing once: what was not named before cannot be asked for later", async () => {
    const id = await draft();
    await catalog.act(officer, id, "submit");
    await catalog.act(reviewer, id, "return", { reason: "摘要过于简单", missing: ["坐标系说明"] });
    await catalog.act(officer, id, "revise", content({ abstract: "补充：坐标系为 CGCS2000，含泊位总数。" }));
    await catalog.act(officer, id, "submit");
    expect(
      await refusalOf(
        catalog.act(reviewer, id, "return", { reason: "还缺少更新说明", missing: ["更新说明"] }),
      ),
    ).toMatchObject({ code: "catalog.told_once", details: { article: "9.3" } });
    const again = { reason: "坐标系仍未说明", missing: ["坐标系说明"] };
    expect(await catalog.act(reviewer, id, "return", again)).toMatchObject({ state: "returned" });
  });

  it("is updated within 15 working days of a change of law or function: submitting meets the period (Art. 10)", async () => {
    catalog.clock.set("2026-04-24T02:00:00Z");
    const inTime = await catalog.published();
    const late = await catalog.published();
    const cause = { kind: "law", day: "2026-04-24", reason: "停车场条例修订后增加充电桩信息" };
    const begun = await catalog.act(officer, inTime.id, "amend", cause);
    await catalog.act(officer, late.id, "amend", cause);
    expect(begun.clocks[0]).toMatchObject({
      rule: "catalog.amend",
      article: "10",
      workingDays: 15,
      due: "2026-05-19",
      owedBy: { uscc: town.transport },
    });
    catalog.clock.set("2026-05-19T15:59:59.999Z");
    expect((await catalog.act(officer, inTime.id, "submit")).clocks[0]).toMatchObject({ status: "met" });
    catalog.clock.set("2026-05-19T16:00:00.000Z");
    expect((await catalog.act(officer, late.id, "submit")).clocks[0]).toMatchObject({ status: "late" });
    catalog.clock.set("2026-09-28T02:00:00Z");
  });

  it("counts the 15 working days from the day of the change, not from the day it is noticed (Art. 10)", async () => {
    const { id } = await catalog.published();
    const view = await catalog.act(officer, id, "amend", {
      kind: "function",
      day: "2026-09-01",
      reason: "停车管理职能划入本局",
    });
    // Sunday 20 September is worked in exchange for the National Day holidays.
    expect(view.clocks[0]).toMatchObject({ startedOn: "2026-09-01", due: "2026-09-21", status: "overdue" });
  });

  it("cannot owe an amendment to a change that lies in the future", async () => {
    const { id } = await catalog.published();
    const cause = { kind: "law", day: "2026-09-29", reason: "条例将于明日施行" };
    expect(await refusalOf(catalog.act(officer, id, "amend", cause))).toMatchObject({
      code: "catalog.trigger_in_future",
      details: { article: "10" },
    });
  });

  it("cannot drop an amendment the law demands, neither by discarding nor by withdrawing it (Art. 10)", async () => {
    const { id } = await catalog.published();
    await catalog.act(officer, id, "amend", { kind: "law", day: "2026-09-28", reason: "条例修订" });
    const dropped = { code: "catalog.owed_amendment", details: { article: "10" } };
    expect(await refusalOf(catalog.act(officer, id, "discard"))).toMatchObject(dropped);
    await catalog.act(officer, id, "submit");
    expect(await refusalOf(catalog.act(officer, id, "withdraw"))).toMatchObject(dropped);
  });

  it("keeps the published version while it is amended, and every former version after", async () => {
    const { id, code } = await catalog.published();
    await catalog.act(officer, id, "improve", { reason: "补充充电桩数量" });
    const more = content();
    more.items.push({ name: "充电桩数", column: "chargers", type: "integer", nullable: true });
    await catalog.act(officer, id, "revise", { ...more, name: "公共停车场与充电桩信息" });
    await catalog.act(officer, id, "submit");
    expect(await live(code)).toMatchObject({ version: 1, name: "公共停车场泊位信息" });
    await catalog.act(reviewer, id, "approve");
    expect(await live(code)).toMatchObject({ version: 2, name: "公共停车场与充电桩信息" });
    const versions = await catalog.db.reading(anyone, (tx) => versionsOf(tx, code));
    expect(versions.map((v) => [v.version, v.changes.zh])).toEqual([
      [2, "变更：名称；新增信息项：充电桩数"],
      [1, "首次公布"],
    ]);
  });

  it("cannot change share or open type of a published entry by amending it (Arts. 20, 26.3)", async () => {
    const { id } = await catalog.published();
    await catalog.act(officer, id, "improve", { reason: "调整若干内容" });
    const closed = content({ openType: "none", openBasis: aLaw });
    expect(await refusalOf(catalog.act(officer, id, "revise", closed))).toMatchObject({
      code: "catalog.open_type_elsewhere",
      details: { article: "26.3" },
    });
    const conditional = content({ shareType: "conditional", shareCondition: "须说明用途", shareBasis: aLaw });
    expect(await refusalOf(catalog.act(officer, id, "revise", conditional))).toMatchObject({
      code: "catalog.share_type_elsewhere",
      details: { article: "20.2" },
    });
  });

  it("leaves the catalog only after review, and its versions stay readable", async () => {
    const { id, code } = await catalog.published();
    const reason = "职能已划出，数据由他局提供";
    await catalog.act(officer, id, "ask-retirement", { reason });
    expect(await live(code)).toMatchObject({ state: "published" });
    expect(await refusalOf(catalog.act(officer, id, "retire"))).toMatchObject({
      code: "procedure.not_yours",
    });
    await catalog.act(reviewer, id, "keep", { reason: "仍有使用单位" });
    await catalog.act(officer, id, "ask-retirement", { reason });
    await catalog.act(reviewer, id, "retire");
    expect(await live(code)).toMatchObject({ state: "retired", version: 1 });
    const found = await catalog.db.reading(anyone, (tx) =>
      sql`select 1 from catalog.published where code = ${code}`.execute(tx),
    );
    expect(found.rows).toEqual([]);
  });

  it("is reviewed by the data authority of its own level, by nobody else", async () => {
    const id = await draft();
    await catalog.act(officer, id, "submit");
    for (const caller of [staff(town.districtData, "reviewer"), staff(town.education, "officer"), anyone])
      expect((await refusalOf(catalog.act(caller, id, "approve"))).code).toBe("procedure.case_missing");
    expect((await refusalOf(catalog.act(staff(town.cityData, "officer"), id, "approve"))).code).toBe(
      "procedure.not_yours",
    );
  });

  it("shows an agency nothing of another's drafts, even to a query that forgets its WHERE", async () => {
    const id = await draft({ name: "尚未提交的草稿条目" });
    const { subject: code } = await catalog.show(id);
    const names = async (caller: Parameters<TestCatalog["db"]["reading"]>[0]) => {
      const rows = await catalog.db.reading(caller, (tx) =>
        sql<{ code: string }>`select code from catalog.entry`.execute(tx),
      );
      return rows.rows.map((r) => r.code);
    };
    for (const other of [staff(town.education, "officer"), reviewer, anyone])
      expect(await names(other)).not.toContain(code);
    expect(await names(officer)).toContain(code);
    await catalog.act(officer, id, "submit");
    expect(await names(reviewer)).toContain(code);
    expect(await names(staff(town.education, "officer"))).not.toContain(code);
    const versions = await catalog.db.reading(anyone, (tx) =>
      sql<{ code: string }>`select v.code from catalog.entry_version v
        left join catalog.entry e using (code) where e.code is null`.execute(tx),
    );
    expect(versions.rows).toEqual([]);
  });

  it("keeps a published version as it was published: not even the platform can rewrite it", async () => {
    const { code } = await catalog.published();
    const changed = await catalog.db.acting({ kind: "platform" }, (tx) =>
      sql`update catalog.entry_version set content = '{}' where code = ${code}`.execute(tx),
    );
    expect(changed.numAffectedRows).toBe(0n);
    const gone = await catalog.db.acting({ kind: "platform" }, (tx) =>
      sql`delete from catalog.entry_version where code = ${code}`.execute(tx),
    );
    expect(gone.numAffectedRows).toBe(0n);
  });
});

describe("a catalog entry where order 809 of the State Council binds too", () => {
  let catalog: TestCatalog;
  beforeAll(async () => {
    catalog = await testCatalog(["qingdao-299", "statecouncil-809"]);
  });
  afterAll(() => catalog.close());

  it("is amended within 10 working days, 15 with the authority's consent, and reviewed within 2", async () => {
    catalog.clock.set("2026-04-24T02:00:00Z");
    const { id } = await catalog.published();
    const view = await catalog.act(officer, id, "amend", {
      kind: "law",
      day: "2026-04-24",
      reason: "条例修订",
    });
    const change = (v: typeof view) => v.clocks.find((c) => c.name === "change");
    expect(change(view)).toMatchObject({
      workingDays: 10,
      due: "2026-05-12",
      instrument: "statecouncil-809",
      alsoBound: [{ instrument: "qingdao-299", article: "10", workingDays: 15 }],
    });
    const asked = { reason: "需协调三个区市核对字段" };
    expect((await refusalOf(catalog.act(officer, id, "extend", asked))).code).toBe("procedure.not_yours");
    expect(change(await catalog.act(reviewer, id, "extend", asked))).toMatchObject({ due: "2026-05-19" });
    const submitted = await catalog.act(officer, id, "submit");
    const review = submitted.clocks.find((c) => c.name === "review" && c.status === "running");
    expect(review).toMatchObject({ rule: "catalog.review", workingDays: 2, owedBy: { uscc: town.cityData } });
    const done = await catalog.act(reviewer, id, "approve");
    expect(done.clocks.map((c) => c.status)).not.toContain("running");
  });

  it("has no extension under the Measures alone (Art. 10)", async () => {
    const alone = await testCatalog();
    const { id } = await alone.published();
    await alone.act(officer, id, "amend", { kind: "law", day: "2026-09-28", reason: "条例修订" });
    const refusal = await refusalOf(alone.act(reviewer, id, "extend", { reason: "需要更多时间" }));
    expect(refusal).toMatchObject({ code: "procedure.not_extendable", details: { article: "10" } });
    await alone.close();
  });
});
