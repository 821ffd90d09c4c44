import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Duck } from "../../platform/engine/index.ts";
import { duckForTests } from "../../platform/engine/testing.ts";
import type { MappedColumn } from "./mapping.ts";
import { selectFailed, selectTyped } from "./select-typed.ts";

let duck: Duck;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ duck, close } = await duckForTests());
  await duck.run("CREATE SEQUENCE alarm");
});
afterAll(() => close());

const column = (
  type: MappedColumn["type"],
  stored: string,
  more: Partial<MappedColumn> = {},
): MappedColumn => ({
  name: "x",
  label: "x",
  type,
  stored,
  index: 0,
  formats: [],
  clean: [],
  seen: false,
  lostToExcel: false,
  ...more,
});

/** Values of the cells, and which of them failed; the alarm must have rung once for each. */
async function read(cells: (string | null)[], of: MappedColumn, samples: string[] = []) {
  const quoted = cells.map((c, i) => `(${i}, ${c === null ? "NULL" : `'${c.replaceAll("'", "''")}'`})`);
  const source = `(SELECT c0 FROM (VALUES ${quoted.join(", ")}) AS v(i, c0) ORDER BY i)`;
  const seen = new Map([[0, samples]]);
  const ticks = async () => Number((await duck.run("SELECT nextval('alarm')")).rows[0]![0]);
  const before = await ticks();
  const values = (await duck.run(selectTyped([of], source, seen, "alarm"))).rows.map((r) => r[0]);
  const rung = (await ticks()) - before - 1;
  const { sql, columns } = selectFailed([of], source, seen);
  const failed = columns.length === 0 ? cells.map(() => null) : (await duck.run(sql)).rows.map((r) => r[0]);
  const failures = failed.filter((f) => f !== null).length;
  expect(rung).toBe(failures);
  return cells.map((_, i) => (failed[i] === null ? values[i] : "✗"));
}

describe("numbers", () => {
  it("are read in every way they are written, and nothing else is", async () => {
    const cells = ["12", "-3", "+4", " 5 ", "１２３", "1,234", "7.0", "", "NA", "--", "暂无", null];
    expect(await read(cells, column("integer", "BIGINT"))).toEqual([
      12,
      -3,
      4,
      5,
      123,
      1234,
      7,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it("are not rounded, cut or guessed: such cells fail", async () => {
    const cells = [
      "5.5",
      "1e3",
      "0x1f",
      "1_000",
      "12abc",
      "1,23",
      "99999999999999999999",
      "nan",
      "#N/A",
      "约10",
    ];
    expect(await read(cells, column("integer", "BIGINT"))).toEqual([
      "✗",
      "✗",
      "✗",
      "✗",
      "✗",
      "✗",
      "✗",
      null,
      "✗",
      "✗",
    ]);
  });

  it("keep exact places in a DECIMAL and fail beyond them", async () => {
    const cells = [
      "1.5",
      "1.25",
      "1.005",
      "1.250",
      ".5",
      "-0.10",
      "¥1,234.50",
      "12.30元",
      "USD 7",
      "１．５",
      "12.3万元",
      "50%",
    ];
    expect(await read(cells, column("money", "DECIMAL(18,2)"))).toEqual([
      1.5,
      1.25,
      "✗",
      1.25,
      0.5,
      -0.1,
      1234.5,
      12.3,
      7,
      1.5,
      "✗",
      50,
    ]);
  });

  it("carry the column's own unit and no other: metres are not square metres", async () => {
    const cells = ["147776.04平方米", "3279.00米", "5 平方米", "8"];
    const area = column("decimal", "DECIMAL(18,2)", { unit: "平方米", formats: ["with-unit", "plain"] });
    expect(await read(cells, area)).toEqual([147776.04, "✗", 5, 8]);
  });

  it("in a DOUBLE column are finite", async () => {
    const cells = ["1.25", "1e3", "inf", "-Infinity", "NaN", "1e400", "2.5e-3", "１e2", "0x1f", "1_000"];
    expect(await read(cells, column("decimal", "DOUBLE"))).toEqual([
      1.25,
      1000,
      "✗",
      "✗",
      null,
      "✗",
      0.0025,
      100,
      "✗",
      1000,
    ]);
  });
});

describe("days and instants", () => {
  it("are read from each form the column has", async () => {
    const forms = ["YYYY-MM-DD", "YYYY年M月D日", "YYYYMMDD"];
    const cells = [
      "2024-01-31",
      "2024/1/5",
      "2022.03.30",
      "1998年6月2日",
      "1998 年 6 月 2 日",
      "20240229",
      "２０２４－０１－０２",
      "2024-1-5 ",
    ];
    expect(await read(cells, column("date", "DATE", { formats: forms }))).toEqual([
      "2024-01-31",
      "2024-01-05",
      "2022-03-30",
      "1998-06-02",
      "1998-06-02",
      "2024-02-29",
      "2024-01-02",
      "2024-01-05",
    ]);
  });

  it("that do not exist, or lie outside 1900–2100, fail", async () => {
    const cells = [
      "2024-02-30",
      "2023-02-29",
      "22-03-01",
      "0001-01-01",
      "2101-01-01",
      "2024-13-01",
      "2024-01-01 08:00",
      "2024年",
      "2013031",
    ];
    const days = column("date", "DATE", { formats: ["YYYY-MM-DD", "YYYYMMDD"] });
    expect(await read(cells, days)).toEqual(cells.map(() => "✗"));
  });

  it("put day and month in the order the inspection found, and a short year in its century", async () => {
    const day = column("date", "DATE", { formats: ["D/M/YYYY", "D/M/YY"] });
    expect(await read(["18/5/2023", "3/6/2023", "8/2/22", "18-5-2023", "5/18/2023"], day)).toEqual([
      "2023-05-18",
      "2023-06-03",
      "2022-02-08",
      "2023-05-18",
      "✗",
    ]);
    const month = column("date", "DATE", { formats: ["M/D/YY"] });
    expect(await read(["8/2/22", "12/31/99"], month)).toEqual(["2022-08-02", "1999-12-31"]);
  });

  it("are read from Excel's serial numbers", async () => {
    const day = column("date", "DATE", { formats: ["excel-serial"] });
    expect(await read(["44327", "61", "60", "abc", "44327.0"], day)).toEqual([
      "2021-05-11",
      "1900-03-01",
      "✗",
      "✗",
      "2021-05-11",
    ]);
    const instant = column("datetime", "TIMESTAMP", { formats: ["excel-serial"] });
    expect(await read(["44327.5"], instant)).toEqual(["2021-05-11T12:00:00"]);
  });

  it("with a time of day are read with Chinese hours, ISO signs and zones", async () => {
    const cells = [
      "2013年3月1日 0时",
      "2013年3月1日23时",
      "2020/12/2 15:01:41",
      "2024-01-02T03:04:05",
      "2024-01-02T03:04:05+08:00",
      "2024-01-02",
      "2024-01-02 7:05",
      "20240102030405",
    ];
    const instant = column("datetime", "TIMESTAMP", { formats: ["YYYY-MM-DD", "YYYY年M月D日", "YYYYMMDD"] });
    expect(await read(cells, instant, ["2013年3月1日 0时"])).toEqual([
      "2013-03-01T00:00:00",
      "2013-03-01T23:00:00",
      "2020-12-02T15:01:41",
      "2024-01-02T03:04:05",
      "2024-01-02T03:04:05",
      "2024-01-02T00:00:00",
      "2024-01-02T07:05:00",
      "2024-01-02T03:04:05",
    ]);
  });

  it("as times of day stand alone", async () => {
    expect(await read(["8:05", "23:59:59", "24:01", "无"], column("time", "TIME"))).toEqual([
      "08:05:00",
      "23:59:59",
      "✗",
      null,
    ]);
  });
});

describe("periods", () => {
  it("become one sortable form", async () => {
    const cells = [
      "2023",
      "2023年",
      "2021年第二季度",
      "2021年3季度",
      "2021Q4",
      "201902",
      "2019年2月",
      "2019-12",
      "2019年十一月",
      "2022年上半年",
      "2022H2",
      "2023-2024学年",
      "2023年度",
    ];
    expect(await read(cells, column("period", "VARCHAR", { formats: ["YYYY", "quarter"] }))).toEqual([
      "2023",
      "2023",
      "2021-Q2",
      "2021-Q3",
      "2021-Q4",
      "2019-02",
      "2019-02",
      "2019-12",
      "2019-11",
      "2022-H1",
      "2022-H2",
      "2023/2024",
      "2023",
    ]);
  });

  it("are quarters where the column is one of quarters, and fail without a year unless all are so", async () => {
    expect(await read(["201902", "三季度"], column("period", "VARCHAR", { formats: ["YYYY0Q"] }))).toEqual([
      "2019-Q2",
      "✗",
    ]);
    expect(
      await read(["三季度", "3月", "12月", "上半年"], column("period", "VARCHAR", { formats: ["M月"] })),
    ).toEqual(["Q3", "--03", "--12", "H1"]);
    expect(
      await read(["1899", "201913", "20x3"], column("period", "VARCHAR", { formats: ["YYYY"] })),
    ).toEqual(["✗", "✗", "✗"]);
  });
});

describe("texts, codes and yes/no", () => {
  it("stay as they are unless the column needs cleaning", async () => {
    const cells = ["007", " 370200 ", "A&amp;B", "无", "９１Ａ"];
    expect(await read(cells, column("code", "VARCHAR"))).toEqual(cells);
    const clean = column("code", "VARCHAR", { clean: ["trim", "half-width", "entities"] });
    expect(await read([...cells, "　", "&nbsp;"], clean)).toEqual([
      "007",
      "370200",
      "A&B",
      "无",
      "91A",
      null,
      null,
    ]);
  });

  it("that Excel has destroyed fail: no code is better than a wrong one", async () => {
    const lost = column("code", "VARCHAR", { lostToExcel: true });
    expect(await read(["9.11E+17", "91370214MAXX00007F", "1E+10 "], lost)).toEqual([
      "✗",
      "91370214MAXX00007F",
      "✗",
    ]);
  });

  it("say yes and no in their own ways", async () => {
    const cells = ["是", "否", "TRUE", "0", "有", "无", "y", "maybe", ""];
    expect(await read(cells, column("boolean", "BOOLEAN", { formats: ["是否"] }))).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      true,
      "✗",
      null,
    ]);
  });
});

it("hostile cells are text like any other", async () => {
  const cells = [
    "'; DROP TABLE x; --",
    "\\x",
    "{{1}}",
    "=cmd|' /C calc'!A0",
    "$x",
    "%Y-%m-%d",
    "[1]",
    "\u202e倒",
  ];
  expect(await read(cells, column("text", "VARCHAR", { clean: ["trim"] }))).toEqual(cells);
  for (const type of ["date", "integer"] as const)
    expect(await read(cells, column(type, type === "date" ? "DATE" : "BIGINT"))).toEqual(
      cells.map(() => "✗"),
    );
});
