import { spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogMigrations } from "../catalog/index.ts";
import { collectMigrations } from "../collect/index.ts";
import { sequence } from "../ledger/index.ts";
import { type TestLedger, tamper, testLedger } from "../ledger/testing.ts";
import { partiesMigrations } from "../parties/index.ts";
import { migrate, thePlatform } from "../platform/index.ts";

const command = join(import.meta.dirname, "main.ts");

describe("the command zhanqiao ledger fsck", () => {
  let l: TestLedger;
  const run = (argv: string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number | null; out: string; err: string }>((done) => {
      const child = spawn(process.execPath, [command, "ledger", "fsck", ...argv], {
        env: {
          ...process.env,
          ...{ ZHANQIAO_DATA_DIR: l.dir, ZHANQIAO_FILES: l.dir, ZHANQIAO_DATABASE_URL: l.db.url },
          ...{ ZHANQIAO_PUBLIC_URL: `https://log.example`, ...env },
        },
      });
      let [out, err] = ["", ""];
      child.stdout.on("data", (chunk) => {
        out += chunk;
      });
      child.stderr.on("data", (chunk) => {
        err += chunk;
      });
      child.once("close", (code) => done({ code, out, err }));
    });
  beforeAll(async () => {
    l = await testLedger({}, "log.example");
    await migrate(l.db, [partiesMigrations, catalogMigrations, collectMigrations]);
    mkdirSync(join(l.dir, "secrets"));
    renameSync(join(l.dir, "key"), join(l.dir, "secrets", "ledger-key"));
    await l.append(12);
    await sequence(l.needs);
  });
  afterAll(() => l.close());

  it("exits 0 where everything agrees, and says what it looked at", async () => {
    const { code, out } = await run([]);
    expect(out).toContain("✓ 全部一致 / everything agrees");
    expect(out).toContain("条目 entries: 12");
    expect(code).toBe(0);
    const json = await run(["--json", "--key", l.needs.key.verifierKey]);
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, entries: 12, contents: 12, findings: [] });
  });

  it("exits 2 where it cannot check: no key, no database, wrong words", async () => {
    const none = join(l.dir, "none");
    expect(await run([], { ZHANQIAO_DATA_DIR: none })).toMatchObject({ code: 2 });
    expect((await run(["more"])).code).toBe(2);
    expect((await run(["--nonsense"])).code).toBe(2);
    expect((await run(["--since", join(none, "checkpoint")])).code).toBe(2);
    const gone = await run([], { ZHANQIAO_DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
    expect(gone).toMatchObject({ code: 2, out: "" });
    expect(gone.err).toContain("it could not be checked");
    const nothing = await run(["--key", l.needs.key.verifierKey], {
      ...{ ZHANQIAO_DATA_DIR: none, ZHANQIAO_DATABASE_URL: "" },
    });
    expect(nothing.code).toBe(2);
  }, 120_000);

  it("exits 1 where something is wrong, and names it: here a version whose publication the log does not have", async () => {
    const file = join(l.dir, "since");
    writeFileSync(file, (await l.app.inject({ url: "/checkpoint" })).payload);
    const id = "00000000-0000-7000-8000-000000000001";
    await l.db.acting(thePlatform, async (tx) => {
      await sql`insert into collect.intake (id, entry, entry_name, provider, name, bytes, state, step, created_by,
        created_at, updated_at) values (${id}, 'edu/parks', '公园', '1137020000000003A9', 'a.csv', 1, 'receiving',
        '{}', 'x', now(), now())`.execute(tx);
      await sql`insert into collect.version (entry, n, provider, intake, published_by, published_at, rows, bytes,
        sha256, parquet, manifest, source, quality) values ('edu/parks', 1, '1137020000000003A9', ${id}, 'x', now(),
        1, 1, ${"a".repeat(64)}, 'k', '{}', 'CSV', '{}')`.execute(tx);
    });
    await tamper(
      l.db,
      `update ledger.content set content = '{}' where n = (select n from ledger.entry where index = 3)`,
    );
    const { code, out } = await run(["--since", file]);
    expect(out).toContain("✗ [content.differs] XX-2026-00001：序号 3 的留存内容被改动");
    expect(out).toContain("✗ [act.unrecorded] edu/parks：办理行为 dataset.published");
    expect(out).toContain("✗ 2 处不符 / 2 things are wrong");
    expect(code).toBe(1);
  }, 60_000);
});
