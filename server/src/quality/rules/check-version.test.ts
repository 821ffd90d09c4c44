import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectFile } from "../../collect/inspect/index.ts";
import { loadVersion, proposeMapping } from "../../collect/load/index.ts";
import type { Column, Duck } from "../../platform/engine/index.ts";
import { duckForTests } from "../../platform/engine/testing.ts";
import {
  checkCitizenId,
  checkCreditCode,
  checkPhone,
  makeCitizenId,
  makeCreditCode,
} from "../../platform/identifiers/index.ts";
import { Refusal } from "../../platform/refusal.ts";
import { type CheckOptions, checkWith, type Finding } from "./check-version.ts";
import { freshness } from "./freshness.ts";
import { identifierSql } from "./identifier-sql.ts";
import { proposeRules } from "./propose-rules.ts";
import { parseRules, type Rule, type UpdateCycle } from "./rule.ts";

const now = new Date("2026-09-28T02:00:00Z");
const real = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data"),
  "real",
);

let duck: Duck;
let dir: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ duck, dir, close } = await duckForTests(existsSync(real) ? [real] : []));
});
afterAll(() => close());

const column = (
  name: string,
  stored = "VARCHAR",
  type: Column["type"] = "text",
  semantic?: string,
): Column => ({
  name,
  label: name.toUpperCase(),
  type,
  stored,
  ...(semantic ? { semantic } : {}),
});

