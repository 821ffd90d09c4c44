import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openCheckpoint } from "@zhanqiao/tlog";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFiles, thePlatform } from "../platform/index.ts";
import { checkpointKey, LedgerFault, tileKey } from "./log-files.ts";
import { type Step, sequence, steps } from "./sequence.ts";
import { origin, type TestLedger, tamper, testLedger } from "./testing.ts";

/** Moves the log in a process of its own; false where it was killed on the way. */
const child = (l: TestLedger, when: string, what = "") =>
  new Promise<boolean>((done, failed) => {
    let lived = false;
    const running = fork(join(import.meta.dirname, "testing-child.ts"), [
      l.db.url,
      l.dir,
      origin,
      when,
      what,
    ]);
    running.on("message", () => {
      lived = true;
    });
    running.once("error", failed);
    running.once("exit", (code, signal) => {
      if (signal === "SIGKILL" || (code === 0 && lived)) done(lived);
      else failed(new Error(`the child ended with ${code ?? signal}`));
    });
  });

/** Places and acts as the database holds them, in the order of the log. */
const order = async (l: TestLedger) =>
  (
    await l.db.reading(thePlatform, (tx) =>
      sql<{
        index: number;
        n: number;
      }>`select index, n from ledger.entry order by index nulls last, n`.execute(tx),
    )
  ).rows;

const served = async (l: TestLedger) => (await l.app.inject({ url: "/checkpoint" })).payload;

async function expectWhole(l: TestLedger, entries: number, before?: string): Promise<void> {
  expect(await l.verify(before)).toMatchObject({ ok: true, size: entries, entries, findings: [] });
  const rows = await order(l);
  expect(rows.map((row) => row.index)).toEqual(Array.from({ length: entries }, (_, i) => i));
  expect(rows.map((row) => row.n)).toEqual(rows.map((row) => row.n).toSorted((a, b) => a - b));
}

describe("a sequencer that is killed", () => {
  let l: TestLedger;
  let entries = 0;
  beforeAll(async () => {
    l = await testLedger();
    await l.append(250);
    entries = 250;
    await sequence(l.needs);
  });
  afterAll(() => l.close());

  // Twenty more each time, so that some growth crosses a full tile and some does not.
  const add = async (count: number) => {
    await l.append(count);
    entries += count;
  };

  for (const step of steps)
    it(`at “${step}” loses, doubles and reorders nothing`, async () => {
      const before = await served(l);
      await add(20);
      expect(await child(l, "step", step)).toBe(false);
      // What the world sees is whole at once, whether it is the old log or the new.
      const between = await l.verify(before);
      const after: Step[] = ["checkpoint saved", "checkpoint filed", "partials swept"];
      expect(between).toMatchObject({ ok: true, size: after.includes(step) ? entries : entries - 20 });
      await add(3);
      expect(await child(l, "never")).toBe(true);
      await expectWhole(l, entries, before);
    });

  it("before each of the files it writes loses, doubles and reorders nothing", async () => {
    let kills = 0;
    for (let nth = 1; ; nth++) {
      const before = await served(l);
      await add(257);
      if (await child(l, "write", String(nth))) break;
      kills++;
      expect((await l.verify(before)).ok).toBe(true);
      await sequence(l.needs);
    }
    // Two bundles, two tiles of hashes and one above them, the checkpoint's copy.
    expect(kills).toBe(6);
    await expectWhole(l, entries);
  });

  it("sweeps the partial tiles of those that became full", async () => {
    const path = (n: number) => l.needs.files.path(tileKey(`tile/0/${String(n).padStart(3, "0")}.p`));
    const first = Math.floor(entries / 256);
    expect(existsSync(path(first))).toBe(true);
    await add(600);
    await sequence(l.needs);
    const last = Math.floor(entries / 256);
    for (let n = first; n < last; n++) expect(existsSync(path(n))).toBe(false);
    expect(existsSync(path(last))).toBe(entries % 256 > 0);
    await expectWhole(l, entries);
  });
});

