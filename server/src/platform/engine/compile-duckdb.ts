import type { Position } from "./cursor.ts";
import type { TypedValue } from "./literals.ts";
import type { Output, ResolvedFilter, ResolvedPlan } from "./resolve-plan.ts";

/** SQL text and the values of its placeholders `$1 …`, all text: the casts stand in the SQL. */
export interface Statement {
  readonly sql: string;
  readonly values: string[];
}

/** A page's statement. The last `hidden` columns are the position of each row, not part of the result. */
export interface PageStatement extends Statement {
  readonly hidden: number;
}

/** Quotes a name for DuckDB and Trino. Names are already held to `[a-z][a-z0-9_]*`; this is the second wall. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A column of the one table every query reads, so that no alias of the result can take its place. */
const columnOf = (name: string): string => `t.${quoteName(name)}`;

/** Quotes text as an SQL literal; for paths and names of ours, never for what a client sent. */
export function quoteText(text: string): string {
  if (text.includes("\u0000")) throw new Error("NUL in an SQL literal");
  return `'${text.replaceAll("'", "''")}'`;
}

/** The table function that reads a version's files. */
export const readParquet = (paths: readonly string[]): string =>
  `read_parquet([${paths.map(quoteText).join(", ")}]) AS t`;

/**
 * Compiles one page: `limit + 1` rows after `position`, so that the caller sees whether there are more. Rows
 * are told apart by file and row number (grouped rows by their keys), which makes every order total.
 */
export function compilePage(
  plan: ResolvedPlan,
  paths: readonly string[],
  position: Position | undefined,
): PageStatement {
  const bind = binder();
  const keys = positionKeys(plan, paths.length);
  const after = position ? afterPosition(keys, position, bind) : undefined;
  const order = (names: readonly string[]) =>
    names.length === 0
      ? ""
      : ` ORDER BY ${names.map((n, i) => `${n}${keys[i]!.descending ? " DESC" : ""} NULLS LAST`).join(", ")}`;
  const columns = plan.outputs.map((o) => columnOf(o.name));
  const places = keys.map((_, i) => `"#${i}"`);
  const from = plan.groupBy
    ? `(${aggregation(plan, paths, bind)}) AS t${whereClause([after])}`
    : readParquet(paths) + whereClause([plan.where && filterSql(plan.where, bind), after]);
  const page = `SELECT ${[...columns, ...keys.map((key, i) => `${key.sql} AS ${places[i]}`)].join(", ")} FROM ${from}${order(keys.map((key) => key.sql))} LIMIT ${plan.limit + 1}`;
  // Positions become text outside: inside, DuckDB would cast every row it sorts, not only those of the page.
  const hidden = places.map((place) => `CAST(${place} AS VARCHAR)`);
  const sql = `SELECT ${[...columns, ...hidden].join(", ")} FROM (${page}) AS t${order(places)}`;
  return { sql, values: bind.values, hidden: hidden.length };
}

/** Compiles the count of all rows (or groups) that match. */
export function compileCount(plan: ResolvedPlan, paths: readonly string[]): Statement {
  const bind = binder();
  const from = plan.groupBy
    ? `(${aggregation(plan, paths, bind)}) AS t`
    : readParquet(paths) + whereClause([plan.where && filterSql(plan.where, bind)]);
  return { sql: `SELECT count(*) FROM ${from}`, values: bind.values };
}

/** Compiles all rows, in the plan's order, without limit and without position: for streams and exports. */
export function compileAll(plan: ResolvedPlan, paths: readonly string[], limit?: number): Statement {
  const bind = binder();
  const columns = plan.outputs.map((o) => columnOf(o.name)).join(", ");
  // Without a sort the file order stands: the engine preserves it and nothing needs to be buffered.
  const keys = plan.order.length > 0 || plan.groupBy ? positionKeys(plan, paths.length) : [];
  const order = keys.map((key) => `${key.sql}${key.descending ? " DESC" : ""} NULLS LAST`).join(", ");
  const from = plan.groupBy
    ? `(${aggregation(plan, paths, bind)}) AS t`
    : readParquet(paths) + whereClause([plan.where && filterSql(plan.where, bind)]);
  const tail = (order === "" ? "" : ` ORDER BY ${order}`) + (limit === undefined ? "" : ` LIMIT ${limit}`);
  return { sql: `SELECT ${columns} FROM ${from}${tail}`, values: bind.values };
}

interface Binder {
  (value: TypedValue): string;
  readonly values: string[];
}

function binder(): Binder {
  const values: string[] = [];
  const bind = (value: TypedValue) => {
    values.push(value.text);
    return value.stored === "VARCHAR" ? `$${values.length}` : `CAST($${values.length} AS ${value.stored})`;
  };
  return Object.assign(bind, { values });
}

