import { z } from "zod";
import { columnSchema, decimalParts, type LogicalType } from "../../platform/engine/index.ts";
import type { CellFormat, InspectedColumn, Inspection } from "../inspect/inspection.ts";
import { physicalNames } from "./physical-names.ts";
import { refuse } from "./refusals.ts";

/** What is done to a cell's text before it is read; each only where the column needs it. */
export const cleanings = ["trim", "half-width", "entities"] as const;
export type Cleaning = (typeof cleanings)[number];

/** How one column of the file becomes one column of the version: a line of the recipe. */
export const mappedColumnSchema = columnSchema.extend({
  /** 0-based position in the file. */
  index: z.number().int().min(0).max(10_000),
  /** How dates, periods, numbers and yes/no are written in the file, most frequent first. */
  formats: z.array(z.string().max(20)).max(20).default([]),
  clean: z.array(z.enum(cleanings)).default([]),
  /**
   * Whether every cell was seen to fit when the mapping was made. Then the fast reading is safe; otherwise each
   * cell is checked before a cast that would round it.
   */
  seen: z.boolean().default(false),
  /** Numbers turned into 9.11E+17 by a spreadsheet are failing cells: the value is lost. */
  lostToExcel: z.boolean().default(false),
});
export type MappedColumn = z.infer<typeof mappedColumnSchema>;

/** Columns of the file not named here are left out of the version. */
export const mappingSchema = z.array(mappedColumnSchema).min(1).max(4_096);
export type Mapping = z.infer<typeof mappingSchema>;

/** The mapping an inspection suggests; a person may rename, retype, reorder or drop columns before loading. */
export function proposeMapping(inspection: Inspection): Mapping {
  const names = physicalNames(inspection.columns);
  return inspection.columns.map((column, i) => {
    const warned = (code: string) => column.warnings.some((w) => w.code === code);
    const type: LogicalType = column.type === "empty" ? "text" : column.type;
    const seen = !inspection.sampled && column.breaks.count === 0;
    const clean: Cleaning[] = [];
    // Typed cells are tidied where the plain reading fails; only texts and codes say beforehand what they need.
    if (warned("column.surrounding_spaces") || warned("column.inner_newlines")) clean.push("trim");
    if (type === "code" && warned("column.full_width")) clean.push("half-width");
    if (warned("column.html_entities")) clean.push("entities");
    return {
      name: names[i]!,
      label: column.label,
      type,
      stored: storedAs(column, type, inspection.sampled),
      ...(column.unit ? { unit: column.unit } : {}),
      ...(column.semantic ? { semantic: column.semantic } : {}),
      index: column.index,
      formats: column.formats ?? [],
      clean: type === "text" || type === "code" ? clean : [],
      seen,
      lostToExcel: type === "code" && warned("column.destroyed_by_excel"),
    };
  });
}

/** Checks a mapping a person has changed against the file: columns exist, names are unique, types agree. */
export function checkMapping(input: unknown, width: number): Mapping {
  const parsed = mappingSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw refuse("mapping_malformed", { params: { problem: `${issue.path.join(".")}: ${issue.message}` } });
  }
  const names = new Set<string>();
  for (const column of parsed.data) {
    const problem =
      column.index >= width
        ? `index ${column.index} ≥ ${width}`
        : names.has(column.name)
          ? `${column.name} ×2`
          : !storable[column.type](column.stored)
            ? `${column.type} → ${column.stored}`
            : undefined;
    if (problem) throw refuse("mapping_malformed", { params: { problem: `${column.name}: ${problem}` } });
    names.add(column.name);
  }
  return parsed.data;
}

const decimal = (stored: string): boolean => decimalParts(stored) !== undefined;
const is = (type: string) => (stored: string) => stored === type;
/** Which stored types can hold a logical type without loss. */
const storable: Record<LogicalType, (stored: string) => boolean> = {
  text: is("VARCHAR"),
  code: is("VARCHAR"),
  period: is("VARCHAR"),
  integer: (stored) => stored === "BIGINT" || decimal(stored),
  decimal: (stored) => stored === "DOUBLE" || decimal(stored),
  money: decimal,
  boolean: is("BOOLEAN"),
  date: is("DATE"),
  datetime: is("TIMESTAMP"),
  time: is("TIME"),
};

/**
 * Whole numbers are BIGINT (DECIMAL(38,0) when longer); money is DECIMAL with at least two places; other decimals
 * are DECIMAL with exactly the places seen where every cell was seen, and DOUBLE where only a sample was, since a
 * DECIMAL would round what the sample did not show.
 */
function storedAs(column: InspectedColumn, type: LogicalType, sampled: boolean): string {
  switch (type) {
    case "integer":
      return column.longest > 18 ? "DECIMAL(38,0)" : "BIGINT";
    case "money": {
      const scale = Math.min(Math.max(column.scale ?? 2, sampled ? 4 : 2), 12);
      return `DECIMAL(${column.longest + scale > 18 ? 38 : 18},${scale})`;
    }
    case "decimal": {
      const scale = column.scale ?? 18;
      const written = (column.formats ?? []) as CellFormat[];
      if (sampled || scale > 12 || written.includes("percent") || column.longest > 24) return "DOUBLE";
      return `DECIMAL(${column.longest + scale > 18 ? 38 : 18},${scale})`;
    }
    case "boolean":
      return "BOOLEAN";
    case "date":
      return "DATE";
    case "datetime":
      return "TIMESTAMP";
    case "time":
      return "TIME";
    default:
      return "VARCHAR";
  }
}
