import { type FreshVersion, physicalRow, type VersionCheck } from "../../collect/load/index.ts";
import { type Column, DuckError, quoteName, quoteText, readParquet } from "../../platform/engine/index.ts";
import type { Text } from "../../platform/text.ts";
import { columnOf, compileRule, type ResolveDataset, type RowRule } from "./compile-rule.ts";
import { type Dimension, dimensionOf, dimensions, mean, ruleScore } from "./dimensions.ts";
import { explainFinding, type Outcome } from "./explain-finding.ts";
import { freshness } from "./freshness.ts";
import { masked } from "./mask.ts";
import { proveUnique } from "./prove-unique.ts";
import { refuse } from "./refusals.ts";
import type { Rule } from "./rule.ts";

/** One place where a rule fails. */
export interface FailingRow {
  /** 0-based row of the version. */
  row: number;
  /** 1-based physical row of the delivered file, where known. */
  physical?: number;
  /** Physical name; several joined by `+`. */
  column: string;
  /** The value found, masked where it identifies a person; null where there is none. At most 200 characters. */
  value: string | null;
  /** For `unique`: the physical (or else version's) row that holds the value first. */
  first?: number;
}

export interface Finding extends Text {
  rule: Rule;
  dimension: Dimension;
  checked: number;
  failed: number;
  score: number;
  rows: FailingRow[];
}

/** What the rules found in one version (Arts. 15, 16). Scores are explained at `ruleScore` and `mean`. */
export interface QualityReport {
  rows: number;
  score: number | null;
  dimensions: Partial<Record<Dimension, { score: number; rules: number; failing: number }>>;
  findings: Finding[];
}

export interface CheckOptions {
  /** Failing rows kept of each rule. Default 1,000. */
  readonly keep?: number;
  /** The instant freshness is judged at, from the injected clock. */
  readonly now: Date;
  readonly resolve?: ResolveDataset;
}

/** A check for `loadVersion`, or for a version that stands already. Refuses rules that do not fit its columns. */
export function checkWith(rules: readonly Rule[], options: CheckOptions): VersionCheck<QualityReport> {
  return async (version) => {
    const findings: Finding[] = [];
    const counts = await valueCounts(version);
    for (const rule of rules) findings.push(await checkRule(rule, version, counts, options));
    const byDimension: QualityReport["dimensions"] = {};
    for (const dimension of Object.keys(dimensions) as Dimension[]) {
      const own = findings.filter((f) => f.dimension === dimension);
      const score = mean(own.map((f) => f.score));
      if (score !== null)
        byDimension[dimension] = {
          score,
          rules: own.length,
          failing: own.filter((f) => f.failed > 0).length,
        };
    }
    const score = mean(Object.values(byDimension).map((d) => d.score));
    return { rows: version.rows, score, dimensions: byDimension, findings };
  };
}

type Counts = ReadonlyMap<string, number>;

/** Values in each column, from the file's own statistics: no data is read. */
async function valueCounts({ duck, parquet, columns, signal }: FreshVersion): Promise<Counts> {
  const { rows } = await duck.run(
    `SELECT path_in_schema, CAST(sum(num_values - stats_null_count) AS BIGINT) FROM parquet_metadata(${quoteText(parquet)}) GROUP BY ALL`,
    [],
    { signal },
  );
  const found = new Map(rows.map(([name, count]) => [String(name), Number(count)]));
  return new Map(columns.map((c) => [c.name, found.get(c.name) ?? 0]));
}

async function checkRule(
  rule: Rule,
  version: FreshVersion,
  counts: Counts,
  options: CheckOptions,
): Promise<Finding> {
  const keep = options.keep ?? 1000;
  const resolve = options.resolve ?? (() => undefined);
  const done = (outcome: Outcome, rows: FailingRow[] = []): Finding => {
    const whole = rule.kind === "rowCount" || rule.kind === "freshness";
    const score = whole ? (outcome.failed > 0 ? 0 : 100) : ruleScore(outcome.checked, outcome.failed);
    const text = explainFinding(rule, version.columns, outcome);
    return {
      rule,
      dimension: dimensionOf(rule),
      ...text,
      checked: outcome.checked,
      failed: outcome.failed,
      score,
      rows,
    };
  };
  if (rule.kind === "rowCount") {
    const { rows } = version;
    return done({ checked: rows, failed: rows < (rule.min ?? 0) || rows > (rule.max ?? rows) ? 1 : 0 });
  }
  if (rule.kind === "unique") {
    const { outcome, rows } = await checkUnique(rule, version, keep);
    return done(outcome, rows);
  }
  if (rule.kind === "freshness") return done(await checkFreshness(rule, version, options.now));
  const compiled = compileRule(rule, version.columns, resolve);
  const values = counts.get(rule.column) ?? 0;
  if (!compiled) {
    const column = columnOf(rule, rule.column, version.columns);
    const { failed, rows } = await unreadable(version, column, keep);
    // Loaded as another type than the rule asks for: every value is of the wrong one.
    if (rule.kind === "type" && rule.type !== column.type)
      return done({ checked: values + failed, failed: values + failed });
    return done({ checked: values + failed, failed }, rows);
  }
  const { failed, rows } = await failing(rule, compiled, version, keep);
  return done({ checked: rule.kind === "notNull" ? version.rows : values, failed }, rows);
}

