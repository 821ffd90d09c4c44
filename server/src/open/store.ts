import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import type { ColumnProfile } from "./profile-columns.ts";

/** The only writer of schema `open`; everything in it runs as the platform. */

export interface ExportRow {
  readonly key: string;
  readonly entry: string;
  readonly version: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Profiles of a version's columns by name, as far as they have been made. */
export async function findProfiles(
  tx: Tx,
  entry: string,
  version: number,
): Promise<Map<string, ColumnProfile>> {
  const found = await sql<{
    name: string;
    profile: ColumnProfile;
  }>`select name, profile from open.column_profile
    where entry = ${entry} and version = ${version}`.execute(tx);
  return new Map(found.rows.map((r) => [r.name, r.profile]));
}

/** Keeps profiles for good; of two that were made side by side the first stays, they are the same. */
export async function insertProfiles(
  tx: Tx,
  entry: string,
  version: number,
  profiles: ReadonlyMap<string, ColumnProfile>,
): Promise<void> {
  const rows = [...profiles].map(([name, profile]) => ({ name, profile }));
  // A cell may hold what jsonb cannot: a NUL, half a surrogate pair.
  const json = JSON.stringify(rows, (_, v) =>
    typeof v === "string" ? v.toWellFormed().replaceAll("\u0000", "\ufffd") : v,
  );
  await sql`insert into open.column_profile (entry, version, name, profile)
    select ${entry}, ${version}, r.name, r.profile
    from jsonb_to_recordset(${json}::jsonb) as r(name text, profile jsonb)
    on conflict do nothing`.execute(tx);
}

export async function findExport(tx: Tx, key: string): Promise<ExportRow | undefined> {
  const found = await sql<ExportRow>`select key, entry, version, bytes, sha256 from open.export
    where key = ${key}`.execute(tx);
  return found.rows[0];
}

/** The exports of a version that have been made. */
export async function exportsOf(tx: Tx, entry: string, version: number): Promise<ExportRow[]> {
  const found = await sql<ExportRow>`select key, entry, version, bytes, sha256 from open.export
    where entry = ${entry} and version = ${version}`.execute(tx);
  return found.rows;
}

/** Records an export; one made again takes the place of the one that was lost. */
export async function saveExport(tx: Tx, e: ExportRow & { readonly at: Date }): Promise<void> {
  await sql`insert into open.export (key, entry, version, bytes, sha256, made_at)
    values (${e.key}, ${e.entry}, ${e.version}, ${e.bytes}, ${e.sha256}, ${e.at})
    on conflict (key) do update set bytes = excluded.bytes, sha256 = excluded.sha256, made_at = excluded.made_at`.execute(
    tx,
  );
}
