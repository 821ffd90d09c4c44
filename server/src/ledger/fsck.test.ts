import { keyPairFromSeed } from "@zhanqiao/tlog";
import { describe, expect, it } from "vitest";
import { fsck } from "./fsck.ts";
import { procedureSources } from "./fsck-acts.ts";
import { fsckCodes } from "./fsck-findings.ts";
import { checkpointKey } from "./log-files.ts";
import { sequence } from "./sequence.ts";
import { origin, tamper, testLedger } from "./testing.ts";
import { erased, harms, personal, rewritten, withLog } from "./testing-fsck.ts";

describe("zhanqiao ledger fsck", () => {
  it("finds nothing wrong with a whole log, counts what it saw, and says how far it is", () =>
    withLog(async (l, check) => {
      await l.append(2);
      const seen: [string, number][] = [];
      const report = await check({ progress: (what: string, done: number) => seen.push([what, done]) });
      expect(report).toEqual({
        ...{ ok: true, origin, size: 300, tiles: 3, acts: 23, findings: [], total: 0 },
        ...{ entries: 300, waiting: 2, contents: 302, erased: 0 },
      });
      expect(seen).toEqual([
        ["entries", 256],
        ["entries", 300],
        ["acts", 23],
      ]);
    }));

  it("finds nothing wrong with an empty log, nor with one that has published nothing yet", async () => {
    const l = await testLedger();
    const given = { ...l.needs, verifierKey: l.needs.key.verifierKey, sources: procedureSources(personal) };
    expect(await fsck(given)).toMatchObject({ ok: true, size: 0, entries: 0 });
    await l.append(3);
    expect(await fsck(given)).toMatchObject({ ok: true, size: 0, waiting: 3, contents: 3 });
    await sequence(l.needs);
    expect(await fsck(given)).toMatchObject({ ok: true, size: 3, waiting: 0 });
    await l.close();
  });

  for (const [what, finding, harm] of harms)
    it(`finds and names ${what}`, () =>
      withLog(async (l, check) => {
        expect((await check()).ok).toBe(true);
        await harm(l);
        const report = await check();
        expect(report.ok).toBe(false);
        const named = report.findings.find((f) => f.code === finding.code);
        expect(named, JSON.stringify(report.findings.slice(0, 5))).toMatchObject(finding);
        expect(named!.zh).toMatch(/[一-龥]/);
        for (const text of [named!.zh, named!.en]) expect(text).not.toMatch(/\{\w+\}|undefined/);
      }));

  it("finds history signed anew by a checkpoint somebody kept elsewhere, where nothing here remembers", () =>
    withLog(async (l, check) => {
      const previous = (await l.app.inject({ url: "/checkpoint" })).payload;
      await rewritten(l);
      await l.needs.files.write(checkpointKey, (await l.app.inject({ url: "/checkpoint" })).payload);
      expect((await check()).findings).toEqual([]);
      expect((await check({ previous })).findings).toMatchObject([{ code: "log.fork" }]);
    }));

  it("trusts the key it is given and no other", () =>
    withLog(async (_l, check) => {
      const { verifierKey } = keyPairFromSeed(origin, new Uint8Array(32).fill(9));
      expect((await check({ verifierKey })).findings).toMatchObject([{ code: "checkpoint.refused" }]);
    }));

  it("takes erased content for what it is, and counts it", () =>
    withLog(async (l, check) => {
      await erased(l, 5);
      expect(await check()).toMatchObject({ ok: true, erased: 1, contents: 300, waiting: 1 });
      await sequence(l.needs);
      expect(await check()).toMatchObject({ ok: true, erased: 1, contents: 300, waiting: 0, size: 301 });
    }));

  it("names the first two hundred of many faults and counts them all", () =>
    withLog(async (l, check) => {
      await tamper(l.db, "delete from ledger.content");
      const report = await check();
      expect(report.findings).toHaveLength(200);
      expect(report).toMatchObject({ ok: false, total: 300, contents: 0 });
    }));

  it("has words in both languages for each of its own codes, and a test that finds it", () => {
    const tested = new Set(harms.map(([, finding]) => finding.code));
    expect(fsckCodes.filter((code) => !tested.has(code))).toEqual([]);
  });
});
