import { sql } from "kysely";
import type { Text, Tx } from "../platform/index.ts";
import type { Basis, EntryContent } from "./content.ts";

/** The only writer of schema `catalog`. */

export type EntryState = "draft" | "submitted" | "returned" | "published" | "retired" | "discarded";

export interface EntryRow {
  readonly code: string;
  readonly provider: string;
  readonly authority: string;
  readonly division: string;
  readonly name: string;
  readonly state: EntryState;
  readonly version: number | null;
  readonly case_id: string;
  readonly published_at: Date | null;
  readonly updated_at: Date;
}

/** An entry with the content of its current version; content is null before the first publication. */
export interface EntryWithContent extends EntryRow {
  readonly content: EntryContent | null;
}

export interface VersionRow {
  readonly code: string;
  readonly version: number;
  readonly content: EntryContent;
  readonly changes: Text;
  readonly case_id: string;
  readonly published_at: Date;
}

/** A published entry as it is searched. */
export interface PublishedRow {
  readonly code: string;
  readonly provider: string;
  readonly division: { readonly code: string; readonly name: string };
  readonly plain_name: string;
  readonly updated_at: Date;
  readonly open_since: Date;
  readonly content: EntryContent;
  /** tsvector literals. */
  readonly grams: string;
  readonly words: string;
}

export type ChangeKind = "share" | "open";

/** The next serial number within a division and sector; numbers are never given twice, not even after a discard. */
export async function nextSerial(tx: Tx, division: string, sector: string): Promise<number> {
  const row = await sql<{ last: number }>`insert into catalog.code_series (division, sector, last)
    values (${division}, ${sector}, 1)
    on conflict (division, sector) do update set last = catalog.code_series.last + 1 returning last`.execute(
    tx,
  );
  return row.rows[0]!.last;
}

/** Records a new code with the case in which it is drafted. */
export async function insertEntry(
  tx: Tx,
  e: Pick<EntryRow, "code" | "provider" | "authority" | "division" | "name" | "case_id"> & { at: Date },
): Promise<void> {
  await sql`insert into catalog.entry (code, provider, authority, division, name, state, case_id, created_at, updated_at)
    values (${e.code}, ${e.provider}, ${e.authority}, ${e.division}, ${e.name}, 'draft', ${e.case_id}, ${e.at}, ${e.at})`.execute(
    tx,
  );
}

/** Follows a draft's case: its name and where it stands. A published entry is not touched by it. */
export async function markDraft(
  tx: Tx,
  code: string,
  state: Exclude<EntryState, "published" | "retired">,
  name: string,
  at: Date,
): Promise<void> {
  await sql`update catalog.entry set state = ${state}, name = ${name}, updated_at = ${at}
    where code = ${code} and version is null`.execute(tx);
}

/**
 * An entry with its current content. `lock` holds the row to the end of the transaction, so that of two acts on
 * one entry the second decides on what the first has published.
 */
export async function findEntry(tx: Tx, code: string, lock = false): Promise<EntryWithContent | undefined> {
  if (lock) await sql`select 1 from catalog.entry where code = ${code} for update`.execute(tx);
  const found = await sql<EntryWithContent>`select e.*, v.content from catalog.entry e
    left join catalog.entry_version v on v.code = e.code and v.version = e.version
    where e.code = ${code}`.execute(tx);
  return found.rows[0];
}

/** Several published or retired entries with their current content, in the order of their codes. */
export async function findEntries(tx: Tx, codes: readonly string[]): Promise<EntryWithContent[]> {
  if (!codes.length) return [];
  const found = await sql<EntryWithContent>`select e.*, v.content from catalog.entry e
    join catalog.entry_version v on v.code = e.code and v.version = e.version
    where e.code = any (${[...new Set(codes)]}) and e.state in ('published', 'retired')
    order by e.code`.execute(tx);
  return found.rows;
}

/** Appends a version and makes it the current one. */
export async function insertVersion(tx: Tx, v: VersionRow): Promise<void> {
  await sql`insert into catalog.entry_version (code, version, content, changes, case_id, published_at)
    values (${v.code}, ${v.version}, ${JSON.stringify(v.content)}, ${JSON.stringify(v.changes)}, ${v.case_id},
      ${v.published_at})`.execute(tx);
  await sql`update catalog.entry set state = 'published', version = ${v.version}, name = ${v.content.name},
      published_at = coalesce(published_at, ${v.published_at}), updated_at = ${v.published_at}
    where code = ${v.code}`.execute(tx);
}

