import { sql } from "kysely";
import type { Dataset } from "../platform/engine/index.ts";
import type { Files, Tx } from "../platform/index.ts";
import type { VersionRow } from "./store.ts";

/** A published version of an entry's data, as other units read it; immutable. */
export type Version = VersionRow;

/** The versions of an entry the caller may see, the latest first; at most 1,000. */
export async function versionsOf(tx: Tx, code: string): Promise<Version[]> {
  const found = await sql<Version>`select * from collect.version where entry = ${code}
    order by n desc limit 1000`.execute(tx);
  return found.rows;
}

/** One version; undefined where there is none the caller may see. */
export async function versionOf(tx: Tx, code: string, n: number): Promise<Version | undefined> {
  const found = await sql<Version>`select * from collect.version where entry = ${code} and n = ${n}`.execute(
    tx,
  );
  return found.rows[0];
}

/** The latest version; undefined when nothing was published yet. */
export async function currentVersion(tx: Tx, code: string): Promise<Version | undefined> {
  return (await currentVersions(tx, [code])).get(code);
}

/** The latest version of each of several entries, or of all. Entries without data are left out. */
export async function currentVersions(tx: Tx, codes?: readonly string[]): Promise<Map<string, Version>> {
  const found = await sql<Version>`select distinct on (entry) * from collect.version
    ${codes ? sql`where entry = any (${[...codes]})` : sql``} order by entry, n desc`.execute(tx);
  return new Map(found.rows.map((v) => [v.entry, v]));
}

/** Every version by the id of its publication, a page at a time: for whoever compares them with the ledger. */
export async function publicationsAfter(
  tx: Tx,
  after: string | null,
  most: number,
): Promise<Pick<Version, "intake" | "entry" | "n" | "sha256" | "rows" | "published_at">[]> {
  const found = await sql<Version>`select intake, entry, n, sha256, rows, published_at from collect.version
    where ${after}::uuid is null or intake > ${after}::uuid order by intake limit ${most}`.execute(tx);
  return found.rows;
}

/** Local paths of a version's files, for the data engine, which reads them in place. */
export const versionFiles = (files: Files, version: Pick<Version, "parquet">): string[] => [
  files.path(version.parquet),
];

/** A version as the query engine takes it. */
export const datasetOf = (files: Files, version: Version): Dataset => ({
  version: `${version.entry}/${version.n}/${version.sha256}`,
  paths: versionFiles(files, version),
  schema: version.manifest.columns,
});
