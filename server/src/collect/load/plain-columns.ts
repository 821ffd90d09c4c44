import type { Inspection } from "../inspect/index.ts";
import { inCalendar, onlyForm } from "./date-sql.ts";
import type { MappedColumn, Mapping } from "./mapping.ts";

/**
 * Columns so plain that DuckDB's CSV reader may parse them itself, which saves a tenth of the time of a large load. It
 * stops at the first cell that is not of the type; then the load begins again and reads them cell by cell.
 */
export interface PlainColumns {
  /** Stored type by place in the file. */
  readonly types: ReadonlyMap<number, string>;
  /** For all plain DATE and TIMESTAMP columns: the reader takes one form of each. */
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
}

/** In fewer rows there is nothing to save. */
const manyRows = 50_000;

/** Whether a value the reader took is one indeed: it takes inf and the year 22. Undefined where it takes nothing odd. */
export function plainSound(column: MappedColumn): ((f: string) => string) | undefined {
  if (column.type === "date" || column.type === "datetime") return inCalendar;
  return column.stored === "DOUBLE" ? (f) => `isfinite(${f})` : undefined;
}

/** The plain columns of a file; undefined when there are none. */
export function plainColumns(mapping: Mapping, inspection: Inspection): PlainColumns | undefined {
  if (inspection.rows < manyRows) return undefined;
  const types = new Map<number, string>();
  const forms: { date?: string; datetime?: string } = {};
  for (const column of mapping) {
    const found = inspection.columns.find((c) => c.index === column.index);
    const once = mapping.filter((m) => m.index === column.index).length === 1;
    if (!found || !once || found.type !== column.type || found.breaks.count > 0) continue;
    if (found.warnings.some((w) => odd.has(w.code))) continue;
    const { type, stored, seen } = column;
    if (type === "date" || type === "datetime") {
      const form = onlyForm(type, column.formats, found.samples);
      if (!form || (forms[type] ?? form) !== form) continue;
      forms[type] = form;
      types.set(column.index, stored);
    } else if (column.formats.length === 0) {
      // Other numbers are rounded by the reader unless every cell is known to fit.
      const exact = seen && (type === "integer" || type === "decimal" || type === "money");
      if (stored === "DOUBLE" || exact) types.set(column.index, stored);
    }
  }
  if (types.size === 0) return undefined;
  return {
    types,
    ...(forms.date ? { dateFormat: forms.date } : {}),
    ...(forms.datetime ? { timestampFormat: forms.datetime } : {}),
  };
}

/** Warnings of cells that need more than a plain reading. */
const odd = new Set<string>([
  "column.placeholders",
  "column.full_width",
  "column.html_entities",
  "column.surrounding_spaces",
  "column.inner_newlines",
  "column.error_values",
  "column.ambiguous_dates",
  "column.mixed_date_formats",
]);
