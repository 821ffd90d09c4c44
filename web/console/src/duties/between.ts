import type { CaseItem } from "../api-types.ts";

/** Who a case is between: who asks, and whom it waits for unless that is the reader's own organisation. */
export function between(item: CaseItem, own: string): [string | undefined, string | undefined] {
  const asks =
    item.parties.requester?.name ??
    (item.procedure === "correction" ? undefined : item.parties.provider?.name);
  const waits = item.waitsFor && item.waitsFor.org.uscc !== own ? item.waitsFor.org.name : undefined;
  return [asks, waits === asks ? undefined : waits];
}

/** An organisation's name without the reader's own city before it: 青岛市民政局 → 市民政局. */
export const shortOrg = (name: string, division: string): string =>
  division.endsWith("市") && name.startsWith(division) && name.length > division.length + 1
    ? `市${name.slice(division.length)}`
    : name;
