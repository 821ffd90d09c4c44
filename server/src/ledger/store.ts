import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";

/** The head of the log as the database holds it. */
export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly published: number;
  readonly checkpoint: string | null;
  readonly published_at: Date | null;
}

export interface AppendedEntry {
  readonly actId: string;
  readonly bytes: Uint8Array;
  readonly salt: Uint8Array;
  readonly content: object;
  readonly at: Date;
}

export interface PlacedEntry {
  readonly n: number;
  readonly act_id: string;
  readonly index: number | null;
  readonly bytes: Buffer;
}

export async function insertEntry(tx: Tx, entry: AppendedEntry): Promise<void> {
  await sql`with e as (
      insert into ledger.entry (act_id, bytes, appended_at)
      values (${entry.actId}, ${Buffer.from(entry.bytes)}, ${entry.at}) returning n)
    insert into ledger.content (n, salt, content)
    select n, ${Buffer.from(entry.salt)}, ${JSON.stringify(entry.content)} from e`.execute(tx);
}

/** Many entries in one statement, numbered in the order given. */
export async function insertEntries(tx: Tx, entries: readonly AppendedEntry[]): Promise<void> {
  const column = <T>(of: (entry: AppendedEntry) => T) => entries.map(of);
  await sql`with given as (
      select nextval('ledger.entry_n_seq') as n, g.* from (
        select * from unnest(${column((e) => e.actId)}::uuid[], ${column((e) => Buffer.from(e.bytes))}::bytea[],
          ${column((e) => Buffer.from(e.salt))}::bytea[], ${column((e) => JSON.stringify(e.content))}::jsonb[],
          ${column((e) => e.at)}::timestamptz[])
        with ordinality as u (act_id, bytes, salt, content, at, k) order by k) g),
    e as (insert into ledger.entry (n, act_id, bytes, appended_at) overriding system value
      select n, act_id, bytes, at from given order by k)
    insert into ledger.content (n, salt, content) select n, salt, content from given`.execute(tx);
}

/** The head, locked when it is about to move; created with its origin on first use. */
export async function readHead(tx: Tx, lock = false): Promise<Head | undefined> {
  const found = await sql<Head>`select * from ledger.head ${lock ? sql`for update` : sql``}`.execute(tx);
  return found.rows[0];
}

/** Makes the head of a new log and locks it; of two processes that try at once both get the same row. */
export async function createHead(tx: Tx, origin: string): Promise<Head> {
  await sql`insert into ledger.head (origin) values (${origin}) on conflict do nothing`.execute(tx);
  return (await readHead(tx, true))!;
}

/** Whether an appended entry has no place yet. */
export async function anyWaiting(tx: Tx): Promise<boolean> {
  const found = await sql<{ any: boolean }>`select exists (
    select 1 from ledger.entry where index is null) as any`.execute(tx);
  return found.rows[0]!.any;
}

/** Gives waiting entries their places from `size` on, in the order they were appended. Returns how many. */
export async function placeWaiting(tx: Tx, size: number, most: number): Promise<number> {
  const placed = await sql<{ placed: number }>`with waiting as (
      select n, row_number() over (order by n) as k from (
        select n from ledger.entry where index is null order by n limit ${most}) w),
    done as (update ledger.entry e set index = ${size}::bigint + w.k - 1 from waiting w where e.n = w.n returning 1),
    moved as (update ledger.head set size = size + (select count(*) from waiting) returning 1)
    select (select count(*)::int from done) as placed from moved`.execute(tx);
  return placed.rows[0]?.placed ?? 0;
}

/** Entries [from, to) in the order of the log. */
export async function entriesBetween(tx: Tx, from: number, to: number): Promise<PlacedEntry[]> {
  const found = await sql<PlacedEntry>`select n, act_id, index, bytes from ledger.entry
    where index >= ${from} and index < ${to} order by index`.execute(tx);
  return found.rows;
}

