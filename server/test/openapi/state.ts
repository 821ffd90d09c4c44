import { createHash } from "node:crypto";
import type pg from "pg";

/**
 * Tables that may change though nothing was done: queues of jobs, sessions seen, tries counted, the log's head that
 * follows by itself, what a process remembers.
 */
const restless =
  /^(pgboss\.|platform\.(rate|jobs)|ledger\.(head|leader|witness)|parties\.(session|attempt|login_attempt|pending|dpop|oauth|token)|federate\.nonce|machines\.(token|used_jti|failure)|open\.(profile|export|scan))/;

/** A digest of each table that only an act may change, in the database as it stands. */
export async function stateOf(pool: pg.Pool): Promise<Record<string, string>> {
  const tables = await pool.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const state: Record<string, string> = {};
  for (const { name } of tables.rows) {
    if (restless.test(name)) continue;
    const rows = await pool.query<{ n: string; digest: string }>(
      `select count(*)::text as n, md5(coalesce(string_agg(h, '' order by h), '')) as digest
       from (select md5(t::text) as h from ${name} t) s`,
    );
    state[name] = `${rows.rows[0]!.n} rows ${rows.rows[0]!.digest}`;
  }
  if (Object.keys(state).length < 10) throw new Error("the state is not seen: too few tables");
  return state;
}

/** A short name of a state, to be compared. */
export const nameOf = (state: Record<string, string>): string =>
  createHash("sha256").update(JSON.stringify(state)).digest("hex");
