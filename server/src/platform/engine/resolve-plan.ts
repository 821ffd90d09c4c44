import { type TypedValue, typeLiteral } from "./literals.ts";
import { type Aggregate, type Comparison, checkSize, type Filter, type Plan, planLimits } from "./plan.ts";
import { refuse } from "./refusals.ts";
import { type Column, decimalParts, type TableSchema } from "./table-schema.ts";

/** A filter whose columns exist and whose literals have their column's type. */
export type ResolvedFilter =
  | { readonly and: readonly ResolvedFilter[] }
  | { readonly or: readonly ResolvedFilter[] }
  | { readonly not: ResolvedFilter }
  | { readonly column: Column; readonly op: Comparison; readonly value: TypedValue }
  | { readonly column: Column; readonly op: "in"; readonly values: readonly TypedValue[] }
  | { readonly column: Column; readonly op: "contains" | "startsWith"; readonly value: TypedValue }
  | { readonly column: Column; readonly op: "between"; readonly from: TypedValue; readonly to: TypedValue }
  | { readonly column: Column; readonly op: "isNull" };

/** A column of the result. `source` is a column of the table or an aggregate over one (or over rows). */
export interface Output {
  readonly name: string;
  readonly label: string;
  readonly stored: string;
  readonly column?: Column;
  readonly fn?: Aggregate["fn"];
}

export interface SortKey {
  readonly output: Output;
  readonly descending: boolean;
}

/** A plan checked against a schema: what every dialect's compiler starts from. */
export interface ResolvedPlan {
  readonly outputs: readonly Output[];
  readonly where?: ResolvedFilter;
  /** Absent when rows are read as they are. */
  readonly groupBy?: readonly Output[];
  readonly order: readonly SortKey[];
  readonly limit: number;
  /**
   * Whether the order can be continued by a cursor. Sums and averages of DOUBLE differ in their last bits from
   * run to run, so an order by them cannot.
   */
  readonly pageable: boolean;
}

/** What a caller may see of a dataset, beyond what the query asks: the terms of a grant (Art. 22). */
export interface Restriction {
  /** Physical names; absent means all. */
  readonly columns?: readonly string[];
  /** Rows outside are never returned, counted or aggregated. May use columns the caller may not see. */
  readonly where?: Filter;
}

/** Checks a plan against the schema. Refuses unknown columns, wrong types and two outputs of one name. */
export function resolvePlan(plan: Plan, schema: TableSchema, restriction: Restriction = {}): ResolvedPlan {
  const allowed = restriction.columns;
  const visible = allowed ? schema.filter((column) => allowed.includes(column.name)) : schema;
  const find = (name: string) => findColumn(visible, name);
  const asked = plan.where && resolveFilter(plan.where, visible);
  const bound = restriction.where && resolveFilter(restriction.where, schema);
  const where = asked && bound ? { and: [bound, asked] } : (bound ?? asked);
  const rest = { ...(where ? { where } : {}), limit: plan.limit ?? planLimits.defaultRows };
  if (plan.groupBy === undefined && plan.aggregates === undefined) {
    const outputs = (plan.select?.map(find) ?? [...visible]).map(outputOf);
    noTwins(outputs);
    const order = sortKeys(plan, (name) => outputOf(find(name)));
    return { outputs, order, pageable: true, ...rest };
  }
  if (plan.select) throw refuse("malformed", { params: { problem: "select + group/agg" } });
  const groupBy = (plan.groupBy ?? []).map((name) => outputOf(find(name)));
  const outputs = [...groupBy, ...(plan.aggregates ?? []).map((a) => aggregateOutput(a, find))];
  noTwins(outputs);
  if (outputs.length === 0) throw refuse("malformed", { params: { problem: "group: 0" } });
  const order = sortKeys(plan, (name) => {
    const found = outputs.find((o) => o.name === name) ?? outputs.find((o) => o.label === name);
    if (!found) throw refuse("unknown_column", { params: { column: name.slice(0, 60) } });
    return found;
  });
  const pageable = order.every(({ output }) => !output.fn || output.stored !== "DOUBLE");
  return { outputs, groupBy, order, pageable, ...rest };
}

