import type { CaseFilter } from "../queries.ts";

export type Tab = "duties" | "overdue" | "amber" | "mine";
export const tabs: readonly Tab[] = ["duties", "overdue", "amber", "mine"];

/** What the address of the duties page says: which tab, which procedure, which case is open. */
export interface DutiesPlace {
  tab: Tab;
  procedure: string | undefined;
  open: string | undefined;
}

export function placeFrom(search: URLSearchParams): DutiesPlace {
  const tab = search.get("tab") as Tab | null;
  return {
    tab: tab && tabs.includes(tab) ? tab : "duties",
    procedure: search.get("procedure") ?? undefined,
    open: search.get("case") ?? undefined,
  };
}

/** The address of a place, relative to the console's root. */
export function placeTo(place: Partial<DutiesPlace>): string {
  const search = new URLSearchParams();
  if (place.procedure) search.set("procedure", place.procedure);
  if (place.tab && place.tab !== "duties") search.set("tab", place.tab);
  if (place.open) search.set("case", place.open);
  const text = search.toString();
  return text ? `/?${text}` : "/";
}

/** The query that answers a place. */
export function filterOf(place: DutiesPlace, limit: number): CaseFilter {
  return {
    queue: place.tab === "mine" ? "mine" : "duties",
    procedure: place.procedure,
    due: place.tab === "overdue" || place.tab === "amber" ? place.tab : undefined,
    sort: place.tab === "mine" ? "updated" : "due",
    limit,
  };
}

/** The neighbour of the open case in the list; when it has left the list, what took its place. */
export function neighbour(
  ids: readonly string[],
  open: string | undefined,
  step: 1 | -1,
): string | undefined {
  if (ids.length === 0) return undefined;
  const at = open ? ids.indexOf(open) : -1;
  if (at < 0) return ids[0];
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))];
}

/** Where to go after deciding a case: the one after it, or the one before when it was the last. */
export function after(ids: readonly string[], done: string): string | undefined {
  const at = ids.indexOf(done);
  return ids[at + 1] ?? ids[at - 1];
}
