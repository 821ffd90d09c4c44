import type { Text } from "../api-types.ts";
import type { Lang } from "../language.tsx";
import { fillText, type Params } from "../texts/messages.ts";
import { uiTexts as T } from "../texts/ui.ts";
import type { Field, Values } from "./schema.ts";

/** Complaints by path ("items/0/name"); what the server would refuse is said before it is asked. */
export type Complaints = Record<string, Text>;

const complain = (text: Text, label: Text, params: Params = {}): Text => {
  const say = (lang: Lang) => fillText(text, lang, { field: label[lang], ...params });
  return { zh: say("zh"), en: say("en") };
};

const blank = (v: unknown) => v === undefined || v === null || (typeof v === "string" && v.trim() === "");

/** Whether nothing has been entered anywhere in a value. */
const untouched = (value: unknown): boolean =>
  blank(value) ||
  value === false ||
  (typeof value === "object" && Object.values(value as object).every(untouched));

/** Checks a form's values against its fields. Empty when all is well. */
export function checkValues(fields: readonly Field[], values: Values, at = ""): Complaints {
  const all: Complaints = {};
  for (const field of fields) Object.assign(all, checkOne(field, values[field.name], `${at}${field.name}`));
  return all;
}

function checkOne(field: Field, value: unknown, path: string): Complaints {
  const say = (text: Text, params?: Params): Complaints => ({ [path]: complain(text, field.label, params) });
  // A group that need not be there may be left alone whole, but not half.
  if (field.kind === "group" && !field.required && untouched(value)) return {};
  if (field.kind === "group") return checkValues(field.fields ?? [], (value ?? {}) as Values, `${path}/`);
  if (field.kind === "list") {
    const list = (Array.isArray(value) ? value : []).filter((v) => !blank(v));
    if (field.min !== undefined && list.length < field.min) return say(T.tooFew, { n: field.min });
    if (field.required && list.length === 0 && field.min === undefined) return {};
    if (field.max !== undefined && list.length > field.max) return say(T.tooMany, { n: field.max });
    const of = field.of;
    return of
      ? Object.assign({}, ...list.map((v, i) => checkOne({ ...of, name: String(i) }, v, `${path}/${i}`)))
      : {};
  }
  if (field.kind === "boolean" || field.kind === "fixed") return {};
  if (blank(value)) {
    if (!field.required) return {};
    return say(field.kind === "choice" ? T.requiredChoice : T.required);
  }
  if (field.kind === "number") {
    const n = Number(value);
    if (!Number.isFinite(n)) return say(T.required);
    if (field.whole && !Number.isInteger(n)) return say(T.notInteger);
    if (field.min !== undefined && n < field.min) return say(T.tooSmall, { n: field.min });
    if (field.max !== undefined && n > field.max) return say(T.tooLarge, { n: field.max });
    return {};
  }
  if (field.kind === "date") return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? {} : say(T.notADate);
  if (field.kind === "text" || field.kind === "textarea") {
    const length = String(value).trim().length;
    if (field.min !== undefined && length < field.min) return say(T.tooShort, { n: field.min });
    if (field.max !== undefined && length > field.max) return say(T.tooLong, { n: field.max });
    if (field.pattern && !matches(field.pattern, String(value).trim())) return say(T.badPattern);
  }
  return {};
}

function matches(pattern: string, value: string): boolean {
  try {
    // biome-ignore lint/plugin: the pattern is the server's own declaration; it runs in the browser of whoever types.
    return new RegExp(pattern, "u").test(value);
  } catch {
    // A pattern this browser cannot read is left to the server.
    return true;
  }
}

/** What is sent: trimmed, numbers as numbers, optional blanks left out, empty members of lists dropped. */
export function cleanValues(fields: readonly Field[], values: Values): Values {
  const clean: Values = {};
  for (const field of fields) {
    const value = cleanOne(field, values[field.name]);
    if (value !== undefined) clean[field.name] = value;
  }
  return clean;
}

function cleanOne(field: Field, value: unknown): unknown {
  if (field.kind === "fixed") return field.fixed;
  if (field.kind === "boolean")
    return value === undefined ? (field.required ? false : undefined) : Boolean(value);
  if (field.kind === "group") {
    const group = cleanValues(field.fields ?? [], (value ?? {}) as Values);
    return Object.keys(group).length === 0 && !field.required ? undefined : group;
  }
  if (field.kind === "list") {
    const of = field.of;
    const list = (Array.isArray(value) ? value : []).map((v) => (of ? cleanOne(of, v) : v));
    const kept = list.filter((v) => v !== undefined);
    return kept.length === 0 && !field.required ? undefined : kept;
  }
  if (blank(value)) return undefined;
  if (field.kind === "number") return Number(value);
  return typeof value === "string" ? value.trim() : value;
}
