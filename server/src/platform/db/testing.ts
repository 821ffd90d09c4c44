import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Migrations, migrate } from "./migrate.ts";
import { type Database, ensureDatabase, openDatabase } from "./open.ts";

/** A migrated database of a test's own on a real PostgreSQL; dropped when closed. */
export interface TestDatabase extends Database {
  readonly url: string;
}

/**
 * The PostgreSQL that tests run on: the server `scripts/test.mjs` started (embedded) or was given (installed).
 * Both are named in ZHANQIAO_TEST_SERVER.
 */
export function testServer(): string {
  const url = process.env.ZHANQIAO_TEST_SERVER;
  if (!url) throw new Error("run tests through `npm test` or the Vitest config: no test server is set");
  return url;
}

/** Makes an empty database, applies `units` and opens it. */
export async function testDatabase(units: readonly Migrations[]): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  const url = await ensureDatabase(testServer(), name);
  const db = await openDatabase(url, 10);
  await migrate(db, units);
  return {
    ...db,
    url,
    close: async () => {
      await db.close();
      const client = new pg.Client({ connectionString: testServer() });
      await client.connect();
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}
