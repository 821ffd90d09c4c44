import type { Schema } from "../openapi/from-schema.ts";
import { payloads } from "./strings.ts";

/** Names of the parts of a value, joined by "/"; "*" for each of a list, "{}" for whatever is not said. */
export type Place = string;

/**
 * Whether a string of this schema can carry a script. Derived from what the schema itself says: a choice, a format
 * or a pattern that no payload meets is no free text.
 */
function isFree({ enum: choice, const: only, format, pattern }: Schema): boolean {
  if (choice || only !== undefined || format) return false;
  // biome-ignore lint/plugin: the pattern is the document's own.
  return !pattern || payloads.some((text) => new RegExp(pattern, "u").test(text));
}

const partsOf = (schema: Schema): readonly Schema[] => [
  ...(schema.anyOf ?? []),
  ...(schema.oneOf ?? []),
  ...(schema.allOf ?? []),
];
const isString = ({ type }: Schema): boolean =>
  type === "string" || (Array.isArray(type) && type.includes("string"));

/** Every place of a value that takes free text, or whatever it is given. */
export function freePlaces(schema: Schema, at: readonly string[] = []): Place[] {
  const parts = partsOf(schema);
  if (parts.length) return [...new Set(parts.flatMap((part) => freePlaces(part, at)))];
  if (schema.enum || schema.const !== undefined) return [];
  if (isString(schema)) return isFree(schema) ? [at.join("/")] : [];
  if (schema.type === "array") return freePlaces(schema.items ?? {}, [...at, "*"]);
  if (schema.type === undefined) return [[...at, "{}"].join("/")];
  if (schema.type !== "object") return [];
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
    freePlaces(part, [...at, name]),
  );
  const open = schema.properties === undefined || typeof schema.additionalProperties === "object";
  return open && schema.additionalProperties !== false ? [...named, [...at, "{}"].join("/")] : named;
}

/** Every place of a value that carries a payload. */
export function hostilePlaces(value: unknown, at: readonly string[] = []): Place[] {
  if (typeof value === "string") return isHostile(value) ? [at.join("/")] : [];
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => hostilePlaces(one, [...at, "*"])))];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => hostilePlaces(part, [...at, name]));
}

/** Every payload of a value, as it was written. */
export function hostileTexts(value: unknown): string[] {
  if (typeof value === "string") return isHostile(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(hostileTexts) : [];
}

const isHostile = (text: string): boolean => /[<>]|__canary/.test(text);

let turn = 0;

function payloadFor({ maxLength = 200 }: Schema): string {
  // The first nine show what they are even when cut to twenty characters.
  const one = () => payloads[turn++ % 9]!;
  const text = maxLength >= 300 ? `${one()} ${one()} ${one()}` : one();
  return text.slice(0, maxLength).trim();
}

/**
 * A value the schema allows with a payload in each free text; `base` is put in where something else is wanted, and
 * must be where the schema asks for what is no text.
 */
export function filled(schema: Schema, base?: unknown, must = true): unknown {
  const [part] = partsOf(schema);
  if (part) return filled(part, base, must);
  if (schema.enum) return base ?? (must ? schema.enum[0] : undefined);
  if (isString(schema)) return base ?? (isFree(schema) ? payloadFor(schema) : undefined);
  if (schema.type === "array") {
    if (Array.isArray(base)) return base.map((one) => filled(schema.items ?? {}, one));
    const one = filled(schema.items ?? {});
    return hostilePlaces(one).length ? [one] : undefined;
  }
  if (schema.type !== "object") return base;
  const given = (base ?? {}) as Record<string, unknown>;
  const value = Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .map(([name, inner]) => [name, filled(inner, given[name], schema.required?.includes(name) ?? false)])
      .filter(([, inner]) => inner !== undefined),
  );
  return must || base !== undefined || hostilePlaces(value).length ? value : undefined;
}
