import { asRecords, type Filter, parseFilter, parsePlan } from "../platform/engine/index.ts";
import type { RowsQuery } from "./contract.ts";
import type { Datasets, OpenVersion } from "./find-dataset.ts";
import type { OpenNeeds } from "./needs.ts";
import { refuse } from "./refusals.ts";

/**
 * A page of rows as JSON text (Art. 30): columns, filter and order in the typed grammar, never SQL; the cursor is
 * good for this version, order and filter only. Refuses (403) a request that names a closed column.
 */
export async function readRows(
  needs: Pick<OpenNeeds, "engine">,
  datasets: Datasets,
  code: string,
  query: RowsQuery,
): Promise<string> {
  const { data } = await datasets.findData(code, query.version);
  const where = query.where?.trim() ? parseFilter(query.where) : undefined;
  const plan = parsePlan({
    ...(query.select ? { select: names(query.select) } : {}),
    ...(where ? { where } : {}),
    ...(query.sort ? { orderBy: names(query.sort).map(orderOf) } : {}),
    limit: query.limit,
    ...(query.cursor ? { after: query.cursor } : {}),
    ...(query.count ? { count: true } : {}),
  });
  const named = [...(plan.select ?? []), ...(plan.orderBy ?? []).map((key) => key.column)];
  refuseClosed(data, where ? [...named, ...columnsOf(where)] : named);
  const restriction = { columns: data.visible.map((column) => column.name) };
  const page = await needs.engine.query(data.dataset, plan, { restriction });
  const types = new Map(data.visible.map((column) => [column.name, column.type]));
  return JSON.stringify({
    version: data.version.n,
    columns: page.columns.map(({ name, label }) => ({ name, label, type: types.get(name) })),
    rows: asRecords(page),
    ...(page.next ? { next: page.next } : {}),
    ...(page.total === undefined ? {} : { total: page.total }),
  });
}

const names = (list: string): string[] => list.split(",").map((name) => name.trim());

const orderOf = (name: string) =>
  name.startsWith("-")
    ? { column: name.slice(1).trim(), direction: "desc" as const }
    : { column: name, direction: "asc" as const };

function refuseClosed({ hidden, visible }: OpenVersion, named: readonly string[]): void {
  if (hidden.length === 0) return;
  for (const name of named) {
    if (visible.some((column) => column.name === name || column.label === name)) continue;
    const closed = hidden.find((column) => column.name === name || column.label === name);
    if (closed) throw refuse("column_closed", { article: "26", params: { column: closed.label } });
  }
}

function columnsOf(filter: Filter): string[] {
  if ("and" in filter) return filter.and.flatMap(columnsOf);
  if ("or" in filter) return filter.or.flatMap(columnsOf);
  if ("not" in filter) return columnsOf(filter.not);
  return [filter.column];
}
