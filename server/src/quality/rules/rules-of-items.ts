import type { EntryContent, Item } from "../../catalog/index.ts";
import type { Column } from "../../platform/engine/index.ts";
import { freshnessDays } from "./freshness.ts";
import type { Rule } from "./rule.ts";
import { rulesOfMeaning } from "./rules-of-meaning.ts";

/**
 * The rules an entry's information items and update cycle give for a version with these columns (Arts. 9, 12, 13,
 * 15): every column can be read as its type; what must not be empty is not; texts keep to their length; what a
 * column means holds of its values; keys are unique; the newest data is no older than the cycle allows.
 */
export function rulesOfItems(
  items: readonly Item[],
  columns: readonly Column[],
  cycle: EntryContent["updateCycle"],
): Rule[] {
  const found = columns.flatMap((column) => {
    const item = items.find((i) => i.column === column.name);
    return item ? [{ item, column }] : [];
  });
  const rules = found.flatMap(({ item, column }) => rulesOf(item, column));
  const keys = found.filter(({ item }) => item.key).map(({ column }) => column.name);
  if (keys.length) rules.push({ id: "key.unique", kind: "unique", columns: keys });
  const dated = found.find(({ item, column }) => tellsAge(item, column));
  if (dated && freshnessDays(cycle) !== undefined)
    rules.push({ id: `${dated.column.name}.fresh`, kind: "freshness", column: dated.column.name, cycle });
  return rules;
}

function rulesOf(item: Item, column: Column): Rule[] {
  const { name, stored, type } = column;
  const rules: Rule[] = [];
  if (stored !== "VARCHAR" || type === "period" || type === "code")
    rules.push({ id: `${name}.type`, kind: "type", column: name, type });
  if (!item.nullable || item.key) rules.push({ id: `${name}.present`, kind: "notNull", column: name });
  if (item.length && stored === "VARCHAR")
    rules.push({ id: `${name}.length`, kind: "length", column: name, max: Math.trunc(item.length) });
  rules.push(...rulesOfMeaning({ name, type, semantic: meaningOf(item, column) }));
  return rules;
}

/** What the catalog calls a column decides; else what its values looked like. */
function meaningOf(item: Item, { semantic }: Column): string | undefined {
  if (/统一社会信用代码/.test(item.name)) return "credit-code";
  if (/^(公民)?身份(证|证件)?号码?$/.test(item.name)) return "citizen-id";
  return semantic;
}

/**
 * Whether a column tells how old the data is: a period, a date that is part of the key, or one named as the time of
 * update or observation. Other dates (of birth, of opening, of expiry) say nothing of the update cycle (Art. 9).
 */
function tellsAge(item: Item, { type }: Column): boolean {
  if (item.personal) return false;
  if (type === "period") return true;
  if (type !== "date" && type !== "datetime") return false;
  return (
    item.key === true || /(更新|统计|监测|采集|观测|数据|抓取|填报|上报)(日期|时间|日|时刻)$/.test(item.name)
  );
}
