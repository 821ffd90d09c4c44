import { type Day, publishedCalendar, withYear } from "@zhanqiao/law";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, Refusal } from "../platform/index.ts";
import { checkDeclaration } from "./check.ts";
import { actOnCase, openCase } from "./command.ts";
import { escalateOverdue } from "./escalate-overdue.ts";
import { followCase, listCases, showCase } from "./read.ts";
import { recomputeProvisional } from "./recompute-provisional.ts";
import {
  authorityOrg,
  letterModule,
  officer,
  providerOrg,
  reviewer,
  staff,
  type TestEngine,
  testEngine,
} from "./testing.ts";

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};

describe("the procedure engine", () => {
  let engine: TestEngine;
  const act = (caller: typeof officer, key: string, action: string, version: number, contents: object = {}) =>
    actOnCase(engine.needs, caller, { key, action, version, contents });
  const draft = async () =>
    (
      await openCase(engine.needs, officer, {
        procedure: "letter",
        action: "write",
        contents: { words: "您好" },
      })
    ).id;
  const filed = async () => {
    const id = await draft();
    await act(officer, id, "file", 1);
    return id;
  };

  beforeAll(async () => {
    engine = await testEngine();
  });
  afterAll(() => engine.close());

  it("finds nothing wrong with a sound declaration, and names what is wrong with a broken one", () => {
    expect(checkDeclaration(letterModule.declaration)).toEqual([]);
    const { agree } = letterModule.declaration.actions;
    const broken = {
      ...letterModule.declaration,
      actions: {
        ...letterModule.declaration.actions,
        agree: { ...agree!, to: "nowhere", meets: ["nothing"] },
      },
    };
    expect(checkDeclaration(broken)).toEqual([
      "P99 letter: agree leads to unknown state nowhere",
      "P99 letter: agree touches period nothing, which nothing starts",
      "P99 letter: state agreed is never reached",
    ]);
  });

  it("opens a case with a readable number and appends the act in the same breath", async () => {
    const before = engine.recorded.length;
    const id = await draft();
    const view = await showCase(engine.needs, officer, id);
    expect(view.number).toMatch(/^XX-2026-\d{5}$/);
    expect(view).toMatchObject({ state: "draft", version: 1, document: { words: "您好" } });
    expect(view.can.map((c) => c.action)).toEqual(["file"]);
    expect(engine.recorded.slice(before).map((r) => r.act)).toEqual(["letter.write"]);
  });

  it("shows a draft to its own organisation and to nobody else, by id, by number or in a list", async () => {
    const id = await draft();
    const { number } = await showCase(engine.needs, officer, id);
    const other = staff("370202190001010006", "officer");
    for (const key of [id, number])
      for (const caller of [other, reviewer, anyone])
        expect((await refusalOf(showCase(engine.needs, caller, key))).code).toBe("procedure.case_missing");
    const seen = await listCases(engine.needs, other, { queue: "all", sort: "due", limit: 20, offset: 0 });
    expect(seen.total).toBe(0);
  });

  it("shows an agency nothing of another's drafts even to a query that forgets its WHERE", async () => {
    await draft();
    const other = staff("370202190001010006", "officer");
    const forgotten = await engine.needs.db.reading(other, (tx) =>
      sql`select * from procedure.case_file`.execute(tx),
    );
    expect(forgotten.rows).toEqual([]);
    const acts = await engine.needs.db.reading(other, (tx) => sql`select * from procedure.act`.execute(tx));
    expect(acts.rows).toEqual([]);
  });

  it("starts, shows and ends the statutory period on both sides of midnight", async () => {
    engine.clock.set("2026-09-28T02:00:00Z");
    const inTime = await filed();
    const late = await filed();
    const [clock] = (await showCase(engine.needs, reviewer, inTime)).clocks;
    // 5 working days from Monday 28 September, over the National Day holidays: Saturday 10 October is a working day.
    expect(clock).toMatchObject({
      due: "2026-10-10",
      status: "running",
      article: "17.2",
      workingDays: 5,
      owedBy: { uscc: authorityOrg },
    });
    expect(clock!.dueText.zh).toContain("2026年10月10日");
    engine.clock.set("2026-10-10T15:59:59.999Z");
    await act(reviewer, inTime, "agree", 2);
    engine.clock.set("2026-10-10T16:00:00.000Z");
    expect((await showCase(engine.needs, reviewer, late)).clocks[0]).toMatchObject({ status: "overdue" });
    await act(reviewer, late, "agree", 2);
    expect((await showCase(engine.needs, reviewer, inTime)).clocks[0]).toMatchObject({ status: "met" });
    expect((await showCase(engine.needs, reviewer, late)).clocks[0]).toMatchObject({ status: "late" });
    engine.clock.set("2026-09-28T02:00:00Z");
  });

  it("lets exactly one of 100 concurrent opposite decisions stand", async () => {
    const id = await filed();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) =>
        i % 2
          ? act(reviewer, id, "agree", 2)
          : act(staff(authorityOrg, "reviewer", `r${i}`), id, "refuse", 2, { reason: "不符合" }),
      ),
    );
    const stood = outcomes.filter((o) => o.status === "fulfilled");
    const codes = new Set(
      outcomes.flatMap((o) => (o.status === "rejected" ? [(o.reason as Refusal).code] : [])),
    );
    expect(stood).toHaveLength(1);
    expect([...codes]).toEqual(["procedure.version_conflict"]);
    const view = await showCase(engine.needs, reviewer, id);
    expect(view.version).toBe(3);
    expect(view.history).toHaveLength(3);
  });

  it("answers a forbidden act with 403 and the article, and changes nothing", async () => {
    const id = await filed();
    const refusal = await refusalOf(act(officer, id, "agree", 2));
    expect(refusal).toMatchObject({ code: "procedure.not_yours", status: 403, details: { article: "17.2" } });
    const head = staff(authorityOrg, "head");
    expect((await refusalOf(act(head, id, "agree", 2))).status).toBe(403);
    expect(await showCase(engine.needs, reviewer, id)).toMatchObject({ state: "filed", version: 2 });
  });

  it("opens no case for an organisation whose kind cannot be the provider", async () => {
    const vendor = { ...staff("370202190001010006", "officer"), orgKind: "vendor" as const };
    const before = engine.recorded.length;
    const refusal = await refusalOf(
      openCase(engine.needs, vendor, { procedure: "letter", action: "write", contents: { words: "您好" } }),
    );
    expect(refusal).toMatchObject({ code: "procedure.not_yours", status: 403, details: { article: "17.1" } });
    expect(engine.recorded).toHaveLength(before);
  });

  it("answers missing contents with 422 and the field's name, and changes nothing", async () => {
    const id = await filed();
    const refusal = await refusalOf(act(reviewer, id, "refuse", 2, {}));
    expect(refusal).toMatchObject({ code: "procedure.contents_missing", status: 422 });
    expect(refusal.details.fields).toEqual([{ path: "reason", zh: "必填", en: "is required" }]);
    expect(
      (await refusalOf(act(reviewer, id, "refuse", 2, { reason: "x".repeat(201) }))).details.fields?.[0]
        ?.path,
    ).toBe("reason");
    expect(await showCase(engine.needs, reviewer, id)).toMatchObject({ state: "filed", version: 2 });
  });

  it("refuses an action in a state it does not belong to, and a stale version first", async () => {
    const id = await filed();
    expect((await refusalOf(act(officer, id, "file", 2))).code).toBe("procedure.not_now");
    expect((await refusalOf(act(officer, id, "file", 1))).code).toBe("procedure.version_conflict");
  });

  it("undoes the whole act when what follows from it fails", async () => {
    const failing = {
      ...letterModule,
      effects: { agree: async () => Promise.reject(new Error("disk full")) },
    };
    const id = await filed();
    const needs = { ...engine.needs, modules: [failing] };
    await expect(
      actOnCase(needs, reviewer, { key: id, action: "agree", version: 2, contents: {} }),
    ).rejects.toThrow("disk full");
    const view = await showCase(engine.needs, reviewer, id);
    expect(view).toMatchObject({ state: "filed", version: 2 });
    expect(view.clocks[0]).toMatchObject({ status: "running" });
  });

  it("wants another pair of eyes where provider and authority are one organisation", async () => {
    const both = staff(authorityOrg, "officer", "same-person");
    const { id } = await openCase(engine.needs, both, {
      procedure: "letter",
      action: "write",
      contents: { words: "自己的" },
    });
    await act(both, id, "file", 1);
    const same = { ...staff(authorityOrg, "reviewer", "same-person") };
    expect((await refusalOf(act(same, id, "agree", 2))).code).toBe("procedure.other_eyes_needed");
    await act(staff(authorityOrg, "reviewer", "another"), id, "agree", 2);
  });

  it("extends once, to the limit of the article, with the head's reason on record", async () => {
    const id = await filed();
    const head = staff(authorityOrg, "head");
    await act(head, id, "extend", 2, { reason: "须赴现场核实" });
    const [clock] = (await showCase(engine.needs, reviewer, id)).clocks;
    expect(clock).toMatchObject({
      workingDays: 10,
      due: "2026-10-16",
      extended: { from: "2026-10-10", reason: "须赴现场核实" },
    });
    expect((await refusalOf(act(head, id, "extend", 3, { reason: "还要更久" }))).status).toBe(422);
  });

  it("lets somebody without an account follow their case with number and secret, and with nothing less", async () => {
    const { followUp } = await openCase(engine.needs, anyone, {
      procedure: "letter",
      action: "send",
      contents: { words: "有错" },
    });
    const view = await followCase(engine.needs, followUp!);
    expect(view).toMatchObject({ stateTitle: { zh: "已提交" }, clocks: [{ status: "running" }] });
    expect(JSON.stringify(view)).not.toContain("有错");
    expect((await refusalOf(followCase(engine.needs, { ...followUp!, secret: "AAAAAAAAAAAA" }))).status).toBe(
      404,
    );
  });

  it("puts an overdue period on the record once, and does not block the late act", async () => {
    engine.clock.set("2026-09-28T02:00:00Z");
    const id = await filed();
    engine.clock.set("2026-11-02T02:00:00Z");
    expect(await escalateOverdue(engine.needs)).toBeGreaterThan(0);
    expect(await escalateOverdue(engine.needs)).toBe(0);
    const { number } = await showCase(engine.needs, reviewer, id);
    expect(engine.recorded.filter((r) => r.act === "period.overdue" && r.subject === number)).toHaveLength(1);
    await act(reviewer, id, "agree", 2);
    engine.clock.set("2026-09-28T02:00:00Z");
  });

  it("marks a period that runs into a year without a holiday table, and reckons it anew when the table comes", async () => {
    engine.clock.set("2026-12-30T02:00:00Z");
    const id = await filed();
    expect((await showCase(engine.needs, reviewer, id)).clocks[0]).toMatchObject({ provisional: true });
    const day = (d: string, zh: string) => ({ day: d as Day, name: { zh, en: zh } });
    engine.useCalendar(
      withYear(publishedCalendar(), {
        year: 2027,
        source: "a notice made for this test",
        daysOff: [
          ...["2027-01-01", "2027-01-04", "2027-01-05"].map((d) => day(d, "元旦")),
          ...["2027-02-05", "2027-02-08"].map((d) => day(d, "春节")),
          day("2027-04-05", "清明节"),
          day("2027-06-09", "端午节"),
          day("2027-09-15", "中秋节"),
          day("2027-10-01", "国庆节"),
        ],
        workdays: [],
      }),
    );
    expect(await recomputeProvisional(engine.needs)).toBe(1);
    const [clock] = (await showCase(engine.needs, reviewer, id)).clocks;
    expect(clock).toMatchObject({ provisional: false, due: "2027-01-11" });
    expect(engine.recorded.at(-1)).toMatchObject({ act: "period.recomputed" });
    engine.useCalendar(publishedCalendar());
    engine.clock.set("2026-09-28T02:00:00Z");
  });

  it("puts what is due first first, and counts what is overdue", async () => {
    const queue = await listCases(engine.needs, reviewer, {
      queue: "duties",
      sort: "due",
      limit: 100,
      offset: 0,
    });
    const due = queue.items.map((i) => i.clock?.dueAt ?? "9");
    expect(due).toEqual([...due].sort());
    expect(queue.counts.waiting).toBe(queue.total);
    const none = await listCases(engine.needs, staff(providerOrg, "officer"), {
      queue: "duties",
      procedure: "letter",
      state: "filed",
      sort: "due",
      limit: 20,
      offset: 0,
    });
    expect(none.total).toBe(0);
  });
});
