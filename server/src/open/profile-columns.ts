import { type Cell, type Column, quoteName, readParquet } from "../platform/engine/index.ts";
import type { Scans } from "./scans.ts";

/** One bar: a range of a number or day (`to` excluded but for the last), or one value. */
export interface Bar {
  readonly from?: number | string;
  readonly to?: number | string;
  readonly value?: string;
  readonly count: number;
}

/** What a column holds, for the dictionary. */
export interface ColumnProfile {
  /** Share of rows with a value, 0–1. */
  readonly fill: number;
  /** Exact up to 100,000 rows, an estimate (about 2 %) beyond. */
  readonly distinct: number;
  /** Of numbers, days and instants. */
  readonly min?: Cell;
  readonly max?: Cell;
  /** Up to five different values from the first rows. */
  readonly samples: readonly Cell[];
  readonly histogram?: readonly Bar[];
}

const bars = 12;
/** A text column with at most so many values is counted value by value. */
const mostValues = 20;
const longestSample = 100;
const exactRows = 100_000;

const numeric = (c: Column) => /^(?:BIGINT|DOUBLE|DECIMAL)/.test(c.stored);
const temporal = (c: Column) => c.stored === "DATE" || c.stored === "TIMESTAMP";

/** The column as a number on whose axis bars stand; not finite is no value. */
function measure(c: Column): string {
  const name = `t.${quoteName(c.name)}`;
  if (temporal(c)) return `(CASE WHEN isfinite(${name}) THEN epoch(${name})::DOUBLE END)`;
  return `(CASE WHEN isfinite(${name}::DOUBLE) THEN ${name}::DOUBLE END)`;
}

/**
 * Profiles columns of a version: one scan for the facts, a second for the bars, whose places the first has found.
 * Runs once per version, in a job.
 */
export async function profileColumns(
  scans: Scans,
  paths: readonly string[],
  columns: readonly Column[],
  rows: number,
): Promise<Map<string, ColumnProfile>> {
  if (columns.length === 0) return new Map();
  const from = readParquet(paths);
  const name = (c: Column) => `t.${quoteName(c.name)}`;
  const distinct = rows <= exactRows ? "count(DISTINCT " : "approx_count_distinct(";
  const facts = columns.flatMap((c) => [
    `count(${name(c)})`,
    `${distinct}${name(c)})`,
    ...(numeric(c) || temporal(c)
      ? [`min(${measure(c)})`, `max(${measure(c)})`, `min(${name(c)})`, `max(${name(c)})`]
      : ["NULL", "NULL", "NULL", "NULL"]),
  ]);
  const first = (await scans.run(`SELECT count(*), ${facts.join(", ")} FROM ${from}`)).rows[0]!;
  const total = Number(first[0]);
  const head = await scans.run(`SELECT ${columns.map(name).join(", ")} FROM ${from} LIMIT 200`);

  const found = columns.map((column, i) => {
    const [count, distinctCount, low, high, min, max] = first.slice(1 + i * 6, 7 + i * 6);
    const filled = Number(count);
    return {
      column,
      filled,
      distinct: Math.min(Number(distinctCount), filled),
      low: low as number | null,
      high: high as number | null,
      min: min ?? null,
      max: max ?? null,
      samples: samplesOf(head.rows.map((row) => row[i] ?? null)),
    };
  });
  const drawn = found.map(barsSql);
  const asked = drawn.filter((s) => s !== undefined);
  const counted = asked.length ? (await scans.run(`SELECT ${asked.join(", ")} FROM ${from}`)).rows[0]! : [];
  let next = 0;
  return new Map(
    found.map((f, i) => {
      const histogram = drawn[i] ? barsOf(f, String(counted[next++] ?? "{}")) : undefined;
      const profile: ColumnProfile = {
        fill: total === 0 ? 0 : f.filled / total,
        distinct: f.distinct,
        ...(f.min === null ? {} : { min: f.min, max: f.max }),
        samples: f.samples,
        ...(histogram?.length ? { histogram } : {}),
      };
      return [f.column.name, profile];
    }),
  );
}

interface Found {
  readonly column: Column;
  readonly distinct: number;
  readonly low: number | null;
  readonly high: number | null;
}

function stepsOf({ column, low, high }: Found): { count: number; width: number } {
  if (low === null || high === null || low === high) return { count: 1, width: 0 };
  const unit = column.stored === "BIGINT" ? 1 : column.stored === "DATE" ? 86_400 : 0;
  if (unit === 0) return { count: bars, width: (high - low) / bars };
  // Whole numbers and days: bars of a whole width, so that none covers more values than its neighbour.
  const span = Math.floor((high - low) / unit) + 1;
  const width = Math.ceil(span / bars) * unit;
  return { count: Math.ceil((span * unit) / width), width };
}

function barsSql(f: Found): string | undefined {
  const { column } = f;
  if (numeric(column) || temporal(column)) {
    const { count, width } = stepsOf(f);
    if (f.low === null || width === 0 || !Number.isFinite(width)) return undefined;
    const bar = `least(${count - 1}, floor((${measure(column)} - ${f.low}::DOUBLE) / ${width}::DOUBLE)::BIGINT)`;
    return `to_json(histogram(${bar}))::VARCHAR`;
  }
  if (f.distinct === 0 || f.distinct > mostValues) return undefined;
  return `to_json(histogram(left(t.${quoteName(column.name)}::VARCHAR, ${longestSample})))::VARCHAR`;
}

function barsOf(f: Found, json: string): Bar[] {
  const counts = Object.entries(JSON.parse(json) as Record<string, number>);
  if (!numeric(f.column) && !temporal(f.column))
    return counts
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, "zh"));
  const { count, width } = stepsOf(f);
  const byBar = new Map(counts.map(([bar, n]) => [Number(bar), n]));
  const edge = (i: number): number | string => {
    const at = f.low! + i * width;
    if (!temporal(f.column)) return Number(at.toPrecision(12));
    const instant = new Date(at * 1000).toISOString();
    return f.column.stored === "DATE" ? instant.slice(0, 10) : instant.slice(0, 19);
  };
  return Array.from({ length: count }, (_, i) => ({
    from: edge(i),
    to: edge(i + 1),
    count: byBar.get(i) ?? 0,
  }));
}

function samplesOf(cells: readonly Cell[]): Cell[] {
  const short = cells
    .filter((cell) => cell !== null && cell !== "")
    .map((cell) => (typeof cell === "string" ? [...cell].slice(0, longestSample).join("") : cell));
  return [...new Set(short)].slice(0, 5);
}
