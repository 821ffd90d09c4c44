import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import type { Entry, VersionList } from "./contract.ts";
import type { Organisations, OrgCard } from "./organisations.ts";
import { refuse } from "./refusals.ts";
import { type EntryWithContent, findEntries, findEntry, type VersionRow } from "./store.ts";

/** A published or retired entry; undefined for drafts and unknown codes. */
export async function entryByCode(
  tx: Tx,
  organisations: Organisations,
  code: string,
): Promise<Entry | undefined> {
  const found = await findEntry(tx, code);
  if (found?.state !== "published" && found?.state !== "retired") return undefined;
  const orgs = await organisations.organisationsByUscc(tx, [found.provider]);
  return entryOf(found, orgs);
}

/** Several of them, in the order of their codes; unknown ones are left out. */
export async function entriesByCode(
  tx: Tx,
  organisations: Organisations,
  codes: readonly string[],
): Promise<Entry[]> {
  const found = await findEntries(tx, codes);
  const orgs = await organisations.organisationsByUscc(
    tx,
    found.map((f) => f.provider),
  );
  return found.map((f) => entryOf(f, orgs));
}

/** Every version ever published of an entry, the latest first (Art. 10). */
export async function versionsOf(tx: Tx, code: string): Promise<VersionList> {
  const found = await sql<Omit<VersionRow, "content">>`select version, changes, case_id, published_at
    from catalog.entry_version where code = ${code} order by version desc limit 1000`.execute(tx);
  if (!found.rows.length) throw refuse("entry_missing");
  return found.rows.map((v) => ({
    version: v.version,
    publishedAt: v.published_at.toISOString(),
    changes: v.changes,
    caseId: v.case_id,
  }));
}

/** One version as it was published. Refuses (404) what does not exist. */
export async function entryVersion(
  tx: Tx,
  organisations: Organisations,
  code: string,
  version: number,
): Promise<Entry> {
  const entry = await findEntry(tx, code);
  const found = await sql<VersionRow>`select * from catalog.entry_version
    where code = ${code} and version = ${version}`.execute(tx);
  const row = found.rows[0];
  if (!entry || !row) throw refuse("version_missing");
  const orgs = await organisations.organisationsByUscc(tx, [entry.provider]);
  return entryOf(
    { ...entry, version, content: row.content, case_id: row.case_id, updated_at: row.published_at },
    orgs,
  );
}

function entryOf(e: EntryWithContent, orgs: ReadonlyMap<string, OrgCard>): Entry {
  const org = orgs.get(e.provider);
  return {
    ...e.content!,
    code: e.code,
    version: e.version!,
    provider: { uscc: e.provider, name: org?.name ?? e.provider },
    division: { code: e.division, name: org?.division.name ?? e.division },
    state: e.state === "retired" ? "retired" : "published",
    publishedAt: e.published_at!.toISOString(),
    updatedAt: e.updated_at.toISOString(),
    caseId: e.case_id,
  };
}
