import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyone, type Caller, thePlatform } from "../caller.ts";
import { openDatabase } from "./open.ts";
import { type TestDatabase, testDatabase, testServer } from "./testing.ts";

const staff = (org: string, id = "p1"): Caller => ({
  ...{ kind: "staff", id, org, orgKind: "agency", level: "city", division: "370200", roles: ["officer"] },
});

describe("a transaction", () => {
  let db: TestDatabase;
  beforeAll(async () => {
    const dir = mkdtempSync(join(tmpdir(), "migrations-"));
    writeFileSync(
      join(dir, "001.sql"),
      `create schema demo; create table demo.draft (org text, n int);
       alter table demo.draft enable row level security, force row level security;
       create policy own on demo.draft using (current_setting('zhanqiao.scope') = 'platform'
         or org = current_setting('zhanqiao.org'))`,
    );
    db = await testDatabase([{ unit: "demo", dir }]);
  });
  afterAll(() => db.close());

  const count = async () =>
    (
      await db.reading(thePlatform, (tx) =>
        sql<{ n: number }>`select count(*) as n from demo.draft`.execute(tx),
      )
    ).rows[0]!.n;
  const insert = (caller: Caller, org: string, n: number) =>
    db.acting(caller, (tx) => sql`insert into demo.draft values (${org}, ${n})`.execute(tx));

  it("is told who asks, and the next one on the same connection is told anew", async () => {
    const told = (caller: Caller) =>
      db.reading(caller, async (tx) => {
        const got = await sql<{ scope: string; org: string; person: string; pid: number }>`select
          current_setting('zhanqiao.scope') as scope, current_setting('zhanqiao.org') as org,
          current_setting('zhanqiao.person') as person, pg_backend_pid() as pid`.execute(tx);
        return got.rows[0]!;
      });
    const first = await told(staff("A"));
    expect(first).toMatchObject({ scope: "staff", org: "A", person: "p1" });
    expect(await told(anyone)).toEqual({ scope: "anyone", org: "", person: "", pid: first.pid });
    const system: Caller = {
      ...{ kind: "machine", id: "m1", org: "B", orgKind: "agency", level: "city" },
      ...{ division: "370200", scopes: [] },
    };
    expect(await told(system)).toMatchObject({ scope: "machine", org: "B", person: "" });
  });

  it("takes a caller's words for words, whatever stands in them", async () => {
    for (const org of ["x', true); drop table demo.draft; --", "\\'; rollback; --", "a\\", "海'\"$1"]) {
      const seen = await db.reading(staff(org), (tx) =>
        sql<{ org: string }>`select current_setting('zhanqiao.org') as org`.execute(tx),
      );
      expect(seen.rows[0]!.org).toBe(org);
    }
    expect(await count()).toBe(0);
  });

  it("holds every insert to the policies, however often its plan was used and for whom", async () => {
    for (let n = 0; n < 12; n++) await insert(staff("A"), "A", n);
    await expect(insert(staff("A"), "B", 1)).rejects.toThrow(/row-level security/);
    await expect(insert(anyone, "A", 1)).rejects.toThrow(/row-level security/);
    await insert(thePlatform, "B", 1);
    await insert(staff("B"), "B", 2);
    await expect(insert(staff("B"), "A", 1)).rejects.toThrow(/row-level security/);
    expect(await count()).toBe(14);
  });

  it("keeps plans that survive a change of their table", async () => {
    await db.acting(thePlatform, (tx) =>
      sql`alter table demo.draft add column more text default 'm'`.execute(tx),
    );
    for (let i = 0; i < 3; i++) await insert(staff("A"), "A", 100 + i);
    const rows = await db.reading(thePlatform, (tx) =>
      sql<{ more: string }>`select more from demo.draft where n >= 100`.execute(tx),
    );
    expect(rows.rows).toEqual([{ more: "m" }, { more: "m" }, { more: "m" }]);
  });

  it("leaves nothing when its work throws, and the connection is as good as new", async () => {
    const before = await count();
    const failed = db.acting(thePlatform, async (tx) => {
      await sql`insert into demo.draft values ('A', 1)`.execute(tx);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    await expect(db.acting(thePlatform, (tx) => sql`select 1/0`.execute(tx))).rejects.toThrow(
      "division by zero",
    );
    expect(await count()).toBe(before);
    await insert(staff("A"), "A", 7);
    expect(await count()).toBe(before + 1);
  });

  it("is not taken for saved where a statement failed and its error was swallowed", async () => {
    const before = await count();
    const swallowed = db.acting(thePlatform, async (tx) => {
      await sql`insert into demo.draft values ('A', 1)`.execute(tx);
      await sql`select 1/0`.execute(tx).catch(() => {});
    });
    await expect(swallowed).rejects.toThrow("nothing was saved");
    expect(await count()).toBe(before);
  });

  it("fails where its connection is lost half-way, and the next one gets another", async () => {
    const before = await count();
    const lost = db.acting(thePlatform, async (tx) => {
      await sql`insert into demo.draft values ('A', 1)`.execute(tx);
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      const other = new pg.Client({ connectionString: testServer() });
      await other.connect();
      await other.query("select pg_terminate_backend($1)", [rows[0]!.pid]);
      await other.end();
      await sql`insert into demo.draft values ('A', 2)`.execute(tx);
    });
    await expect(lost).rejects.toThrow();
    expect(await count()).toBe(before);
    await insert(staff("A"), "A", 8);
    expect(await count()).toBe(before + 1);
  });
});

describe("processes that start at once", () => {
  it("all open the database, whoever makes the role and its grants", async () => {
    const town = await testDatabase([]);
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDatabase(town.url, 1)));
    for (const db of opened) {
      const { rows } = await db.pool.query<{ role: string }>("select current_user as role");
      expect(rows[0]!.role).toBe(db.role ?? rows[0]!.role);
      await db.close();
    }
    await town.close();
  });
});
