import { type FreshVersion, physicalRow } from "../../collect/index.ts";
import { type Cell, quoteName, quoteText, readParquet } from "../../platform/engine/index.ts";
import type { Plan } from "./compile-rule.ts";
import { repeatedRows } from "./repeated-keys.ts";

/** One place where a rule fails. */
export interface FailingRow {
  /** 0-based row of the version. */
  row: number;
  /** 1-based physical row of the delivered file, where known. */
  physical?: number;
  /** Physical name; several joined by `+`. */
  column: string;
  /** The value found; null where there is none. */
  value: string | null;
  /** For `unique`: the row that holds the value first, as `physical` counts, or else `row`. */
  first?: number;
}

/**
 * Looks up the rows that fail a rule, in the order of the file, in batches: at most `limit` rows, values cut to
 * `width` characters and not masked. Rules about the whole version have none, nor has a column of a wrong type.
 */
export async function* findFailures(
  version: FreshVersion,
  plan: Plan,
  { limit, width }: { readonly limit: number; readonly width: number },
): AsyncGenerator<FailingRow[]> {
  const sql = failing(version, plan, limit, width);
  if (sql === undefined || limit === 0) return;
  const column = plan.columns.map((c) => c.name).join("+");
  const { duck, runs, signal } = version;
  for await (const batch of duck.stream(sql, [], { signal }))
    yield batch.map(([at, value, first]: readonly Cell[]) => {
      const row = Number(at);
      const physical = physicalRow(runs, row);
      return {
        row,
        ...(physical === undefined ? {} : { physical }),
        column,
        value: value == null ? null : String(value),
        ...(first == null ? {} : { first: physicalRow(runs, Number(first)) ?? Number(first) }),
      };
    });
}

/** SQL of (row, value[, first]); undefined where no row can be named. */
function failing(version: FreshVersion, plan: Plan, limit: number, width: number): string | undefined {
  const { parquet, unparsed } = version;
  if (plan.how === "unique") return repeatedRows(parquet, plan, limit, width);
  const column = plan.columns[0];
  if (!column) return undefined;
  const ofColumn = `WHERE "column" = ${quoteText(column.name)}`;
  if (plan.how === "unread")
    return (
      unparsed &&
      `SELECT "row", left("value", ${width}) FROM ${readParquet([unparsed.path])} ${ofColumn} ORDER BY "row" LIMIT ${limit}`
    );
  if (plan.how !== "rows") return undefined;
  const from = [readParquet([parquet]), plan.join ?? ""].join(" ");
  // A cell that could not be read has a value: it fails its type, not its presence.
  const unread =
    plan.checks === "rows" && unparsed?.counts[column.name]
      ? ` AND t.file_row_number NOT IN (SELECT u."row" FROM read_parquet(${quoteText(unparsed.path)}) AS u WHERE u."column" = ${quoteText(column.name)})`
      : "";
  return `SELECT t.file_row_number, left(CAST(t.${quoteName(column.name)} AS VARCHAR), ${width}) FROM ${from}
    WHERE ${plan.fails}${unread} ORDER BY t.file_row_number LIMIT ${limit}`;
}