/** Finds a column by physical name, or by its label when only one has it. */
export function findColumn(schema: TableSchema, name: string): Column {
  const exact = schema.find((column) => column.name === name);
  if (exact) return exact;
  const labelled = schema.filter((column) => column.label === name);
  const shown = name.slice(0, 60);
  if (labelled.length > 1) throw refuse("ambiguous_column", { params: { column: shown } });
  if (!labelled[0]) throw refuse("unknown_column", { params: { column: shown } });
  return labelled[0];
}

/** Gives a filter's columns and literals their types. */
export function resolveFilter(filter: Filter, schema: TableSchema): ResolvedFilter {
  checkSize(filter);
  const resolve = (node: Filter): ResolvedFilter => {
    if ("and" in node) return { and: node.and.map(resolve) };
    if ("or" in node) return { or: node.or.map(resolve) };
    if ("not" in node) return { not: resolve(node.not) };
    const column = findColumn(schema, node.column);
    switch (node.op) {
      case "isNull":
        return { column, op: node.op };
      case "in":
        return { column, op: node.op, values: node.values.map((value) => typeLiteral(column, value)) };
      case "between":
        return {
          column,
          op: node.op,
          from: typeLiteral(column, node.from),
          to: typeLiteral(column, node.to),
        };
      case "contains":
      case "startsWith":
        if (column.stored !== "VARCHAR") throw wrongOperator(column, node.op);
        return { column, op: node.op, value: typeLiteral(column, node.value) };
      default:
        if (column.stored === "BOOLEAN" && node.op !== "eq" && node.op !== "ne")
          throw wrongOperator(column, node.op);
        return { column, op: node.op, value: typeLiteral(column, node.value) };
    }
  };
  return resolve(filter);
}

const wrongOperator = (column: Column, operator: string) =>
  refuse("wrong_operator", { params: { column: column.label, type: column.type, operator } });

const outputOf = (column: Column): Output => ({
  name: column.name,
  label: column.label,
  stored: column.stored,
  column,
});

function sortKeys(plan: Plan, find: (name: string) => Output): SortKey[] {
  const keys = (plan.orderBy ?? []).map((key) => ({
    output: find(key.column),
    descending: key.direction === "desc",
  }));
  // A second key on the same column never decides anything.
  return keys.filter((key, i) => keys.findIndex((k) => k.output.name === key.output.name) === i);
}

function aggregateOutput(aggregate: Aggregate, find: (name: string) => Column): Output {
  const { fn } = aggregate;
  if (!aggregate.column) {
    if (fn !== "count") throw refuse("malformed", { params: { problem: `agg: ${fn}(?)` } });
    return { name: aggregate.as ?? "count", label: aggregate.as ?? "count", stored: "BIGINT", fn };
  }
  const column = find(aggregate.column);
  const numeric = ["BIGINT", "DOUBLE"].includes(column.stored) || decimalParts(column.stored) !== undefined;
  if ((fn === "sum" || fn === "avg") && !numeric) throw wrongOperator(column, fn);
  const name =
    aggregate.as ?? `${fn === "countDistinct" ? "count_distinct" : fn}_${column.name}`.slice(0, 63);
  return {
    name,
    label: aggregate.as ?? `${fn}(${column.label})`,
    stored: aggregateType(fn, column),
    column,
    fn,
  };
}

function aggregateType(fn: Aggregate["fn"], column: Column): string {
  if (fn === "count" || fn === "countDistinct") return "BIGINT";
  if (fn === "avg") return "DOUBLE";
  if (fn === "min" || fn === "max") return column.stored;
  const decimal = decimalParts(column.stored);
  if (decimal) return `DECIMAL(38,${decimal.scale})`;
  return column.stored === "BIGINT" ? "DECIMAL(38,0)" : "DOUBLE";
}

function noTwins(outputs: readonly Output[]): void {
  const seen = new Set<string>();
  for (const { name } of outputs) {
    if (seen.has(name)) throw refuse("duplicate_output", { params: { column: name } });
    seen.add(name);
  }
}
