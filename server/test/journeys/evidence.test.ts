import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { logKey, readZip, verifyPack, writeZip } from "@zhanqiao/evidence";
import { keyPairFromSeed } from "@zhanqiao/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../running.ts";
import { act, deliver, entryContents, publishedEntry, type SeenCase } from "./acts.ts";
import { bridgeItems, bridgesCsv } from "./files.ts";
import { seedingTime, sharedCity } from "./shared-city.ts";

const verifier = fileURLToPath(
  new URL("../../../packages/evidence/bin/zhanqiao-verify.mjs", import.meta.url),
);
const found = "东侧引桥的限重与现场标牌不一致";
const contact = "请于工作日联系";
const outcome = "已按现场标牌更正限重";

/** Runs the verifier as an outsider does: a process of its own, with the pack's file and the published key. */
const verify = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((done) => {
    execFile(process.execPath, [verifier, ...args], (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

describe("a correction, from the application to the answer and out of the house as evidence (Arts. 17, 37)", () => {
  let folder: string;
  let officer: Client;
  let nobody: Client;
  let key: string;
  let filed: { number: string; secret: string };
  let theirs: SeenCase;

  beforeAll(async () => {
    const address = await sharedCity();
    folder = mkdtempSync(join(tmpdir(), "evidence-"));
    officer = await new Client(address).signIn("jiaotong");
    nobody = new Client(address);
    key = (await nobody.get("/ledger")).body.key;
    const reviewer = await new Client(address).signIn("shuju-shenhe");
    const name = `可作证据的桥梁${Date.now()}`;
    const entry = await publishedEntry(officer, reviewer, entryContents(name, bridgeItems));
    await deliver(officer, entry.subject, "桥梁.csv", bridgesCsv(20));
    const asked = await nobody.send("POST", "/cases", {
      procedure: "correction",
      subject: entry.subject,
      contents: { to: "agency", row: "QD1003", column: "length_m", found, contact },
    });
    filed = asked.body.followUp;
    const duties = await officer.get("/cases?queue=duties&procedure=correction&limit=100");
    theirs = duties.body.items.find((one: SeenCase) => one.number === filed.number);
    await deliver(officer, entry.subject, "桥梁2.csv", bridgesCsv(21));
    const done = await act(officer, theirs.id, "correct", { outcome, newVersion: 2 });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
  }, seedingTime);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Downloads a pack as a person does, a moment after the act; answers where it was put. */
  async function exported(who: Client, as: string, body?: object): Promise<string> {
    const { status, bytes, headers } = await who.bytes(
      body ? "/follow-up/evidence" : `/cases/${theirs.id}/evidence`,
      body,
    );
    expect(status, new TextDecoder().decode(bytes).slice(0, 300)).toBe(200);
    expect(headers.get("content-type")).toBe("application/zip");
    expect(headers.get("content-disposition")).toBe(
      `attachment; filename="${filed.number}.zhanqiao-evidence.zip"`,
    );
    const file = join(folder, as);
    writeFileSync(file, bytes);
    return file;
  }

  it("the agency's pack, taken at once, verifies in a process that knows only file and key", async () => {
    const pack = await exported(officer, "agency.zip");
    const page = join(folder, "agency.html");
    const { code, out, err } = await verify(pack, "--key", key, "--html", page);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(filed.number);
    expect(out).toContain(outcome);
    expect(out).toContain("2. correction.correct");
    const shown = readFileSync(page, "utf8");
    expect(shown).toContain(outcome);
    for (const text of [out, shown]) expect(text).not.toContain(found);
    const files = readZip(new Uint8Array(readFileSync(pack)));
    for (const [name, bytes] of files) expect(new TextDecoder().decode(bytes), name).not.toContain(contact);
  });

  it("the applicant's pack verifies too: their own act in the clear, the agency's as a commitment", async () => {
    const pack = await exported(nobody, "applicant.zip", filed);
    const { code, out } = await verify(pack, "--key", key, "--json");
    const report = JSON.parse(out);
    expect({ code, ok: report.ok, findings: report.findings }).toEqual({ code: 0, ok: true, findings: [] });
    const [first, second] = report.view.acts;
    expect(first.act).toMatchObject({ version: 1, to: "checking", contents: { to: "agency" } });
    expect(second.entry.act).toBe("correction.correct");
    expect(second).not.toHaveProperty("act");
    expect(report.notes.map((one: { code: string }) => one.code)).toContain("content.withheld");
    expect(readFileSync(pack).includes(Buffer.from(outcome))).toBe(false);
  });

  it("with one word changed by whoever passed it on, it is named and the process fails", async () => {
    const files = readZip(new Uint8Array(readFileSync(join(folder, "agency.zip"))));
    const name = "acts/0002/content.json";
    const text = new TextDecoder().decode(files.get(name)).replace(outcome, "经核实无误，不予更正");
    files.set(name, new TextEncoder().encode(text));
    const forged = join(folder, "forged.zip");
    writeFileSync(forged, writeZip([...files]));
    const { code, out } = await verify(forged, "--key", key);
    expect(code).toBe(1);
    expect(out).toContain("第 2 项的内容与存证的承诺不符");
    expect(out).not.toContain("不予更正");
  });

  it("without the published key it is consistent and no more, under another log's it fails", async () => {
    const pack = join(folder, "agency.zip");
    expect((await verify(pack)).code).toBe(3);
    const { verifierKey } = keyPairFromSeed(logKey(key).name, new Uint8Array(32).fill(7));
    const { code, out } = await verify(pack, "--key", verifierKey);
    expect(code).toBe(1);
    expect(out).toContain("包内所写的公钥不是您给出的公钥");
  });

  it("a pack is handed to no one else: not to nobody, another agency, a guesser", async () => {
    const agency = await new Client(nobody.address).signIn("jiaoyu");
    for (const who of [nobody, agency])
      expect((await who.bytes(`/cases/${theirs.id}/evidence`)).status).toBeGreaterThanOrEqual(401);
    const guess = { number: filed.number, secret: "x".repeat(20) };
    expect((await nobody.bytes("/follow-up/evidence", guess)).status).toBe(404);
  });

  it("every case of the city that its authority sees gives a pack with nothing to find in it", async () => {
    const reviewer = await new Client(nobody.address).signIn("shuju-shenhe");
    const { items } = (await reviewer.get("/cases?queue=all&limit=100")).body;
    expect(items.length).toBeGreaterThan(20);
    const wrong: unknown[] = [];
    let sound = 0;
    for (const { id, number } of items as SeenCase[]) {
      const { status, bytes } = await reviewer.bytes(`/cases/${id}/evidence`);
      // Another journey may act on a case of its own at this very moment.
      if (status === 503) continue;
      const report = verifyPack(bytes, { keys: [logKey(key)], witnesses: [] });
      if (report.ok) sound++;
      else wrong.push(number, status, report.findings);
    }
    expect(wrong).toEqual([]);
    expect(sound).toBeGreaterThan(20);
  }, 120_000);
});
