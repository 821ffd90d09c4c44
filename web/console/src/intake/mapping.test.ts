import { describe, expect, it } from "vitest";
import type { Item } from "../catalog-types.ts";
import type { Inspection } from "../intake-types.ts";
import { emptyItems, mappingComplaints, remap, rowRanges, warningsOf, wholeMapping } from "./mapping.ts";

const items: Item[] = [
  { name: "站点编码", column: "zdbm", type: "code", nullable: false },
  { name: "臭氧", column: "o3", type: "decimal", nullable: true },
];
const inspection = {
  columns: [
    {
      index: 0,
      label: "编码",
      warnings: [{ code: "column.destroyed_by_excel", zh: "已损坏", en: "destroyed", rows: [4, 5, 6] }],
    },
    { index: 2, label: "臭氧", warnings: [] },
  ],
  warnings: [
    { code: "file.other_sheets", zh: "另有工作表", en: "other sheets" },
    { code: "column.destroyed_by_excel", zh: "已损坏", en: "destroyed", column: 0 },
  ],
} as unknown as Inspection;

describe("a mapping", () => {
  it("has one place for every column, also for those the platform has no idea about", () => {
    expect(wholeMapping(inspection, [{ from: 2, to: "o3", confidence: 0.9 }])).toEqual([
      { from: 0, to: null },
      { from: 2, to: "o3", confidence: 0.9 },
    ]);
  });

  it("changed by a person is theirs: the platform's doubt falls away", () => {
    const changed = remap([{ from: 0, to: null, confidence: 0.4, reason: { zh: "", en: "" } }], 0, "zdbm");
    expect(changed).toEqual([{ from: 0, to: "zdbm" }]);
  });

  it("does not send two columns into one item, nor leave out one that must be filled", () => {
    const twice = mappingComplaints(
      [
        { from: 0, to: "o3" },
        { from: 2, to: "o3" },
      ],
      items,
    );
    expect(twice.map((c) => [c.from, c.params.item])).toEqual([
      [2, "臭氧"],
      [undefined, "站点编码"],
    ]);
    expect(mappingComplaints([{ from: 0, to: "zdbm" }], items)).toEqual([]);
    expect(emptyItems([{ from: 0, to: "zdbm" }], items)).toEqual(["臭氧"]);
  });
});

describe("the warnings of a file", () => {
  it("are said once, the grave ones first", () => {
    expect(warningsOf(inspection).map((w) => `${w.code} ${w.column ?? "-"} ${w.grave}`)).toEqual([
      "column.destroyed_by_excel 编码 true",
      "file.other_sheets - false",
    ]);
  });

  it("name rows as ranges", () => {
    expect(rowRanges([3, 1, 2, 7, 9, 10])).toBe("1–3, 7, 9–10");
    expect(rowRanges([1, 3, 5, 7], 2)).toBe("1, 3 …");
  });
});
