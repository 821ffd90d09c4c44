import type { JsonSchema, Procedure, Text } from "../api-types.ts";
import { labelOf, plainSchema } from "../form/schema.ts";

/** The schema of one field of a case's document: found among what its acts carry. */
export function fieldSchema(procedure: Procedure | undefined, name: string): JsonSchema | undefined {
  for (const action of Object.values(procedure?.actions ?? {})) {
    const root = action.contents;
    const found = plainSchema(root, root).properties?.[name];
    if (found) return plainSchema(found, root);
  }
  return undefined;
}

export const isBlank = (v: unknown): boolean =>
  v === undefined ||
  v === null ||
  v === "" ||
  (Array.isArray(v) && v.length === 0) ||
  (typeof v === "object" && Object.keys(v as object).length === 0);

/** The columns of a list of records: every name that occurs, in order of first sight. */
export function columnsOf(records: readonly Record<string, unknown>[]): string[] {
  const names = new Set<string>();
  for (const record of records.slice(0, 200)) for (const name of Object.keys(record)) names.add(name);
  return [...names];
}

/** The words for a value of a closed list, where its schema has them. */
export function wordOf(schema: JsonSchema | undefined, value: unknown): Text | undefined {
  return schema?.["x-labels"]?.[String(value)];
}

export const labelFor = (name: string, schema: JsonSchema | undefined) => labelOf(name, schema ?? {});
