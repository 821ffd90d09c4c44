import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../catalog-types.ts";
import { addRow, headingOf, isBlock, moveRow, parsePasted, pasteBlock, readType, setCell } from "./grid.ts";

const item = (name: string, column: string): Item => ({ name, column, type: "string", nullable: true });

describe("a block pasted from a spreadsheet", () => {
  it("is cut into rows and cells as Excel copies them", () => {
    expect(parsePasted("站点编码\tzdbm\r\n站点名称\tzdmc\r\n")).toEqual([
      ["站点编码", "zdbm"],
      ["站点名称", "zdmc"],
    ]);
  });

  it("keeps line breaks, tabs and quotes inside a quoted cell", () => {
    expect(parsePasted('"说明\n第二行"\t"他说""好"""\n尾\tx')).toEqual([
      ["说明\n第二行", '他说"好"'],
      ["尾", "x"],
    ]);
  });

  it("comes out as it went in, whatever its cells hold", () => {
    const cell = fc
      .string({ minLength: 1 })
      .map((s) => s.trim())
      .filter((s) => s !== "" && !s.startsWith('"'));
    const quote = (s: string) => (/[\t\r\n"]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s);
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        (rows) => {
          expect(parsePasted(rows.map((r) => r.map(quote).join("\t")).join("\n"))).toEqual(rows);
        },
      ),
    );
  });

  it("is told from a single word, which goes into the cell as usual", () => {
    expect(isBlock("站点编码")).toBe(false);
    expect(isBlock("站点编码\n")).toBe(false);
    expect(isBlock("a\tb")).toBe(true);
    expect(isBlock("a\nb")).toBe(true);
  });

  it("follows its heading row, in any order of columns", () => {
    expect(headingOf(["序号", "字段英文名", "字段中文名", "数据类型", "是否主键"])).toEqual([
      null,
      "column",
      "name",
      "type",
      "key",
    ]);
    const items = pasteBlock([], 0, "name", [
      ["字段英文名", "字段中文名", "数据类型", "长度", "可空"],
      ["ZDBM", "站点编码", "C20", "", "否"],
      ["JCSJ", "监测时间", "日期时间", "", "是"],
    ]);
    expect(items).toEqual([
      { name: "站点编码", column: "zdbm", type: "string", length: 20, nullable: false },
      { name: "监测时间", column: "jcsj", type: "datetime", nullable: true },
    ]);
  });

  it("without a heading is written from the cell it was pasted at, over what is there and beyond it", () => {
    const items = pasteBlock([item("甲", "a"), item("乙", "b")], 1, "column", [
      ["yi", "整数"],
      ["bing", "金额"],
    ]);
    expect(items.map((i) => `${i.name}/${i.column}/${i.type}`)).toEqual([
      "甲/a/string",
      "乙/yi/integer",
      "/bing/money",
    ]);
  });

  it("takes the words people use for types and grades", () => {
    expect(readType("VARCHAR(50)")).toEqual({ type: "string", length: 50 });
    expect(readType("字符型")).toEqual({ type: "string" });
    expect(readType("N10,2")).toEqual({ type: "decimal" });
    expect(readType("日期型")).toEqual({ type: "date" });
    expect(readType("？")).toBeNull();
    expect(pasteBlock([], 0, "grade", [["3级"]])[0]?.grade).toBe("L3");
  });

  it("stops at 800 items", () => {
    const block = Array.from({ length: 900 }, (_v, i) => [`n${i}`, `c${i}`]);
    expect(pasteBlock([], 0, "name", block)).toHaveLength(800);
  });
});

describe("the grid", () => {
  it("leaves out what is blank instead of keeping empty texts", () => {
    expect(setCell([{ ...item("甲", "a"), unit: "元", grade: "L2" }], 0, "unit", "")).toEqual([
      { ...item("甲", "a"), grade: "L2" },
    ]);
    expect(setCell([item("甲", "a")], 0, "length", "abc")[0]).not.toHaveProperty("length");
    expect(setCell([item("甲", "a")], 0, "length", "12")[0]?.length).toBe(12);
  });

  it("moves rows by one and stays as it is at the edges", () => {
    const rows = [item("甲", "a"), item("乙", "b")];
    expect(moveRow(rows, 0, 1).map((i) => i.name)).toEqual(["乙", "甲"]);
    expect(moveRow(rows, 0, -1)).toEqual(rows);
    expect(addRow(rows, 1).map((i) => i.name)).toEqual(["甲", "", "乙"]);
  });
});
