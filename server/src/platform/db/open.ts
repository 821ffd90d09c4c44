import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import { type Caller, isMember } from "../caller.ts";
import { keepPlans } from "./keep-plans.ts";

/** A transaction in which the database itself knows who is asking (row-level security). */
export type Tx = Transaction<unknown>;

/**
 * The two doors to the database. Both run one transaction as `caller`: row-level security policies see
 * `zhanqiao.scope` (platform | staff | machine | anyone) and `zhanqiao.org`, so a query that forgets its WHERE
 * still shows nobody another organisation's rows.
 */
export interface Database {
  /** A read-only transaction. */
  reading<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction that may write; it commits when `work` resolves and rolls back when it throws. */
  acting<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  /** The plain role every connection works as, where the account itself could step over row-level security. */
  readonly role: string | undefined;
  close(): Promise<void>;
}

const appRole = "zhanqiao_app";

// DATE stays the text it is; timestamps become Date; bigint (counts) a number while it is exact.
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === 1082) return (value: string) => value;
    if (oid === 20) return (value: string) => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
    return pg.types.getTypeParser(oid, format as "text");
  },
};

/** Opens `database` at the server of `url`, creating it when the account may and it is not there yet. */
export async function ensureDatabase(url: string, database: string): Promise<string> {
  const target = new URL(url);
  target.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [database]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
  return target.href;
}

/**
 * Opens the pool. When the account could step over row-level security (a superuser), every connection works as
 * the plain role `zhanqiao_app` instead: policies that do not bind the application would be decoration.
 * `readMs`: longest statement of a caller's reading transaction, ms; all others may take a minute.
 */
export async function openDatabase(
  url: string,
  poolSize = 20,
  { readMs = 20_000 }: { readMs?: number } = {},
): Promise<Database> {
  const role = await roleFor(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    connectionTimeoutMillis: 10_000,
    options: [
      ...["-c timezone=UTC", "-c statement_timeout=60000"],
      // A transaction left open by a fault of ours must not hold its locks for ever.
      "-c idle_in_transaction_session_timeout=300000",
      // Policies make a short statement look dear; compiling it (half a second) is dearer than any of ours.
      "-c jit=off",
      ...(role ? [`-c role=${role}`] : []),
    ].join(" "),
  });
  // An idle connection that the server ends must not end the process; the next query takes a fresh one.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    // Nor one that ends while a transaction thinks between two statements: its next statement fails and says so.
    client.on("error", () => {});
    keepPlans(client);
  });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });

  const run = <T>(caller: Caller, mode: "read only" | "read write", work: (tx: Tx) => Promise<T>) =>
    db.connection().execute(async (connection) => {
      // Whoever asks may make one statement last, but not for long.
      const bound =
        mode === "read only" && caller.kind !== "platform" ? `set local statement_timeout = ${readMs}; ` : "";
      const say = (words: string) => sql.raw<{ command?: string }>(words).execute(connection);
      let out: T;
      try {
        // Begun and named in one message: every request waits for it.
        await say(`start transaction ${mode}; ${bound}${contextOf(caller)}`);
        out = await work(connection as unknown as Tx);
      } catch (error) {
        // Only a connection that is lost cannot roll back; the pool drops it, and the first error says more.
        await say("rollback").catch(() => {});
        throw error;
      }
      // PostgreSQL answers COMMIT with ROLLBACK where a statement failed and its error was swallowed.
      if ((await say("commit")).rows[0]?.command === "ROLLBACK")
        throw new Error("a statement failed and the transaction went on: nothing was saved");
      return out;
    });

  return {
    reading: (caller, work) => run(caller, "read only", work),
    acting: (caller, work) => run(caller, "read write", work),
    pool,
    role,
    close: () => db.destroy(),
  };
}

/**
 * Lets the rest of a transaction work as the platform. Called once a caller's permission has been checked, for the
 * writes that follow from it.
 */
export async function elevate(tx: Tx): Promise<void> {
  await sql`select set_config('zhanqiao.scope', 'platform', true)`.execute(tx);
}

/** Tells row-level security who asks, for this transaction. */
function contextOf(caller: Caller): string {
  const { kind } = caller;
  const settings = {
    scope: kind,
    org: isMember(caller) ? caller.org : "",
    person: caller.kind === "staff" ? caller.id : "",
  };
  return `select ${Object.entries(settings)
    .map(([name, value]) => `set_config('zhanqiao.${name}', ${pg.escapeLiteral(value)}, true)`)
    .join(", ")}`;
}

async function roleFor(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const who = await client.query<{ over: boolean; version: number }>(
      "select rolsuper or rolbypassrls as over, current_setting('server_version_num')::int as version from pg_roles where rolname = current_user",
    );
    const { over, version } = who.rows[0]!;
    if (version < 150000) throw new Error("需要 PostgreSQL 15 或更高版本 / PostgreSQL 15 or later is needed");
    if (!over) return undefined;
    // Processes may start at once: in one database they wait for each other, and elsewhere the loser finds the role made.
    await client.query("select pg_advisory_lock(hashtext('zhanqiao.role'))");
    await client.query(
      `do $$ begin create role ${appRole} nologin; exception when duplicate_object or unique_violation then null; end $$`,
    );
    await client.query(
      `do $$ begin execute format('grant create, connect, temporary on database %I to ${appRole}', current_database()); end $$`,
    );
    return appRole;
  } finally {
    await client.end();
  }
}
