import type { Condition } from "../../row-filter.ts";
import { conditionText } from "../../row-filter.ts";
import { urls } from "../../urls.ts";
import type { DatasetData } from "./load.ts";

interface Change {
  readonly conditions?: readonly Condition[];
  readonly sort?: string | undefined;
  readonly cursor?: string;
  readonly at?: number;
}

/** Where the page itself stands: a version's own address where an older one is shown. */
export const ownPath = ({ dataset, version, old }: DatasetData) =>
  old && version ? urls.version(dataset.entry.code, version.version) : urls.dataset(dataset.entry.code);

/** The address of another state of the preview; what is not changed stays, except the place in the table. */
export function previewAddress(data: DatasetData, change: Change): string {
  const params = new URLSearchParams();
  for (const condition of change.conditions ?? data.question.conditions)
    params.append("f", conditionText(condition));
  const sort = "sort" in change ? change.sort : data.question.sort;
  if (sort) params.set("sort", sort);
  if (change.cursor) {
    params.set("cursor", change.cursor);
    params.set("at", String(change.at ?? 1));
  }
  const text = params.toString();
  return `${ownPath(data)}${text === "" ? "" : `?${text}`}#preview`;
}
