import { type RawBuilder, sql } from "kysely";
import type { Text, Tx } from "../platform/index.ts";
import type { IntakeState, ProposedColumn, Quality } from "./contract.ts";
import type { Inspection } from "./inspect/index.ts";
import type { LoadResult } from "./intake/load-result.ts";

/** The only writer of schema `collect`. */

export interface IntakeRow {
  readonly id: string;
  readonly entry: string;
  readonly entry_name: string;
  readonly provider: string;
  readonly created_by: string;
  readonly name: string;
  readonly bytes: number;
  readonly received: number;
  readonly state: IntakeState;
  readonly progress: number;
  readonly step: Text;
  readonly run: number;
  readonly tries: number;
  readonly inspection: Inspection | null;
  readonly refusal: { readonly code: string; readonly detail: Text } | null;
  readonly mapping: readonly ProposedColumn[] | null;
  readonly result: LoadResult | null;
  readonly quality: Quality | null;
  readonly version: number | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface VersionRow {
  readonly entry: string;
  readonly n: number;
  readonly provider: string;
  readonly intake: string;
  readonly published_by: string;
  readonly published_at: Date;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly parquet: string;
  readonly manifest: LoadResult["manifest"];
  readonly source: string;
  readonly quality: Quality;
  readonly note: string | null;
}

/** A mapping as it was confirmed: by heading, since next month's file may have its columns elsewhere. */
export interface KeptColumn {
  readonly label: string;
  readonly to: string | null;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
}

export interface KeptMapping {
  readonly signature: string;
  readonly columns: readonly KeptColumn[];
  readonly confirmed_at: Date;
}

/** How long a claim holds without a sign of life, seconds. */
export const claimSeconds = 30;
const stale = sql`claimed_at < clock_timestamp() - make_interval(secs => ${claimSeconds})`;

// What a file's cells hold may not be sayable in jsonb: a NUL, half a surrogate pair.
const json = (value: unknown): RawBuilder<unknown> =>
  sql`${JSON.stringify(value, (_, v) => (typeof v === "string" ? v.toWellFormed().replaceAll("\u0000", "\ufffd") : v))}::jsonb`;

/** Records that a file is to come. */
export async function insertIntake(
  tx: Tx,
  i: Pick<
    IntakeRow,
    "id" | "entry" | "entry_name" | "provider" | "created_by" | "name" | "bytes" | "step"
  > & {
    at: Date;
  },
): Promise<void> {
  await sql`insert into collect.intake (id, entry, entry_name, provider, created_by, name, bytes, state, step,
      created_at, updated_at)
    values (${i.id}, ${i.entry}, ${i.entry_name}, ${i.provider}, ${i.created_by}, ${i.name}, ${i.bytes},
      'receiving', ${json(i.step)}, ${i.at}, ${i.at})`.execute(tx);
}

/** One intake as the caller may see it; `lock` holds the row to the end of the transaction. */
export async function findIntake(tx: Tx, id: string, lock = false): Promise<IntakeRow | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  const found = await sql<IntakeRow>`select * from collect.intake where id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(tx);
  return found.rows[0];
}

/** Intakes an organisation has begun and neither published nor given up. */
export async function countOpen(tx: Tx, provider: string): Promise<number> {
  const found = await sql<{ n: number }>`select count(*) as n from collect.intake where provider = ${provider}
    and state not in ('published', 'cancelled', 'refused')`.execute(tx);
  return found.rows[0]!.n;
}

/**
 * Takes the sole right to work on an intake in this state and run: for one upload or one job at a time, over all
 * processes. False when another has it and is alive, or the intake has moved on.
 */
export async function claim(
  tx: Tx,
  c: { id: string; state: IntakeState; run: number; by: string },
): Promise<boolean> {
  const got =
    await sql`update collect.intake set claim = ${c.by}, claimed_at = clock_timestamp(), tries = tries + 1
    where id = ${c.id} and state = ${c.state} and run = ${c.run} and (claim is null or ${stale})
    returning 1`.execute(tx);
  return got.rows.length === 1;
}

/** Says that whoever has the claim is alive, and how far; false when the claim is lost: cancelled, or taken over. */
export async function beat(
  tx: Tx,
  c: { id: string; by: string; progress?: number; step?: Text },
): Promise<boolean> {
  const kept = await sql`update collect.intake set claimed_at = clock_timestamp(),
      progress = coalesce(${c.progress ?? null}, progress),
      step = coalesce(${c.step ? json(c.step) : sql`null`}, step)
    where id = ${c.id} and claim = ${c.by} returning 1`.execute(tx);
  return kept.rows.length === 1;
}

/** Gives the claim back. */
export async function release(tx: Tx, c: { id: string; by: string }): Promise<void> {
  await sql`update collect.intake set claim = null, claimed_at = null
    where id = ${c.id} and claim = ${c.by}`.execute(tx);
}

/** Intakes whose work nobody is at any more though it was begun; they are set free to be begun again. */
export async function freeStale(tx: Tx): Promise<Pick<IntakeRow, "id" | "run" | "state">[]> {
  const found = await sql<Pick<IntakeRow, "id" | "run" | "state">>`update collect.intake
    set claim = null, claimed_at = null
    where state in ('inspecting', 'loading') and ${stale} returning id, run, state`.execute(tx);
  return found.rows;
}

/** How many bytes are safely here. */
export async function saveReceived(tx: Tx, id: string, received: number, at: Date): Promise<void> {
  await sql`update collect.intake set received = ${received}, progress = ${received}::real / bytes,
    updated_at = ${at} where id = ${id}`.execute(tx);
}

export interface Change {
  readonly state: IntakeState;
  readonly step: Text;
  readonly at: Date;
  readonly progress?: number;
  /** Begins work anew: the run's number goes up, tries start over. */
  readonly newRun?: boolean;
  readonly inspection?: Inspection;
  readonly refusal?: { code: string; detail: Text } | null;
  readonly mapping?: readonly ProposedColumn[];
  readonly result?: LoadResult;
  readonly quality?: Quality;
  readonly version?: number;
}

/** Moves an intake on; whoever had a claim has it no more. @returns the number of the run. */
export async function saveChange(tx: Tx, id: string, c: Change): Promise<number> {
  const set = [
    sql`state = ${c.state}`,
    sql`step = ${json(c.step)}`,
    sql`updated_at = ${c.at}`,
    sql`progress = ${c.progress ?? 0}`,
    sql`claim = null`,
    sql`claimed_at = null`,
    ...(c.newRun ? [sql`run = run + 1`, sql`tries = 0`] : []),
    ...(c.inspection ? [sql`inspection = ${json(c.inspection)}`] : []),
    ...(c.refusal === undefined ? [] : [sql`refusal = ${c.refusal ? json(c.refusal) : sql`null`}`]),
    ...(c.mapping ? [sql`mapping = ${json(c.mapping)}`] : []),
    ...(c.result ? [sql`result = ${json(c.result)}`] : []),
    ...(c.quality ? [sql`quality = ${json(c.quality)}`] : []),
    ...(c.version ? [sql`version = ${c.version}`] : []),
  ];
  const saved = await sql<{ run: number }>`update collect.intake set ${sql.join(set)} where id = ${id}
    returning run`.execute(tx);
  return saved.rows[0]!.run;
}

/** The number the next version of an entry gets; whoever asks holds it to the end of the transaction. */
export async function nextVersion(tx: Tx, entry: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`collect.version ${entry}`}, 0))`.execute(tx);
  const found = await sql<{ n: number }>`select coalesce(max(n), 0) + 1 as n from collect.version
    where entry = ${entry}`.execute(tx);
  return found.rows[0]!.n;
}

