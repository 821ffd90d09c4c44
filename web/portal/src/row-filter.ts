import type { Column } from "./api-types.ts";

/**
 * The preview's filter as it stands in the page's address: `f=<column>~<operator>~<value>`, repeated. It is
 * turned into the API's `where`, whose grammar is `column eq "value" and …`.
 */
export interface Condition {
  readonly column: string;
  readonly operator: Operator;
  readonly value: string;
}

export const operators = ["contains", "=", "!=", ">=", "<=", "empty", "filled"] as const;
export type Operator = (typeof operators)[number];

const most = 8;
const longest = 200;
const needsNoValue = (operator: Operator) => operator === "empty" || operator === "filled";
const words: Record<string, string> = { "=": "eq", "!=": "ne", ">=": "ge", "<=": "le" };

const isOperator = (text: string): text is Operator => (operators as readonly string[]).includes(text);

/** Conditions of an address, only on columns there are; the rest is left out. A new one may come as three fields. */
export function conditionsOf(query: URLSearchParams, columns: readonly Column[]): Condition[] {
  const given = query.getAll("f").map((text) => {
    const [column = "", operator = "", ...value] = text.split("~");
    return { column, operator, value: value.join("~") };
  });
  given.push({
    column: query.get("fc") ?? "",
    operator: query.get("fo") ?? "",
    value: query.get("fv") ?? "",
  });
  const found: Condition[] = [];
  for (const { column, operator, value } of given) {
    if (found.length === most || !isOperator(operator)) continue;
    if (!columns.some((known) => known.name === column)) continue;
    const text = value.trim().slice(0, longest);
    if (text === "" && !needsNoValue(operator)) continue;
    found.push({ column, operator, value: needsNoValue(operator) ? "" : text });
  }
  return found;
}

export const conditionText = ({ column, operator, value }: Condition) => `${column}~${operator}~${value}`;

/** The API's filter, or undefined for none. Text is quoted, a quote inside doubled; numbers stand as written. */
export function whereOf(conditions: readonly Condition[], columns: readonly Column[]): string | undefined {
  if (conditions.length === 0) return undefined;
  return conditions.map((condition) => comparison(condition, columns)).join(" and ");
}

function comparison({ column, operator, value }: Condition, columns: readonly Column[]): string {
  if (operator === "empty") return `${column} is null`;
  if (operator === "filled") return `${column} is not null`;
  const quoted = `"${value.replaceAll('"', '""')}"`;
  if (operator === "contains") return `${column} contains ${quoted}`;
  const type = columns.find((known) => known.name === column)?.type ?? "string";
  const bare = isNumeric(type) && /^-?\d+(\.\d+)?$/.test(value);
  return `${column} ${words[operator]} ${bare ? value : quoted}`;
}

export const isNumeric = (type: string) => ["integer", "decimal", "money", "number"].includes(type);
