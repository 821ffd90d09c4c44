import type { JsonSchema, Text } from "../api-types.ts";
import { fieldTexts } from "../texts/fields.ts";

export type Values = Record<string, unknown>;

export interface Choice {
  value: string | number;
  label: Text;
}

/** One field of a form, read from a property of a JSON Schema. */
export interface Field {
  name: string;
  label: Text;
  help?: Text;
  required: boolean;
  kind: "text" | "textarea" | "choice" | "date" | "boolean" | "number" | "list" | "group" | "fixed";
  choices?: Choice[];
  /** For numbers: whole numbers only. */
  whole?: boolean;
  fixed?: unknown;
  /** For lists: what one of them is. For groups: their fields. */
  of?: Field;
  fields?: Field[];
  min?: number;
  max?: number;
  pattern?: string;
  example?: string;
}

const textOf = (given: string | Text | undefined): Text | undefined =>
  typeof given === "string" ? { zh: given, en: given } : given;

/** The words of a property: x-zh/x-en first, then title, then our own for the name, at last the name itself. */
export function labelOf(name: string, schema: JsonSchema = {}): Text {
  const known = (fieldTexts as Record<string, Text>)[name];
  const title = textOf(schema.title);
  const zh = schema["x-zh"] ?? title?.zh ?? known?.zh ?? name;
  const en =
    schema["x-en"] ??
    (typeof schema.title === "object" ? schema.title.en : undefined) ??
    known?.en ??
    title?.en ??
    name;
  return { zh, en };
}

function helpOf(schema: JsonSchema): Text | undefined {
  const description = textOf(schema.description);
  const zh = schema["x-help-zh"] ?? description?.zh;
  const en = schema["x-help-en"] ?? description?.en;
  return zh || en ? { zh: zh ?? en ?? "", en: en ?? zh ?? "" } : undefined;
}

/** Follows $ref and takes the null out of a union, so that one plain schema is left. */
export function plainSchema(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let s = schema;
  for (let depth = 0; s.$ref && depth < 8; depth += 1) {
    const name = s.$ref.split("/").at(-1) ?? "";
    const { $ref: _, ...rest } = s;
    s = { ...(root.$defs?.[name] ?? {}), ...rest };
  }
  const union = s.anyOf ?? s.oneOf;
  if (union) {
    const real = union.filter((u) => u.type !== "null");
    const { anyOf: _a, oneOf: _o, ...rest } = s;
    if (real.length === 1 && real[0]) return plainSchema({ ...real[0], ...rest }, root);
    if (real.length > 0 && real.every((u) => u.const !== undefined))
      return {
        ...rest,
        enum: real.map((u) => u.const as string),
        "x-labels": Object.fromEntries(real.map((u) => [String(u.const), labelOf(String(u.const), u)])),
      };
  }
  return s;
}

function fieldOf(name: string, given: JsonSchema, required: boolean, root: JsonSchema): Field {
  const schema = plainSchema(given, root);
  const help = helpOf(schema);
  const type = Array.isArray(schema.type) ? schema.type.find((t) => t !== "null") : schema.type;
  const example = typeof schema.examples?.[0] === "string" ? schema.examples[0] : undefined;
  const base = {
    name,
    label: labelOf(name, schema),
    required,
    ...(help ? { help } : {}),
    ...(example ? { example } : {}),
  };
  if (schema.const !== undefined) return { ...base, kind: "fixed", fixed: schema.const };
  if (schema.enum)
    return {
      ...base,
      kind: "choice",
      choices: schema.enum.map((value) => ({
        value,
        label: schema["x-labels"]?.[String(value)] ?? labelOf(String(value)),
      })),
    };
  if (type === "boolean") return { ...base, kind: "boolean" };
  if (type === "integer" || type === "number") {
    const min =
      schema.minimum ?? (schema.exclusiveMinimum !== undefined ? schema.exclusiveMinimum + 1 : undefined);
    return {
      ...base,
      kind: "number",
      whole: type === "integer",
      ...(min !== undefined && Math.abs(min) < 9e15 ? { min } : {}),
      ...(schema.maximum !== undefined && Math.abs(schema.maximum) < 9e15 ? { max: schema.maximum } : {}),
    };
  }
  if (type === "array")
    return {
      ...base,
      kind: "list",
      of: fieldOf(name, schema.items ?? { type: "string" }, true, root),
      ...(schema.minItems !== undefined ? { min: schema.minItems } : {}),
      ...(schema.maxItems !== undefined ? { max: schema.maxItems } : {}),
    };
  if (type === "object" || schema.properties)
    return { ...base, kind: "group", fields: fieldsOf(schema, root) };
  if (schema.format === "date") return { ...base, kind: "date" };
  const long = schema["x-multiline"] === true || (schema.maxLength ?? 0) > 120;
  return {
    ...base,
    kind: long ? "textarea" : "text",
    ...(schema.minLength !== undefined ? { min: schema.minLength } : {}),
    ...(schema.maxLength !== undefined ? { max: schema.maxLength } : {}),
    ...(schema.pattern ? { pattern: schema.pattern } : {}),
  };
}

/** The fields of an object schema, in its order. A schema that is a union of objects gives its first. */
export function fieldsOf(given: JsonSchema, root: JsonSchema = given): Field[] {
  let schema = plainSchema(given, root);
  if (!schema.properties) {
    const first = (schema.oneOf ?? schema.anyOf ?? schema.allOf)?.[0];
    if (first) schema = plainSchema(first, root);
  }
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldOf(name, property, required.has(name) && property.default === undefined, root),
  );
}

/** What a fresh form holds: defaults, fixed values, and rows of lists that must not be empty. */
export function startValues(fields: readonly Field[], schema: JsonSchema): Values {
  const values: Values = {};
  for (const field of fields) {
    const fallback = schema.properties?.[field.name]?.default;
    if (fallback !== undefined) values[field.name] = fallback;
    else if (field.kind === "fixed") values[field.name] = field.fixed;
    else if (field.kind === "group") values[field.name] = startValues(field.fields ?? [], {});
    else if (field.kind === "list") values[field.name] = field.min ? [emptyOf(field.of)] : [];
  }
  return values;
}

/** A new, empty member of a list. */
export const emptyOf = (field: Field | undefined): unknown =>
  field?.kind === "group" ? startValues(field.fields ?? [], {}) : field?.kind === "boolean" ? false : "";
