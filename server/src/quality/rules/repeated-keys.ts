import type { FreshVersion } from "../../collect/index.ts";
import { type Column, quoteName, readParquet } from "../../platform/engine/index.ts";
import type { Outcome } from "./explain-finding.ts";
import { proveUnique } from "./prove-unique.ts";

interface Key {
  readonly columns: readonly Column[];
}

/** How many rows repeat an earlier row's key, of the rows whose key has no missing part. Has its own scan. */
export async function countRepeated(version: FreshVersion, key: Key): Promise<Outcome> {
  const { duck, parquet, signal } = version;
  const keys = keysOf(key);
  const proven = await proveUnique(version, key.columns);
  if (proven !== undefined) return { checked: proven, failed: 0 };
  // As many different hashes as rows proves that no key repeats; fewer may be collisions and is looked at exactly.
  const proof = await duck.run(
    `SELECT count(*), count(DISTINCT hash(${keys.join(", ")})) FROM ${whole(parquet, keys)}`,
    [],
    { signal },
  );
  const [checked, different] = (proof.rows[0] ?? []).map(Number) as [number, number];
  if (checked === different) return { checked, failed: 0 };
  const counted = await duck.run(
    `SELECT CAST(coalesce(sum(n - 1), 0) AS BIGINT) FROM (${groups(parquet, keys)})`,
    [],
    { signal },
  );
  return { checked, failed: Number(counted.rows[0]?.[0] ?? 0) };
}

/** SQL of (row, value, first row of that key) for the rows that repeat a key, in the order of the version. */
export function repeatedRows(parquet: string, key: Key, limit: number, width: number): string {
  const keys = keysOf(key);
  const shown = keys.map((k) => `CAST(${k} AS VARCHAR)`).join(", ");
  const match = keys.map((k, i) => `${k} = g.k${i}`).join(" AND ");
  return `SELECT t.file_row_number, left(concat_ws(' | ', ${shown}), ${width}), g.first
    FROM ${readParquet([parquet])} JOIN (${groups(parquet, keys)}) AS g ON ${match}
    WHERE t.file_row_number > g.first ORDER BY t.file_row_number LIMIT ${limit}`;
}

const keysOf = ({ columns }: Key): string[] => columns.map((c) => `t.${quoteName(c.name)}`);

/** FROM and WHERE of the rows whose key has no missing part. */
const whole = (parquet: string, keys: readonly string[]): string =>
  `${readParquet([parquet])} WHERE ${keys.map((k) => `${k} IS NOT NULL`).join(" AND ")}`;

function groups(parquet: string, keys: readonly string[]): string {
  const named = keys.map((k, i) => `${k} AS k${i}`).join(", ");
  const by = keys.map((_, i) => `k${i}`).join(", ");
  return `SELECT ${named}, min(t.file_row_number) AS first, count(*) AS n FROM ${whole(parquet, keys)} GROUP BY ${by} HAVING count(*) > 1`;
}
