import fc from "fast-check";

/** As much of JSON Schema as our OpenAPI document uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Strings that programs trip over: quoting, encoding, direction, size, other languages' syntax. */
const naughty = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "\uFEFF",
  "\u202E甲\u202C",
  "'; drop table parties.person; --",
  "' or '1'='1",
  "%' escape '!",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: another language's placeholder is the point.
  "${7*7}",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "../../../../etc/passwd",
  "..%2f..%2f",
  "__proto__",
  "constructor",
  "null",
  "NaN",
  "-1",
  "1e309",
  "9007199254740993",
  "0x10",
  "2026-02-30",
  "2026-13-01T99:99:99Z",
  "a\r\nset-cookie: x=y",
  "甲".repeat(5000),
  "(".repeat(2000),
  "a".repeat(20_000),
  "1137020000000001A7",
  "370202190001010006",
  "０１２３",
  "𠮷野家",
];

/** Values a schema allows, most of the time. */
export function allowed(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (!schema || depth > 6) return fc.jsonValue({ maxDepth: 1 });
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return fc.oneof(...choice.map((s) => allowed(s, depth + 1)));
  if (schema.allOf) return allowed(Object.assign({}, ...schema.allOf), depth + 1);
  const type = typeof schema.type === "string" ? schema.type : schema.type?.[0];
  switch (type) {
    case "string":
      return text(schema);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const most = Math.min(schema.maxItems ?? 3, 3);
      return fc.array(allowed(schema.items, depth + 1), {
        minLength: Math.min(schema.minItems ?? 0, most),
        maxLength: most,
      });
    }
    case "object":
      return object(schema, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  if (!properties.length)
    return fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
  const shape = Object.fromEntries(properties.map(([name, s]) => [name, allowed(s, depth + 1)]));
  return fc.record(shape, { requiredKeys: [...(schema.required ?? [])] });
}

function text({ pattern, format, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (format === "date") return fc.constantFrom("2026-09-30", "2026-10-01", "1970-01-01");
  if (format === "date-time") return fc.constantFrom("2026-09-30T01:00:00Z", "2026-09-30T01:00:00.000Z");
  if (pattern)
    try {
      // biome-ignore lint/plugin: the pattern is the document's own.
      return fc.stringMatching(new RegExp(pattern), { maxLength: Math.min(maxLength ?? 60, 200) });
    } catch {
      // A pattern the generator cannot turn round: any text then, which is a hostile one.
    }
  const most = Math.min(maxLength ?? 60, 200);
  return fc.string({
    unit: fc.constantFrom(..."青岛市数据abz019-_. "),
    minLength: Math.min(minLength ?? 0, most),
    maxLength: most,
  });
}

/** Anything at all, of whatever type, often of the kind that hurts. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...naughty) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(null, true, -1, 0, 1e308, 2 ** 53, [], {}, [[]], { a: {} }),
  },
);

/** A value with one place in it replaced by something hostile. */
export const spoilt = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(value, fc.nat(), hostile).map(([whole, at, bad]) => {
    const places: (readonly (string | number)[])[] = [];
    walk(whole, [], places);
    return replaced(whole, places[at % places.length]!, bad);
  });

function walk(value: unknown, path: readonly (string | number)[], places: (readonly (string | number)[])[]) {
  places.push(path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key], places);
}

function replaced(value: unknown, path: readonly (string | number)[], bad: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return bad;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[first] = replaced(copy[first], rest, bad);
  return copy;
}
