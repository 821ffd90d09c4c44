import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepest, parseStrictJson } from "./strict-json.ts";

const bytes = (text: string) => Buffer.from(text);
const codeOf = (given: Uint8Array): string => {
  try {
    parseStrictJson(given);
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("strict JSON", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(
        fc
          .jsonValue({ maxDepth: 6 })
          .filter(
            (v) => !/"(__proto__|constructor|prototype)":|\\u0000|\\u?d[89a-f]/i.test(JSON.stringify(v)),
          ),
        fc.constantFrom(undefined, 1, "\t"),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it.each([
    ["nothing", ""],
    ["half an object", '{"a":'],
    ["a trailing comma", "[1,]"],
    ["two values", "{}{}"],
    ["NaN", "[NaN]"],
    ["a comment", "{/**/}"],
    ["a control character in a string", '["\u0001"]'],
  ])("refuses %s", (_what, text) => {
    expect(codeOf(bytes(text))).toBe("http.json_unreadable");
  });

  it("refuses bytes that are no UTF-8: cut, overlong, surrogates, GB18030", () => {
    for (const b of [[0xe4, 0xb8], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xd6, 0xd0], [0xff]])
      expect(codeOf(Buffer.from([0x22, ...b, 0x22])), String(b)).toBe("http.json_unreadable");
  });

  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"b":[{"a":1 , "a" : 2}]}',
    '{"__proto__":{"admin":true}}',
    '{"a":{"b":[{"__proto__":{}}]}}',
    '{"\\u005f_proto__":1}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"prototype":1}',
  ])("refuses a name twice or a reserved one: %s", (text) => {
    expect(codeOf(bytes(text))).toBe("http.json_ambiguous");
  });

  it("takes the same name in different objects, and reserved words as text", () => {
    const text = '[{"a":1},{"a":{"a":"__proto__"}},["a","a"],{"b":"a:","c":"{\\"a\\":1"}]';
    expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text));
  });

  it.each(['["\\u0000"]', '{"a\\u0000":1}', '["\\ud800"]', '["\\udc00x"]', '["\\ud83d"]'])(
    "refuses a NUL or half a character: %s",
    (text) => {
      expect(codeOf(bytes(text))).toBe("http.json_text");
    },
  );

  it("takes whole characters beyond the first plane, however they are written", () => {
    expect(parseStrictJson(bytes('["\\ud83d\\ude00","𠮷"]'))).toEqual(["😀", "𠮷"]);
  });

  it("reads nesting up to the limit, refuses one more, and a hundred thousand as fast", () => {
    const nested = (n: number) => bytes("[".repeat(n) + "]".repeat(n));
    expect(codeOf(nested(deepest))).toBe("none");
    expect(codeOf(nested(deepest + 1))).toBe("http.json_deep");
    const objects = bytes(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`);
    const from = performance.now();
    expect(codeOf(objects)).toBe("http.json_deep");
    expect(performance.now() - from).toBeLessThan(2000);
  });

  it("takes time in proportion to length, whatever the text", () => {
    for (const text of [
      `["${"\\\\".repeat(400_000)}"]`,
      `["${'\\"'.repeat(400_000)}"]`,
      `[${"[],".repeat(250_000)}[]]`,
      `{"a":${" ".repeat(900_000)}1}`,
    ]) {
      const from = performance.now();
      expect(codeOf(bytes(text))).toBe("none");
      expect(performance.now() - from, text.slice(0, 20)).toBeLessThan(3000);
    }
  });
});
