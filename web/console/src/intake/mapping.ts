import type { Text } from "../api-types.ts";
import type { Item } from "../catalog-types.ts";
import type { ColumnMapping, Inspection } from "../intake-types.ts";
import { mappingTexts as T } from "../texts/intake.ts";
import type { Params } from "../texts/messages.ts";

export interface MappingComplaint {
  /** Column of the file it is about; absent when it is about an item without one. */
  from?: number;
  text: Text;
  params: Params;
}

/** One mapping per column of the file: what the server proposed, and "left out" for the rest. */
export function wholeMapping(
  inspection: Inspection,
  proposed: readonly ColumnMapping[] = [],
): ColumnMapping[] {
  const byColumn = new Map(proposed.map((m) => [m.from, m]));
  return inspection.columns.map((column) => byColumn.get(column.index) ?? { from: column.index, to: null });
}

/** Changes where one column goes; what the person chose has no confidence and is not ours to doubt. */
export const remap = (mapping: readonly ColumnMapping[], from: number, to: string | null): ColumnMapping[] =>
  mapping.map((m) => {
    if (m.from !== from) return m;
    const { confidence: _c, reason: _r, ...rest } = m;
    return { ...rest, to };
  });

/** What stands against loading: an item mapped twice, an item that may not be empty without a column. */
export function mappingComplaints(
  mapping: readonly ColumnMapping[],
  items: readonly Item[],
): MappingComplaint[] {
  const complaints: MappingComplaint[] = [];
  const used = new Map<string, number>();
  for (const { from, to } of mapping) {
    if (to === null) continue;
    if (used.has(to)) {
      const item = items.find((i) => i.column === to)?.name ?? to;
      complaints.push({ from, text: T.twice, params: { item } });
    } else used.set(to, from);
  }
  for (const item of items)
    if (item.nullable === false && !used.has(item.column))
      complaints.push({ text: T.missing, params: { item: item.name } });
  return complaints;
}

/** Names of items that stay without data and may. */
export function emptyItems(mapping: readonly ColumnMapping[], items: readonly Item[]): string[] {
  const used = new Set(mapping.map((m) => m.to));
  return items.filter((i) => i.nullable !== false && !used.has(i.column)).map((i) => i.name);
}

// Loading past these loses or has lost something, so a person must say that they know.
const grave = new Set([
  "column.destroyed_by_excel",
  "column.precision_lost",
  "column.invalid_identifiers",
  "column.personal_data",
  "column.ambiguous_dates",
  "file.decode_errors",
  "file.truncated",
  "file.several_tables",
]);

export interface Warned {
  code: string;
  zh: string;
  en: string;
  column?: string;
  rows?: number[];
  grave: boolean;
}

/** All warnings of an inspection, the grave ones first. */
export function warningsOf(inspection: Inspection): Warned[] {
  const ofColumns = inspection.columns.flatMap((c) => c.warnings.map((w) => ({ w, column: c.label })));
  const ofFile = inspection.warnings.map((w) => ({
    w,
    column: inspection.columns.find((c) => c.index === w.column)?.label,
  }));
  const seen = new Set<string>();
  return [...ofFile, ...ofColumns]
    .filter(({ w, column }) => {
      const key = `${w.code} ${column ?? ""}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .map(({ w, column }) => ({
      code: w.code,
      zh: w.zh,
      en: w.en,
      grave: grave.has(w.code),
      ...(column ? { column } : {}),
      ...(w.rows?.length ? { rows: w.rows } : {}),
    }))
    .sort((a, b) => Number(b.grave) - Number(a.grave));
}

/** Row numbers in words: 3、5–9、12; at most `most` pieces. */
export function rowRanges(rows: readonly number[], most = 6): string {
  const pieces: [number, number][] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = pieces.at(-1);
    if (last && row <= last[1] + 1) last[1] = row;
    else pieces.push([row, row]);
  }
  const text = pieces.slice(0, most).map(([a, b]) => (a === b ? `${a}` : `${a}–${b}`));
  return text.join(", ") + (pieces.length > most ? " …" : "");
}
