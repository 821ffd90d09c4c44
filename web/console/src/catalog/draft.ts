import type { EntryDraft, Item } from "../catalog-types.ts";
import { isEmptyItem } from "./grid.ts";

const sharing = [
  "shareType",
  "shareCondition",
  "shareBasis",
  "openType",
  "openCondition",
  "openBasis",
] as const;

export const emptyDraft = (): EntryDraft => ({
  name: "",
  items: [],
  keywords: [],
  related: [],
  districts: [],
});

/**
 * A draft as it is sent: blanks, empty rows and half a basis left out. Of a published entry the share and open
 * types are not sent: they are changed by their own procedures (Arts. 20, 26.3).
 */
export function draftToSend(draft: EntryDraft, published: boolean): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(draft)) {
    if (published && (sharing as readonly string[]).includes(key)) continue;
    if (value === undefined || value === null || value === "") continue;
    if (typeof value === "string") {
      if (value.trim()) sent[key] = value.trim();
    } else if (key === "items") sent.items = (value as Item[]).filter((i) => !isEmptyItem(i)).map(itemToSend);
    else if (key === "shareBasis" || key === "openBasis") {
      const basis = value as { kind?: string; title?: string; clause?: string };
      if (basis.kind && basis.title?.trim() && basis.clause?.trim())
        sent[key] = { kind: basis.kind, title: basis.title.trim(), clause: basis.clause.trim() };
    } else sent[key] = value;
  }
  if (sent.shareType === "unconditional")
    for (const key of ["shareCondition", "shareBasis"]) delete sent[key];
  if (sent.openType === "none") delete sent.openCondition;
  delete sent.code;
  return sent;
}

const itemToSend = (item: Item): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(item)
      .map(([k, v]) => [k, typeof v === "string" ? v.trim() : v] as const)
      .filter(([, v]) => v !== "" && v !== undefined && v !== null),
  );

const keptKey = (id: string) => `zq.draft.${id}`;

/** Work that has not been saved yet, kept for this signed-in session under the case's id and version. */
export function keepDraft(
  id: string,
  version: number,
  draft: EntryDraft,
  storage: Storage = sessionStorage,
): void {
  try {
    storage.setItem(keptKey(id), JSON.stringify({ version, draft }));
  } catch {
    // Without storage the work lives only in this page, as in any form.
  }
}

export function keptDraft(id: string, version: number, storage: Storage = sessionStorage): EntryDraft | null {
  try {
    const kept = JSON.parse(storage.getItem(keptKey(id)) ?? "null") as {
      version: number;
      draft: EntryDraft;
    } | null;
    return kept && kept.version === version ? kept.draft : null;
  } catch {
    return null;
  }
}

export const forgetDraft = (id: string, storage: Storage = sessionStorage) => storage.removeItem(keptKey(id));
