import { z } from "zod";
import { refuse } from "./refusals.ts";

/** Bounds of one query; what exceeds them is refused, never cut silently. */
export const planLimits = {
  filterCharacters: 4_096,
  filterDepth: 16,
  /** Comparisons of one filter, and values of all its `in` lists together. */
  comparisons: 64,
  values: 500,
  literalCharacters: 1_000,
  columns: 500,
  orderColumns: 8,
  groupColumns: 8,
  aggregates: 16,
  defaultRows: 100,
  /** Rows of one page; exports and streams have no such bound. */
  pageRows: 10_000,
} as const;

export const comparisons = ["eq", "ne", "lt", "le", "gt", "ge"] as const;
export type Comparison = (typeof comparisons)[number];
export const aggregateFunctions = ["count", "sum", "avg", "min", "max", "countDistinct"] as const;
export type AggregateFunction = (typeof aggregateFunctions)[number];

/** A literal as the caller wrote it; it takes the type of the column it is compared with. */
export type Literal = string | number | boolean;

export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly column: string; readonly op: Comparison; readonly value: Literal }
  | { readonly column: string; readonly op: "in"; readonly values: readonly Literal[] }
  | { readonly column: string; readonly op: "contains" | "startsWith"; readonly value: string }
  | { readonly column: string; readonly op: "between"; readonly from: Literal; readonly to: Literal }
  | { readonly column: string; readonly op: "isNull" };

/** A column by its physical name, or by its Chinese label where only one column has it. */
const column = z.string().min(1).max(200);
const literal = z.union([
  z.string().max(planLimits.literalCharacters),
  z.number().refine(Number.isFinite),
  z.boolean(),
]);

export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(filterSchema).min(1).max(planLimits.comparisons) }),
    z.strictObject({ or: z.array(filterSchema).min(1).max(planLimits.comparisons) }),
    z.strictObject({ not: filterSchema }),
    z.strictObject({ column, op: z.enum(comparisons), value: literal }),
    z.strictObject({ column, op: z.literal("in"), values: z.array(literal).min(1).max(planLimits.values) }),
    z.strictObject({
      column,
      op: z.enum(["contains", "startsWith"]),
      value: z.string().min(1).max(planLimits.literalCharacters),
    }),
    z.strictObject({ column, op: z.literal("between"), from: literal, to: literal }),
    z.strictObject({ column, op: z.literal("isNull") }),
  ]),
);

export const aggregateSchema = z.strictObject({
  fn: z.enum(aggregateFunctions),
  /** Absent only for `count`: then rows are counted, not values. */
  column: column.optional(),
  /** Name of the result; `sum_amount` when absent. */
  as: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/)
    .optional(),
});
export type Aggregate = z.infer<typeof aggregateSchema>;

/**
 * A query a client may ask: projection, filter, group-by with aggregates, order, page. There is no SQL in it
 * and nothing of it becomes SQL text but numbers, names checked against the schema, and placeholders.
 */
export const planSchema = z.strictObject({
  select: z.array(column).min(1).max(planLimits.columns).optional(),
  where: filterSchema.optional(),
  groupBy: z.array(column).max(planLimits.groupColumns).optional(),
  aggregates: z.array(aggregateSchema).min(1).max(planLimits.aggregates).optional(),
  orderBy: z
    .array(z.strictObject({ column, direction: z.enum(["asc", "desc"]).optional() }))
    .max(planLimits.orderColumns)
    .optional(),
  limit: z.number().int().min(1).max(planLimits.pageRows).optional(),
  /** The `next` of the page before. */
  after: z.string().max(16_384).optional(),
  /** Whether to count all rows that match: costs a scan. */
  count: z.boolean().optional(),
});
export type Plan = z.infer<typeof planSchema>;

/** Reads a plan from JSON already parsed; refuses what is not one, and nesting beyond the bound. */
export function parsePlan(input: unknown): Plan {
  if (tooDeep(input)) throw refuse("filter_too_deep", { params: { limit: planLimits.filterDepth } });
  const parsed = planSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const problem = issue ? `${issue.path.join(".") || "plan"}: ${issue.message}` : "plan";
    throw refuse("malformed", { params: { problem: problem.slice(0, 300) } });
  }
  if (parsed.data.where) checkSize(parsed.data.where);
  return parsed.data;
}

/** Refuses a filter with too many comparisons or values, or nested too deep. */
export function checkSize(filter: Filter): void {
  let count = 0;
  let values = 0;
  const visit = (node: Filter, depth: number): void => {
    if (depth > planLimits.filterDepth)
      throw refuse("filter_too_deep", { params: { limit: planLimits.filterDepth } });
    if ("and" in node) for (const child of node.and) visit(child, depth + 1);
    else if ("or" in node) for (const child of node.or) visit(child, depth + 1);
    else if ("not" in node) visit(node.not, depth + 1);
    else {
      count++;
      if (node.op === "in") values += node.values.length;
    }
    if (count > planLimits.comparisons)
      throw refuse("filter_too_many", { params: { limit: planLimits.comparisons } });
    if (values > planLimits.values) throw refuse("filter_too_many", { params: { limit: planLimits.values } });
  };
  visit(filter, 1);
}

// Without recursion: the input may be nested as deep as its sender likes.
function tooDeep(input: unknown): boolean {
  let level: unknown[] = [input];
  // Each filter level is an object in an array, and the plan is one object around it.
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > planLimits.filterDepth * 2 + 4) return true;
    level = level.flatMap((node) =>
      typeof node === "object" && node !== null
        ? Object.values(node).filter((v) => typeof v === "object")
        : [],
    );
  }
  return false;
}
