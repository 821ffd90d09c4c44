import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyLog } from "@zhanqiao/tlog";
import { sql } from "kysely";
import { type TestDatabase, testDatabase } from "../platform/db/testing.ts";
import {
  type App,
  anyone,
  buildServer,
  makeLog,
  newId,
  openFiles,
  settableClock,
  thePlatform,
} from "../platform/index.ts";
import { procedureMigrations } from "../procedure/index.ts";
import { appendAct, ledgerMigrations, openSigningKey, registerLedger, type SequencerNeeds } from "./index.ts";

export { servedCheckpoint } from "./served-checkpoint.ts";
export { keepCosignature } from "./store.ts";

export const origin = "log.example/test";

/** A log on a database and a folder of its own, with the server that hands it out. */
export async function testLedger(more: Partial<SequencerNeeds> = {}, as = origin) {
  const db = await testDatabase([procedureMigrations, ledgerMigrations]);
  const dir = mkdtempSync(join(tmpdir(), "ledger-"));
  const needs: SequencerNeeds = {
    db,
    files: openFiles(dir),
    clock: settableClock("2026-09-28T02:00:00Z"),
    key: openSigningKey(join(dir, "key"), as),
    origin: as,
    ...more,
  };
  const serving = async (witnesses: readonly { name: string }[] = []): Promise<App> => {
    const app = await buildServer({
      ...{ log: makeLog("silent"), trustProxy: [], version: "0" },
      resolveCaller: async () => anyone,
    });
    registerLedger(app, { ...needs, witnesses });
    return app;
  };
  const app = await serving();
  const append = (count: number, act = "letter.file") =>
    db.acting(thePlatform, async (tx) => {
      for (let i = 0; i < count; i++) {
        const at = needs.clock.now();
        await appendAct(tx, {
          id: newId(at),
          act,
          subject: "XX-2026-00001",
          caller: thePlatform,
          article: "17.2",
          at,
          content: { i },
        });
      }
    });
  const verify = (previous?: string) =>
    verifyLog({
      verifierKey: needs.key.verifierKey,
      ...(previous ? { previous } : {}),
      fetch: async (path) => {
        const answer = await app.inject({ url: `/${path}` });
        return answer.statusCode === 404 ? undefined : new Uint8Array(answer.rawPayload);
      },
    });
  return {
    ...{ db, dir, needs, app, serving, append, verify },
    close: async () => {
      await app.close();
      await db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type TestLedger = Awaited<ReturnType<typeof testLedger>>;

/** Changes rows as somebody with the database's own password would: past every policy. */
export const tamper = (db: TestDatabase, statement: string) =>
  db.acting(thePlatform, async (tx) => {
    await sql
      .raw(
        "alter table ledger.entry no force row level security; alter table ledger.content no force row level security",
      )
      .execute(tx);
    await sql.raw(statement).execute(tx);
  });
