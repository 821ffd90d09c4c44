import { parseFilter } from "./parse-filter.ts";
import { type Aggregate, aggregateFunctions, type Plan, parsePlan, planLimits } from "./plan.ts";
import { refuse } from "./refusals.ts";

/** The names of a query string that belong to the plan; a route may use others for itself. */
export const queryNames = ["select", "where", "group", "agg", "order", "limit", "after", "count"] as const;

/**
 * Reads a plan from a query string:
 * `?select=name,free&where=free gt 10&order=free desc,name&limit=100&after=…&count=true`, or grouped:
 * `?group=district&agg=count(),sum(free) as total&order=total desc`. The filter's grammar is in
 * `parse-filter.ts`. Refuses a name given twice and values out of bounds.
 */
export function parseQuery(params: URLSearchParams): Plan {
  const read = (name: (typeof queryNames)[number]): string | undefined => {
    const all = params.getAll(name);
    if (all.length > 1) throw malformed(`${name}: 2×`);
    const value = all[0]?.trim();
    return value === "" ? undefined : value;
  };
  const where = read("where");
  const limit = read("limit");
  const count = read("count");
  if (count !== undefined && count !== "true" && count !== "false") throw malformed("count: true | false");
  if (limit !== undefined && !/^\d{1,9}$/.test(limit)) throw malformed(`limit: 1–${planLimits.pageRows}`);
  const plan: Record<string, unknown> = {
    select: list(read("select")),
    groupBy: list(read("group")),
    aggregates: list(read("agg"))?.map(readAggregate),
    orderBy: list(read("order"))?.map(readOrder),
    after: read("after"),
    where: where === undefined ? undefined : parseFilter(where),
    limit: limit === undefined ? undefined : Number(limit),
    count: count === undefined ? undefined : count === "true",
  };
  for (const [name, value] of Object.entries(plan)) if (value === undefined) delete plan[name];
  return parsePlan(plan);
}

const malformed = (problem: string) => refuse("malformed", { params: { problem } });

/** Columns apart by commas; a name in backquotes may hold any sign but a comma. */
function list(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  if (text.length > 20_000) throw malformed("list: > 20000");
  const items = text.split(",").map((item) => item.trim());
  if (items.includes("")) throw malformed(`list: ${text.slice(0, 60)}`);
  return items;
}

const bare = (name: string) => (name.startsWith("`") && name.endsWith("`") ? name.slice(1, -1) : name);

function readOrder(item: string): { column: string; direction?: "asc" | "desc" } {
  const lower = item.toLowerCase();
  for (const direction of ["asc", "desc"] as const)
    if (lower.endsWith(` ${direction}`))
      return { column: bare(item.slice(0, -direction.length).trim()), direction };
  return { column: bare(item) };
}

function readAggregate(item: string): Aggregate {
  const open = item.indexOf("(");
  const close = item.indexOf(")", open);
  const fn = aggregateFunctions.find((f) => f.toLowerCase() === item.slice(0, open).trim().toLowerCase());
  if (open < 1 || close < 0 || !fn)
    throw malformed(`agg: ${item.slice(0, 60)} (${aggregateFunctions.join(", ")})`);
  const column = bare(item.slice(open + 1, close).trim());
  const rest = item.slice(close + 1).trim();
  if (rest !== "" && !rest.toLowerCase().startsWith("as ")) throw malformed(`agg: ${item.slice(0, 60)}`);
  const as = rest.slice(3).trim();
  return { fn, ...(column && column !== "*" ? { column } : {}), ...(as ? { as } : {}) };
}
