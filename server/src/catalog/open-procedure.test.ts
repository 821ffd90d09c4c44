import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, type Caller, Refusal, thePlatform } from "../platform/index.ts";
import { entryByCode, openEntries, publishOpenList } from "./index.ts";
import { openListOf, openListSnapshots } from "./open-list.ts";
import { openListCsv } from "./open-list-csv.ts";
import { aLaw, aNotice, organisations, staff, type TestCatalog, testCatalog, town } from "./testing.ts";

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
const reason = "实时位置可能影响安全运行";

describe("the open type of an entry", () => {
  let catalog: TestCatalog;
  const ask = (action: "propose" | "widen", code: string, contents: object, caller: Caller = officer) =>
    catalog.open(caller, "open-type", action, contents, code);
  const live = async (code: string) =>
    catalog.db.reading(anyone, (tx) => entryByCode(tx, organisations, code));
  const closed = async () =>
    catalog.published({
      openType: "none",
      openBasis: aLaw,
      grade: "L3",
      items: [{ name: "车主姓名", column: "owner", type: "string", nullable: false, personal: true }],
    });

  beforeAll(async () => {
    catalog = await testCatalog();
  });
  afterAll(() => catalog.close());

  it("does not become less open before the authority approves; until then the old type is live (Art. 26.3)", async () => {
    const { code } = await catalog.published();
    const condition = "须实名申请并承诺不用于定位个人";
    const id = await ask("propose", code, { to: "conditional", reason, condition });
    expect(await catalog.show(id)).toMatchObject({ state: "reviewing", waitsFor: { party: "authority" } });
    expect(await live(code)).toMatchObject({ version: 1, openType: "unconditional" });
    await catalog.act(reviewer, id, "approve");
    expect(await live(code)).toMatchObject({ version: 2, openType: "conditional", openCondition: condition });
  });

  it("stays what it was when the authority refuses (Art. 26.3)", async () => {
    const { code } = await catalog.published();
    const id = await ask("propose", code, { to: "none", reason, basis: aLaw });
    await catalog.act(reviewer, id, "refuse", { reason: "风险可以通过脱敏消除" });
    expect(await live(code)).toMatchObject({ version: 1, openType: "unconditional" });
    expect(await catalog.show(id)).toMatchObject({ document: { outcome: "风险可以通过脱敏消除" } });
  });

  it("is not “none” without a law, a regulation or a national rule (Art. 26.2)", async () => {
    const { code } = await catalog.published();
    for (const basis of [undefined, aNotice])
      expect(
        await refusalOf(ask("propose", code, { to: "none", reason, ...(basis ? { basis } : {}) })),
      ).toMatchObject({ code: "catalog.open_basis_insufficient", details: { article: "26.2" } });
  });

  it("becomes more open by review of the evidence: de-identification, consent or a law (Art. 27)", async () => {
    const { code } = await closed();
    const evidence = "车主姓名已删除，车牌已泛化，k=20，报告见附件";
    const id = await ask("widen", code, { to: "unconditional", reason, ground: "de-identified", evidence });
    expect(await live(code)).toMatchObject({ openType: "none" });
    await catalog.act(reviewer, id, "approve");
    const entry = await live(code);
    expect(entry).toMatchObject({ version: 2, openType: "unconditional" });
    expect(entry).not.toHaveProperty("openBasis");
  });

  it("with personal information is not widened by a mere new assessment (Art. 27)", async () => {
    const { code } = await closed();
    const evidence = "经重新评估认为可以开放";
    const asked = ask("widen", code, { to: "unconditional", reason, ground: "reassessed", evidence });
    expect(await refusalOf(asked)).toMatchObject({
      code: "catalog.personal_open",
      details: { article: "27" },
    });
  });

  it("important data cannot be widened on any ground (Art. 26.2)", async () => {
    const { code } = await catalog.published({ openType: "none", openBasis: aLaw, grade: "important" });
    const evidence = "已去标识化处理，报告见附件";
    const asked = ask("widen", code, { to: "unconditional", reason, ground: "de-identified", evidence });
    expect(await refusalOf(asked)).toMatchObject({ code: "catalog.grading_wrong" });
  });

  it("tells narrowing from widening, and a change from none", async () => {
    const { code } = await catalog.published();
    const evidence = "法规要求全面公开本数据";
    const wide = { reason, ground: "law", evidence };
    expect((await refusalOf(ask("widen", code, { to: "none", basis: aLaw, ...wide }))).code).toBe(
      "catalog.narrowing",
    );
    expect((await refusalOf(ask("propose", code, { to: "unconditional", reason }))).code).toBe(
      "catalog.unchanged",
    );
    const other = await closed();
    expect((await refusalOf(ask("propose", other.code, { to: "unconditional", reason }))).code).toBe(
      "catalog.widening",
    );
  });

  it("changes only for its provider, and one change at a time", async () => {
    const { code } = await catalog.published();
    const narrower = { to: "none", reason, basis: aLaw };
    expect((await refusalOf(ask("propose", code, narrower, staff(town.education, "officer")))).code).toBe(
      "procedure.not_yours",
    );
    const id = await ask("propose", code, narrower);
    expect((await refusalOf(ask("propose", code, narrower))).code).toBe("catalog.change_pending");
    await catalog.act(officer, id, "withdraw");
    await ask("propose", code, narrower);
  });

  describe("the open list (Art. 28)", () => {
    const whole = { limit: 1000, offset: 0 };

    it("states open attribute, type, condition and update frequency of what is open, and nothing else", async () => {
      const open = await catalog.published({ format: "api", updateCycle: "realtime" });
      const shut = await closed();
      const list = await catalog.db.reading(anyone, (tx) => openEntries(tx, organisations, whole));
      expect(list.items.find((i) => i.code === open.code)).toEqual({
        code: open.code,
        name: "公共停车场泊位信息",
        provider: { uscc: town.transport, name: "青岛市交通运输局" },
        openAttribute: "unconditional",
        openType: "interface",
        condition: null,
        updateCycle: "realtime",
        since: "2026-09-28T02:00:00.000Z",
      });
      expect(list.items.some((i) => i.code === shut.code)).toBe(false);
      expect(list.total).toBe(list.items.length);
    });

    it("remembers since when an attribute holds, through versions that leave it alone", async () => {
      const { id, code } = await catalog.published();
      catalog.clock.set("2026-10-09T02:00:00Z");
      await catalog.act(officer, id, "improve", { reason: "修改摘要文字" });
      await catalog.act(officer, id, "submit");
      await catalog.act(reviewer, id, "approve");
      const since = async () => {
        const { items } = await catalog.db.reading(anyone, (tx) => openEntries(tx, organisations, whole));
        return items.find((i) => i.code === code)?.since;
      };
      expect(await since()).toBe("2026-09-28T02:00:00.000Z");
      const narrower = { to: "conditional", reason, condition: "实名申请" };
      await catalog.act(reviewer, await ask("propose", code, narrower), "approve");
      expect(await since()).toBe("2026-10-09T02:00:00.000Z");
    });

    it("is kept under its day, once, when it changed; and never altered afterwards", async () => {
      const publish = (at: string) =>
        catalog.db.acting(thePlatform, (tx) => publishOpenList(tx, organisations, new Date(at)));
      // 16:30 UTC is half past midnight of the next day in Shanghai.
      expect(await publish("2026-10-09T16:30:00Z")).toBe("2026-10-10");
      expect(await publish("2026-10-10T16:30:00Z")).toBeUndefined();
      const { code } = await catalog.published({ name: "新公布的开放条目" });
      expect(await publish("2026-10-11T15:30:00Z")).toBe("2026-10-11");
      const [latest, first] = await catalog.db.reading(anyone, (tx) => openListSnapshots(tx));
      expect([latest!.day, first!.day]).toEqual(["2026-10-11", "2026-10-10"]);
      expect(latest!.count).toBe(first!.count + 1);
      const kept = await catalog.db.reading(anyone, (tx) => openListOf(tx, "2026-10-10"));
      expect(kept.entries.some((e) => e.code === code)).toBe(false);
      const none = catalog.db.reading(anyone, (tx) => openListOf(tx, "2026-10-08"));
      expect((await refusalOf(none)).code).toBe("catalog.snapshot_missing");
    });

    it("as a table neither breaks on commas nor runs a formula in the spreadsheet that opens it", () => {
      const csv = openListCsv([
        {
          code: "370200-transport-0001",
          name: '=HYPERLINK("http://x"),泊位',
          provider: { uscc: town.transport, name: "交通局" },
          openAttribute: "conditional",
          openType: "dataset",
          condition: "实名,\n承诺",
          updateCycle: "daily",
          since: "2026-09-28T02:00:00.000Z",
        },
      ]);
      expect(csv.startsWith("\ufeff目录编码,名称,")).toBe(true);
      expect(csv).toContain(`"'=HYPERLINK(""http://x""),泊位"`);
      expect(csv).toContain('"实名,\n承诺",每日,2026-09-28\r\n');
    });
  });
});
