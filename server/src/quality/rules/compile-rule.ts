import { type Column, decimalParts, quoteName, quoteText, readParquet } from "../../platform/engine/index.ts";
import { identifierSql } from "./identifier-sql.ts";
import { refuse } from "./refusals.ts";
import type { Rule } from "./rule.ts";

/** How a rule is checked. SQL is over one Parquet scan `t` of the version. */
export type Plan = { readonly rule: Rule; readonly columns: readonly Column[] } & (
  | {
      readonly how: "rows";
      /** What is checked: all rows, or only those with a value. */
      readonly checks: "rows" | "values";
      /** True for a row that fails; null counts as not failing. */
      readonly fails: string;
      /** Something to join, after the scan, that adds no rows. */
      readonly join?: string;
    }
  /** Cells the loader could not read as the column's type; it knows which. */
  | { readonly how: "unread" }
  /** Loaded as another type than the rule asks for: every value is of the wrong one. */
  | { readonly how: "mistyped" }
  | { readonly how: "unique" }
  | { readonly how: "newest" }
  | { readonly how: "count" }
);
export type RowPlan = Extract<Plan, { how: "rows" }>;

/** Where a reference rule finds the other dataset. */
export type ResolveDataset = (
  dataset: string,
) => { readonly paths: readonly string[]; readonly schema: readonly Column[] } | undefined;

/** How a rule is checked over these columns; `place` tells it from the other rules of its scan. Refuses one that does not fit. */
export function compileRule(
  rule: Rule,
  columns: readonly Column[],
  resolve: ResolveDataset,
  place: number,
): Plan {
  if (rule.kind === "rowCount") return { rule, columns: [], how: "count" };
  if (rule.kind === "unique")
    return { rule, columns: rule.columns.map((name) => columnOf(rule, name, columns)), how: "unique" };
  const column = columnOf(rule, rule.column, columns);
  const own = { rule, columns: [column] };
  const name = `t.${quoteName(column.name)}`;
  const asText = column.stored === "VARCHAR" ? name : `CAST(${name} AS VARCHAR)`;
  const values = (fails: string, join?: string): Plan => ({
    ...own,
    how: "rows",
    checks: "values",
    fails,
    ...(join ? { join } : {}),
  });
  switch (rule.kind) {
    case "freshness":
      return { ...own, how: "newest" };
    case "notNull": {
      const blank = column.stored === "VARCHAR" ? ` OR trim(${name}, ' \t\r\n\u3000\u00a0') = ''` : "";
      return { ...own, how: "rows", checks: "rows", fails: `(${name} IS NULL${blank})` };
    }
    case "type":
      if (column.stored === "VARCHAR" && column.type !== rule.type) return values(typeFails(rule.type, name));
      return { ...own, how: rule.type === column.type ? "unread" : "mistyped" };
    case "range":
      return values(rangeFails(rule, column, name));
    case "pattern":
      return values(`NOT regexp_full_match(${asText}, ${quoteText(rule.pattern)})`);
    case "length":
      return values(`length(${asText}) > ${Math.trunc(rule.max)}`);
    case "codeList":
      return values(`${asText} NOT IN (${rule.values.map(quoteText).join(", ")})`);
    case "identifier":
      return values(`${name} IS NOT NULL AND NOT (${identifierSql(rule.identifier, asText)})`);
    case "reference": {
      const other = resolve(rule.to.dataset);
      const key = other?.schema.find((c) => c.name === rule.to.column);
      if (!other || !key)
        throw refuse("unknown_reference", { params: { rule: rule.id, dataset: rule.to.dataset } });
      const theirs = `CAST(${quoteName(key.name)} AS VARCHAR)`;
      const keys = `(SELECT DISTINCT ${theirs} AS k FROM ${readParquet(other.paths)})`;
      const as = `r${place}`;
      return values(
        `${name} IS NOT NULL AND ${as}.k IS NULL`,
        `LEFT JOIN ${keys} AS ${as} ON ${asText} = ${as}.k`,
      );
    }
  }
}

/** The column of a rule; refuses one the version does not have. */
export function columnOf(rule: Rule, name: string, columns: readonly Column[]): Column {
  const found = columns.find((c) => c.name === name);
  if (!found) throw refuse("unknown_column", { params: { rule: rule.id, column: name } });
  return found;
}

/** Whether a text is not of a type, as it would be written in a version: days ISO, numbers plain. */
function typeFails(type: string, name: string): string {
  switch (type) {
    case "integer":
      return `NOT regexp_full_match(${name}, '[-+]?\\d{1,38}')`;
    case "decimal":
    case "money":
      return `NOT regexp_full_match(${name}, '[-+]?\\d{1,38}(\\.\\d+)?')`;
    case "boolean":
      return `lower(${name}) NOT IN ('true', 'false')`;
    case "date":
      return `try_strptime(${name}, '%Y-%m-%d') IS NULL`;
    case "datetime":
      return `try_strptime(${name}, ['%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S']) IS NULL`;
    case "time":
      return `try_strptime(${name}, '%H:%M:%S') IS NULL`;
    case "period":
      return `NOT regexp_full_match(${name}, '\\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12])|/\\d{4})?')`;
    default:
      return "false";
  }
}

function rangeFails(rule: Extract<Rule, { kind: "range" }>, column: Column, name: string): string {
  const side = (bound: string | number | undefined, operator: "<" | ">") =>
    bound === undefined ? [] : [`${name} ${operator} ${boundSql(rule.id, bound, column)}`];
  const sides = [...side(rule.min, "<"), ...side(rule.max, ">")];
  return sides.length === 0 ? "false" : `(${sides.join(" OR ")})`;
}

/** A bound as a literal of the column's type. Its text is held to the type's form before it becomes SQL. */
function boundSql(rule: string, bound: string | number, column: Column): string {
  const text = String(bound);
  const wrong = () => refuse("bad_bound", { params: { rule, value: text } });
  if (column.stored === "VARCHAR") return quoteText(text);
  if (column.stored === "BIGINT" || column.stored === "DOUBLE" || decimalParts(column.stored)) {
    if (!/^[+-]?\d{1,30}(?:\.\d{1,15})?$/.test(text)) throw wrong();
    return column.stored === "DOUBLE" ? `CAST(${text} AS DOUBLE)` : text;
  }
  const forms: Record<string, RegExp> = {
    DATE: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
    TIMESTAMP:
      /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$/,
    TIME: /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/,
  };
  if (!forms[column.stored]?.test(text)) throw wrong();
  return `${column.stored} ${quoteText(text)}`;
}
