import { verifyCommitment, verifyReceipt } from "@zhanqiao/tlog";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, newId, thePlatform } from "../platform/index.ts";
import { appendAct, appendActs, sequence } from "./index.ts";
import { issueEntryProof } from "./prove.ts";
import { origin, type TestLedger, tamper, testLedger } from "./testing.ts";

describe("the ledger", () => {
  let l: TestLedger;
  beforeAll(async () => {
    l = await testLedger();
  });
  afterAll(() => l.close());

  it("publishes a signed checkpoint that an outsider verifies from the entries alone", async () => {
    await l.append(700);
    expect(await sequence(l.needs)).toBe(700);
    const report = await l.verify();
    expect(report).toMatchObject({ ok: true, size: 700, entries: 700, findings: [] });
  });

  it("only grows: an earlier checkpoint stays consistent with every later one", async () => {
    const before = (await l.app.inject({ url: "/checkpoint" })).payload;
    await l.append(3);
    await sequence(l.needs);
    expect(await l.verify(before)).toMatchObject({ ok: true, size: 703 });
    expect(await sequence(l.needs)).toBe(0);
  });

  it("keeps nothing of an act whose transaction failed", async () => {
    const attempt = l.db.acting(thePlatform, async (tx) => {
      const at = l.needs.clock.now();
      await appendAct(tx, {
        id: newId(at),
        act: "letter.file",
        caller: thePlatform,
        article: "17",
        at,
        content: {},
      });
      throw new Error("no");
    });
    await expect(attempt).rejects.toThrow("no");
    expect(await sequence(l.needs)).toBe(0);
  });

  it("proves an act with a receipt that verifies offline, and whose content is what was done", async () => {
    const at = l.needs.clock.now();
    const id = newId(at);
    await l.db.acting(thePlatform, (tx) =>
      appendAct(tx, {
        id,
        act: "letter.agree",
        caller: thePlatform,
        article: "17.2",
        at,
        content: { outcome: "已更正" },
      }),
    );
    await sequence(l.needs);
    const [receipt] = await l.db.reading(thePlatform, (tx) => issueEntryProof(tx, l.needs.files, [id]));
    const entry = new TextEncoder().encode(receipt!.entry);
    expect(verifyReceipt(receipt!.proof!, entry, { origin, log: l.needs.key.verifier })).toBeTruthy();
    const { commitment } = JSON.parse(receipt!.entry);
    expect(verifyCommitment(commitment, receipt!.content, Buffer.from(receipt!.salt!, "base64"))).toBe(true);
    expect(receipt!.entry).not.toContain("已更正");
    const forged = new TextEncoder().encode(receipt!.entry.replace("letter.agree", "letter.refuse"));
    expect(() => verifyReceipt(receipt!.proof!, forged, { origin, log: l.needs.key.verifier })).toThrow();
  });

  it("lets nobody but the platform write to it, and shows contents to nobody who asks the table", async () => {
    const content = await l.db.reading(anyone, (tx) => sql`select * from ledger.content`.execute(tx));
    expect(content.rows).toEqual([]);
    const changed = await l.db.acting(anyone, (tx) => sql`update ledger.entry set bytes = 'x'`.execute(tx));
    expect(changed.numAffectedRows).toBe(0n);
  });

  it("takes many acts of one transaction in one statement, in their order, as it takes one", async () => {
    const at = l.needs.clock.now();
    const acts = Array.from({ length: 600 }, (_, i) => ({
      ...{
        id: newId(at),
        act: `letter.n${i}`,
        caller: thePlatform,
        article: "17.2",
        at,
        subject: "XX-2026-00009",
      },
      content: { i, words: `第${i}封 "引号" \\ {} NULL`, none: null },
    }));
    const before = (await l.verify()).size!;
    await l.db.acting(thePlatform, (tx) => appendActs(tx, acts));
    await l.db.acting(thePlatform, (tx) => appendActs(tx, []));
    await l.append(1);
    expect(await sequence(l.needs)).toBe(601);
    const proofs = await l.db.reading(thePlatform, (tx) =>
      issueEntryProof(
        tx,
        l.needs.files,
        acts.map((act) => act.id),
      ),
    );
    expect(proofs.map((one) => one.index)).toEqual(acts.map((_, i) => before + i));
    for (const [i, one] of proofs.entries()) {
      const entry = JSON.parse(one.entry);
      expect([one.actId, entry.act, entry.case]).toEqual([acts[i]!.id, `letter.n${i}`, "XX-2026-00009"]);
      expect(one.content).toEqual({ subject: "XX-2026-00009", ...acts[i]!.content });
      expect(verifyCommitment(entry.commitment, one.content, Buffer.from(one.salt!, "base64"))).toBe(true);
    }
    expect(await l.verify()).toMatchObject({ ok: true, size: before + 601 });
  });

  it("goes on where it was killed: places given but nothing published yet", async () => {
    await l.append(5);
    const broken = {
      ...l.needs,
      files: { ...l.needs.files, write: async () => Promise.reject(new Error("killed")) },
    };
    await expect(sequence(broken)).rejects.toThrow("killed");
    expect((await l.verify()).ok).toBe(true);
    expect(await sequence(l.needs)).toBe(5);
    expect((await l.verify()).ok).toBe(true);
  });

  it("lets two sequencers work at once and doubles nothing", async () => {
    await l.append(50);
    const done = await Promise.all([sequence(l.needs), sequence(l.needs), sequence(l.needs)]);
    expect(done.reduce((a, b) => a + b)).toBe(50);
    const report = await l.verify();
    expect(report).toMatchObject({ ok: true });
  });

  it("refuses tiles beyond what is published, and paths that are none", async () => {
    for (const url of ["/tile/0/x999/000", "/tile/entries/x999/000", "/tile/../secret", "/tile/0/abc"])
      expect((await l.app.inject({ url })).statusCode).toBe(404);
  });
});

describe("an outside verifier catches", () => {
  const cases: [string, string][] = [
    [
      "an edited row",
      "update ledger.entry set bytes = convert_to(replace(convert_from(bytes, 'utf8'), 'letter.file', 'letter.fine'), 'utf8') where index = 130",
    ],
    [
      "a deleted row",
      "delete from ledger.content where n in (select n from ledger.entry where index = 130); delete from ledger.entry where index = 130; update ledger.entry set index = index - 1 where index > 130",
    ],
    [
      "two rows in another order",
      "update ledger.entry set index = case index when 130 then -1 else index end; update ledger.entry set index = 130 where index = 131; update ledger.entry set index = 131 where index = -1",
    ],
  ];
  for (const [what, statement] of cases)
    it(what, async () => {
      const l = await testLedger();
      try {
        await l.append(300);
        await sequence(l.needs);
        expect((await l.verify()).ok).toBe(true);
        await tamper(l.db, statement);
        const report = await l.verify();
        expect(report.ok).toBe(false);
        expect(report.findings[0]?.zh).toBeTruthy();
      } finally {
        await l.close();
      }
    });
});
