import type { Column, CurrentVersion, Dataset, Problem, RowsPage, Version } from "../../api-types.ts";
import type { Client } from "../../http/client.ts";
import { ApiRefusal } from "../../http/client.ts";
import type { Condition } from "../../row-filter.ts";
import { conditionsOf, whereOf } from "../../row-filter.ts";

export const previewRows = 20;

/** How the preview is to be read, from the page's address. */
export interface PreviewQuestion {
  readonly conditions: readonly Condition[];
  readonly where: string | undefined;
  /** Column name, with a minus sign for descending. */
  readonly sort: string | undefined;
  readonly cursor: string | undefined;
  /** 1-based place of the first row shown. */
  readonly at: number;
}

export interface DatasetData {
  readonly dataset: Dataset;
  /** The version shown; its columns are profiled only where the API gave the profile of this very version. */
  readonly version: Version | undefined;
  readonly columns: readonly Column[];
  readonly profiled: CurrentVersion | undefined;
  /** True where an older version than the current one is shown. */
  readonly old: boolean;
  readonly question: PreviewQuestion;
  readonly rows: RowsPage | undefined;
  readonly rowsProblem: Problem | undefined;
}

/** Loads a dataset page; `wanted` is a version number or undefined for the current one. */
export async function loadDataset(
  client: Client,
  code: string,
  wanted: number | undefined,
  query: URLSearchParams,
): Promise<DatasetData> {
  const path = `/datasets/${encodeURIComponent(code)}`;
  const dataset = await client.get<Dataset>(path, { version: wanted });
  const current = dataset.current ?? undefined;
  const newest = Math.max(current?.version ?? 0, ...(dataset.versions ?? []).map(({ version }) => version));
  const number = wanted ?? current?.version;
  const profiled = current?.version === number ? current : undefined;
  const version = dataset.versions?.find((known) => known.version === number) ?? profiled;
  if (wanted !== undefined && version === undefined) throw new ApiRefusal(404, {});
  const itemColumns: Column[] = (dataset.entry.items ?? []).map(({ column, name, type, unit }) => ({
    name: column,
    label: name,
    type,
    unit: unit ?? null,
  }));
  let columns: readonly Column[] = profiled?.columns ?? itemColumns;
  const question = readQuestion(query, columns);
  let rows: RowsPage | undefined;
  let rowsProblem: Problem | undefined;
  if (version && dataset.entry.openType === "unconditional") {
    try {
      rows = await client.get<RowsPage>(`${path}/rows`, {
        version: number,
        where: question.where,
        sort: question.sort,
        cursor: question.cursor,
        limit: previewRows,
        // An unfiltered table's count is known from its version; only a filter asks for a new one.
        count: question.where === undefined ? undefined : true,
      });
      if (!profiled) columns = rows.columns;
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      rowsProblem = error.problem;
    }
  }
  const old = number !== undefined && number < newest;
  return { dataset, version, columns, profiled, old, question, rows, rowsProblem };
}

function readQuestion(query: URLSearchParams, columns: readonly Column[]): PreviewQuestion {
  const conditions = conditionsOf(query, columns);
  const sort = query.get("sort") ?? "";
  const known = columns.some((column) => column.name === sort.replace(/^-/, ""));
  const at = Number(query.get("at") ?? 1);
  const cursor = query.get("cursor")?.slice(0, 8192) || undefined;
  return {
    conditions,
    where: whereOf(conditions, columns),
    sort: known ? sort : undefined,
    cursor,
    at: cursor && Number.isSafeInteger(at) && at > 0 ? at : 1,
  };
}
