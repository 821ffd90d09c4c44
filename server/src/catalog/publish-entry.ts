import type { Tx } from "../platform/index.ts";
import type { EntryContent } from "./content.ts";
import { describeChanges } from "./describe-changes.ts";
import type { Organisations } from "./organisations.ts";
import { refuse } from "./refusals.ts";
import { normalise } from "./search/grams.ts";
import { vectorsOf } from "./search/vectors.ts";
import { findEntry, insertVersion, savePublished, unlistNegative } from "./store.ts";

export interface Publishing {
  readonly code: string;
  /** The next content, from the one published now (null before the first time). */
  readonly content: (live: EntryContent | null) => EntryContent;
  readonly caseId: string;
  readonly at: Date;
}

/**
 * Publishes the next version of an entry: immutable, with what changed in words, findable at once (Arts. 9.3, 10).
 * Locks the entry; ends its negative listing when it is shared after all. Runs as the platform.
 * @returns the number of the version.
 */
export async function publishEntry(tx: Tx, organisations: Organisations, p: Publishing): Promise<number> {
  const entry = await findEntry(tx, p.code, true);
  if (!entry || entry.state === "retired") throw refuse("not_published");
  const content = p.content(entry.content);
  const version = (entry.version ?? 0) + 1;
  await insertVersion(tx, {
    code: p.code,
    version,
    content,
    changes: describeChanges(entry.content, content),
    case_id: p.caseId,
    published_at: p.at,
  });
  const provider = (await organisations.organisationsByUscc(tx, [entry.provider])).get(entry.provider);
  const division = { code: entry.division, name: provider?.division.name ?? entry.division };
  await savePublished(tx, {
    code: p.code,
    provider: entry.provider,
    division,
    plain_name: normalise(content.name),
    updated_at: p.at,
    open_since: p.at,
    content,
    ...vectorsOf(content, { code: p.code, provider: provider?.name ?? "", division: division.name }),
  });
  if (content.shareType !== "none") await unlistNegative(tx, p.code, p.at);
  return version;
}