/**
 * Publishes a checkpoint if the one it was built on, size and text, still stands: a compare-and-swap. False where
 * another process was faster.
 */
export async function swapCheckpoint(
  tx: Tx,
  stood: Head,
  next: { published: number; checkpoint: string; at: Date },
): Promise<boolean> {
  const done = await sql`update ledger.head
    set published = ${next.published}, checkpoint = ${next.checkpoint}, published_at = ${next.at}
    where published = ${stood.published} and checkpoint is not distinct from ${stood.checkpoint}`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** Entries of acts with salt and content, for those who may see the acts. */
export async function entriesOfActs(
  tx: Tx,
  actIds: readonly string[],
): Promise<(PlacedEntry & { salt: Buffer | null; content: object | null })[]> {
  const found = await sql<PlacedEntry & { salt: Buffer | null; content: object | null }>`
    select e.n, e.act_id, e.index, e.bytes, c.salt, c.content from ledger.entry e
    left join ledger.content c on c.n = e.n where e.act_id = any (${actIds}::uuid[]) order by e.n`.execute(
    tx,
  );
  return found.rows;
}

/** A witness's cosignature of a checkpoint. */
export interface Cosignature {
  readonly size: number;
  readonly witness: string;
  /** The log's own signed note. */
  readonly checkpoint: string;
  /** The signature line, newline included. */
  readonly line: string;
  readonly cosigned_at: Date;
}

/** Every cosignature kept: of a handful of checkpoints, in the witnesses' order. */
export async function cosignatures(tx: Tx): Promise<Cosignature[]> {
  const found = await sql<Cosignature>`select * from ledger.cosignature order by size, witness`.execute(tx);
  return found.rows;
}

/** An entry as the check of the whole log reads it: with its content, or the act that erased it. */
export interface KeptEntry extends PlacedEntry {
  readonly salt: Buffer | null;
  readonly content: Record<string, unknown> | null;
  readonly erased_by: string | null;
  /** Whether the erasing act is on the record and names this act. */
  readonly erasure_named: boolean;
}

// `offset 0` has each content looked up by its key: a table that was filled quickly and not yet analysed would be read
// whole for every page otherwise.
const kept = sql`e.n, e.act_id, e.index, e.bytes, c.salt, c.content, x.by_act as erased_by,
    coalesce(x.named, false) as erasure_named
  from ledger.entry e
  left join lateral (select salt, content from ledger.content where n = e.n offset 0) c on true
  left join lateral (
    select by_act, exists (
      select 1 from ledger.entry w
      cross join lateral (select content from ledger.content where n = w.n offset 0) wc
      where w.act_id = by_act and wc.content->'acts' ? e.act_id::text) as named
    from ledger.erasure where n = e.n offset 0) x on true`;

/** Entries [from, to) in the order of the log, with contents and erasures. */
export async function keptBetween(tx: Tx, from: number, to: number): Promise<KeptEntry[]> {
  const found = await sql<KeptEntry>`select ${kept} where e.index >= ${from} and e.index < ${to}
    order by e.index`.execute(tx);
  return found.rows;
}

/** Entries that have no place yet, in the order they were appended, after `n`. */
export async function keptWaiting(tx: Tx, after: number, most: number): Promise<KeptEntry[]> {
  const found = await sql<KeptEntry>`select ${kept} where e.index is null and e.n > ${after}
    order by e.n limit ${most}`.execute(tx);
  return found.rows;
}

/** The entries of acts with their contents as far as they are kept, and whether a content was erased. */
export async function keptOfActs(tx: Tx, actIds: readonly string[]): Promise<KeptEntry[]> {
  const found = await sql<KeptEntry>`select ${kept} where e.act_id = any (${actIds}::uuid[])
    order by e.n`.execute(tx);
  return found.rows;
}

/** Deletes the contents and salts of acts and remembers which act did it. Returns the acts whose content went. */
export async function eraseContents(
  tx: Tx,
  { acts, byAct, at }: { acts: readonly string[]; byAct: string; at: Date },
): Promise<string[]> {
  const done = await sql<{ act_id: string }>`with gone as (
      delete from ledger.content c using ledger.entry e
      where e.n = c.n and e.act_id = any (${acts}::uuid[]) returning c.n, e.act_id),
    noted as (insert into ledger.erasure (n, by_act, erased_at) select n, ${byAct}::uuid, ${at} from gone)
    select distinct act_id from gone order by act_id`.execute(tx);
  return done.rows.map((row) => row.act_id);
}

/** The head beside what is really there, in one snapshot: entries with a place, and the largest place. */
export async function countedHead(
  tx: Tx,
): Promise<{ head: Head | undefined; placed: number; last: number | null; waiting: number }> {
  const found = await sql<Partial<Head> & { placed: number; last: number | null; waiting: number }>`
    select h.*, c.* from (select count(index) as placed, max(index) as last,
      count(*) filter (where index is null) as waiting from ledger.entry) c left join ledger.head h on true`.execute(
    tx,
  );
  const { placed, last, waiting, ...head } = found.rows[0]!;
  return { head: head.origin ? (head as Head) : undefined, placed, last, waiting };
}

/** How a witness stands, with the checkpoint it cosigned last. */
export interface WitnessState {
  readonly witness: string;
  readonly size: number;
  readonly cosigned_at: Date | null;
  readonly trouble: { zh: string; en: string } | null;
  readonly tries: number;
  readonly tried_at: Date | null;
  readonly checkpoint: string | null;
}

export async function witnessStates(tx: Tx): Promise<WitnessState[]> {
  const found =
    await sql<WitnessState>`select w.witness, w.size, w.cosigned_at, w.trouble, w.tries, w.tried_at,
      c.checkpoint
    from ledger.witness w left join ledger.cosignature c on c.witness = w.witness and c.size = w.size
    order by w.witness`.execute(tx);
  return found.rows;
}

/**
 * Keeps a witness's cosignature and that all is well with it. Of earlier ones only those of the size that most
 * witnesses signed stay, and the newest of each witness, so that their number does not grow with the log.
 */
export async function keepCosignature(
  tx: Tx,
  c: Omit<Cosignature, "cosigned_at"> & { url: string; at: Date; of: readonly string[] },
): Promise<void> {
  await sql`insert into ledger.cosignature (size, witness, checkpoint, line, cosigned_at)
    values (${c.size}, ${c.witness}, ${c.checkpoint}, ${c.line}, ${c.at})
    on conflict (size, witness) do update set checkpoint = excluded.checkpoint, line = excluded.line,
      cosigned_at = excluded.cosigned_at`.execute(tx);
  await sql`insert into ledger.witness (witness, url, size, cosigned_at, tried_at)
    values (${c.witness}, ${c.url}, ${c.size}, ${c.at}, ${c.at})
    on conflict (witness) do update set url = excluded.url, size = excluded.size, cosigned_at = excluded.cosigned_at,
      tried_at = excluded.tried_at, trouble = null, tries = 0`.execute(tx);
  await sql`delete from ledger.cosignature c where not c.witness = any (${c.of}::text[])
    or (c.size <> (select size from ledger.cosignature group by size order by count(*) desc, size desc limit 1)
      and c.size < (select max(size) from ledger.cosignature m where m.witness = c.witness))`.execute(tx);
}

/** Keeps what went wrong with a witness. */
export async function keepTrouble(
  tx: Tx,
  t: { witness: string; url: string; text: object; tries: number; at: Date },
): Promise<void> {
  await sql`insert into ledger.witness (witness, url, trouble, tries, tried_at)
    values (${t.witness}, ${t.url}, ${JSON.stringify(t.text)}, ${t.tries}, ${t.at})
    on conflict (witness) do update set url = excluded.url, trouble = excluded.trouble, tries = excluded.tries,
      tried_at = excluded.tried_at`.execute(tx);
}