/** Makes a published entry findable as it is now. */
export async function savePublished(tx: Tx, p: PublishedRow): Promise<void> {
  const { items, ...card } = p.content;
  await sql`insert into catalog.published as p (code, provider, division, division_name, name, plain_name, field,
      class, grade, share, open, format, cycle, updated_at, open_since, item_count, card, grams, words)
    values (${p.code}, ${p.provider}, ${p.division.code}, ${p.division.name}, ${p.content.name}, ${p.plain_name},
      ${p.content.fields32}, ${p.content.class},
      ${p.content.grade}, ${p.content.shareType}, ${p.content.openType}, ${p.content.format},
      ${p.content.updateCycle}, ${p.updated_at}, ${p.open_since}, ${items.length}, ${JSON.stringify(card)},
      ${p.grams}::tsvector, ${p.words}::tsvector)
    on conflict (code) do update set provider = excluded.provider, division = excluded.division,
      division_name = excluded.division_name, name = excluded.name, plain_name = excluded.plain_name,
      field = excluded.field, class = excluded.class, grade = excluded.grade,
      share = excluded.share, format = excluded.format, cycle = excluded.cycle, updated_at = excluded.updated_at,
      open_since = case when p.open = excluded.open then p.open_since else excluded.open_since end,
      open = excluded.open, item_count = excluded.item_count, card = excluded.card, grams = excluded.grams,
      words = excluded.words`.execute(tx);
}

/** Takes an entry out of the catalog; its versions stay readable. */
export async function retireEntry(tx: Tx, code: string, at: Date): Promise<void> {
  await sql`delete from catalog.published where code = ${code}`.execute(tx);
  await sql`update catalog.entry set state = 'retired', updated_at = ${at} where code = ${code}`.execute(tx);
}

/** Claims the right to change one attribute of an entry; false when another case holds it. */
export async function claimChange(tx: Tx, code: string, kind: ChangeKind, caseId: string): Promise<boolean> {
  const claimed = await sql`insert into catalog.pending_change (code, kind, case_id)
    values (${code}, ${kind}, ${caseId}) on conflict do nothing returning 1`.execute(tx);
  return claimed.rows.length === 1;
}

/** Gives the right back. */
export async function releaseChange(tx: Tx, code: string, kind: ChangeKind): Promise<void> {
  await sql`delete from catalog.pending_change where code = ${code} and kind = ${kind}`.execute(tx);
}

/** Whether a change of this kind is under way. */
export async function changePending(tx: Tx, code: string, kind: ChangeKind): Promise<boolean> {
  const found =
    await sql`select 1 from catalog.pending_change where code = ${code} and kind = ${kind}`.execute(tx);
  return found.rows.length > 0;
}

/** Puts an entry on the negative list, in place of an earlier listing with another basis. */
export async function listNegative(
  tx: Tx,
  n: { code: string; basis: Basis; reason: string | null; caseId: string; at: Date },
): Promise<void> {
  await unlistNegative(tx, n.code, n.at);
  await sql`insert into catalog.negative_list (code, basis, reason, case_id, since)
    values (${n.code}, ${JSON.stringify(n.basis)}, ${n.reason}, ${n.caseId}, ${n.at})`.execute(tx);
}

/** Ends a listing: the entry is shared after all, or has left the catalog. */
export async function unlistNegative(tx: Tx, code: string, at: Date): Promise<void> {
  await sql`update catalog.negative_list set until = ${at} where code = ${code} and until is null`.execute(
    tx,
  );
}

/** Whether the city's authority has approved that this entry is not shared (Art. 20.2). */
export async function onNegativeList(tx: Tx, code: string): Promise<boolean> {
  const found = await sql`select 1 from catalog.negative_list where code = ${code} and until is null`.execute(
    tx,
  );
  return found.rows.length > 0;
}

/** Keeps a day's open list for good; false when that day has one already. */
export async function insertOpenList(
  tx: Tx,
  l: { day: string; entries: readonly object[]; sha256: string; at: Date },
): Promise<boolean> {
  const kept = await sql`insert into catalog.open_list (day, entries, count, sha256, published_at)
    values (${l.day}, ${JSON.stringify(l.entries)}, ${l.entries.length}, ${l.sha256}, ${l.at})
    on conflict (day) do nothing returning 1`.execute(tx);
  return kept.rows.length === 1;
}
