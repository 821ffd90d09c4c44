import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { thePlatform } from "../caller.ts";
import type { Database } from "./open.ts";

/** One unit's migrations: `sql/001-what-it-does.sql`, applied in name order. */
export interface Migrations {
  readonly unit: string;
  /** Folder of the .sql files. */
  readonly dir: string;
}

/**
 * Applies what has not been applied yet, unit after unit, all in one transaction, one process at a time.
 * @returns the names applied now, e.g. ["ledger/001-create-entries"].
 * @throws when an applied file was changed afterwards: history is added to, never rewritten.
 */
export async function migrate(db: Database, units: readonly Migrations[]): Promise<string[]> {
  const applied: string[] = [];
  await db.acting(thePlatform, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('zhanqiao.migrate'))`.execute(tx);
    await sql`create schema if not exists platform`.execute(tx);
    await sql`create table if not exists platform.migration (
      name text primary key, sha256 text not null, applied_at timestamptz not null default clock_timestamp())`.execute(
      tx,
    );
    const rows = await sql<{
      name: string;
      sha256: string;
    }>`select name, sha256 from platform.migration`.execute(tx);
    const known = new Map(rows.rows.map((r) => [r.name, r.sha256]));
    for (const { name, text } of filesOf(units)) {
      const sha256 = createHash("sha256").update(text).digest("hex");
      const before = known.get(name);
      if (before === sha256) continue;
      if (before) throw new Error(`migration ${name} was changed after it was applied`);
      // biome-ignore lint/plugin: a migration of our own source.
      await sql.raw(text).execute(tx);
      await sql`insert into platform.migration (name, sha256) values (${name}, ${sha256})`.execute(tx);
      applied.push(name);
    }
  });
  return applied;
}

function* filesOf(units: readonly Migrations[]) {
  for (const { unit, dir } of units)
    for (const file of readdirSync(dir).sort())
      if (file.endsWith(".sql"))
        yield { name: `${unit}/${file.slice(0, -4)}`, text: readFileSync(join(dir, file), "utf8") };
}
