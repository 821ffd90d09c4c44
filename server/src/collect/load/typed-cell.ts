import { dateReading } from "./date-sql.ts";
import type { MappedColumn } from "./mapping.ts";
import { numberReading } from "./number-sql.ts";
import { periodReading } from "./period-sql.ts";
import { asIs, isThere, type Reading } from "./reading.ts";
import { decoded, halfWidth, isMissing, text, tidy, trimmed } from "./tidy-sql.ts";

/** A column as SQL over the text cell `x`, in the steps of `Reading`. */
export interface TypedCell {
  /** Over every cell. */
  readonly fast: (x: string) => string;
  /** The value in its stored type from `fast` and the cell; null where there is none or it cannot be read. */
  readonly value: (f: string, x: string) => string;
  /** Whether the cell has a value that could not be read; undefined where that cannot happen. */
  readonly failed?: (v: string, x: string) => string;
}

/**
 * How a mapped column is read. Typed columns try the plain form first and the tidied one only on cells where that
 * fails, so a clean column costs one cast. Placeholders (NA, -, 暂无) are no value in typed columns; in texts
 * and codes they stay as they are.
 */
export function typedCell(column: MappedColumn, samples: readonly string[] = []): TypedCell {
  if (column.type === "text" || column.type === "code") return textCell(column);
  const { fast, sound, read, slow } = reading(column, samples);
  return {
    fast,
    // The rare branch first: where no row of a batch takes it, DuckDB computes the other without copying.
    value: (f, x) =>
      slow
        ? `CASE WHEN ${x} IS NOT NULL AND (${f} IS NULL OR NOT (${sound(f)})) THEN ${slow(x)} ELSE ${read(f)} END`
        : read(f),
    failed: (v, x) =>
      `CASE WHEN ${v} IS NOT NULL OR ${x} IS NULL THEN false ELSE NOT ${isMissing(tidy(x))} END`,
  };
}

function reading(column: MappedColumn, samples: readonly string[]): Reading {
  switch (column.type) {
    case "date":
    case "datetime":
      return dateReading(column.type, column.formats, samples);
    case "time": {
      const parse = (cell: string) =>
        `CAST(try_strptime(${cell}, ['%H:%M:%S', '%H:%M', '%H:%M:%S.%f']) AS TIME)`;
      return { fast: parse, sound: isThere, read: asIs, slow: (x) => parse(tidy(x)) };
    }
    case "period":
      return periodReading(column.formats);
    case "boolean":
      return { fast: (x) => `lower(${tidy(x)})`, sound: () => "true", read: booleanOf };
    default:
      return numberReading(column);
  }
}

const yes = ["true", "是", "有", "yes", "y", "1"];
const no = ["false", "否", "无", "no", "n", "0"];

function booleanOf(word: string): string {
  const among = (words: string[]) => `list_contains([${words.map(text).join(", ")}], ${word})`;
  return `CASE WHEN ${among(yes)} THEN true WHEN ${among(no)} THEN false END`;
}

function textCell(column: MappedColumn): TypedCell {
  const fast = (x: string): string => {
    let cell = x;
    if (column.clean.includes("entities")) cell = decoded(cell);
    if (column.clean.includes("half-width")) cell = halfWidth(cell);
    return column.clean.length > 0 ? `nullif(${trimmed(cell)}, '')` : cell;
  };
  if (!column.lostToExcel) return { fast, value: asIs };
  // The last digits are gone for good: better no code than a wrong one.
  const lost = (x: string) => `regexp_full_match(${trimmed(x)}, '\\d(\\.\\d+)?[eE]\\+\\d{2,3}')`;
  return {
    fast,
    value: (f, x) => `CASE WHEN ${lost(x)} THEN NULL ELSE ${f} END`,
    failed: (_, x) => `coalesce(${lost(x)}, false)`,
  };
}
