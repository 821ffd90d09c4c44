import { isDeepStrictEqual } from "node:util";
import type { EntryContent, EntryDraft } from "./content.ts";
import { refuse } from "./refusals.ts";

const sharing = ["shareType", "shareCondition", "shareBasis"] as const;
const opening = ["openType", "openCondition", "openBasis"] as const;
type Fixed = (typeof sharing)[number] | (typeof opening)[number];

export type SharingAttributes = Pick<EntryContent, (typeof sharing)[number]>;
export type OpeningAttributes = Pick<EntryContent, (typeof opening)[number]>;

/** The content with these share attributes and no trace of the former ones. */
export const withSharing = (content: EntryContent, next: SharingAttributes): EntryContent =>
  ({ ...without(content, sharing), ...next }) as EntryContent;

/** The content with these open attributes and no trace of the former ones. */
export const withOpening = (content: EntryContent, next: OpeningAttributes): EntryContent =>
  ({ ...without(content, opening), ...next }) as EntryContent;

/**
 * The draft with the attributes of the published entry that only the share-type and open-type procedures change
 * (Arts. 20, 26.3).
 */
export function withFixed(draft: EntryDraft, live: EntryDraft): EntryDraft {
  const all = [...sharing, ...opening];
  const kept = Object.fromEntries(all.flatMap((k) => (live[k] === undefined ? [] : [[k, live[k]]])));
  return { ...without(draft, all), ...kept } as EntryDraft;
}

/** Refuses a revision that would change them. What it leaves out stays as it is. */
export function refuseChangingFixed(given: EntryDraft, before: EntryDraft): void {
  const differs = (key: Fixed) => given[key] !== undefined && !isDeepStrictEqual(given[key], before[key]);
  if (sharing.some(differs)) throw refuse("share_type_elsewhere", { article: "20.2" });
  if (opening.some(differs)) throw refuse("open_type_elsewhere", { article: "26.3" });
}

const without = (content: EntryDraft, keys: readonly Fixed[]): Partial<EntryDraft> =>
  Object.fromEntries(Object.entries(content).filter(([k]) => !(keys as readonly string[]).includes(k)));
