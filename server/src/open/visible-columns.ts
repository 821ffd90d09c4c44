import { defaultScheme, type Entry, type Scheme } from "../catalog/index.ts";
import type { Column, TableSchema } from "../platform/engine/index.ts";

/** The grade from which on a column is never served to the public, whatever the entry says. */
const closedFrom = "L3";

/** The columns of a version, told apart by whether the public may have them. */
export interface Visibility {
  readonly visible: readonly Column[];
  readonly hidden: readonly Column[];
}

/**
 * Which columns of a version are served openly (Arts. 7, 26, 29): those the catalog has as an information item now,
 * neither personal nor graded L3 or above; an item without a grade has its entry's. A column the catalog does not
 * have is closed, and so is one that was found to hold citizen IDs. Pure.
 */
export function visibleColumns(
  schema: TableSchema,
  entry: Pick<Entry, "items" | "grade">,
  scheme: Scheme = defaultScheme,
): Visibility {
  const ranks = Object.keys(scheme.grades);
  const limit = ranks.indexOf(closedFrom);
  const items = new Map(entry.items.map((item) => [item.column, item]));
  const open = (column: Column): boolean => {
    const item = items.get(column.name);
    if (!item || item.personal || column.semantic === "citizen-id") return false;
    const rank = ranks.indexOf(item.grade ?? entry.grade);
    // A scheme without such a grade has no level below which nothing is asked.
    return rank >= 0 && limit >= 0 && rank < limit;
  };
  return { visible: schema.filter(open), hidden: schema.filter((column) => !open(column)) };
}
