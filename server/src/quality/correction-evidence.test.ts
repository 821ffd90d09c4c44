import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logKey, readZip, renderText, verifyPack, witnessKey } from "@zhanqiao/evidence";
import {
  cosign,
  cosignatureEd25519,
  keyPairFromSeed,
  parseCheckpoint,
  parseCosignerKey,
  parseNote,
} from "@zhanqiao/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { organisations, staff, type TestCatalog, testCatalog, town } from "../catalog/testing.ts";
import {
  appendAct,
  eraseContent,
  ledgerMigrations,
  openSigningKey,
  registerEvidence,
  type SequencerNeeds,
  sequence,
  withSm2,
} from "../ledger/index.ts";
import { keepCosignature, servedCheckpoint } from "../ledger/testing.ts";
import {
  type App,
  anyone,
  buildServer,
  type Caller,
  makeLog,
  migrate,
  openFiles,
  thePlatform,
} from "../platform/index.ts";
import {
  actOnCase,
  actsSeen,
  type EngineNeeds,
  escalateOverdue,
  openCase,
  showCase,
} from "../procedure/index.ts";
import { correctionModule } from "./index.ts";

const found = "香港中路停车场的收费标准与公示牌不一致";
const contact = "某某，请发邮件";
const witness = keyPairFromSeed("w.example", new Uint8Array(32).fill(3), cosignatureEd25519);
const outcome = "经核实，已按公示牌更正";

