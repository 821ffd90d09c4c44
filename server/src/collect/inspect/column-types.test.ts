import { describe, expect, it } from "vitest";
import { makeCitizenId, makeCreditCode, makePhone } from "../../platform/identifiers/index.ts";
import { columnOf, warningsOf, workshop } from "./testing.ts";

const { inspect } = workshop();
const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

describe("types", () => {
  const one = async (name: string, values: string[]) =>
    (await inspect(`编,${name}\n${values.map((v, i) => `k${i},${v}`).join("\n")}\n`)).columns[1]!;

  it("dates in Chinese and Excel forms", async () => {
    expect(await one("日期", ["1998年6月2日", "2002年12月14日", "2003年1月1日"])).toMatchObject({
      type: "date",
      formats: ["YYYY年M月D日"],
      min: "1998-06-02",
      max: "2003-01-01",
    });
    expect(await one("日期", ["2022.03.30", "2022.4.1", "2022.12.31"])).toMatchObject({
      type: "date",
      formats: ["YYYY-MM-DD"],
    });
    expect(await one("日期", ["18/5/2023", "8/2/2023", "1/12/2022"])).toMatchObject({
      type: "date",
      formats: ["D/M/YYYY"],
      max: "2023-05-18",
    });
    expect(await one("日期", ["8/25/22", "8/2/22", "12/31/21"])).toMatchObject({
      type: "date",
      formats: ["M/D/YY"],
      min: "2021-12-31",
    });
    expect(await one("登记日期", ["44327", "44337", "44340"])).toMatchObject({
      type: "date",
      formats: ["excel-serial"],
      min: "2021-05-11",
    });
    expect(await one("数量", ["44327", "44337", "44340"])).toMatchObject({ type: "integer" });
    expect(await one("d", ["20200326", "20200401", "20191231"])).toMatchObject({
      type: "date",
      formats: ["YYYYMMDD"],
    });
    expect(await one("时间", ["2023-01-01 08:00", "2023/1/2 9:30:15", "2023-01-03T10:00:00"])).toMatchObject({
      type: "datetime",
    });
    expect(await one("时刻", ["08:00", "9:30", "23:59:59"])).toMatchObject({ type: "time" });
  });

  it("days and months that cannot be told apart are reported, not guessed", async () => {
    const column = await one("日期", ["3/6/2024", "1/12/2020", "8/2/2022"]);
    expect(column.formats).toEqual(["D/M/YYYY", "M/D/YYYY"]);
    expect(warningsOf(column)).toContain("column.ambiguous_dates");
    expect(column.min).toBeUndefined();
  });

  it("a day that does not exist breaks a column of dates", async () => {
    const column = await one("日期", [
      "2023-01-01",
      "2023-02-30",
      "2023-03-01",
      "2023-03-02",
      "2023-03-05",
      "2023-03-07",
    ]);
    expect(column).toMatchObject({ type: "date", breaks: { count: 1, rows: [3] } });
  });

  it("periods in all their forms", async () => {
    expect(await one("季度", ["2021年第二季度", "2021年三季度", "2022年4季度"])).toMatchObject({
      type: "period",
      formats: ["quarter"],
      min: "2021-Q2",
    });
    expect(await one("月份", ["201902", "201912", "202001"])).toMatchObject({
      type: "period",
      formats: ["YYYYMM"],
      max: "2020-01",
    });
    expect(await one("月份", ["2023年3月", "2023年12月", "2024年1月"])).toMatchObject({
      type: "period",
      formats: ["YYYY年M月"],
    });
    expect(await one("年份", ["2021", "2022", "2023"])).toMatchObject({ type: "period", formats: ["YYYY"] });
    expect(await one("人数", ["2021", "2022", "2023"])).toMatchObject({ type: "integer" });
    expect(await one("区划代码", ["200101", "200102", "200103"])).toMatchObject({ type: "code" });
  });

  it("codes stay text: leading zeros, long digits, a name that says so", async () => {
    expect(await one("站号", ["007", "123", "099"])).toMatchObject({ type: "code" });
    expect(
      await one("x", ["12345678901234567890", "12345678901234567891", "99999999999999999999"]),
    ).toMatchObject({ type: "code" });
    expect(await one("行政区划代码", ["370202", "370203", "370211"])).toMatchObject({
      type: "code",
      semantic: "admin-division",
    });
    expect(await one("排放量", ["570202", "570213", "570288"])).toMatchObject({ type: "integer" });
  });

  it("ranges are words; numbers with slips among them are no codes", async () => {
    expect(await one("年龄段", ["0-4", "5-9", "10-14", "15-19"])).toMatchObject({ type: "text" });
    const column = await one("age", ["34", "45", "6x", "70", "4e", "34", "45"]);
    expect(column.type).toBe("text");
    expect(warningsOf(column)).toContain("column.mixed_types");
  });

  it("numbers destroyed by Excel are counted with their rows", async () => {
    const codes = [1, 2, 3, 4, 5].map((i) =>
      makeCreditCode({ kind: "91", division: "370202", body: `MA00000${i}X` }),
    );
    const column = await one("统一社会信用代码", [...codes, "9.11E+17", "9.13702E+17", "911100007001499000"]);
    expect(column).toMatchObject({
      type: "code",
      semantic: "credit-code",
      breaks: { count: 3, rows: [7, 8, 9] },
    });
    expect(warningsOf(column)).toEqual(
      expect.arrayContaining(["column.destroyed_by_excel", "column.precision_lost"]),
    );
  });

  it("money, percentages, grouped and full-width digits, numbers with their unit", async () => {
    expect(await one("金额", ['"1,234.50"', '"22,000"', "15"])).toMatchObject({
      type: "money",
      formats: ["grouped", "plain"],
      scale: 2,
      max: "22000",
    });
    expect(await one("价", ["¥12.5", "¥7", "￥1000"])).toMatchObject({
      type: "money",
      formats: ["currency"],
    });
    expect(await one("增速", ["3.5%", "-2%", "10%"])).toMatchObject({
      type: "decimal",
      formats: ["percent"],
      unit: "%",
    });
    const wide = await one("数", ["１２", "３４", "56"]);
    expect(wide.type).toBe("integer");
    expect(warningsOf(wide)).toContain("column.full_width");
    expect(await one("规模", ["12.5平方米", "3米", "7.1平方米", "8平方米"])).toMatchObject({
      type: "decimal",
      unit: "平方米",
      breaks: { count: 1, rows: [3] },
    });
  });

  it("booleans, and 0/1 only where the name asks a question", async () => {
    expect(await one("达标", ["是", "否", "是"])).toMatchObject({ type: "boolean", formats: ["是否"] });
    expect(await one("是否公开", ["0", "1", "1"])).toMatchObject({ type: "boolean", formats: ["0-1"] });
    expect(await one("楼层", ["0", "1", "1"])).toMatchObject({ type: "integer" });
  });

  it("placeholders are missing values, error values and words are breaks", async () => {
    const column = await one("值", [
      "1",
      "2",
      "NA",
      "-",
      "4",
      "5",
      "6",
      "7",
      "8",
      "9",
      "#N/A",
      "10",
      "11",
      "12",
      "13",
      "暂无",
    ]);
    expect(column).toMatchObject({ type: "integer", fill: 13 / 16, breaks: { count: 1, rows: [12] } });
    expect(warningsOf(column)).toEqual(
      expect.arrayContaining(["column.placeholders", "column.error_values"]),
    );
  });

  it("entities, line breaks and blanks inside cells are reported", async () => {
    const column = await one("说明", ["A&amp;B", '"一\n二"', " 尾 ", "&#8226;要点"]);
    expect(warningsOf(column)).toEqual(
      expect.arrayContaining(["column.html_entities", "column.inner_newlines", "column.surrounding_spaces"]),
    );
  });
});

