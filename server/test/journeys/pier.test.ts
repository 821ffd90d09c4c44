import { beforeAll, describe, expect, it } from "vitest";
import { Client, runCommand } from "../running.ts";
import {
  act,
  beginIntake,
  deliver,
  entryContents,
  followedReceipts,
  loadAsProposed,
  piece,
  publishedEntry,
  receiptsOf,
  type SeenCase,
  settledIntake,
  verifyOffline,
} from "./acts.ts";
import { bridgeItems, bridgesCsv, realFile } from "./files.ts";
import { seedingTime, sharedCity } from "./shared-city.ts";

/** The platform's main job, end to end: from an agency's draft to a stranger's correction. */
describe("from an agency's table to the public and back", () => {
  const name = `跨海桥梁名录${Date.now()}`;
  const rows = 137;
  let address: string;
  let officer: Client;
  let reviewer: Client;
  let nobody: Client;
  let entry: SeenCase;
  let correction: { number: string; secret: string };

  beforeAll(async () => {
    address = await sharedCity();
    officer = await new Client(address).signIn("jiaotong");
    reviewer = await new Client(address).signIn("shuju-shenhe");
    nobody = new Client(address);
  }, seedingTime);

  it("an entry that lacks the five attributes is refused by name when it is submitted (Art. 9)", async () => {
    const drafted = await officer.send("POST", "/cases", { procedure: "catalog-entry", contents: { name } });
    expect(drafted.status).toBe(201);
    entry = drafted.body.case;
    const refused = await act(officer, entry.id, "submit");
    expect(refused.status).toBe(422);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(refused.body).toMatchObject({ code: "catalog.attributes_missing", article: "9.1" });
    expect(refused.body.fields.map((f: { path: string }) => f.path).sort()).toEqual([
      "class",
      "format",
      "openType",
      "shareType",
      "updateCycle",
    ]);
    expect((await officer.get(`/cases/${entry.id}`)).body).toMatchObject({
      state: "draft",
      version: entry.version,
    });
  });

  it("the public does not see a draft, nor does another agency", async () => {
    expect((await nobody.get(`/catalog/entries/${entry.subject}`)).status).toBe(404);
    expect((await nobody.get(`/datasets/${entry.subject}`)).status).toBe(404);
    const other = await new Client(address).signIn("jiaoyu");
    expect((await other.get(`/cases/${entry.id}`)).status).toBe(404);
  });

  it("the authority returns it once with everything that is missing, then approves it", async () => {
    const contents = entryContents(name, bridgeItems);
    expect(
      (await act(officer, entry.id, "revise", { ...contents, abstract: "桥梁的基本情况清单信息" })).status,
    ).toBe(200);
    expect((await act(officer, entry.id, "submit", { note: "请审核" })).status).toBe(200);
    const waiting = await reviewer.get("/cases?queue=duties&procedure=catalog-entry&limit=100");
    expect(waiting.body.items.map((c: SeenCase) => c.id)).toContain(entry.id);
    const returned = await act(reviewer, entry.id, "return", {
      reason: "摘要过于简略",
      missing: ["写明用途"],
    });
    expect(returned.status).toBe(200);
    expect(returned.body.state).toBe("returned");
    expect((await act(officer, entry.id, "revise", contents)).status).toBe(200);
    expect((await act(officer, entry.id, "submit")).status).toBe(200);
    const again = await act(reviewer, entry.id, "return", { reason: "再补一项", missing: ["换一个名称"] });
    expect(again.status).toBe(422);
    expect(again.body).toMatchObject({ code: "catalog.told_once", article: "9.3" });
    const approved = await act(reviewer, entry.id, "approve", { note: "要素完整" });
    expect(approved.body.state).toBe("published");
    expect(approved.body.clocks.every((c: { status: string }) => c.status === "met")).toBe(true);
  });

  it("a GB18030 file sent in two pieces goes on where it broke off, is understood, loaded, checked and published", async () => {
    const file = bridgesCsv(rows);
    const half = Math.floor(file.length / 2);
    const id = await beginIntake(officer, entry.subject, "桥梁.csv", file.length);
    expect((await piece(officer, id, 0, file.subarray(0, half))).status).toBe(204);
    const wrong = await piece(officer, id, 7, file.subarray(7));
    expect(wrong.status).toBe(409);
    const at = await officer.send("HEAD", `/intakes/${id}/content`);
    expect(at.headers.get("upload-offset")).toBe(String(half));
    expect((await piece(officer, id, half, file.subarray(half))).status).toBe(204);
    const { inspection, mapping } = await settledIntake(officer, id);
    expect(inspection.encoding).toMatchObject({
      name: "gb18030",
      narrowest: "gb18030",
      errors: { count: 0 },
    });
    expect(mapping.map((m: { to: string }) => m.to)).toEqual(bridgeItems.map(([, column]) => column));
    const checked = await loadAsProposed(officer, id);
    expect(checked).toMatchObject({ state: "checked", rows });
    expect(checked.quality.rules.length).toBeGreaterThan(0);
    const published = await officer.send("POST", `/intakes/${id}/publish`, { note: "首次发布" });
    expect(published.body).toMatchObject({ entry: entry.subject, version: 1, rows });
    expect((await officer.send("POST", `/intakes/${id}/publish`, {})).status).toBe(409);
  });

  it("the public finds it, filters, sorts and pages its rows without an account", async () => {
    const found = await nobody.get(`/datasets?q=${encodeURIComponent(name)}`);
    expect(found.body.items[0]).toMatchObject({ code: entry.subject, hasData: true, rows });
    const dataset = await nobody.get(`/datasets/${entry.subject}`);
    expect(dataset.body.current).toMatchObject({ version: 1, rows });
    expect(dataset.body.history.length).toBeGreaterThan(0);

    const where = encodeURIComponent(`district eq '崂山区' and length_m gt 100`);
    const first = await nobody.get(
      `/datasets/${entry.subject}/rows?select=bridge_no,length_m,district&where=${where}&sort=-length_m&limit=10&count=true`,
    );
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    const lengths = Array.from(
      { length: rows },
      (_, i) => [i, Number((20 + (i * 37) / 10).toFixed(1))] as const,
    )
      .filter(([i, l]) => i % 5 === 3 && l > 100)
      .map(([, l]) => l)
      .sort((a, b) => b - a);
    expect(first.body.total).toBe(lengths.length);
    const all = [...first.body.rows];
    for (let next = first.body.next; next; ) {
      const more = await nobody.get(
        `/datasets/${entry.subject}/rows?select=bridge_no,length_m,district&where=${where}&sort=-length_m&limit=10&cursor=${encodeURIComponent(next)}`,
      );
      expect(more.status, JSON.stringify(more.body)).toBe(200);
      all.push(...more.body.rows);
      next = more.body.next;
    }
    expect(all.map((r) => Number(r.length_m))).toEqual(lengths);
    expect(all.every((r) => r.district === "崂山区")).toBe(true);
  });

  it("a filter that cannot be read is refused in words, not run", async () => {
    const refused = await nobody.get(
      `/datasets/${entry.subject}/rows?where=${encodeURIComponent("1=1; drop table x")}`,
    );
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(refused.body.detail.zh.length).toBeGreaterThan(3);
  });

  it("every download holds every row: CSV with its mark for Excel, JSON, Parquet", async () => {
    const bytes = async (query: string) => {
      const answer = await fetch(`${address}/api/v1/datasets/${entry.subject}/download?${query}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-disposition")).toContain("attachment");
      return new Uint8Array(await answer.arrayBuffer());
    };
    const csv = await bytes("format=csv&bom=true");
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(csv).trimEnd().split(/\r?\n/);
    expect(lines).toHaveLength(rows + 1);
    expect(lines.some((l) => l.includes("𬱖桥养护队"))).toBe(true);
    expect([...(await bytes("format=csv&bom=false")).subarray(0, 3)]).not.toEqual([0xef, 0xbb, 0xbf]);
    const json = JSON.parse(new TextDecoder().decode(await bytes("format=json")));
    expect((Array.isArray(json) ? json : json.rows).length).toBe(rows);
    const parquet = await bytes("format=parquet");
    expect(new TextDecoder().decode(parquet.subarray(0, 4))).toBe("PAR1");
  });

  it("a stranger reports an error without an account and follows it with number and code (Art. 17)", async () => {
    const filed = await nobody.send("POST", "/cases", {
      procedure: "correction",
      subject: entry.subject,
      contents: {
        to: "agency",
        row: "QD1003",
        column: "length_m",
        found: "长度与现场标牌不一致",
        shouldBe: "31.5",
      },
    });
    expect(filed.status, JSON.stringify(filed.body)).toBe(201);
    expect(filed.body.case).toBeNull();
    correction = filed.body.followUp;
    expect(correction.number).toMatch(/^JH/);
    const followed = await nobody.send("POST", "/follow-up", correction);
    expect(followed.body.clocks[0]).toMatchObject({ workingDays: 5, status: "running", article: "17.2" });
    const guessed = await nobody.send("POST", "/follow-up", { ...correction, secret: "x".repeat(20) });
    expect(guessed.status).toBe(404);
  });

  it("the agency corrects it in time with a new version, and the stranger is told the outcome", async () => {
    const duties = await officer.get("/cases?queue=duties&procedure=correction&limit=100");
    const mine = duties.body.items.find((c: SeenCase) => c.number === correction.number);
    expect(mine).toBeDefined();
    const second = await deliver(officer, entry.subject, "桥梁2.csv", bridgesCsv(rows + 1));
    expect(second.version).toBe(2);
    const done = await act(officer, mine.id, "correct", { outcome: "已按现场复测结果更正", newVersion: 2 });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    const told = await nobody.send("POST", "/follow-up", correction);
    expect(told.body.clocks[0].status).toBe("met");
    expect(JSON.stringify(told.body.history)).toContain("已按现场复测结果更正");
    const old = await nobody.get(`/datasets/${entry.subject}/rows?version=1&count=true&limit=1`);
    expect(old.body).toMatchObject({ version: 1, total: rows });
  });

  it("every act has a receipt that verifies offline, for the agency and for the stranger", async () => {
    const receipts = await receiptsOf(officer, entry.id);
    const log = (await nobody.get("/ledger")).body;
    expect(verifyOffline(receipts, log)).toEqual([
      "draft",
      "revise",
      "submit",
      "return",
      "revise",
      "submit",
      "approve",
    ]);
    const own = await followedReceipts(nobody, correction);
    expect(verifyOffline(own, log)).toEqual(["file", "correct"]);
    const tampered = { ...receipts[0], entry: receipts[0].entry.replace("draft", "drafT") };
    expect(() => verifyOffline([tampered], log)).toThrow();
  });

  it("the whole ledger agrees when verified from outside", async () => {
    const { out, code } = await runCommand(["ledger", "verify", address]);
    expect(out).toContain("everything agrees");
    expect(code).toBe(0);
  });

  const real = realFile("real/beijing/危险化学品生产企业安全生产许可信息.csv");
  it.skipIf(!real)(
    "a real GBK table of another city goes the same way (needs the shared test data)",
    async () => {
      const items = [
        ["企业名称", "company", "string"],
        ["许可类型", "kind", "string"],
        ["项目大类", "class", "string"],
        ["项目小类", "subclass", "string"],
        ["申请类型", "request", "string"],
        ["申请日期", "asked_on", "date"],
        ["发证日期", "issued_on", "date"],
        ["所属区县", "district", "string"],
      ] as const;
      const made = await publishedEntry(officer, reviewer, entryContents(`${name}许可`, items));
      const version = await deliver(officer, made.subject, "许可.csv", real!);
      const page = await nobody.get(
        `/datasets/${made.subject}/rows?where=${encodeURIComponent("company eq '北京华腾天海环保科技有限公司'")}`,
      );
      expect(page.body.rows[0]).toMatchObject({ asked_on: "2019-11-05", district: "大兴区" });
      expect(version.rows).toBe(55);
    },
  );
});