describe("the evidence pack of a correction request", () => {
  let catalog: TestCatalog;
  let needs: EngineNeeds;
  let ledger: SequencerNeeds;
  let app: App;
  let dir: string;
  let code: string;
  let caller: Caller = anyone;

  beforeAll(async () => {
    catalog = await testCatalog();
    await migrate(catalog.db, [ledgerMigrations]);
    dir = mkdtempSync(join(tmpdir(), "evidence-"));
    const origin = "log.example/evidence";
    const key = withSm2(openSigningKey(join(dir, "key"), origin), join(dir, "sm2"));
    needs = {
      ...catalog.needs,
      modules: [...catalog.needs.modules, correctionModule(organisations)],
      append: appendAct,
    };
    ledger = { db: catalog.db, files: openFiles(dir), clock: catalog.clock, key, origin };
    app = await buildServer({
      ...{ log: makeLog("silent"), trustProxy: [], version: "0" },
      resolveCaller: async () => caller,
    });
    registerEvidence(app, { ...needs, ...ledger, witnesses: [{ verifierKey: witness.verifierKey }] });
    code = (await catalog.published()).code;
  });
  afterAll(async () => {
    await app.close();
    await catalog.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const at = (instant: string) => catalog.clock.set(instant);
  const act = async (who: Caller, id: string, action: string, contents: object = {}) => {
    const { version } = await showCase(needs, thePlatform, id);
    await actOnCase(needs, who, { key: id, action, version, contents });
  };
  const filed = async () => {
    at("2026-09-07T02:00:00Z");
    const contents = { to: "agency", found, contact };
    const { id, followUp } = await openCase(needs, anyone, {
      procedure: "correction",
      subject: code,
      contents,
    });
    return { id, ...followUp! };
  };
  const answered = async () => {
    const one = await filed();
    at("2026-09-09T02:00:00Z");
    await act(staff(town.transport, "officer"), one.id, "correct", { outcome, newVersion: 2 });
    await sequence(ledger);
    return one;
  };
  const get = (who: Caller, id: string) => {
    caller = who;
    return app.inject({ url: `/api/v1/cases/${id}/evidence` });
  };
  const follow = (number: string, secret: string) => {
    caller = anyone;
    return app.inject({ method: "POST", url: "/api/v1/follow-up/evidence", payload: { number, secret } });
  };
  const verified = (zip: Buffer) =>
    verifyPack(new Uint8Array(zip), {
      keys: [logKey(ledger.key.verifierKey), logKey(ledger.key.second!.verifierKey)],
      witnesses: [],
    });
  const officer = staff(town.transport, "officer");

  it("is one file that verifies offline with the log's two keys, and names its case", async () => {
    const { id, number } = await answered();
    const answer = await get(officer, id);
    expect(answer.statusCode, answer.payload).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="${number}.zhanqiao-evidence.zip"`,
      "cache-control": "private, no-store",
    });
    const report = verified(answer.rawPayload);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ ok: true, keyGiven: true });
    expect(report.view!.acts.map(({ entry }) => entry.act)).toEqual([
      "correction.file",
      "correction.correct",
    ]);
    expect(report.view!.periods).toMatchObject([
      { rule: "correction.by-agency", outcome: "met", due: "2026-09-14" },
    ]);
    expect(renderText(report)).toContain(outcome);
  });

  it("shows the applicant's words only beside what is proved, and nobody's contact", async () => {
    const { id } = await answered();
    const answer = await get(officer, id);
    const page = new TextDecoder().decode(readZip(new Uint8Array(answer.rawPayload)).get("index.html"));
    expect(page).toContain(found);
    expect(page).toContain("青岛市交通运输局");
    for (const bytes of readZip(new Uint8Array(answer.rawPayload)).values())
      expect(new TextDecoder().decode(bytes)).not.toContain(contact);
    expect(renderText(verified(answer.rawPayload))).not.toContain(found);
  });

  it("gives an applicant their own words and of others' acts the commitments", async () => {
    const { number, secret } = await answered();
    const answer = await follow(number, secret);
    expect(answer.statusCode, answer.payload).toBe(200);
    const report = verified(answer.rawPayload);
    expect(report.findings).toEqual([]);
    // What comes after their own act they cannot count, and are told so.
    expect(report.notes.map((one) => one.code)).toEqual(
      expect.arrayContaining(["content.withheld", "middle.open"]),
    );
    const files = readZip(new Uint8Array(answer.rawPayload));
    expect([...files.keys()].filter((name) => name.endsWith("content.json"))).toEqual([
      "acts/0001/content.json",
    ]);
    expect(new TextDecoder().decode(files.get("document.json"))).toContain(found);
    for (const bytes of files.values()) expect(new TextDecoder().decode(bytes)).not.toContain(outcome);
  });

  it("is nobody else's: another organisation, nobody, a wrong secret, a case that is none", async () => {
    const { id, number, secret } = await answered();
    const other = await answered();
    for (const who of [staff(town.education, "officer"), staff(town.districtData, "reviewer"), anyone]) {
      const answer = await get(who, id);
      expect([answer.statusCode, answer.json().code]).toEqual([404, "ledger.case_missing"]);
    }
    for (const [n, s] of [
      [number, "wrong"],
      [other.number, secret],
      ["JH-2026-99999", secret],
    ] as const)
      expect((await follow(n, s)).statusCode).toBe(404);
    expect((await get(officer, "0193b3f0-0000-7000-8000-000000000000")).statusCode).toBe(404);
    expect(
      (await app.inject({ method: "POST", url: "/api/v1/follow-up/evidence", payload: {} })).statusCode,
    ).toBe(400);
  });

  it("waits for the checkpoint that holds the latest act, and after two seconds says when to come back", async () => {
    const { id } = await filed();
    const refused = await get(officer, id);
    expect(refused.statusCode).toBe(503);
    expect(refused.headers["retry-after"]).toBe("2");
    expect(refused.json()).toMatchObject({ code: "ledger.evidence_not_yet", retryAfter: 2 });
    const waiting = get(officer, id);
    await sequence(ledger);
    expect((await waiting).statusCode).toBe(200);
  });

  it("holds a period that ran out and an extension, each at its entry's time", async () => {
    const { id } = await filed();
    at("2026-09-08T02:00:00Z");
    await act(staff(town.transport, "head"), id, "extend", { reason: "需要现场核对两处停车场" });
    at("2026-09-22T00:00:00Z");
    await escalateOverdue(needs);
    await act(officer, id, "correct", { outcome, newVersion: 2 });
    await sequence(ledger);
    const report = verified((await get(staff(town.cityData, "reviewer"), id)).rawPayload);
    expect(report.findings).toEqual([]);
    expect(report.view!.acts.map(({ entry }) => entry.act)).toContain("period.overdue");
    // 8 to 11, 14 to 18 September, and Sunday 20, a working day before the October holiday.
    expect(report.view!.periods).toMatchObject([{ days: 10, due: "2026-09-20", outcome: "late" }]);
  });

  it("rests on the checkpoint that a witness cosigned, also when the log has grown since", async () => {
    const { id } = await answered();
    const served = await catalog.db.reading(thePlatform, (tx) => servedCheckpoint(tx));
    const note = parseNote(served!);
    const line = cosign(note.text, parseCosignerKey(witness.signerKey), 1_788_800_000);
    await catalog.db.acting(thePlatform, (tx) =>
      keepCosignature(tx, {
        ...{ size: parseCheckpoint(note.text).size, witness: "w.example", checkpoint: served!, line },
        ...{ url: "https://w.example", at: catalog.clock.now(), of: ["w.example"] },
      }),
    );
    await answered();
    const asked = { keys: [logKey(ledger.key.verifierKey)], witnesses: [witnessKey(witness.verifierKey)] };
    const report = verifyPack(new Uint8Array((await get(officer, id)).rawPayload), asked);
    expect(report.findings).toEqual([]);
    expect(report.view!.cosignatures.map(({ name }) => name)).toEqual(["w.example"]);
    // A case acted on after that is proved under the newest checkpoint, which nobody has cosigned.
    const later = await answered();
    const without = verifyPack(new Uint8Array((await get(officer, later.id)).rawPayload), asked);
    expect(without.findings.map((one) => one.code)).toEqual(["witness.missing"]);
  });

  it("still proves an act whose content has been erased", async () => {
    const { id } = await answered();
    await catalog.db.acting(thePlatform, async (tx) => {
      const [first] = await actsSeen(tx, id);
      const at = catalog.clock.now();
      await eraseContent(tx, {
        acts: [first!.id],
        ground: "purpose-ended",
        caller: thePlatform,
        at,
        article: "46",
      });
    });
    await sequence(ledger);
    const report = verified((await get(officer, id)).rawPayload);
    expect(report.findings).toEqual([]);
    expect(report.view!.acts.map(({ act }) => act?.version)).toEqual([undefined, 2]);
  });
});
