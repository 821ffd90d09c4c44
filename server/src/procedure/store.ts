import { sql } from "kysely";
import type { Caller, Tx } from "../platform/index.ts";
import type { Parties } from "./declaration.ts";

/** A row of procedure.case_file. */
export interface CaseRow {
  readonly id: string;
  readonly number: string;
  readonly procedure: string;
  readonly state: string;
  readonly version: number;
  readonly title: string;
  readonly subject: string | null;
  readonly parties: Parties;
  readonly viewers: readonly string[];
  readonly waits_for: string | null;
  readonly document: Record<string, unknown>;
  readonly opened_at: Date;
  readonly updated_at: Date;
  readonly closed_at: Date | null;
}

export interface ActRow {
  readonly id: string;
  readonly case_id: string;
  readonly version: number;
  readonly action: string;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly actor_kind: Caller["kind"];
  readonly actor_id: string | null;
  readonly actor_org: string | null;
  readonly actor_role: string | null;
  readonly article: string;
  readonly contents: Record<string, unknown>;
  readonly at: Date;
}

const columns = sql`id, number, procedure, state, version, title, subject, parties, viewers, waits_for, document,
  opened_at, updated_at, closed_at`;

/** A case by id or number, as far as the transaction's caller may see it. */
export async function findCase(tx: Tx, key: string, lock = false): Promise<CaseRow | undefined> {
  const byId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key);
  const found = await sql<CaseRow>`select ${columns} from procedure.case_file
    where ${byId ? sql`id = ${key}::uuid` : sql`number = ${key}`} ${lock ? sql`for update` : sql``}`.execute(
    tx,
  );
  return found.rows[0];
}

/** A case by its number and the hash of its follow-up secret, for somebody without an account. */
export async function findFollowedUp(
  tx: Tx,
  number: string,
  secretHash: Buffer,
): Promise<CaseRow | undefined> {
  const found = await sql<CaseRow>`select ${columns} from procedure.case_file
    where number = ${number} and follow_up = ${secretHash}`.execute(tx);
  return found.rows[0];
}

/**
 * The next case number of a prefix in a year, e.g. JH-2026-00042. From a sequence of its own, so that opening cases
 * side by side never waits for a number; an opening that fails leaves a gap.
 */
export async function nextNumber(tx: Tx, prefix: string, year: number): Promise<string> {
  const name = `procedure.number_${prefix.toLowerCase()}_${year}`;
  const next = () => sql<{ n: number | null }>`select nextval(to_regclass(${name}))::int as n`.execute(tx);
  let { n } = (await next()).rows[0]!;
  if (n === null) {
    await sql`select pg_advisory_xact_lock(hashtext('zhanqiao.number'))`.execute(tx);
    // biome-ignore lint/plugin: a declaration's own prefix and a year; DDL takes no parameters.
    await sql`create sequence if not exists ${sql.raw(name)}`.execute(tx);
    n = (await next()).rows[0]!.n!;
  }
  return `${prefix}-${year}-${String(n).padStart(5, "0")}`;
}

/** The case with its first act, in one statement; `followUp` is the hash of the secret of somebody without an account. */
export async function insertCase(tx: Tx, row: CaseRow, act: ActRow, followUp: Buffer | null): Promise<void> {
  await sql`with opened as (
    insert into procedure.case_file (id, number, procedure, state, version, title, subject, parties, viewers,
      waits_for, document, follow_up, opened_at, updated_at, closed_at)
    values (${row.id}, ${row.number}, ${row.procedure}, ${row.state}, ${row.version}, ${row.title}, ${row.subject},
      ${JSON.stringify(row.parties)}, ${row.viewers}, ${row.waits_for}, ${JSON.stringify(row.document)}, ${followUp},
      ${row.opened_at}, ${row.updated_at}, ${row.closed_at}))
    ${actInserted(act)}`.execute(tx);
}

/** The case as an act has left it, with the act, in one statement. */
export async function saveCase(tx: Tx, row: CaseRow, act: ActRow): Promise<void> {
  await sql`with moved as (
    update procedure.case_file set state = ${row.state}, version = ${row.version}, title = ${row.title},
      subject = ${row.subject}, parties = ${JSON.stringify(row.parties)}, viewers = ${row.viewers},
      waits_for = ${row.waits_for}, document = ${JSON.stringify(row.document)}, updated_at = ${row.updated_at},
      closed_at = ${row.closed_at} where id = ${row.id})
    ${actInserted(act)}`.execute(tx);
}

const actInserted = (
  row: ActRow,
) => sql`insert into procedure.act (id, case_id, version, action, from_state, to_state, actor_kind, actor_id,
      actor_org, actor_role, article, contents, at)
    values (${row.id}, ${row.case_id}, ${row.version}, ${row.action}, ${row.from_state}, ${row.to_state},
      ${row.actor_kind}, ${row.actor_id}, ${row.actor_org}, ${row.actor_role}, ${row.article},
      ${JSON.stringify(row.contents)}, ${row.at})`;

export async function actsOf(tx: Tx, caseId: string): Promise<ActRow[]> {
  const found =
    await sql<ActRow>`select * from procedure.act where case_id = ${caseId} order by version`.execute(tx);
  return found.rows;
}

/** Whether a person has acted on the case before. */
export async function hasActed(tx: Tx, caseId: string, person: string): Promise<boolean> {
  const found =
    await sql`select 1 from procedure.act where case_id = ${caseId} and actor_id = ${person} limit 1`.execute(
      tx,
    );
  return found.rows.length > 0;
}

/**
 * The oldest of the filings that together fill a network's allowance since a time, if they do. The network is locked
 * until the transaction ends.
 */
export async function fillingFiling(
  tx: Tx,
  network: Buffer,
  since: Date,
  most: number,
): Promise<Date | undefined> {
  await sql`select pg_advisory_xact_lock(3, ${network.readInt32BE(0)})`.execute(tx);
  const found = await sql<{ at: Date }>`select at from procedure.filing
    where network_sha256 = ${network} and at > ${since} order by at desc offset ${most - 1} limit 1`.execute(
    tx,
  );
  return found.rows[0]?.at;
}

export async function insertFiling(tx: Tx, f: { id: string; network: Buffer; at: Date }): Promise<void> {
  await sql`insert into procedure.filing (id, network_sha256, at) values (${f.id}, ${f.network}, ${f.at})`.execute(
    tx,
  );
}

export async function dropFilingsUntil(tx: Tx, at: Date): Promise<void> {
  await sql`delete from procedure.filing where id in
    (select id from procedure.filing where at <= ${at} limit 1000 for update skip locked)`.execute(tx);
}
