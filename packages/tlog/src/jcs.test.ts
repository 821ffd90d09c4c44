import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { suite } from "../test/suite.ts";
import { canonicalBytes, canonicalJson } from "./jcs.ts";

const rfc8785 = suite("rfc8785");
const cases = rfc8785.present
  ? rfc8785.files.filter((file) => /^input\/.+\.json$/.test(file)).map((file) => file.slice(6, -5))
  : ["(suite absent)"];

describe("canonical JSON (RFC 8785)", () => {
  it.skipIf(!rfc8785.present).each(cases)("suites/rfc8785 %s comes out byte for byte", (name) => {
    const input: unknown = JSON.parse(new TextDecoder().decode(rfc8785.read(`input/${name}.json`)));
    const hex = new TextDecoder().decode(rfc8785.read(`outhex/${name}.txt`)).replaceAll(/\s/g, "");
    expect(Buffer.from(canonicalBytes(input)).toString("hex")).toBe(hex);
  });

  it.skipIf(!rfc8785.present)("suites/rfc8785 holds the six known cases", () => {
    expect(cases).toEqual(["arrays", "french", "structures", "unicode", "values", "weird"]);
  });

  it.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["4340000000000001", "9007199254740994"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["41b3de4355555555", "333333333.3333333"],
  ])("writes the double %s as %s (Appendix B)", (hex, text) => {
    expect(canonicalJson(Buffer.from(hex, "hex").readDoubleBE())).toBe(text);
  });

  it.each([
    ["NaN", Number.NaN],
    ["an infinity", -Number.POSITIVE_INFINITY],
    ["a lone surrogate", "a\ud800"],
    ["a lone surrogate in a name", { "\udc00": 1 }],
    ["undefined in an object", { a: undefined }],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is refused
    ["a hole in an array", [1, , 2]],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a symbol key", { [Symbol("a")]: 1 }],
  ])("refuses %s", (_, value) => {
    expect(() => canonicalJson([value])).toThrow("json.not_json");
  });

  it("refuses a cycle instead of hanging", () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow("nesting deeper than 100");
  });

  it("reads back as the same value, whatever order the members came in", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, member]) => [name, reversed(member)]));
}
