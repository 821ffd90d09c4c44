import { decimalParts } from "../../platform/engine/index.ts";
import { asIs, isThere, type Reading } from "./reading.ts";
import { once, text, tidy } from "./tidy-sql.ts";

/**
 * SQL that reads numbers. A cast alone is not enough: DuckDB rounds 5.5 to BIGINT and 1.005 to two places, and takes
 * 0x1f, 1_000, nan and inf for numbers. Unless every cell was `seen`, a cell is held to the plain form first.
 */
export function numberReading(column: {
  stored: string;
  formats: readonly string[];
  unit?: string | undefined;
  seen: boolean;
}): Reading {
  const plain = text(plainForm(column.stored));
  const cast = (cell: string) => `TRY_CAST(${cell} AS ${column.stored})`;
  const held = (cell: string) => `CASE WHEN regexp_full_match(${cell}, ${plain}) THEN ${cast(cell)} END`;
  // A cast to DOUBLE takes nan and inf; what else it takes reads the same as a number.
  const double = column.stored === "DOUBLE";
  const slow = (x: string) => {
    const value = once(bare(tidy(x), column), held);
    return double ? once(value, (v) => `CASE WHEN isfinite(${v}) THEN ${v} END`, "v") : value;
  };
  if (column.seen || double)
    return { fast: cast, sound: double ? (f) => `isfinite(${f})` : isThere, read: asIs, slow };
  return { fast: held, sound: isThere, read: asIs, slow };
}

function plainForm(stored: string): string {
  if (stored === "BIGINT") return "[-+]?\\d{1,19}(\\.0+)?";
  const decimal = decimalParts(stored);
  if (!decimal) return "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?";
  // More places than the column has are not rounded away: the cell fails and is shown.
  return decimal.scale === 0
    ? "[-+]?\\d+(\\.0*)?"
    : `[-+]?(\\d+(\\.\\d{0,${decimal.scale}}0*)?|\\.\\d{1,${decimal.scale}})`;
}

/** The number in a cell written with thousands marks, currency sign, percent sign or the column's own unit. */
function bare(cell: string, column: { unit?: string | undefined }): string {
  // 1.2 元 in a column of 万元 is not 1.2: a unit other than the column's leaves the cell unread.
  const units = ["%", column.unit ?? "元"].map((unit) => unit.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const head = `regexp_replace(${cell}, '^([-+]?)(?:[¥￥$€£]|RMB|CNY|USD)\\s?', '\\1')`;
  const number = `regexp_replace(${head}, ${text(`\\s*(?:${units.join("|")})$`)}, '')`;
  const grouped = "'[-+]?\\d{1,3}(,\\d{3})+(\\.\\d+)?'";
  return once(
    number,
    (n) => `CASE WHEN regexp_full_match(${n}, ${grouped}) THEN replace(${n}, ',', '') ELSE ${n} END`,
    "n",
  );
}
