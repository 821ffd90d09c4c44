import { z } from "zod";

/** What a column means to people; `stored` says how the Parquet file holds it. */
export const logicalTypes = [
  "text",
  "code",
  "integer",
  "decimal",
  "money",
  "boolean",
  "date",
  "datetime",
  "time",
  "period",
] as const;
export type LogicalType = (typeof logicalTypes)[number];

/** Physical names are what SQL, Trino and Parquet see: lower-case ASCII, at most 63 characters. */
export const columnName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/)
  .refine((name) => !reservedNames.includes(name));

/** Names DuckDB gives to virtual columns of a Parquet scan; a column of ours by that name would hide them. */
export const reservedNames: readonly string[] = ["file_row_number", "file_index", "filename"];

/** Types of DuckDB and Trino alike; DECIMAL has at most 38 digits. */
export const storedType = z
  .string()
  .regex(
    /^(?:VARCHAR|BIGINT|DOUBLE|BOOLEAN|DATE|TIMESTAMP|TIME|DECIMAL\((?:[1-9]|[12]\d|3[0-8]),\d{1,2}\))$/,
  );

/** One column of a dataset version. */
export const columnSchema = z.object({
  name: columnName,
  /** The Chinese label people see. */
  label: z.string().min(1).max(200),
  type: z.enum(logicalTypes),
  stored: storedType,
  unit: z.string().max(50).optional(),
  semantic: z.string().max(50).optional(),
});
export type Column = z.infer<typeof columnSchema>;

/** The columns of a dataset version, in the order of the file. Names are unique. */
export type TableSchema = readonly Column[];

/** What a query reads: the immutable Parquet file(s) of one version. */
export interface Dataset {
  /** Identifies the version; a cursor of one version is refused by another. */
  readonly version: string;
  /** Absolute paths under the engine's folder. */
  readonly paths: readonly string[];
  readonly schema: TableSchema;
}

/** Parts of a DECIMAL's name, or undefined for other types. */
export function decimalParts(stored: string): { width: number; scale: number } | undefined {
  const found = /^DECIMAL\((\d+),(\d+)\)$/.exec(stored);
  return found ? { width: Number(found[1]), scale: Number(found[2]) } : undefined;
}
