import type { Text } from "../api-types.ts";
import type { Grade, Item, ItemType } from "../catalog-types.ts";
import type { Inspection } from "../intake-types.ts";
import { suggestTexts as T } from "../texts/catalog.ts";
import { columnName } from "./initials.ts";

export interface Suggested {
  item: Item;
  /** Why a grade or a mark of personal information is suggested. */
  reasons: Text[];
}

const typeOf: Record<Inspection["columns"][number]["type"], ItemType> = {
  integer: "integer",
  decimal: "decimal",
  money: "money",
  boolean: "boolean",
  text: "string",
  date: "date",
  datetime: "datetime",
  time: "string",
  period: "period",
  code: "code",
  empty: "string",
};

const personal: Record<string, Grade> = { "citizen-id": "L3", phone: "L3", "person-name": "L3", email: "L3" };
const usual: Record<string, string> = {
  "citizen-id": "sfzjhm",
  "credit-code": "tyshxydm",
  longitude: "jd",
  latitude: "wd",
};

/**
 * Information items of a file, as its inspection understands it: name, column, type, length, unit, and where
 * the values are recognised as personal data, that mark and at least grade L3 with the reason. A suggestion: a
 * person decides. Row numbers are no information item.
 */
export function itemsFromInspection(inspection: Inspection): Suggested[] {
  const taken = new Set<string>();
  return inspection.columns
    .filter((column) => column.semantic !== "row-number")
    .map((column) => {
      const base = column.semantic ? usual[column.semantic] : undefined;
      const name = base && !taken.has(base) ? base : columnName(column.label, taken);
      taken.add(name);
      const grade = column.semantic ? personal[column.semantic] : undefined;
      const type = typeOf[column.type];
      const reasons: Text[] = [];
      if (grade) reasons.push(T.personal);
      if (column.warnings.some((w) => w.code === "column.destroyed_by_excel")) reasons.push(T.destroyed);
      if (column.type === "empty") reasons.push(T.empty);
      const item: Item = {
        name: column.label,
        column: name,
        type,
        nullable: column.fill < 1 || inspection.rows === 0,
        ...(type === "string" || type === "code" ? { length: roundedLength(column.longest) } : {}),
        ...(column.unit ? { unit: column.unit } : {}),
        ...(grade ? { grade, personal: true } : {}),
      };
      return { item, reasons };
    });
}

/** Room to grow: the next of the lengths people use. */
const roundedLength = (longest: number): number =>
  [10, 20, 50, 100, 200, 500, 1000, 2000, 4000].find((n) => n >= longest) ?? Math.ceil(longest / 1000) * 1000;

/** Adds suggestions to items already there; those with the same name stay as they were written. */
export function mergeItems(items: readonly Item[], suggested: readonly Suggested[]): Item[] {
  const names = new Set(items.map((i) => i.name));
  const columns = new Set(items.map((i) => i.column));
  const added = suggested
    .filter((s) => !names.has(s.item.name))
    .map(({ item }) => {
      const column = columns.has(item.column) ? columnName(item.column, columns) : item.column;
      columns.add(column);
      return { ...item, column };
    });
  return [...items, ...added];
}
