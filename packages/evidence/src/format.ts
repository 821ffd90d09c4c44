import { isDay } from "@zhanqiao/law";
import { format, maxActs, maxKeys, maxPeriods, maxWords } from "./bounds.ts";
import { PackRefusal } from "./finding.ts";

/** A text in both languages, as the maker of the pack states it. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** `manifest.json`: what the pack says of itself. Nothing in it is signed. */
export interface Manifest {
  readonly format: typeof format;
  /** Name of the log. */
  readonly origin: string;
  /** Verifier keys of the log: the first signs every checkpoint, a second is of another kind (SM2). */
  readonly keys: readonly string[];
  /** Verifier keys of witnesses whose lines the checkpoint may carry. */
  readonly witnesses: readonly string[];
  readonly case: string;
  /** "P10". */
  readonly procedure: string;
  readonly madeAt: string;
  /** By which right it was made out. */
  readonly right: "organisation" | "follow-up" | "platform";
  /** Entries in the pack. */
  readonly entries: number;
}

/** A period of the case as the platform holds it; days are `YYYY-MM-DD` in Beijing time, instants in UTC. */
export interface PackPeriod {
  readonly name: string;
  readonly rule: string;
  readonly pack: string;
  readonly article: string;
  readonly unit: string;
  /** Who owes the act: an organisation's code. */
  readonly owedBy: string;
  readonly days: number;
  readonly trigger: string;
  readonly from: string;
  readonly until: string | null;
  readonly due: string;
  readonly dueAt: string;
  readonly provisional: boolean;
  readonly extensions: readonly { readonly at: string; readonly fromDue: string; readonly toDue: string }[];
  readonly endedAt: string | null;
  readonly outcome: "met" | "late" | "cancelled" | null;
}

/** What an article asks, in the platform's words. */
export interface PackArticle {
  readonly instrument: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
}

/** `words.json`: names people read. Stated by the maker, proved by nothing. */
export interface PackWords {
  readonly title: string;
  readonly procedure: Words;
  readonly acts: Readonly<Record<string, Words>>;
  readonly states: Readonly<Record<string, Words>>;
  readonly organisations: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, Words>>;
}

type Check = (value: unknown) => boolean;

/** The day in Beijing on which an instant falls; nothing that is a day where there is none. */
const beijingDay = (instant: string): string => {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? "" : new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);
};

const text =
  (max: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= max && value.isWellFormed();
const like =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === "string" && value.length <= 100 && pattern.test(value);
const code = like(/^[A-Za-z0-9]+(?:[._:/-][A-Za-z0-9]+)*$/);
const day: Check = isDay;
const instant: Check = (value) =>
  like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)(value) && isDay(beijingDay(String(value)));
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const count =
  (max: number, min = 0): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const listOf =
  (check: Check, max: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= max && value.every(check);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const record =
  (check: Check): Check =>
  (value) =>
    isObject(value) &&
    Object.keys(value).length <= maxWords &&
    Object.entries(value).every(([key, one]) => key.length <= 100 && check(one));
const shaped =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && wrongField(value, fields) === undefined;

const keys = listOf(text(8192), maxKeys);
const words = shaped({ zh: text(2000), en: text(2000) });

const manifestFields = {
  format: oneOf(format),
  origin: text(255),
  keys: (value: unknown) => keys(value) && (value as unknown[]).length > 0,
  witnesses: keys,
  case: code,
  procedure: code,
  madeAt: instant,
  right: oneOf("organisation", "follow-up", "platform"),
  entries: count(maxActs, 1),
};
const periodFields = {
  ...{ name: code, rule: code, pack: code, article: code, owedBy: code },
  unit: oneOf("working-day", "calendar-day"),
  days: count(5000, 1),
  ...{ trigger: instant, from: day, until: orNull(day), due: day, dueAt: instant },
  provisional: oneOf(true, false),
  extensions: listOf(shaped({ at: instant, fromDue: day, toDue: day }), 50),
  endedAt: orNull(instant),
  outcome: oneOf("met", "late", "cancelled", null),
};
const articleFields = { instrument: code, article: code, zh: text(5000), en: text(5000) };
const wordsFields = {
  title: text(2000),
  procedure: words,
  acts: record(words),
  states: record(words),
  organisations: record(text(500)),
  fields: record(words),
};

/** The first field that is missing, unknown or out of form. */
function wrongField(value: Record<string, unknown>, fields: Readonly<Record<string, Check>>) {
  const unknown = Object.keys(value).find((field) => !Object.hasOwn(fields, field));
  if (unknown !== undefined) return unknown;
  return Object.keys(fields).find((field) => !Object.hasOwn(value, field) || !fields[field]!(value[field]));
}

function read<T>(name: string, value: unknown, fields: Readonly<Record<string, Check>>): T {
  const wrong = isObject(value) ? wrongField(value, fields) : "value";
  if (wrong !== undefined) throw new PackRefusal("file.form", { name, field: wrong });
  return value as T;
}

function readList<T>(name: string, value: unknown, fields: Readonly<Record<string, Check>>, max: number) {
  if (!Array.isArray(value) || value.length > max)
    throw new PackRefusal("file.form", { name, field: "list" });
  return value.map((one) => read<T>(name, one, fields));
}

/** Each reads a file's value or throws PackRefusal naming the file and the field. */
export const readManifest = (value: unknown) => read<Manifest>("manifest.json", value, manifestFields);
export const readPeriods = (value: unknown) =>
  readList<PackPeriod>("periods.json", value, periodFields, maxPeriods);
export const readArticles = (value: unknown) =>
  readList<PackArticle>("articles.json", value, articleFields, 100);
export const readWords = (value: unknown) => read<PackWords>("words.json", value, wordsFields);
export const readContent = (name: string, value: unknown) =>
  read<{ content: unknown; salt: string }>(name, value, {
    content: isObject,
    salt: like(/^[A-Za-z0-9+/]{22,88}={0,2}$/),
  });
