import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../refusal.ts";
import { parseFilter } from "./parse-filter.ts";
import { parseQuery } from "./parse-query.ts";
import { parsePlan } from "./plan.ts";

const refusal = (act: () => unknown): Refusal => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("the filter of a URL", () => {
  it("reads comparisons, joined with and closer than or", () => {
    expect(parseFilter(`district eq "市南区" and free gt 10 or open eq true`)).toEqual({
      or: [
        {
          and: [
            { column: "district", op: "eq", value: "市南区" },
            { column: "free", op: "gt", value: "10" },
          ],
        },
        { column: "open", op: "eq", value: true },
      ],
    });
  });

  it("reads lists, ranges, text search, nulls, not and parentheses", () => {
    expect(
      parseFilter(
        `NOT (a in ("x", 'y''z', 3) and b between 2024-01-01 and 2024-12-31) and \`地址 (中文)\` contains "路" and n startswith '市' and d is not null and e is null`,
      ),
    ).toEqual({
      and: [
        {
          not: {
            and: [
              { column: "a", op: "in", values: ["x", "y'z", "3"] },
              { column: "b", op: "between", from: "2024-01-01", to: "2024-12-31" },
            ],
          },
        },
        { column: "地址 (中文)", op: "contains", value: "路" },
        { column: "n", op: "startsWith", value: "市" },
        { not: { column: "d", op: "isNull" } },
        { column: "e", op: "isNull" },
      ],
    });
  });

  it("takes a column by its Chinese label", () => {
    expect(parseFilter("空余车位 ge 5")).toEqual({ column: "空余车位", op: "ge", value: "5" });
  });

  it.each([
    ["", 1, "列名"],
    ["a", 2, "比较词（eq、gt、in、is null……）"],
    ["a eq", 5, "取值（文字须加引号）"],
    ["a eq 市南区", 6, "取值（文字须加引号）"],
    [`区 eq "市南`, 6, "成对的引号"],
    ["a eq 1 b", 8, "and、or 或结尾"],
    ["(a eq 1", 8, "右括号"],
    ["a in 1", 6, "左括号"],
    ["a = 1", 3, "列名、取值或括号"],
    ["a eq 1; drop table x", 7, "列名、取值或括号"],
    ["a contains 5", 12, "引号中的文字"],
    ["a is 5", 6, "null"],
    ["a between 1 or 2", 13, "and"],
  ])("says where %j goes wrong: character %d", (text, position, expected) => {
    const refused = refusal(() => parseFilter(text));
    expect(refused.code).toBe("query.filter_syntax");
    expect(refused.text.zh).toContain(`第 ${position} 个字符处：应为${expected}`);
    expect(refused.text.en).toContain(`character ${position}:`);
  });

  it("counts positions in characters, so a rare ideograph is one", () => {
    expect(refusal(() => parseFilter(`𠮷 eq 1 x`)).text.en).toContain("character 8:");
  });

  it("refuses what is too long, too deep and too many", () => {
    const code = (text: string) => refusal(() => parseFilter(text)).code;
    expect(code(`a eq "${"x".repeat(5000)}"`)).toBe("query.filter_too_long");
    expect(code(`a eq "${"x".repeat(2000)}"`)).toBe("query.filter_too_long");
    expect(code(`${"(".repeat(300)}a eq 1${")".repeat(300)}`)).toBe("query.filter_too_deep");
    expect(code(`${"not ".repeat(300)}a eq 1`)).toBe("query.filter_too_deep");
    expect(code(Array.from({ length: 100 }, () => "a eq 1").join(" and "))).toBe("query.filter_too_many");
    expect(code(`a in (${Array.from({ length: 600 }, () => 1).join(",")})`)).toBe("query.filter_too_many");
  });

  it("answers any text whatever with a filter or a refusal, in linear time", () => {
    const word = fc.constantFrom(
      "a",
      "eq",
      "in",
      "(",
      ")",
      ",",
      '"',
      "'",
      "`",
      "and",
      "not",
      "is",
      "null",
      "1",
      " ",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 200, unit: "binary" }),
          fc.array(word).map((w) => w.join(" ")),
        ),
        (text) => {
          try {
            parseFilter(text);
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("the query string", () => {
  it("reads projection, order, page and count", () => {
    const params = new URLSearchParams({
      select: "name, free",
      where: "free gt 10",
      order: "free desc,name",
      limit: "20",
      count: "true",
    });
    expect(parseQuery(params)).toEqual({
      select: ["name", "free"],
      where: { column: "free", op: "gt", value: "10" },
      orderBy: [{ column: "free", direction: "desc" }, { column: "name" }],
      limit: 20,
      count: true,
    });
  });

  it("reads groups and aggregates", () => {
    const params = new URLSearchParams({
      group: "district",
      agg: "count(), sum(free) as total,countdistinct(name)",
    });
    expect(parseQuery(params)).toEqual({
      groupBy: ["district"],
      aggregates: [
        { fn: "count" },
        { fn: "sum", column: "free", as: "total" },
        { fn: "countDistinct", column: "name" },
      ],
    });
  });

  it.each([
    ["limit=0"],
    ["limit=1e9"],
    ["limit=99999"],
    ["limit=5&limit=6"],
    ["count=yes"],
    ["select=a,,b"],
    ["agg=median(x)"],
    ["agg=sum"],
    ["agg=sum(x) as select*"],
  ])("refuses %s", (text) => {
    expect(refusal(() => parseQuery(new URLSearchParams(text))).code).toBe("query.malformed");
  });
});

describe("a plan in JSON", () => {
  it("is refused when nested without end, before anything recurses over it", () => {
    const deep = JSON.parse(`${'{"not":'.repeat(5000)}{"column":"a","op":"isNull"}${"}".repeat(5000)}`);
    expect(refusal(() => parsePlan({ where: deep })).code).toBe("query.filter_too_deep");
  });

  it("is refused with a name nobody knows, so that a typing mistake does not pass as no filter", () => {
    expect(refusal(() => parsePlan({ wehre: { column: "a", op: "isNull" } })).code).toBe("query.malformed");
    expect(refusal(() => parsePlan({ where: { column: "a", op: "eq", value: "1", sql: "x" } })).code).toBe(
      "query.malformed",
    );
  });
});
