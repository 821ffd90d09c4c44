import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Database, ensureDatabase, openDatabase, startEmbedded } from "../server/src/platform/index.ts";
import type { BenchRow } from "./row.ts";

/** What is measured, on a database and in a folder of its own. */
export type OnServer = (where: string, db: Database, dir: string) => Promise<BenchRow[]>;

/** Measures on the embedded PostgreSQL, and on the installed one of ZHANQIAO_TEST_DATABASE_URL when it is named. */
export async function onServers(what: string, measure: OnServer): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-bench-pg-"));
  chmodSync(dir, 0o755);
  const embedded = await startEmbedded(join(dir, "postgres"));
  try {
    const rows = await onServer("embedded PostgreSQL", embedded.url, measure);
    const installed = process.env.ZHANQIAO_TEST_DATABASE_URL;
    if (installed) return [...rows, ...(await onServer("installed PostgreSQL", installed, measure))];
    const note = "skipped: ZHANQIAO_TEST_DATABASE_URL is not set";
    return [...rows, { name: `${what} on installed PostgreSQL`, value: Number.NaN, unit: "", note }];
  } finally {
    await embedded.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function onServer(where: string, server: string, measure: OnServer): Promise<BenchRow[]> {
  const name = `bench_${process.pid}_${where.slice(0, 3)}`;
  const db = await openDatabase(await ensureDatabase(server, name));
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-bench-"));
  try {
    return await measure(where, db, dir);
  } finally {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`drop database ${name} with (force)`);
    await client.end();
  }
}

/** The largest resident size of this process while it watches, in MiB. */
export function watchPeak(): { stop(): number } {
  let most = process.memoryUsage.rss();
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.round(Math.max(most, process.memoryUsage.rss()) / 1024 ** 2);
    },
  };
}
