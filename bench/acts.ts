import { join } from "node:path";
import { publishedCalendar } from "@zhanqiao/law";
import { appendAct, ledgerMigrations, openSigningKey, sequence } from "../server/src/ledger/index.ts";
import { migrate, openFiles, systemClock } from "../server/src/platform/index.ts";
import { actOnCase, type EngineNeeds, openCase, procedureMigrations } from "../server/src/procedure/index.ts";
import { letterModule, officer } from "../server/src/procedure/testing.ts";
import { type OnServer, onServers } from "./on-servers.ts";
import { type BenchRow, quantile } from "./row.ts";

/**
 * Acts a second: a case opened and filed, each with its period, history and ledger entry in one durable transaction.
 * The baseline is the least a durable act can cost on the same server: one transaction that inserts one row.
 */
const onServer: OnServer = async (where, db, dir) => {
  await migrate(db, [procedureMigrations, ledgerMigrations]);
  const needs: EngineNeeds = {
    db,
    clock: systemClock,
    statute: { packs: ["qingdao-299"], calendar: publishedCalendar },
    modules: [letterModule],
    append: appendAct,
    organisations: async (_tx, usccs) =>
      new Map(usccs.map((u) => [u, { name: u, holder: "government" as const }])),
  };
  const act = async () => {
    const { id } = await openCase(needs, officer, {
      procedure: "letter",
      action: "write",
      contents: { words: "x" },
    });
    await actOnCase(needs, officer, { key: id, action: "file", version: 1, contents: {} });
    return 2;
  };
  await db.pool
    .query("create table public.plain (id bigserial primary key, words text)")
    .catch(() =>
      db.pool.query("create schema bench; create table bench.plain (id bigserial primary key, words text)"),
    );
  const table = (await db.pool.query("select to_regclass('public.plain') as t")).rows[0].t
    ? "public.plain"
    : "bench.plain";
  const plain = async () => {
    await db.pool.query(`insert into ${table} (words) values ('x')`);
    return 1;
  };
  await measure(act, 1, 500);
  const rows: BenchRow[] = [];
  for (const clients of [1, 16]) {
    const base = await measure(plain, clients, 2000);
    const acts = await measure(act, clients, 4000);
    rows.push({
      name: `acts on ${where}, ${clients} client${clients > 1 ? "s" : ""}`,
      value: Math.round(acts.rate),
      unit: "acts/s",
      baseline: `plain one-row commits, same server: ${Math.round(base.rate)}/s`,
      ratio: acts.rate / base.rate,
      note: `p50 ${acts.p50.toFixed(1)} ms for two acts`,
    });
  }
  const sequencer = {
    db,
    files: openFiles(dir),
    clock: systemClock,
    origin: "bench.example",
    key: openSigningKey(join(dir, "key"), "bench.example"),
  };
  const begun = performance.now();
  let placed = 0;
  for (let n = await sequence(sequencer); n > 0; n = await sequence(sequencer)) placed += n;
  rows.push({
    name: `entries sequenced on ${where}`,
    value: Math.round((placed / (performance.now() - begun)) * 1000),
    unit: "entries/s",
    note: `${placed} entries`,
  });
  return rows;
};

async function measure(
  work: () => Promise<number>,
  clients: number,
  ms: number,
): Promise<{ rate: number; p50: number }> {
  const begun = performance.now();
  let done = 0;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - begun < ms) {
        const from = performance.now();
        // Read after the wait: others have added meanwhile.
        const more = await work();
        done += more;
        times.push(performance.now() - from);
      }
    }),
  );
  return { rate: (done / (performance.now() - begun)) * 1000, p50: quantile(times, 0.5) };
}

/** On the embedded PostgreSQL, and on the installed one of ZHANQIAO_TEST_DATABASE_URL when it is named. */
export const benchActs = (): Promise<BenchRow[]> => onServers("acts", onServer);
