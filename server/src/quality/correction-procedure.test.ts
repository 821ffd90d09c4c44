import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { organisations, staff, type TestCatalog, testCatalog, town } from "../catalog/testing.ts";
import { anyone, buildServer, type Caller, Refusal, thePlatform } from "../platform/index.ts";
import {
  actOnCase,
  checkDeclaration,
  type EngineNeeds,
  openCase,
  registerProcedures,
  showCase,
} from "../procedure/index.ts";
import { correctionCounts, correctionModule, correctionProcedure } from "./index.ts";

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};

const officer = staff(town.transport, "officer");
const head = staff(town.transport, "head");
const reviewer = staff(town.cityData, "reviewer");
const otherAgency = staff(town.education, "officer");
const found = "香港中路停车场的泊位总数与现场不符";

describe("a correction request (Art. 17)", () => {
  let catalog: TestCatalog;
  let needs: EngineNeeds;
  let code: string;
  let personalCode: string;

  const at = (instant: string) => catalog.clock.set(instant);
  const file = (contents: object, caller: Caller = anyone, subject = code) =>
    openCase(needs, caller, { procedure: "correction", subject, contents });
  const act = async (caller: Caller, id: string, action: string, contents: object = {}) => {
    const { version } = await showCase(needs, thePlatform, id);
    await actOnCase(needs, caller, { key: id, action, version, contents });
  };
  const show = (id: string, caller: Caller = thePlatform) => showCase(needs, caller, id);
  const clock = async (id: string, name: string) => (await show(id)).clocks.find((c) => c.name === name)!;

  beforeAll(async () => {
    catalog = await testCatalog();
    needs = { ...catalog.needs, modules: [...catalog.needs.modules, correctionModule(organisations)] };
    code = (await catalog.published()).code;
    const personal = {
      name: "联系电话",
      column: "phone",
      type: "string",
      personal: true,
      grade: "L3",
    } as const;
    const plain = { name: "停车场名称", column: "name", type: "string", grade: "L1" } as const;
    const law = { kind: "law", title: "中华人民共和国个人信息保护法", clause: "第十三条" } as const;
    const base = { nullable: true };
    personalCode = (
      await catalog.published({
        name: "停车场管理员名录",
        grade: "L3",
        items: [
          { ...plain, ...base },
          { ...personal, ...base },
        ],
        openType: "none",
        openBasis: law,
      })
    ).code;
  });
  afterAll(() => catalog.close());

  it("is a sound declaration", () => {
    expect(checkDeclaration(correctionProcedure)).toEqual([]);
  });

  it("filed to the agency by somebody without an account is owed by the agency in five working days, holidays not counted", async () => {
    at("2026-09-30T02:00:00Z");
    const { id, followUp } = await file({ to: "agency", found });
    expect(followUp?.number).toMatch(/^JH-2026-\d{5}$/);
    const view = await show(id);
    expect(view).toMatchObject({ state: "checking", waitsFor: { org: { uscc: town.transport } } });
    // 8 and 9 October, the working Saturday 10, 12, 13.
    expect(view.clocks).toMatchObject([
      {
        name: "answer",
        rule: "correction.by-agency",
        workingDays: 5,
        due: "2026-10-13",
        owedBy: { uscc: town.transport },
      },
    ]);
  });

  it("answered in the last second of the fifth working day is in time; a second later it is late, and stands", async () => {
    at("2026-09-30T02:00:00Z");
    const [inTime, late] = [await file({ to: "agency", found }), await file({ to: "agency", found })];
    at("2026-10-13T15:59:59Z");
    await act(officer, inTime.id, "confirm", { outcome: "经现场核对，数据无误" });
    at("2026-10-13T16:00:00Z");
    expect((await clock(late.id, "answer")).status).toBe("overdue");
    await act(officer, late.id, "correct", { outcome: "已将泊位总数更正为 120", newVersion: 2 });
    expect((await clock(inTime.id, "answer")).status).toBe("met");
    expect((await clock(late.id, "answer")).status).toBe("late");
    expect((await show(late.id)).state).toBe("corrected");
  });

  it("lodged with the authority is forwarded in two working days, then the agency's period runs from its receipt", async () => {
    at("2026-09-18T02:00:00Z");
    const { id } = await file({ to: "authority", found });
    expect((await show(id)).state).toBe("lodged");
    const { due, owedBy, workingDays } = await clock(id, "forward");
    expect({ due, owedBy: owedBy.uscc, workingDays }).toEqual({
      due: "2026-09-21",
      owedBy: town.cityData,
      workingDays: 2,
    });
    expect(await clock(id, "answer")).toBeUndefined();
    at("2026-09-21T15:59:59Z");
    await act(reviewer, id, "forward");
    expect((await clock(id, "forward")).status).toBe("met");
    // The rest of 21 September does not count: 22, 23, 24, 28, 29 September.
    const received = await clock(id, "answer");
    expect(received).toMatchObject({
      due: "2026-09-29",
      workingDays: 5,
      owedBy: { uscc: town.transport },
    });
    expect((await show(id, reviewer)).state).toBe("checking");
  });

  it("forwarded a second after the second working day is late, and forwarded all the same", async () => {
    at("2026-09-18T02:00:00Z");
    const { id } = await openCase(needs, anyone, {
      procedure: "correction",
      action: "lodge",
      subject: code,
      contents: { found },
    });
    at("2026-09-21T16:00:00Z");
    expect((await clock(id, "forward")).status).toBe("overdue");
    await act(reviewer, id, "forward");
    expect((await clock(id, "forward")).status).toBe("late");
    expect((await clock(id, "answer")).status).toBe("running");
  });

  it("is extended to ten working days by the agency's head with a reason, once, and by nobody else", async () => {
    at("2026-04-24T02:00:00Z");
    const { id } = await file({ to: "agency", found });
    expect((await refusalOf(act(officer, id, "extend", { reason: "须现场勘查" }))).status).toBe(403);
    expect((await refusalOf(act(head, id, "extend", {}))).code).toBe("procedure.contents_missing");
    await act(head, id, "extend", { reason: "须现场勘查" });
    expect(await show(id)).toMatchObject({ state: "checking" });
    expect(await clock(id, "answer")).toMatchObject({ workingDays: 10, due: "2026-05-12" });
    expect((await refusalOf(act(head, id, "extend", { reason: "仍须勘查" }))).details.article).toBe("17.2");
    at("2026-05-12T15:59:59Z");
    await act(officer, id, "confirm", { outcome: "数据无误" });
    expect((await clock(id, "answer")).status).toBe("met");
  });

  it("tells the applicant the outcome against number and secret, and nothing of what was written", async () => {
    const app = await buildServer({
      log: pino({ level: "silent" }),
      resolveCaller: async () => anyone,
      trustProxy: [],
      version: "0",
    });
    registerProcedures(app, needs);
    const body = {
      procedure: "correction",
      subject: code,
      contents: { to: "agency", found, contact: "0532-1" },
    };
    const opened = await app.inject({ method: "POST", url: "/api/v1/cases", payload: body });
    expect(opened.statusCode).toBe(201);
    const { case: view, followUp } = opened.json();
    expect(view).toBeNull();
    const { rows } = await catalog.db.reading(thePlatform, (tx) =>
      sql<{ id: string }>`select id from procedure.case_file where number = ${followUp.number}`.execute(tx),
    );
    await act(officer, rows[0]!.id, "correct", { outcome: "泊位总数已更正为 120" });
    const told = await app.inject({ method: "POST", url: "/api/v1/follow-up", payload: followUp });
    expect(told.json()).toMatchObject({
      stateTitle: { zh: "已更正" },
      history: [{}, { outcome: "泊位总数已更正为 120" }],
    });
    expect(told.body).not.toContain("0532-1");
    expect(told.body).not.toContain(found);
    await app.close();
  });

  it("is not decided without an outcome for the applicant (422)", async () => {
    const { id } = await file({ to: "agency", found });
    for (const action of ["correct", "confirm", "reject"]) {
      const refused = await refusalOf(act(officer, id, action, {}));
      expect(refused).toMatchObject({ status: 422, code: "procedure.contents_missing" });
      expect(refused.details.fields).toMatchObject([{ path: "outcome" }]);
    }
    expect((await show(id)).state).toBe("checking");
  });

  it("is neither seen nor acted on by another agency; before it is forwarded not even by the provider", async () => {
    const { id } = await file({ to: "authority", found });
    for (const stranger of [otherAgency, officer, staff(town.districtData, "reviewer")]) {
      expect((await refusalOf(show(id, stranger))).code).toBe("procedure.case_missing");
      expect((await refusalOf(act(stranger, id, "reject", { outcome: "不予受理" }))).code).toBe(
        "procedure.case_missing",
      );
    }
    await act(reviewer, id, "forward");
    expect((await show(id, officer)).state).toBe("checking");
    expect((await refusalOf(show(id, otherAgency))).code).toBe("procedure.case_missing");
    expect((await refusalOf(act(reviewer, id, "confirm", { outcome: "无误" }))).status).toBe(403);
  });

  it("filed by another agency is followed and withdrawn by that agency", async () => {
    const { id, followUp } = await file({ to: "agency", found }, otherAgency);
    expect(followUp).toBeUndefined();
    expect((await show(id, otherAgency)).parties.requester?.uscc).toBe(town.education);
    await act(otherAgency, id, "withdraw");
    expect(await show(id)).toMatchObject({ state: "withdrawn", clocks: [{ status: "cancelled" }] });
  });

  it("changes no personal information before staff has checked who asks, and said how", async () => {
    const { id } = await file({ to: "agency", column: "联系电话", found: "电话有误" }, anyone, personalCode);
    expect((await show(id)).document).toMatchObject({ columnLabel: "联系电话" });
    const outcome = "已更正";
    for (const contents of [
      { outcome },
      { outcome, identityChecked: true },
      { outcome, identityHow: "窗口核验" },
    ])
      expect(await refusalOf(act(officer, id, "correct", contents))).toMatchObject({
        code: "quality.identity_unchecked",
        status: 422,
      });
    await act(officer, id, "correct", { outcome, identityChecked: true, identityHow: "窗口核验证件" });
    expect((await show(id)).state).toBe("corrected");
  });

  it("asks for no identity where the column is not personal, and for one where no column is named", async () => {
    const plain = await file({ to: "agency", column: "name", found }, anyone, personalCode);
    await act(officer, plain.id, "correct", { outcome: "已更正" });
    const unnamed = await file({ to: "agency", found }, anyone, personalCode);
    expect((await refusalOf(act(officer, unnamed.id, "correct", { outcome: "已更正" }))).code).toBe(
      "quality.identity_unchecked",
    );
  });

  it("about a draft or an unknown entry is refused", async () => {
    const draft = await catalog.open(officer, "catalog-entry", "draft", { name: "草稿目录" });
    const { subject } = await catalog.show(draft);
    for (const missing of [subject!, "370200-transport-9999", "' or 1=1 --"])
      expect((await refusalOf(file({ to: "agency", found }, anyone, missing))).code).toBe(
        "quality.dataset_missing",
      );
  });

  it("bounds what it takes and refuses what it does not know", async () => {
    for (const contents of [
      { to: "mayor", found },
      { to: "agency", found: "" },
      { to: "agency", found: "字".repeat(2001) },
      { to: "agency", found, contact: "1".repeat(201) },
      { to: "agency", found, outcome: "自己批" },
      { to: "agency", found: "a\u0000b" },
    ])
      expect((await refusalOf(file(contents))).status).toBe(422);
  });

  it("counts for everybody as open or done, without its contents", async () => {
    const counts = () => catalog.db.reading(thePlatform, (tx) => correctionCounts(tx, code));
    const before = await counts();
    const { id } = await file({ to: "agency", found });
    expect(await counts()).toEqual({ ...before, open: before.open + 1 });
    await act(officer, id, "confirm", { outcome: "数据无误" });
    expect(await counts()).toEqual({ ...before, done: before.done + 1 });
    const seen = await catalog.db.reading(anyone, (tx) => sql`select 1 from procedure.case_file`.execute(tx));
    expect(seen.rows).toEqual([]);
  });
});
