import type { Column } from "../../platform/engine/index.ts";
import type { Rule } from "./rule.ts";

/** Bounds within which coordinates in China lie, seas included. */
const bounds: Record<string, { min: number; max: number }> = {
  longitude: { min: 73, max: 136 },
  latitude: { min: 3, max: 54 },
};

const patterns: Record<string, string> = {
  "admin-division": "\\d{6}|\\d{9}|\\d{12}",
  postcode: "\\d{6}",
  email: "[^@\\s]+@[^@\\s]+\\.[^@\\s]+",
  url: "https?://\\S+",
};

/** The rules that what a column means brings with it: identifiers check, codes have their form, places are places. */
export function rulesOfMeaning({
  name,
  type,
  semantic,
}: Pick<Column, "name" | "type"> & { readonly semantic?: string | undefined }): Rule[] {
  if (semantic === "citizen-id" || semantic === "credit-code" || semantic === "phone")
    return [{ id: `${name}.identifier`, kind: "identifier", column: name, identifier: semantic }];
  const pattern = semantic ? patterns[semantic] : undefined;
  if (pattern && (type === "text" || type === "code"))
    return [{ id: `${name}.form`, kind: "pattern", column: name, pattern }];
  const range = semantic ? bounds[semantic] : undefined;
  if (range && (type === "integer" || type === "decimal" || type === "money"))
    return [{ id: `${name}.range`, kind: "range", column: name, ...range }];
  return [];
}
