import { quoteName } from "../../platform/engine/index.ts";
import type { MappedColumn, Mapping } from "./mapping.ts";
import { type PlainColumns, plainSound } from "./plain-columns.ts";
import { type TypedCell, typedCell } from "./typed-cell.ts";

/** Values a person would see in a column, by its place in the file; they order the forms dates are tried in. */
export type Samples = ReadonlyMap<number, readonly string[]>;

interface Cell {
  readonly column: MappedColumn;
  readonly typed: TypedCell;
  readonly i: number;
}

const cells = (mapping: Mapping, samples: Samples): Cell[] =>
  mapping.map((column, i) => ({ column, typed: typedCell(column, samples.get(column.index)), i }));

/** x the raw cell, f its fast reading, v its value: one SELECT each, see `Reading`. A plain column is its value. */
function valueLayer(list: readonly Cell[], source: string, plain?: PlainColumns): string {
  const fast = list.flatMap(({ column, typed, i }) => {
    const cell = `c${column.index}`;
    if (plain?.types.has(column.index)) return [`${cell} AS v${i}`];
    return [`${cell} AS x${i}`, `${typed.fast(cell)} AS f${i}`];
  });
  const value = list.flatMap(({ column, typed, i }) =>
    plain?.types.has(column.index) ? [`v${i}`] : [`x${i}`, `${typed.value(`f${i}`, `x${i}`)} AS v${i}`],
  );
  return `(SELECT ${value.join(", ")} FROM (SELECT ${fast.join(", ")} FROM ${source}))`;
}

/**
 * The rows of a version, from the text columns `c0, c1 …` of `source`. Each cell that cannot be read advances
 * the sequence `alarm` by one and is null: so the one scan that writes the version also tells whether a second
 * one has anything to look for, at no cost.
 */
export function selectTyped(
  mapping: Mapping,
  source: string,
  samples: Samples,
  alarm: string,
  plain?: PlainColumns,
): string {
  const list = cells(mapping, samples);
  // Never true, but in terms of the row: what DuckDB can compute beforehand it does, and then nothing rings. A CASE of
  // its own, since the terms of an AND are evaluated in whatever order is cheaper.
  const rings = (x: string, v: string) => `CASE WHEN nextval('${alarm}') = -length(${x}) THEN ${v} END`;
  const columns = list.map(({ column, typed, i }) => {
    const name = quoteName(column.name);
    const [v, x] = [`v${i}`, `x${i}`];
    if (plain?.types.has(column.index)) {
      const sound = plainSound(column);
      if (!sound) return `${v} AS ${name}`;
      return `CASE WHEN ${v} IS NOT NULL AND NOT (${sound(v)}) THEN ${rings(`CAST(${v} AS VARCHAR)`, v)} ELSE ${v} END AS ${name}`;
    }
    if (!typed.failed) return `${v} AS ${name}`;
    return `CASE WHEN ${v} IS NULL AND ${x} IS NOT NULL THEN CASE WHEN ${typed.failed(v, x)} THEN ${rings(x, v)} END ELSE ${v} END AS ${name}`;
  });
  return `SELECT ${columns.join(", ")} FROM ${valueLayer(list, source, plain)}`;
}

/** One column a mapped column that can fail, in the same row order: the text of a cell that could not be read, else null. */
export function selectFailed(
  mapping: Mapping,
  source: string,
  samples: Samples,
): { sql: string; columns: MappedColumn[] } {
  const list = cells(mapping, samples).filter(({ typed }) => typed.failed);
  const columns = list.map(
    ({ column, typed, i }) =>
      `CASE WHEN ${typed.failed!(`v${i}`, `x${i}`)} THEN left(x${i}, 1000) END AS ${quoteName(column.name)}`,
  );
  return {
    sql: `SELECT ${columns.join(", ")} FROM ${valueLayer(list, source)}`,
    columns: list.map(({ column }) => column),
  };
}