function whereClause(parts: readonly (string | undefined)[]): string {
  const given = parts.filter((part) => part !== undefined);
  return given.length === 0 ? "" : ` WHERE ${given.map((part) => `(${part})`).join(" AND ")}`;
}

const operators = { eq: "=", ne: "<>", lt: "<", le: "<=", gt: ">", ge: ">=" } as const;

/** A resolved filter as a condition. `ne` and `not` follow SQL: a null is neither equal nor unequal. */
export function filterSql(filter: ResolvedFilter, bind: (value: TypedValue) => string): string {
  if ("and" in filter) return `(${filter.and.map((f) => filterSql(f, bind)).join(" AND ")})`;
  if ("or" in filter) return `(${filter.or.map((f) => filterSql(f, bind)).join(" OR ")})`;
  if ("not" in filter) return `(NOT ${filterSql(filter.not, bind)})`;
  const name = columnOf(filter.column.name);
  switch (filter.op) {
    case "isNull":
      return `(${name} IS NULL)`;
    case "in":
      return `(${name} IN (${filter.values.map(bind).join(", ")}))`;
    case "between":
      return `(${name} BETWEEN ${bind(filter.from)} AND ${bind(filter.to)})`;
    case "contains":
      return `contains(${name}, ${bind(filter.value)})`;
    case "startsWith":
      return `starts_with(${name}, ${bind(filter.value)})`;
    default:
      return `(${name} ${operators[filter.op]} ${bind(filter.value)})`;
  }
}

function aggregation(plan: ResolvedPlan, paths: readonly string[], bind: Binder): string {
  const columns = plan.outputs.map((o) => `${aggregateSql(o)} AS ${quoteName(o.name)}`).join(", ");
  const keys = (plan.groupBy ?? []).map((o) => columnOf(o.name));
  const where = whereClause([plan.where && filterSql(plan.where, bind)]);
  const group = keys.length > 0 ? ` GROUP BY ${keys.join(", ")}` : "";
  return `SELECT ${columns} FROM ${readParquet(paths)}${where}${group}`;
}

function aggregateSql(output: Output): string {
  const column = output.column ? columnOf(output.column.name) : "*";
  switch (output.fn) {
    case undefined:
      return column;
    case "countDistinct":
      return `count(DISTINCT ${column})`;
    case "sum":
      return `CAST(sum(${column}) AS ${output.stored})`;
    default:
      return `${output.fn}(${column})`;
  }
}

interface PositionKey {
  readonly sql: string;
  readonly stored: string;
  readonly descending: boolean;
  /** Never null: no need to think of nulls in the condition. */
  readonly whole: boolean;
}

/** The sort keys, then what makes the order total. */
function positionKeys(plan: ResolvedPlan, files: number): PositionKey[] {
  const keys = plan.order.map(({ output, descending }) => ({
    sql: columnOf(output.name),
    stored: output.stored,
    descending,
    whole: false,
  }));
  if (!plan.groupBy)
    return [
      ...keys,
      ...(files > 1 ? [{ sql: "t.file_index", stored: "BIGINT", descending: false, whole: true }] : []),
      { sql: "t.file_row_number", stored: "BIGINT", descending: false, whole: true },
    ];
  const taken = new Set(plan.order.map(({ output }) => output.name));
  const ties = plan.groupBy.filter((o) => !taken.has(o.name));
  return [
    ...keys,
    ...ties.map((o) => ({ sql: columnOf(o.name), stored: o.stored, descending: false, whole: false })),
  ];
}

/** How many values the position of a row has. */
export const positionLength = (plan: ResolvedPlan, files: number): number => positionKeys(plan, files).length;

/** `(k1, k2, …) after (v1, v2, …)` where each key has its own direction and nulls come last. */
function afterPosition(keys: readonly PositionKey[], position: Position, bind: Binder): string {
  const levels: string[] = [];
  const equal: string[] = [];
  keys.forEach((key, i) => {
    const value = position[i] ?? null;
    if (value === null) {
      // Nothing of this key comes after a null; rows equal so far are decided by the next key.
      equal.push(`${key.sql} IS NULL`);
      return;
    }
    const place = bind({ text: value, stored: key.stored });
    const beyond = `${key.sql} ${key.descending ? "<" : ">"} ${place}`;
    const after = key.whole ? beyond : `(${beyond} OR ${key.sql} IS NULL)`;
    levels.push([...equal, after].join(" AND "));
    equal.push(`${key.sql} = ${place}`);
  });
  return levels.length === 0 ? "false" : levels.map((level) => `(${level})`).join(" OR ");
}
