import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testServer } from "../platform/db/testing.ts";
import { type Database, makeLog, openDatabase } from "../platform/index.ts";
import { standForLeader, type Term } from "./leader.ts";
import { runLedger } from "./run-ledger.ts";
import { origin, type TestLedger, testLedger } from "./testing.ts";

const log = makeLog("silent");

/** The sessions that hold the leader's lock in this database. */
async function holders(db: Database): Promise<number[]> {
  const found = await db.pool.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and granted and objsubid = 2
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return found.rows.map((row) => row.pid);
}

/** Ends a session from outside, as a lost network or a restarted server does. */
async function terminate(url: string, pid: number): Promise<void> {
  const client = new pg.Client({ connectionString: testServer(), database: new URL(url).pathname.slice(1) });
  await client.connect();
  await client.query("select pg_terminate_backend($1)", [pid]);
  await client.end();
}

const soon = (what: () => unknown) => vi.waitFor(what, { timeout: 5000, interval: 20 });

/** For what takes whole processes to start, on a machine that may be busy. */
const patiently = (what: () => unknown) => vi.waitFor(what, { timeout: 30_000, interval: 50 });

describe("the leader", () => {
  let l: TestLedger;
  beforeAll(async () => {
    l = await testLedger();
  });
  afterAll(() => l.close());

  const stand = (at: number[], name: number, db: Database = l.db) =>
    standForLeader({ db, log, every: 100 }, async (term: Term) => {
      at.push(name);
      await new Promise<void>((done) => term.over.addEventListener("abort", () => done(), { once: true }));
    });

  it("is one among many, and is followed when it goes", async () => {
    const at: number[] = [];
    const standing = [0, 1, 2].map((name) => stand(at, name));
    await soon(() => expect(at).toHaveLength(1));
    await new Promise((done) => setTimeout(done, 400));
    expect(at).toHaveLength(1);
    expect(await holders(l.db)).toHaveLength(1);
    const first = at[0]!;
    expect(standing.map((s) => s.leads())).toEqual([0, 1, 2].map((name) => name === first));
    const from = performance.now();
    await standing[first]!.stop();
    await soon(() => expect(at).toHaveLength(2));
    expect(performance.now() - from).toBeLessThan(1000);
    expect(at[1]).not.toBe(first);
    await Promise.all(standing.map((s) => s.stop()));
    await soon(async () => expect(await holders(l.db)).toEqual([]));
  });

  it("gives up when its connection is lost, and somebody leads again within a second", async () => {
    const at: number[] = [];
    const terms: Term[] = [];
    const standing = standForLeader({ db: l.db, log, every: 100 }, async (term) => {
      terms.push(term);
      await new Promise<void>((done) => term.over.addEventListener("abort", () => done(), { once: true }));
    });
    await soon(() => expect(terms).toHaveLength(1));
    const other = stand(at, 1);
    const [pid] = await holders(l.db);
    const from = performance.now();
    await terminate(l.db.url, pid!);
    await soon(() => expect(terms[0]!.over.aborted).toBe(true));
    await soon(() => expect(at.length + terms.length).toBe(2));
    expect(performance.now() - from).toBeLessThan(1000);
    const now = await holders(l.db);
    expect(now).toHaveLength(1);
    expect(now[0]).not.toBe(pid);
    await Promise.all([standing.stop(), other.stop()]);
  });

  it("that gets no answer over its connection in time is no leader any more", async () => {
    let silent = false;
    // A connection whose answers never arrive: the other end is gone and nobody has said so.
    const quiet: Database = {
      ...l.db,
      pool: Object.create(l.db.pool, {
        connect: {
          value: async () => {
            const client = await l.db.pool.connect();
            const query = client.query.bind(client);
            client.query = ((...args: Parameters<typeof query>) =>
              silent ? new Promise(() => {}) : query(...args)) as typeof client.query;
            return client;
          },
        },
      }),
    };
    let ended = false;
    const standing = standForLeader({ db: quiet, log, every: 50, silence: 200 }, async (term) => {
      silent = true;
      await term.confirm();
      ended = term.over.aborted;
      silent = false;
    });
    await soon(() => expect(ended).toBe(true));
    await standing.stop();
  });

  it("holds no lock once its process is killed: a follower leads within a second", async () => {
    const db = await openDatabase(l.db.url, 3);
    const running = fork(join(import.meta.dirname, "testing-child.ts"), [l.db.url, l.dir, origin, "lead"]);
    await new Promise((done) => running.once("message", done));
    expect(await holders(db)).toHaveLength(1);
    const at: number[] = [];
    const follower = stand(at, 1, db);
    await new Promise((done) => setTimeout(done, 300));
    expect(at).toEqual([]);
    const from = performance.now();
    running.kill("SIGKILL");
    await soon(() => expect(at).toEqual([1]));
    expect(performance.now() - from).toBeLessThan(1000);
    await follower.stop();
    await db.close();
  });
});

describe("processes that keep a log moving", () => {
  it("publish an act within a second, and go on when the leader's connection is lost", async () => {
    const l = await testLedger();
    const running = [1, 2].map(() => runLedger({ ...l.needs, witnesses: [], fetch, every: 100 }, log, 50));
    const size = async () => (await l.verify()).size ?? -1;
    try {
      await soon(async () => expect(await size()).toBe(0));
      await l.append(3);
      const from = performance.now();
      await soon(async () => expect(await size()).toBe(3));
      expect(performance.now() - from).toBeLessThan(1000);
      expect(running.filter((r) => r.leads())).toHaveLength(1);
      const before = (await l.app.inject({ url: "/checkpoint" })).payload;
      const [pid] = await holders(l.db);
      await terminate(l.db.url, pid!);
      await l.append(4);
      await soon(async () => expect(await size()).toBe(7));
      expect(await l.verify(before)).toMatchObject({ ok: true, size: 7 });
    } finally {
      await Promise.all(running.map((r) => r.stop()));
      await l.close();
    }
  });

  it("lose nothing when whoever leads is killed again and again while acts go on", async () => {
    const l = await testLedger();
    const leading = new Set<ChildProcess>();
    const all = new Set<ChildProcess>();
    const begin = () => {
      const child = fork(join(import.meta.dirname, "testing-child.ts"), [l.db.url, l.dir, origin, "run"]);
      child.on("message", (word) => (word === "leads" ? leading.add(child) : leading.delete(child)));
      child.once("exit", () => {
        leading.delete(child);
        all.delete(child);
      });
      all.add(child);
    };
    try {
      for (let i = 0; i < 3; i++) begin();
      let entries = 0;
      let previous: string | undefined;
      for (let kills = 0; kills < 4; kills++) {
        await patiently(() => expect(leading.size).toBe(1));
        for (let i = 0; i < 4; i++) {
          await l.append(7);
          entries += 7;
        }
        const [leader] = leading;
        leader!.kill("SIGKILL");
        await once(leader!, "exit");
        const between = await l.verify(previous);
        // Before the first checkpoint there is nothing to verify yet; after it, every state is a whole log.
        if (between.size !== undefined) {
          expect(between.findings).toEqual([]);
          previous = (await l.app.inject({ url: "/checkpoint" })).payload;
        }
        begin();
      }
      await patiently(async () => expect((await l.verify()).size).toBe(entries));
      expect(previous).toBeTruthy();
      expect(await l.verify(previous)).toMatchObject({ ok: true, size: 112, entries: 112 });
    } finally {
      for (const child of all) child.kill("SIGKILL");
      await l.close();
    }
  }, 120_000);
});