let made = 0;
/** A version from SQL rows. */
async function version(sql: string, columns: Column[]) {
  const parquet = join(dir, `made-${++made}.parquet`);
  const { rows } = await duck.run(`COPY (${sql}) TO '${parquet}' (FORMAT parquet)`);
  return { duck, parquet, columns, rows: Number(rows[0]![0]), signal: new AbortController().signal };
}
async function check(sql: string, columns: Column[], rules: Rule[], options: Partial<CheckOptions> = {}) {
  return checkWith(parseRules(rules), { now, ...options })(await version(sql, columns));
}
async function one(
  sql: string,
  columns: Column[],
  rule: Rule,
  options: Partial<CheckOptions> = {},
): Promise<Finding> {
  return (await check(sql, columns, [rule], options)).findings[0]!;
}
const brief = ({ checked, failed, score, rows }: Finding) => ({
  checked,
  failed,
  score,
  rows: rows.map((r) => [r.row, r.value]),
});
const refused = async (act: Promise<unknown> | (() => unknown)): Promise<string> => {
  try {
    await (typeof act === "function" ? act() : act);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  throw new Error("nothing was refused");
};
const values = (...list: (string | null)[]) =>
  `SELECT a FROM (VALUES ${list.map((v, i) => `(${i}, ${v === null ? "NULL" : `'${v.replaceAll("'", "''")}'`})`).join(", ")}) v(i, a) ORDER BY i`;

describe("each rule finds exactly the rows that break it", () => {
  it("notNull: blanks of any kind are no value", async () => {
    const found = await one(values("x", null, "", " ", "　", "0"), [column("a")], {
      id: "r",
      kind: "notNull",
      column: "a",
    });
    expect(brief(found)).toEqual({
      checked: 6,
      failed: 4,
      score: 33.3,
      rows: [
        [1, null],
        [2, ""],
        [3, " "],
        [4, "　"],
      ],
    });
    expect(found.zh).toBe("“A” 有 4 行缺值 (66.67%)");
    expect(found.dimension).toBe("completeness");
  });

  it("unique: rows after the first of a key, over one column or several; a missing part is not compared", async () => {
    const found = await one(values("x", "y", "x", null, null, "x"), [column("a")], {
      id: "r",
      kind: "unique",
      columns: ["a"],
    });
    expect(brief(found)).toEqual({
      checked: 4,
      failed: 2,
      score: 50,
      rows: [
        [2, "x"],
        [5, "x"],
      ],
    });
    expect(found.rows.map((r) => r.first)).toEqual([0, 0]);
    const two = "SELECT i // 2 AS a, i % 4 AS b FROM range(1000) r(i)";
    const pair = await one(two, [column("a", "BIGINT", "integer"), column("b", "BIGINT", "integer")], {
      id: "r",
      kind: "unique",
      columns: ["a", "b"],
    });
    expect([pair.checked, pair.failed]).toEqual([1000, 0]);
  });

  it("range: numbers exactly, days and instants by the calendar, one-sided too", async () => {
    const numbers =
      "SELECT CAST(a AS DECIMAL(18,2)) AS a FROM (VALUES (1.00), (1.01), (5), (-3), (NULL)) v(a)";
    const amount = [column("a", "DECIMAL(18,2)", "money")];
    expect(
      brief(await one(numbers, amount, { id: "r", kind: "range", column: "a", min: 1.01, max: 4 })),
    ).toEqual({
      checked: 4,
      failed: 3,
      score: 25,
      rows: [
        [0, "1.00"],
        [2, "5.00"],
        [3, "-3.00"],
      ],
    });
    expect((await one(numbers, amount, { id: "r", kind: "range", column: "a", min: 0 })).failed).toBe(1);
    const days = "SELECT a::DATE AS a FROM (VALUES ('2024-01-01'), ('2023-12-31'), ('2025-01-01')) v(a)";
    expect(
      (
        await one(days, [column("a", "DATE", "date")], {
          id: "r",
          kind: "range",
          column: "a",
          min: "2024-01-01",
          max: "2024-12-31",
        })
      ).failed,
    ).toBe(2);
  });

  it("pattern: the whole value, in linear time whatever the pattern", async () => {
    const evil = `${"a".repeat(30_000)}!`;
    const found = await one(values("aaa", evil), [column("a")], {
      id: "r",
      kind: "pattern",
      column: "a",
      pattern: "(a+)+",
    });
    expect([found.checked, found.failed]).toEqual([2, 1]);
    expect(found.rows[0]!.value).toHaveLength(200);
    expect(
      await refused(one(values("a"), [column("a")], { id: "r", kind: "pattern", column: "a", pattern: "(" })),
    ).toBe("rules.bad_pattern");
    expect(
      await refused(
        one(values("a"), [column("a")], { id: "r", kind: "pattern", column: "a", pattern: "a{1000000}" }),
      ),
    ).toBe("rules.bad_pattern");
  });

  it("codeList: texts as they are, numbers as they are written", async () => {
    expect(
      (
        await one(values("市南区", "市北区", "市南 区", null), [column("a")], {
          id: "r",
          kind: "codeList",
          column: "a",
          values: ["市南区", "市北区"],
        })
      ).failed,
    ).toBe(1);
    expect(
      (
        await one("SELECT range AS a FROM range(5)", [column("a", "BIGINT", "integer")], {
          id: "r",
          kind: "codeList",
          column: "a",
          values: ["0", "1", "2"],
        })
      ).failed,
    ).toBe(2);
  });

  it("reference: values that another dataset's version does not hold", async () => {
    const other = await version("SELECT a FROM (VALUES ('370202'), ('370203'), (NULL)) v(a)", [
      column("a", "VARCHAR", "code"),
    ]);
    const resolve = (dataset: string) =>
      dataset === "divisions" ? { paths: [other.parquet], schema: other.columns } : undefined;
    const rule: Rule = { id: "r", kind: "reference", column: "a", to: { dataset: "divisions", column: "a" } };
    expect(brief(await one(values("370202", "379999", null), [column("a")], rule, { resolve }))).toEqual({
      checked: 2,
      failed: 1,
      score: 50,
      rows: [[1, "379999"]],
    });
    const lost: Rule = { ...rule, to: { dataset: "elsewhere", column: "a" } };
    expect(await refused(one(values("x"), [column("a")], lost, { resolve }))).toBe("rules.unknown_reference");
  });

  it("type: texts that are not what they should be, and a column loaded as something else", async () => {
    const rule = (type: "integer" | "date" | "period"): Rule => ({
      id: "r",
      kind: "type",
      column: "a",
      type,
    });
    expect((await one(values("12", "1.5", "x"), [column("a")], rule("integer"))).failed).toBe(2);
    expect(
      (await one(values("2024-01-31", "2024-02-31", "31/1/2024"), [column("a")], rule("date"))).failed,
    ).toBe(2);
    expect((await one(values("2024", "2024-Q2", "2024-13"), [column("a")], rule("period"))).failed).toBe(1);
    expect(
      (await one("SELECT range AS a FROM range(5)", [column("a", "BIGINT", "integer")], rule("date"))).failed,
    ).toBe(5);
  });

  it("length: characters, not bytes", async () => {
    const found = await one(values("停车场名称", "停车场名称长", "𠮷𠮷𠮷𠮷𠮷", null), [column("a")], {
      id: "r",
      kind: "length",
      column: "a",
      max: 5,
    });
    expect(brief(found)).toEqual({ checked: 3, failed: 1, score: 66.6, rows: [[1, "停车场名称长"]] });
    expect(found.zh).toBe("“A” 有 1 处超过 5 个字符 (33.33%)");
  });

  it("rowCount and freshness hold or do not", async () => {
    const rows = "SELECT DATE '2026-09-20' + range::INT AS a FROM range(7)";
    const days = [column("a", "DATE", "date")];
    expect((await one(rows, days, { id: "r", kind: "rowCount", min: 7, max: 7 })).score).toBe(100);
    expect((await one(rows, days, { id: "r", kind: "rowCount", min: 8 })).score).toBe(0);
    const fresh = await one(rows, days, { id: "r", kind: "freshness", column: "a", cycle: "daily" });
    expect([fresh.failed, fresh.zh]).toEqual([0, "“A”最新为 2026-09-26，距今 2 天，更新周期允许 2 天"]);
    const later = { now: new Date("2026-09-28T16:00:00Z") };
    expect(
      (await one(rows, days, { id: "r", kind: "freshness", column: "a", cycle: "daily" }, later)).zh,
    ).toContain("已过期");
  });
});

describe("identifiers in SQL decide as the platform's own functions do", () => {
  const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZx ";
  // Mulberry32, so that a failure can be seen again.
  const random = (() => {
    let a = 42;
    return () => {
      a = (a + 0x6d2b79f5) | 0;
      let t = Math.imul(a ^ (a >>> 15), 1 | a);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    };
  })();
  const pick = (n: number) => Math.floor(random() * n);
  const spoil = (text: string) => {
    const at = pick(text.length);
    return text.slice(0, at) + alphabet[pick(alphabet.length)] + text.slice(at + 1);
  };
  const pad = (n: number, width: number) => String(n).padStart(width, "0");

  it.each([
    [
      "citizen-id",
      (t: string) => checkCitizenId(t).valid,
      () =>
        makeCitizenId({
          division: ["370202", "110101", "830000", "910000"][pick(4)]!,
          born: `${1900 + pick(120)}${pad(1 + pick(12), 2)}${pad(1 + pick(28), 2)}`,
          serial: pick(1000),
        }),
      ["370215190002290005", "370202190001010006", "", "37020219000101000", "99020219000101000X"],
    ],
    [
      "credit-code",
      (t: string) => checkCreditCode(t).valid,
      () =>
        makeCreditCode({
          kind: ["91", "11", "12", "Y1"][pick(4)]!,
          division: ["370200", "100000", "110108"][pick(3)]!,
          body: Array.from({ length: 9 }, () => alphabet[pick(31)]).join(""),
        }),
      ["113702000000000194", "91370214MAXX00007F", "91370214maxx00007f", ""],
    ],
    [
      "phone",
      (t: string) => checkPhone(t).valid,
      () =>
        ["138", "0532", "010", "400", "95", "12345", "110"][pick(7)] +
        pad(pick(100_000_000), [8, 8, 8, 7, 4, 0, 0][pick(7)]!),
      [
        "0532-85911234",
        "(0532) 8591 1234",
        "+8613800138000",
        "0532-85911234转801",
        "85911234",
        "138001380001",
        "0532－85911234",
      ],
    ],
  ] as const)("%s, 6,000 values sound, spoilt and strange", async (kind, sound, make, strange) => {
    const list: string[] = [...strange];
    for (let i = 0; i < 3000; i++) {
      const good = make();
      list.push(good, spoil(good));
    }
    const { rows } = await duck.run(`SELECT a, ${identifierSql(kind, "a")} FROM (${values(...list)})`);
    let valid = 0;
    for (const [text, found] of rows) {
      expect(found, String(text)).toBe(sound(String(text)));
      if (found) valid++;
    }
    expect(valid).toBeGreaterThan(kind === "phone" ? 300 : 3000);
  });
});

describe("a report", () => {
  it("scores dimensions as the mean of their rules, and the version as the mean of its dimensions", async () => {
    const report = await check(
      values("1", "2", "x", null),
      [column("a")],
      [
        { id: "present", kind: "notNull", column: "a" },
        { id: "rows", kind: "rowCount", min: 1 },
        { id: "digits", kind: "pattern", column: "a", pattern: "\\d+" },
      ],
    );
    expect(report.dimensions).toEqual({
      completeness: 87.5,
      validity: 66.6,
    });
    expect(report.score).toBe(77);
  });

  it("counts the rules of all rows in one scan, whatever else is asked beside them", async () => {
    const made = await version("SELECT i AS a, i % 7 AS b FROM range(1000) r(i)", [
      column("a", "BIGINT", "integer"),
      column("b", "BIGINT", "integer"),
    ]);
    const asked: string[] = [];
    const watched: Duck = {
      ...made.duck,
      run: (sql, ...rest) => {
        asked.push(sql);
        return made.duck.run(sql, ...rest);
      },
    };
    const rules: Rule[] = ["a", "b"].flatMap((name): Rule[] => [
      { id: `${name}.present`, kind: "notNull", column: name },
      { id: `${name}.range`, kind: "range", column: name, min: 0, max: 1000 },
      { id: `${name}.codes`, kind: "pattern", column: name, pattern: "\\d+" },
      { id: `${name}.type`, kind: "type", column: name, type: "integer" },
    ]);
    const report = await checkWith(rules, { now })({ ...made, duck: watched });
    expect(report.findings.map((f) => [f.checked, f.failed])).toEqual(rules.map(() => [1000, 0]));
    expect(asked.filter((sql) => sql.includes("read_parquet"))).toHaveLength(1);
  });

  it("never rounds up to 100: one failure in a million shows", async () => {
    const found = await one("SELECT range AS a FROM range(1000000)", [column("a", "BIGINT", "integer")], {
      id: "r",
      kind: "range",
      column: "a",
      min: 1,
    });
    expect([found.failed, found.score]).toEqual([1, 99.9]);
  });

  it("keeps the first N failing rows of each rule and counts all", async () => {
    const found = await one(
      "SELECT range AS a FROM range(5000)",
      [column("a", "BIGINT", "integer")],
      { id: "r", kind: "range", column: "a", max: 9 },
      { keep: 3 },
    );
    expect(brief(found)).toEqual({
      checked: 5000,
      failed: 4990,
      score: 0.2,
      rows: [
        [10, "10"],
        [11, "11"],
        [12, "12"],
      ],
    });
  });

  it("hides the middle of what identifies a person", async () => {
    const found = await one(values("370202190001010007"), [column("a", "VARCHAR", "code", "citizen-id")], {
      id: "r",
      kind: "identifier",
      column: "a",
      identifier: "citizen-id",
    });
    expect(found.rows[0]!.value).toBe("370202********0007");
  });

  it("without rules has no score", async () => {
    expect((await check(values("x"), [column("a")], [])).score).toBeNull();
  });
});

describe("a rule set", () => {
  it.each<[string, unknown]>([
    ["no list", {}],
    ["an unknown kind", [{ id: "r", kind: "sql", sql: "1=1" }]],
    ["a column that is no name", [{ id: "r", kind: "notNull", column: 'a" OR 1=1 --' }]],
    [
      "two of one id",
      [
        { id: "r", kind: "rowCount" },
        { id: "r", kind: "rowCount" },
      ],
    ],
    ["a NUL in a code", [{ id: "r", kind: "codeList", column: "a", values: ["\u0000"] }]],
    ["a pattern without end", [{ id: "r", kind: "pattern", column: "a", pattern: "x".repeat(501) }]],
  ])("is refused with %s", async (_, input) => {
    expect(await refused(() => parseRules(input))).toBe("rules.malformed");
  });

  it("is refused when it does not fit the version", async () => {
    expect(await refused(one(values("x"), [column("a")], { id: "r", kind: "notNull", column: "b" }))).toBe(
      "rules.unknown_column",
    );
    const days = "SELECT DATE '2024-01-01' AS a";
    for (const min of ["yesterday", 5, "2024-01-01' OR '1'='1"])
      expect(
        await refused(one(days, [column("a", "DATE", "date")], { id: "r", kind: "range", column: "a", min })),
      ).toBe("rules.bad_bound");
  });

  it("cannot carry SQL in its values", async () => {
    const hostile = ["'); DROP TABLE x; --", "' OR '1'='1", "\\", "$1", "'' OR true"];
    for (const value of hostile) {
      expect(
        (await one(values("x"), [column("a")], { id: "r", kind: "codeList", column: "a", values: [value] }))
          .failed,
      ).toBe(1);
      expect(
        (await one(values(value), [column("a")], { id: "r", kind: "codeList", column: "a", values: [value] }))
          .failed,
      ).toBe(0);
      expect(
        (
          await one(values("zz"), [column("a")], {
            id: "r",
            kind: "range",
            column: "a",
            min: "a",
            max: value,
          })
        ).checked,
      ).toBe(1);
    }
  });
});

describe("freshness counts days in China's time", () => {
  it.each<[string, UpdateCycle, string, boolean, number]>([
    ["2026-09-27", "daily", "2026-09-28T15:59:59Z", true, 1],
    ["2026-09-26", "daily", "2026-09-28T15:59:59Z", true, 2],
    ["2026-09-26", "daily", "2026-09-28T16:00:00Z", false, 3],
    ["2026-08", "monthly", "2026-09-28T02:00:00Z", true, 28],
    ["2026-Q1", "quarterly", "2026-09-28T02:00:00Z", false, 181],
    ["2025-H2", "half-yearly", "2026-09-28T02:00:00Z", true, 271],
    ["2024", "yearly", "2026-09-28T02:00:00Z", false, 636],
    ["2025/2026", "yearly", "2026-09-28T02:00:00Z", true, -94],
    ["2001-01-01T00:00:00", "irregular", "2026-09-28T02:00:00Z", true, 9401],
  ])("%s, %s, at %s: %s", (latest, cycle, at, fresh, ageDays) => {
    expect(freshness(latest, cycle, new Date(at))).toMatchObject({ fresh, ageDays });
  });

  it("says nothing about what is no day", () => {
    expect(freshness("soon", "daily", now)).toBeUndefined();
  });
});

describe("with a load", () => {
  it("cells that could not be read fail their type, not their presence, and are shown with the file's row", async () => {
    const path = join(dir, "cars.csv");
    await writeFile(
      path,
      `说明：导出于系统,,\n停车场,空余车位,更新日期\n${"甲,5,2026-09-27\n".repeat(30)}乙,约10,2026-09-27\n丙,,2026-09-27\n`,
    );
    const inspection = await inspectFile(path);
    if (!inspection.ok) throw new Error(inspection.code);
    const free = proposeMapping(inspection)[1]!.name;
    const rules = parseRules([
      { id: "present", kind: "notNull", column: free },
      { id: "whole", kind: "type", column: free, type: "integer" },
    ]);
    const target = join(dir, "cars");
    const { report } = await loadVersion({
      duck,
      path,
      inspection,
      target,
      version: "cars",
      created: now,
      check: checkWith(rules, { now }),
    });
    expect(report!.findings.map((f) => [f.rule.id, f.checked, f.failed, f.rows])).toEqual([
      ["present", 32, 1, [{ row: 31, physical: 34, column: free, value: null }]],
      ["whole", 31, 1, [{ row: 30, physical: 33, column: free, value: "约10" }]],
    ]);
    expect(JSON.parse(await readFile(join(target, "findings.json"), "utf8"))).toEqual(report);
  });
});

describe.skipIf(!existsSync(real))("real files (shared test data)", () => {
  it.each([
    [
      "beijing/2022年丰台区环境信息依法披露企业名单.csv",
      [
        ["credit_code.type", 44, 12],
        ["credit_code.identifier", 32, 2],
      ],
    ],
    ["beijing/国家级小巨人企业名单（截至2023年3季度）.csv", [["credit_code.identifier", 327, 69]]],
    ["beijing/密云区年度施工许可证信息.csv", [["column_6.type", 42, 6]]],
    ["shandong/威海市海洋生产总值（分区市）信息202512191739.csv", [["column_1.type", 24, 1]]],
    ["qingdao/青岛_空气质量_日.csv", []],
  ])("%s: the proposed rules find %j", async (name, expected) => {
    const path = join(real, name);
    const inspection = await inspectFile(path);
    if (!inspection.ok) throw new Error(inspection.code);
    const rules = proposeRules(inspection, proposeMapping(inspection));
    expect(parseRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
    const target = join(dir, `real-${++made}`);
    const { report } = await loadVersion({
      duck,
      path,
      inspection,
      target,
      version: "r",
      created: now,
      check: checkWith(rules, { now }),
    });
    const failing = report!.findings.filter((f) => f.failed > 0).map((f) => [f.rule.id, f.checked, f.failed]);
    expect(failing).toEqual(expect.arrayContaining(expected));
    expect(failing.filter(([id]) => !expected.some(([e]) => e === id))).toEqual([]);
  });
});
