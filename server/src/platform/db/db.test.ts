import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, type Caller, thePlatform } from "../caller.ts";
import { migrate } from "./migrate.ts";
import { openDatabase, type Tx } from "./open.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

const org = (uscc: string): Caller => ({
  kind: "staff",
  id: "p1",
  org: uscc,
  orgKind: "agency",
  level: "city",
  division: "370200",
  roles: ["officer"],
});

function folder(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), "migrations-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

describe("the database", () => {
  let db: TestDatabase;
  const dir = folder({
    "001-drafts.sql": `create schema demo; create table demo.draft (org text, words text);
      alter table demo.draft enable row level security, force row level security;
      create policy own on demo.draft using (current_setting('zhanqiao.scope') = 'platform'
        or org = current_setting('zhanqiao.org'))`,
  });

  beforeAll(async () => {
    db = await testDatabase([{ unit: "demo", dir }]);
    await db.acting(thePlatform, async (tx) => {
      await sql`insert into demo.draft values ('A', 'a draft'), ('B', 'b draft')`.execute(tx);
    });
  });
  afterAll(() => db.close());

  it("shows an organisation only its own rows, even to a query that forgets its WHERE", async () => {
    const seen = await db.reading(org("A"), (tx) =>
      sql<{ words: string }>`select words from demo.draft`.execute(tx),
    );
    expect(seen.rows).toEqual([{ words: "a draft" }]);
    const nobody = await db.reading(anyone, (tx) => sql`select * from demo.draft`.execute(tx));
    expect(nobody.rows).toEqual([]);
  });

  it("does not work as an account that could step over row-level security", async () => {
    const who = await db.reading(thePlatform, (tx) =>
      sql<{
        over: boolean;
      }>`select rolsuper or rolbypassrls as over from pg_roles where rolname = current_user`.execute(tx),
    );
    expect(who.rows[0]?.over).toBe(false);
  });

  it("refuses to write through the reading door", async () => {
    await expect(db.reading(thePlatform, (tx) => sql`delete from demo.draft`.execute(tx))).rejects.toThrow(
      /read-only/,
    );
  });

  it("applies a migration once and refuses one that was changed afterwards", async () => {
    expect(await migrate(db, [{ unit: "demo", dir }])).toEqual([]);
    const changed = folder({ "001-drafts.sql": "select 1" });
    await expect(migrate(db, [{ unit: "demo", dir: changed }])).rejects.toThrow(
      /changed after it was applied/,
    );
  });

  it("leaves nothing of a migration that fails half-way", async () => {
    const broken = folder({ "001-ok.sql": "create table demo.half (x int)", "002-bad.sql": "create tabel" });
    await expect(migrate(db, [{ unit: "broken", dir: broken }])).rejects.toThrow();
    const left = await db.reading(thePlatform, (tx) =>
      sql<{ t: unknown }>`select to_regclass('demo.half') as t`.execute(tx),
    );
    expect(left.rows[0]?.t).toBeNull();
  });
});

describe("a statement that takes long", () => {
  it("is ended for whoever reads, at the limit, and not for acts or the platform's own reading", async () => {
    const town = await testDatabase([]);
    const hasty = await openDatabase(town.url, 2, { readMs: 300 });
    try {
      const sleep = (seconds: number) => (tx: Tx) => sql`select pg_sleep(${seconds})`.execute(tx);
      await expect(hasty.reading(anyone, sleep(5))).rejects.toMatchObject({ code: "57014" });
      await expect(hasty.reading(org("A"), sleep(5))).rejects.toMatchObject({ code: "57014" });
      await hasty.reading(anyone, sleep(0.05));
      await hasty.acting(anyone, sleep(0.5));
      await hasty.reading(thePlatform, sleep(0.5));
      const kept = await hasty.pool.query("show statement_timeout");
      expect(kept.rows[0].statement_timeout).toBe("1min");
      const idle = await hasty.pool.query("show idle_in_transaction_session_timeout");
      expect(idle.rows[0].idle_in_transaction_session_timeout).toBe("5min");
    } finally {
      await hasty.close();
      await town.close();
    }
  });
});