/** Adds a published version, for good. */
export async function insertVersion(tx: Tx, v: VersionRow): Promise<void> {
  await sql`insert into collect.version (entry, n, provider, intake, published_by, published_at, rows, bytes, sha256,
      parquet, manifest, source, quality, note)
    values (${v.entry}, ${v.n}, ${v.provider}, ${v.intake}, ${v.published_by}, ${v.published_at}, ${v.rows},
      ${v.bytes}, ${v.sha256}, ${v.parquet}, ${json(v.manifest)}, ${v.source}, ${json(v.quality)},
      ${v.note})`.execute(tx);
}

/** Keeps how a file was mapped, for the next one with these headings. */
export async function keepMapping(
  tx: Tx,
  m: KeptMapping & { readonly entry: string; readonly provider: string },
): Promise<void> {
  await sql`insert into collect.mapping (entry, signature, provider, columns, confirmed_at)
    values (${m.entry}, ${m.signature}, ${m.provider}, ${json(m.columns)}, ${m.confirmed_at})
    on conflict (entry, signature) do update set columns = excluded.columns, provider = excluded.provider,
      confirmed_at = excluded.confirmed_at`.execute(tx);
}

/** The latest ten mappings kept for an entry, newest first. */
export async function keptMappings(tx: Tx, entry: string): Promise<KeptMapping[]> {
  const found = await sql<KeptMapping>`select signature, columns, confirmed_at from collect.mapping
    where entry = ${entry} order by confirmed_at desc limit 10`.execute(tx);
  return found.rows;
}