describe("two processes that both believe to lead", () => {
  let l: TestLedger;
  beforeAll(async () => {
    l = await testLedger();
    await l.append(40);
    await sequence(l.needs);
  });
  afterAll(() => l.close());

  it("cannot publish two trees: the one that comes second finds another checkpoint standing", async () => {
    await l.append(10);
    const old = await served(l);
    const published: string[] = [];
    const slow = {
      ...l.needs,
      reached: async (step: Step) => {
        if (step !== "signed") return;
        // While this one holds a signed checkpoint of 50 entries, another places and publishes 57.
        await l.append(7);
        expect(await sequence(l.needs)).toBe(17);
        published.push(await served(l));
      },
    };
    expect(await sequence(slow)).toBe(0);
    expect(await served(l)).toBe(published[0]);
    await expectWhole(l, 57, old);
  });

  it("race each other and publish one log", async () => {
    const old = await served(l);
    const others = await Promise.all(Array.from({ length: 3 }, () => child(l, "never")));
    expect(others).toEqual([true, true, true]);
    let done = 0;
    const feed = async () => {
      for (let i = 0; i < 12; i++) await l.append(5);
    };
    const race = async () => {
      for (let i = 0; i < 20; i++) done += await sequence(l.needs);
    };
    await Promise.all([feed(), race(), race(), child(l, "never"), child(l, "never")]);
    done += await sequence(l.needs);
    expect(done).toBeLessThanOrEqual(60);
    await expectWhole(l, 117, old);
  });
});

describe("a sequencer signs nothing that contradicts what was signed", () => {
  const cases: [string, (l: TestLedger) => Promise<unknown>][] = [
    [
      "when a tile below the checkpoint was changed",
      async (l) => {
        const key = tileKey("tile/0/000.p/100");
        const bytes = Buffer.from(await l.needs.files.read(key));
        bytes[40]! ^= 1;
        await l.needs.files.write(key, bytes);
      },
    ],
    [
      "when an old copy of the database was put back",
      async (l) => {
        const before = await served(l);
        await l.append(20);
        await sequence(l.needs);
        await tamper(
          l.db,
          `delete from ledger.content where n in (select n from ledger.entry where index >= 100);
           delete from ledger.entry where index >= 100;
           update ledger.head set size = 100, published = 100, checkpoint = '${before}'`,
        );
      },
    ],
    [
      "when the checkpoint in the database was edited",
      (l) =>
        tamper(l.db, "update ledger.head set checkpoint = replace(checkpoint, E'\\n100\\n', E'\\n101\\n')"),
    ],
    [
      "when a placed entry is missing",
      async (l) => {
        await l.append(5);
        await expect(
          sequence({
            ...l.needs,
            files: { ...l.needs.files, write: () => Promise.reject(new Error("full")) },
          }),
        ).rejects.toThrow("full");
        await tamper(
          l.db,
          `delete from ledger.content where n = (select n from ledger.entry where index = 102);
           delete from ledger.entry where index = 102`,
        );
      },
    ],
  ];
  for (const [when, harm] of cases)
    it(when, async () => {
      const l = await testLedger();
      try {
        await l.append(100);
        await sequence(l.needs);
        await harm(l);
        await l.append(1);
        const stands = await served(l);
        await expect(sequence(l.needs)).rejects.toThrow(LedgerFault);
        expect(await served(l)).toBe(stands);
      } finally {
        await l.close();
      }
    });

  it("for a log of another origin", async () => {
    const l = await testLedger();
    try {
      await l.append(1);
      await sequence(l.needs);
      await l.append(1);
      await expect(sequence({ ...l.needs, origin: "log.example/other" })).rejects.toThrow(LedgerFault);
    } finally {
      await l.close();
    }
  });

  it("and keeps beside the tiles the checkpoint it published, which a static server may hand out", async () => {
    const l = await testLedger();
    try {
      await l.append(1);
      await sequence(l.needs);
      const kept = Buffer.from(await openFiles(l.dir).read(checkpointKey)).toString("utf8");
      expect(openCheckpoint(kept, { origin, log: l.needs.key.verifier }).size).toBe(1);
      expect(kept).toBe(await served(l));
    } finally {
      await l.close();
    }
  });
});
