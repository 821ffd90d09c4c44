import type { Item } from "../../../catalog/index.ts";
import { type Column, quoteName, quoteText } from "../../../platform/engine/index.ts";
import type { Text } from "../../../platform/index.ts";
import { isCitizenId, isCreditCode } from "./identifier-sql.ts";

/** A rule that an entry's information items give for a version; SQL is ours, over the version's own columns. */
export interface ItemRule {
  readonly id: string;
  readonly title: Text;
  readonly dimension: "completeness" | "accuracy" | "validity" | "uniqueness";
  /** The column a finding is shown at. */
  readonly column: string;
  /** Rows the rule says something of; default all. */
  readonly concerns?: string;
  /** Rows that fail. Null counts as not failing. */
  readonly fails?: string;
  /** Columns that together must not repeat, in place of `fails`. */
  readonly unique?: readonly string[];
  /** Cells that could not be read as the column's type, in place of `fails`. */
  readonly unread?: true;
}

/**
 * The rules of a version: every column can be read as its type; what must not be empty is not; keys are unique;
 * texts keep to their length; identifiers pass their check (Arts. 12, 13, 15).
 */
export function itemRules(items: readonly Item[], columns: readonly Column[]): ItemRule[] {
  const found = columns.flatMap((column) => {
    const item = items.find((i) => i.column === column.name);
    return item ? [{ item, column }] : [];
  });
  const rules = found.flatMap(({ item, column }) => rulesOf(item, column));
  const keys = found.filter(({ item }) => item.key).map(({ column }) => column);
  if (keys.length) rules.push(uniqueRule(keys));
  return rules;
}

function rulesOf(item: Item, column: Column): ItemRule[] {
  const name = quoteName(column.name);
  const at = column.name;
  const rules: ItemRule[] = [];
  if (column.stored !== "VARCHAR" || column.type === "period" || column.type === "code")
    rules.push({
      id: `type:${at}`,
      title: { zh: `“${item.name}”符合数据类型`, en: `“${item.name}” is of its type` },
      dimension: "validity",
      column: at,
      unread: true,
    });
  if (!item.nullable || item.key)
    rules.push({
      id: `filled:${at}`,
      title: { zh: `“${item.name}”不为空`, en: `“${item.name}” is not empty` },
      dimension: "completeness",
      column: at,
      fails: column.stored === "VARCHAR" ? `${name} IS NULL OR trim(${name}) = ''` : `${name} IS NULL`,
    });
  if (column.stored !== "VARCHAR") return rules;
  if (item.length)
    rules.push({
      id: `length:${at}`,
      title: {
        zh: `“${item.name}”不超过 ${item.length} 个字符`,
        en: `“${item.name}” has at most ${item.length} characters`,
      },
      dimension: "validity",
      column: at,
      concerns: `${name} IS NOT NULL`,
      fails: `length(${name}) > ${Math.trunc(item.length)}`,
    });
  const kind = identifierKind(item, column);
  if (kind)
    rules.push({
      id: `${kind.id}:${at}`,
      title: { zh: `“${item.name}”${kind.zh}`, en: `“${item.name}” ${kind.en}` },
      dimension: "accuracy",
      column: at,
      concerns: `${name} IS NOT NULL`,
      fails: `NOT ${kind.valid(name)}`,
    });
  return rules;
}

const creditCode = {
  id: "credit-code",
  zh: "是有效的统一社会信用代码",
  en: "is a valid credit code",
  valid: isCreditCode,
};
const citizenId = {
  id: "citizen-id",
  zh: "是有效的公民身份号码",
  en: "is a valid citizen number",
  valid: isCitizenId,
};

function identifierKind(item: Item, column: Column) {
  if (column.semantic === "credit-code" || /统一社会信用代码/.test(item.name)) return creditCode;
  if (column.semantic === "citizen-id" || /^(公民)?身份(证|证件)?号码?$/.test(item.name)) return citizenId;
  return undefined;
}

function uniqueRule(keys: readonly Column[]): ItemRule {
  const labels = keys.map((k) => k.label).join("、");
  return {
    id: "unique:key",
    title: { zh: `“${labels}”不重复`, en: `“${labels}” is unique` },
    dimension: "uniqueness",
    column: keys[0]!.name,
    unique: keys.map((k) => k.name),
    concerns: keys.map((k) => `${quoteName(k.name)} IS NOT NULL`).join(" AND "),
  };
}

/** SQL text of a column's value, for a finding. */
export const asText = (column: string): string => `left(CAST(${quoteName(column)} AS VARCHAR), 1000)`;

/** FROM item over a version's file with its row numbers (0-based). */
export const numberedRows = (parquet: string): string =>
  `read_parquet(${quoteText(parquet)}, file_row_number = true)`;
