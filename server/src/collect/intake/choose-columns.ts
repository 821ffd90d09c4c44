import type { Item } from "../../catalog/index.ts";
import type { LogicalType } from "../../platform/engine/index.ts";
import type { FieldProblem } from "../../platform/index.ts";
import { type ColumnChoice, graveWarnings } from "../contract.ts";
import type { CellFormat, ColumnType, Inspection } from "../inspect/index.ts";
import { type MappedColumn, type Mapping, proposeMapping } from "../load/index.ts";
import { refuse } from "../refusals.ts";
import { article } from "./permit.ts";

/** How the type of an information item is kept in a version. */
const logical: Record<Item["type"], LogicalType> = {
  string: "text",
  integer: "integer",
  decimal: "decimal",
  money: "money",
  boolean: "boolean",
  date: "date",
  datetime: "datetime",
  period: "period",
  code: "code",
  // Coordinates as text (WKT or GeoJSON): maps read them, tables carry them.
  geometry: "text",
};

/**
 * Turns a person's choice into the recipe of a load: columns in the order of the entry's items, named, labelled and
 * typed by them. Refuses (422, naming the fields) columns or items that do not exist or come twice, an item that
 * must not be empty without a column (Art. 12: completeness), and a mapping of nothing.
 */
export function chooseColumns(
  inspection: Inspection,
  items: readonly Item[],
  choices: readonly ColumnChoice[],
): Mapping {
  const problems = choiceProblems(inspection, items, choices);
  if (problems.length) throw refuse("mapping_wrong", { article, fields: problems.slice(0, 50) });
  return items.flatMap((item) => {
    const choice = choices.find((c) => c.to === item.column);
    return choice ? [mapped(inspection, item, choice)] : [];
  });
}

/** What stands against a mapping, by field. */
export function choiceProblems(
  inspection: Inspection,
  items: readonly Item[],
  choices: readonly ColumnChoice[],
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const say = (path: string, zh: string, en: string) => problems.push({ path, zh, en });
  const seen = { from: new Set<number>(), to: new Set<string>() };
  choices.forEach(({ from, to }, i) => {
    if (!inspection.columns.some((c) => c.index === from))
      say(`mapping/${i}/from`, "文件中没有这一列", "the file has no such column");
    if (seen.from.has(from)) say(`mapping/${i}/from`, "同一列出现了两次", "the column is named twice");
    seen.from.add(from);
    if (to === null) return;
    if (!items.some((item) => item.column === to))
      say(`mapping/${i}/to`, "目录中没有这个信息项", "the entry has no such item");
    if (seen.to.has(to)) say(`mapping/${i}/to`, "一个信息项对应了两列", "two columns go to one item");
    seen.to.add(to);
  });
  for (const item of items)
    if (!item.nullable && !seen.to.has(item.column))
      say(
        "mapping",
        `“${item.name}”不能为空，须有对应的列`,
        `“${item.name}” must not be empty and needs a column`,
      );
  if (problems.length === 0 && seen.to.size === 0)
    say("mapping", "没有任何列对应到信息项", "no column goes to any item");
  return problems;
}

function mapped(inspection: Inspection, item: Item, choice: ColumnChoice): MappedColumn {
  const found = inspection.columns.find((c) => c.index === choice.from)!;
  const type = logical[choice.type ?? item.type];
  const asFound = type === found.type || (found.type === "empty" && type === "text");
  // Stored as the inspection would store a column of that type; what it saw of another type proves nothing.
  const { columns: _, ...rest } = inspection;
  const [column] = proposeMapping({ ...rest, columns: [{ ...found, type: type as ColumnType }] });
  // As the file says it is counted: another unit in the catalog does not change the numbers.
  const unit = found.unit ?? item.unit;
  const { unit: _unit, ...plain } = column!;
  return {
    ...plain,
    name: item.column,
    label: item.name,
    ...(unit ? { unit } : {}),
    ...(asFound && !choice.format ? {} : { seen: false }),
    ...(choice.format ? { formats: [choice.format as CellFormat] } : {}),
  };
}

/** Grave warnings that concern the file or a column that is loaded, each once. */
export function graveOf(
  inspection: Inspection,
  choices: readonly ColumnChoice[],
): { code: string; zh: string; en: string }[] {
  const loaded = new Set(choices.filter((c) => c.to !== null).map((c) => c.from));
  const all = [
    ...inspection.warnings.filter((w) => w.column === undefined || loaded.has(w.column)),
    ...inspection.columns.filter((c) => loaded.has(c.index)).flatMap((c) => c.warnings),
  ];
  return [...new Map(all.filter((w) => graveWarnings.includes(w.code)).map((w) => [w.code, w])).values()];
}

/** Refuses (422, naming each) grave warnings nobody has accepted (Art. 15). */
export function requireAccepted(
  inspection: Inspection,
  choices: readonly ColumnChoice[],
  accept: readonly string[],
): void {
  const open = graveOf(inspection, choices).filter((w) => !accept.includes(w.code));
  if (open.length)
    throw refuse("warnings_unaccepted", {
      article: "15",
      fields: open.map(({ code, zh, en }) => ({ path: `accept/${code}`, zh, en })),
    });
}
