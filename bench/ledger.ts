import { randomInt } from "node:crypto";
import { join } from "node:path";
import { sql } from "kysely";
import { fsck } from "../server/src/ledger/fsck.ts";
import {
  type Act,
  appendAct,
  appendActs,
  ledgerMigrations,
  openSigningKey,
  procedureSources,
  registerLedger,
  runLedger,
  type SequencerNeeds,
  sequence,
} from "../server/src/ledger/index.ts";
import {
  anyone,
  buildServer,
  type Database,
  makeLog,
  migrate,
  newId,
  openFiles,
  systemClock,
  thePlatform,
} from "../server/src/platform/index.ts";
import { procedureMigrations } from "../server/src/procedure/index.ts";
import { benchProofs } from "./ledger-proofs.ts";
import { onServers, watchPeak } from "./on-servers.ts";
import { type BenchRow, quantile } from "./row.ts";

/** One for the figures that are published; smaller to see that everything runs. */
const scale = Number(process.env.ZHANQIAO_BENCH_SCALE ?? 1);
const origin = "bench.example";

/** Entries a second in batches and one by one, latency to the checkpoint, the check of the whole log; proofs at ten million. */
export async function benchLedger(): Promise<BenchRow[]> {
  const onDatabases = await onServers("ledger", async (where, db, dir) => {
    await migrate(db, [procedureMigrations, ledgerMigrations]);
    const needs: SequencerNeeds = {
      ...{ db, files: openFiles(dir), clock: systemClock, origin },
      key: openSigningKey(join(dir, "key"), origin),
    };
    return [
      await inBatches(where, needs, Math.round(60_000 * scale)),
      ...(await oneByOne(where, needs, Math.round(4000 * Math.max(scale, 0.1)))),
      await untilServed(where, needs, Math.round(100 * Math.max(scale, 0.1))),
      await checked(where, needs),
    ];
  });
  return [...onDatabases, ...(await benchProofs(Math.round(10_000_000 * scale)))];
}

function acts(count: number): Act[] {
  const at = systemClock.now();
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: newId(at), act: "letter.file", procedure: "platform", subject: "XX-2026-00001" },
    ...{
      caller: thePlatform,
      article: "17.2",
      at,
      content: { i, words: "桥梁检测数据已按现场复测结果更正" },
    },
  }));
}

/** Durable: each batch is a committed transaction; then placed, hashed, written to disk, signed and published. */
async function inBatches(where: string, needs: SequencerNeeds, total: number): Promise<BenchRow> {
  const { db } = needs;
  await db.pool.query(
    "create schema bench; create table bench.plain (id bigserial primary key, bytes bytea, content jsonb)",
  );
  const size = 500;
  const batches = Math.ceil(total / size);
  const plain = await timed(async () => {
    for (let i = 0; i < batches; i++)
      await db.pool.query(
        "insert into bench.plain (bytes, content) select $1::bytea, $2::jsonb from generate_series(1, $3)",
        [Buffer.alloc(380), JSON.stringify({ i, words: "桥梁检测数据已按现场复测结果更正" }), size],
      );
  });
  const peak = watchPeak();
  let published = 0;
  const ms = await timed(async () => {
    let left = batches;
    const writer = async () => {
      while (left-- > 0) await db.acting(thePlatform, (tx) => appendActs(tx, acts(size)));
    };
    const writers = Promise.all([writer(), writer()]);
    let writing = true;
    const done = writers.then(() => {
      writing = false;
    });
    for (let moved = 0; writing || moved > 0; ) {
      moved = await sequence(needs);
      published += moved;
    }
    await done;
    published += await sequence(needs);
  });
  const baseline = (batches * size) / (plain / 1000);
  const rate = published / (ms / 1000);
  return {
    ...{
      name: `ledger entries appended, placed and published on ${where}`,
      value: Math.round(rate),
      unit: "entries/s",
    },
    baseline: `plain rows of the same size in the same batches, one client: ${Math.round(baseline)}/s`,
    ...{ ratio: rate / baseline, peakMiB: peak.stop(), note: `${published} entries, batches of ${size}` },
  };
}