async function failing(rule: Rule, compiled: RowRule, version: FreshVersion, keep: number) {
  const { duck, parquet, signal, unparsed } = version;
  const from = `${readParquet([parquet])}${compiled.join ? ` ${compiled.join}` : ""}`;
  const [column] = compiled.shown;
  // A cell that could not be read has a value: it fails its type, not its presence.
  const unread =
    rule.kind === "notNull" && column && unparsed?.counts[column.name]
      ? ` AND t.file_row_number NOT IN (SELECT "row" FROM ${readParquet([unparsed.path])} WHERE t."column" = ${quoteText(column.name)})`
      : "";
  const where = `WHERE ${compiled.fails}${unread}`;
  try {
    const counted = await duck.run(`SELECT count(*) FROM ${from} ${where}`, [], { signal });
    const failed = Number(counted.rows[0]?.[0] ?? 0);
    if (failed === 0 || keep === 0) return { failed, rows: [] };
    const value = column ? `CAST(t.${quoteName(column.name)} AS VARCHAR)` : "NULL";
    const found = await duck.run(
      `SELECT t.file_row_number, left(${value}, 200) FROM ${from} ${where} ORDER BY t.file_row_number LIMIT ${keep}`,
      [],
      { signal },
    );
    return { failed, rows: found.rows.map(([row, v]) => failingRow(version, Number(row), [column!], v)) };
  } catch (error) {
    if (
      rule.kind === "pattern" &&
      error instanceof DuckError &&
      /regular expression|regex|RE2|missing|repetition/i.test(error.message)
    )
      throw refuse("bad_pattern", { params: { rule: rule.id } });
    throw error;
  }
}

/** Cells of a typed column that could not be read, as the loader recorded them. */
async function unreadable(version: FreshVersion, column: Column, keep: number) {
  const { duck, unparsed, signal } = version;
  const failed = unparsed?.counts[column.name] ?? 0;
  if (!unparsed || failed === 0) return { failed, rows: [] };
  const found = await duck.run(
    `SELECT "row", left("value", 200) FROM ${readParquet([unparsed.path])} WHERE "column" = ${quoteText(column.name)} ORDER BY "row" LIMIT ${keep}`,
    [],
    { signal },
  );
  return {
    failed,
    rows: found.rows.map(([row, value]) => failingRow(version, Number(row), [column], value)),
  };
}

/** Rows that repeat an earlier row's key. A key with a missing part is not compared. */
async function checkUnique(rule: Extract<Rule, { kind: "unique" }>, version: FreshVersion, keep: number) {
  const { duck, parquet, signal } = version;
  const columns = rule.columns.map((name) => columnOf(rule, name, version.columns));
  const keys = columns.map((c) => `t.${quoteName(c.name)}`);
  const from = `${readParquet([parquet])} WHERE ${keys.map((k) => `${k} IS NOT NULL`).join(" AND ")}`;
  const proven = await proveUnique(version, columns);
  if (proven !== undefined) return { outcome: { checked: proven, failed: 0 }, rows: [] };
  // As many different hashes as rows proves that no key repeats; fewer may be collisions and is looked at exactly.
  const proof = await duck.run(`SELECT count(*), count(DISTINCT hash(${keys.join(", ")})) FROM ${from}`, [], {
    signal,
  });
  const [checked, different] = (proof.rows[0] ?? []).map(Number) as [number, number];
  if (checked === different) return { outcome: { checked, failed: 0 }, rows: [] };
  const named = columns.map((_, i) => `k${i}`);
  const groups = `SELECT ${keys.map((k, i) => `${k} AS k${i}`).join(", ")}, min(t.file_row_number) AS first, count(*) AS n FROM ${from} GROUP BY ${named.join(", ")} HAVING count(*) > 1`;
  const counted = await duck.run(`SELECT CAST(coalesce(sum(n - 1), 0) AS BIGINT) FROM (${groups})`, [], {
    signal,
  });
  const failed = Number(counted.rows[0]?.[0] ?? 0);
  if (failed === 0 || keep === 0) return { outcome: { checked, failed }, rows: [] };
  const shown = keys.map((k) => `CAST(${k} AS VARCHAR)`).join(", ");
  const match = keys.map((k, i) => `${k} = g.k${i}`).join(" AND ");
  const found = await duck.run(
    `SELECT t.file_row_number, g.first, left(concat_ws(' | ', ${shown}), 200) FROM ${readParquet([parquet])} JOIN (${groups}) AS g ON ${match} WHERE t.file_row_number > g.first ORDER BY t.file_row_number LIMIT ${keep}`,
    [],
    { signal },
  );
  const rows = found.rows.map(([row, first, value]) => ({
    ...failingRow(version, Number(row), columns, value),
    first: physicalRow(version.runs, Number(first)) ?? Number(first),
  }));
  return { outcome: { checked, failed }, rows };
}

async function checkFreshness(rule: Extract<Rule, { kind: "freshness" }>, version: FreshVersion, now: Date) {
  const { duck, parquet, signal } = version;
  const column = columnOf(rule, rule.column, version.columns);
  const newest = `SELECT max(${quoteName(column.name)}) FROM ${readParquet([parquet])}`;
  const { rows } = await duck.run(newest, [], { signal });
  const latest = rows[0]?.[0] == null ? undefined : String(rows[0][0]);
  const judged = latest === undefined ? undefined : freshness(latest, rule.cycle, now);
  // Nothing to judge by is no freshness shown, unless nothing was promised.
  const failed = judged ? !judged.fresh : rule.cycle !== "irregular";
  return { checked: version.rows, failed: failed ? 1 : 0, latest, freshness: judged };
}

function failingRow(
  version: FreshVersion,
  row: number,
  columns: readonly Column[],
  value: unknown,
): FailingRow {
  const physical = physicalRow(version.runs, row);
  const text = value == null ? null : String(value);
  return {
    row,
    ...(physical === undefined ? {} : { physical }),
    column: columns.map((c) => c.name).join("+"),
    value: text === null ? null : masked(text, columns),
  };
}