describe("meanings are claimed only beyond chance", () => {
  const ids = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      makeCitizenId({
        division: "370202",
        born: `19${60 + (i % 40)}-0${(i % 9) + 1}-1${i % 9}`,
        serial: i * 7,
      }),
    );

  it("citizen IDs are, and are masked and marked as personal", async () => {
    const found = await inspect(
      `人员,号\n${ids(20)
        .map((id, i) => `甲${i},${id}`)
        .join("\n")}\n`,
    );
    const column = columnOf(found, "号");
    expect(column).toMatchObject({ semantic: "citizen-id", type: "code" });
    expect(column.samples[0]).toMatch(/^370202\*{8}\w{4}$/);
    expect(warningsOf(column)).toContain("column.personal_data");
  });

  it("permit numbers that pass the citizen-ID check once in eleven are not", async () => {
    const permits = Array.from(
      { length: 200 },
      (_, i) =>
        `3702022024${String((i % 12) + 1).padStart(2, "0")}${String((i % 28) + 1).padStart(2, "0")}${String(1000 + i * 37).padStart(4, "0")}`,
    );
    const found = await inspect(`项目,施工许可编号\n${permits.map((p, i) => `项目${i},${p}`).join("\n")}\n`);
    const column = columnOf(found, "施工许可编号");
    expect(column.semantic).toBeUndefined();
    expect(column.type).toBe("code");
    expect(warningsOf(column)).toContain("column.identifier_by_chance");
  });

  it("phones, mail, web addresses, coordinates, postcodes", async () => {
    const found = await inspect(
      `联系电话,邮箱,网址,经度,纬度,邮政编码\n${lines(9, (i) => `${makePhone(i)},a${i}@qd.gov.cn,https://qd.gov.cn/${i},120.3${i}01,36.0${i}77,26607${i}`)}\n`,
    );
    expect(found.columns.map((c) => c.semantic)).toEqual([
      "phone",
      "email",
      "url",
      "longitude",
      "latitude",
      "postcode",
    ]);
    expect(found.columns.map((c) => c.type)).toEqual(["code", "text", "text", "decimal", "decimal", "code"]);
  });

  it("invalid ones among them are counted, not hidden", async () => {
    const found = await inspect(
      `身份证号,x\n${[...ids(9), "370215190002290005"].map((id) => `${id},1`).join("\n")}\n`,
    );
    const warning = columnOf(found, "身份证号").warnings.find((w) => w.code === "column.invalid_identifiers");
    expect(warning).toMatchObject({ count: 1, rows: [11] });
  });
});