async function oneByOne(where: string, { db }: SequencerNeeds, ms: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const clients of [1, 16]) {
    const base = await rateOf(clients, ms / 2, () =>
      db.pool.query("insert into bench.plain (bytes, content) values ($1, $2)", [Buffer.alloc(380), "{}"]),
    );
    const peak = watchPeak();
    const one = await rateOf(clients, ms, () => db.acting(thePlatform, (tx) => appendAct(tx, acts(1)[0]!)));
    rows.push({
      ...{ name: `single acts appended on ${where}, ${clients} client${clients > 1 ? "s" : ""}` },
      ...{ value: Math.round(one.rate), unit: "acts/s", ratio: one.rate / base.rate, peakMiB: peak.stop() },
      baseline: `plain one-row commits, same server: ${Math.round(base.rate)}/s`,
      note: `p50 ${one.p50.toFixed(2)} ms, p99 ${one.p99.toFixed(2)} ms`,
    });
  }
  return rows;
}

/** From an act's commit until the checkpoint that is served holds it, with the sequencer as a running platform has it. */
async function untilServed(where: string, needs: SequencerNeeds, samples: number): Promise<BenchRow> {
  const { db } = needs;
  while ((await sequence(needs)) > 0);
  const append = () => db.acting(thePlatform, (tx) => appendAct(tx, acts(1)[0]!));
  const alone: number[] = [];
  for (let i = 0; i < samples; i++) {
    await append();
    alone.push(await timed(() => sequence(needs)));
  }
  const log = makeLog("silent");
  const app = await buildServer({ log, resolveCaller: async () => anyone, trustProxy: [], version: "0" });
  registerLedger(app, needs);
  const running = runLedger({ ...needs, witnesses: [], fetch }, log);
  const size = async () => Number((await app.inject({ url: "/checkpoint" })).payload.split("\n")[1]);
  while (!running.leads()) await pause(20);
  const peak = watchPeak();
  const waits: number[] = [];
  try {
    for (let i = 0; i < samples; i++) {
      await pause(randomInt(200));
      const due = (await size()) + 1;
      await append();
      waits.push(
        await timed(async () => {
          while ((await size()) < due) await pause(2);
        }),
      );
    }
  } finally {
    await running.stop();
    await app.close();
  }
  const base = quantile(alone, 0.5);
  const p50 = quantile(waits, 0.5);
  return {
    ...{
      name: `act committed until in the served checkpoint on ${where}`,
      value: Math.round(p50),
      unit: "ms p50",
    },
    baseline: `placing, writing and signing one entry, nothing waited for: p50 ${base.toFixed(1)} ms`,
    ...{ ratio: p50 / base, peakMiB: peak.stop() },
    note: `p99 ${quantile(waits, 0.99).toFixed(0)} ms of ${samples} acts`,
  };
}

async function checked(where: string, needs: SequencerNeeds): Promise<BenchRow> {
  while ((await sequence(needs)) > 0);
  const reading = await timed(() => readAll(needs.db));
  const peak = watchPeak();
  let entries = 0;
  const ms = await timed(async () => {
    const report = await fsck({
      ...{ db: needs.db, files: needs.files, origin, verifierKey: needs.key.verifierKey },
      sources: procedureSources(() => []),
    });
    if (!report.ok) throw new Error(`fsck: ${report.findings[0]!.en}`);
    entries = report.entries;
  });
  return {
    ...{ name: `ledger fsck on ${where}`, value: Math.round(entries / (ms / 1000)), unit: "entries/s" },
    baseline: `reading the same rows with their contents: ${Math.round(entries / (reading / 1000))}/s`,
    ...{ ratio: reading / ms, peakMiB: peak.stop(), note: `${entries} entries` },
  };
}

async function readAll(db: Database): Promise<void> {
  for (let from = 0; ; from += 256) {
    const { rows } = await db.reading(thePlatform, (tx) =>
      sql`select e.bytes, c.salt, c.content from ledger.entry e left join ledger.content c on c.n = e.n
        where e.index >= ${from} and e.index < ${from + 256} order by e.index`.execute(tx),
    );
    if (rows.length === 0) return;
  }
}

async function rateOf(clients: number, ms: number, work: () => Promise<unknown>) {
  const begun = performance.now();
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - begun < ms) times.push(await timed(work));
    }),
  );
  const rate = (times.length / (performance.now() - begun)) * 1000;
  return { rate, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
