import type { EntryDraft, Item } from "../catalog-types.ts";

/** The metadata of an entry in the order it is read. */
export const entryFields = [
  "name",
  "abstract",
  "basis",
  "format",
  "fields32",
  "class",
  "grade",
  "shareType",
  "shareCondition",
  "shareBasis",
  "shareMode",
  "openType",
  "openCondition",
  "openBasis",
  "updateCycle",
  "related",
  "districts",
  "keywords",
] as const satisfies readonly (keyof EntryDraft)[];
export type EntryField = (typeof entryFields)[number];

export interface FieldChange {
  field: EntryField;
  before: unknown;
  after: unknown;
}

export interface ItemChange {
  kind: "added" | "removed" | "changed" | "same";
  item: Item;
  before?: Item;
  /** Which attributes differ, for changed ones. */
  changed: string[];
}

const same = (a: unknown, b: unknown) => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

// Unset, empty and false say the same of an entry; key order says nothing.
function canonical(v: unknown): unknown {
  if (v === undefined || v === null || v === "" || v === false) return null;
  if (Array.isArray(v)) return v.length === 0 ? null : v.map(canonical);
  if (typeof v === "object")
    return Object.fromEntries(
      Object.entries(v)
        .map(([k, value]) => [k, canonical(value)] as const)
        .filter(([, value]) => value !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return v;
}

/** The metadata that differ between two versions of an entry. */
export function changedFields(before: EntryDraft, after: EntryDraft): FieldChange[] {
  return entryFields
    .filter((field) => !same(before[field], after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

/** Information items of two versions side by side, told apart by their column; removed ones come last. */
export function changedItems(before: readonly Item[], after: readonly Item[]): ItemChange[] {
  const old = new Map(before.map((item) => [item.column, item]));
  const now = after.map((item): ItemChange => {
    const was = old.get(item.column);
    old.delete(item.column);
    if (!was) return { kind: "added", item, changed: [] };
    const names = new Set([...Object.keys(was), ...Object.keys(item)]) as Set<keyof Item>;
    const changed = [...names].filter((name) => !same(was[name], item[name]));
    return changed.length
      ? { kind: "changed", item, before: was, changed }
      : { kind: "same", item, changed: [] };
  });
  return [...now, ...[...old.values()].map((item): ItemChange => ({ kind: "removed", item, changed: [] }))];
}

/** What two texts share at both ends and what differs between: [start, before, after, end]. */
export function textDiff(before: string, after: string): [string, string, string, string] {
  const [a, b] = [[...before], [...after]];
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const cut = (text: string[], from: number, to: number) => text.slice(from, to).join("");
  return [
    cut(a, 0, start),
    cut(a, start, a.length - end),
    cut(b, start, b.length - end),
    cut(a, a.length - end, a.length),
  ];
}
