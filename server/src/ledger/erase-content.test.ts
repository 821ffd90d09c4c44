import { verifyCommitment, verifyReceipt } from "@zhanqiao/tlog";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId, thePlatform } from "../platform/index.ts";
import { appendAct } from "./append.ts";
import { type Erasing, eraseContent } from "./erase-content.ts";
import { issueEntryProof } from "./prove.ts";
import { sequence } from "./sequence.ts";
import { origin, type TestLedger, testLedger } from "./testing.ts";

describe("erasing what an act committed to", () => {
  let l: TestLedger;
  const ids: string[] = [];
  const proofs = () => l.db.reading(thePlatform, (tx) => issueEntryProof(tx, l.needs.files, ids));
  const erase = (acts: readonly string[], more: Partial<Erasing> = {}) =>
    l.db.acting(thePlatform, (tx) =>
      eraseContent(tx, {
        ...{ acts, ground: "consent-withdrawn", caller: thePlatform, article: "46", at: l.needs.clock.now() },
        ...more,
      }),
    );
  beforeAll(async () => {
    l = await testLedger();
    await l.db.acting(thePlatform, async (tx) => {
      for (const name of ["王海", "李洋", "张礁"]) {
        const at = l.needs.clock.now();
        ids.push(newId(at));
        await appendAct(tx, {
          ...{ id: ids.at(-1)!, act: "letter.file", caller: thePlatform, article: "17.2", at },
          content: { name },
        });
      }
    });
    await l.append(300);
    await sequence(l.needs);
  });
  afterAll(() => l.close());

  it("deletes content and salt, leaves every proof as true as before, and is itself on the record", async () => {
    const before = await proofs();
    const old = (await l.app.inject({ url: "/checkpoint" })).payload;
    const { id, acts } = await erase([ids[0]!, ids[1]!]);
    expect(acts).toEqual([ids[0], ids[1]].toSorted());
    await sequence(l.needs);

    const after = await proofs();
    expect(after.map((one) => one.content !== undefined)).toEqual([false, false, true]);
    expect(after.map((one) => one.salt !== undefined)).toEqual([false, false, true]);
    for (const [i, receipt] of [...before, ...after].entries()) {
      const entry = new TextEncoder().encode(receipt.entry);
      const held = verifyReceipt(receipt.proof!, entry, { origin, log: l.needs.key.verifier });
      expect(held.index).toBe(i % 3);
    }
    expect(await l.verify(old)).toMatchObject({ ok: true, size: 304 });

    const kept = await l.db.reading(thePlatform, (tx) =>
      sql<{ all: string }>`select string_agg(content::text, ' ') as all from ledger.content`.execute(tx),
    );
    expect(kept.rows[0]!.all).not.toMatch(/王海|李洋/);
    expect(kept.rows[0]!.all).toContain("张礁");

    const [record] = await l.db.reading(thePlatform, (tx) => issueEntryProof(tx, l.needs.files, [id]));
    const entry = JSON.parse(record!.entry);
    expect(entry).toMatchObject({ act: "ledger.erased", article: "46", instrument: "qingdao-299" });
    expect(record!.content).toEqual({ subject: null, acts, ground: "consent-withdrawn" });
    expect(verifyCommitment(entry.commitment, record!.content, Buffer.from(record!.salt!, "base64"))).toBe(
      true,
    );
  });

  it("is refused where nothing is kept, and of an erasure's own record; a refusal changes nothing", async () => {
    const count = () =>
      l.db.reading(thePlatform, (tx) =>
        sql<{ e: number; c: number; x: number }>`select (select count(*) from ledger.entry) as e,
          (select count(*) from ledger.content) as c, (select count(*) from ledger.erasure) as x`.execute(tx),
      );
    const { id } = await erase([ids[2]!], { ground: "unlawful", article: "47", instrument: "pipl" });
    const before = (await count()).rows;
    await expect(erase([ids[2]!])).rejects.toMatchObject({ code: "ledger.nothing_to_erase" });
    await expect(erase([newId(l.needs.clock.now())])).rejects.toMatchObject({
      code: "ledger.nothing_to_erase",
    });
    await expect(erase([id])).rejects.toMatchObject({ code: "ledger.erasure_stays" });
    expect((await count()).rows).toEqual(before);
    await sequence(l.needs);
    expect((await l.verify()).ok).toBe(true);
  });
});
