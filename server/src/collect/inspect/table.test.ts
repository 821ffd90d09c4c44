import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { makeCitizenId, makeCreditCode, makePhone } from "../../platform/identifiers/index.ts";
import { asideOf, columnOf, typesOf, warningsOf, workshop } from "./testing.ts";

const { inspect, refuse } = workshop();
const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

describe("headers", () => {
  it("is found under an attachment line, a title, a unit line and a caption", async () => {
    const found = await inspect(
      `附件2：,,\n2024年各区经济指标,,\n填报单位：市统计局,,填报日期：2025-01-10\n单位：万元,,\n区市,增加值,税收\n${lines(10, (i) => `第${i}区,${i * 13}.5,${i}`)}\n`,
    );
    expect(found.header).toEqual({ rows: [5], from: "row" });
    expect(asideOf(found)).toEqual({ "attachment-line": 1, title: 1, note: 1, "unit-line": 1 });
    expect(columnOf(found, "增加值")).toMatchObject({ type: "money", unit: "万元" });
    expect(found).toMatchObject({ rows: 10, firstDataRow: 6 });
  });

  it("of two rows is joined: groups over their columns", async () => {
    const found = await inspect(
      `地区,2022年,,2023年,\n,产值,增速,产值,增速\n${lines(9, (i) => `区${i},${i + 1}.2,3.${i},${i + 2}.1,4.${i}`)}\n`,
    );
    expect(found.header.rows).toEqual([1, 2]);
    expect(found.columns.map((c) => c.label)).toEqual([
      "地区",
      "2022年_产值",
      "2022年_增速",
      "2023年_产值",
      "2023年_增速",
    ]);
    expect(warningsOf(found)).toContain("file.multi_row_header");
  });

  it("with a row of units below it keeps the units on the columns", async () => {
    const found = await inspect(
      `名称,面积,人口\n,平方公里,万人\n${lines(8, (i) => `街道${i},${i}.5,${i}.1`)}\n`,
    );
    expect(found.header.rows).toEqual([1, 2]);
    expect(columnOf(found, "面积").unit).toBe("平方公里");
    expect(columnOf(found, "人口").unit).toBe("万人");
  });

  it("of years over numbers is a header, not data", async () => {
    const found = await inspect(`指标,2021,2022,2023\n${lines(9, (i) => `指标${i},${i}1,${i}2,${i}3`)}\n`);
    expect(found.header.rows).toEqual([1]);
    expect(found.rows).toBe(9);
  });

  it("is absent where the first row is like all others", async () => {
    const found = await inspect(
      lines(30, (i) => `市南区,2024-01-${String((i % 28) + 1).padStart(2, "0")},${i},优`),
    );
    expect(found.header).toEqual({ rows: [], from: "none" });
    expect(found.rows).toBe(30);
    expect(found.columns.map((c) => c.name)).toEqual(["列1", "列2", "列3", "列4"]);
    expect(warningsOf(found)).toContain("file.no_header");
  });

  it("made of words over words is still a header", async () => {
    const found = await inspect(
      `企业名称,所属区域,联系人\n${lines(12, (i) => `青岛某某${i}有限公司,崂山区,王${"一二三四五六七八九十甲乙"[i]}`)}\n`,
    );
    expect(found.header.rows).toEqual([1]);
    expect(found.rows).toBe(12);
  });

  it("names are cleaned, units taken out and doubles told apart", async () => {
    const found = await inspect(
      `  名 称 ,金额（万元）,浓度(μg/m3),面积/㎡,备注*,备注\n${lines(5, (i) => `甲${i},1.5,2.${i},3,x,y`)}\n`,
    );
    expect(found.columns.map((c) => [c.label, c.unit])).toEqual([
      ["名称", undefined],
      ["金额", "万元"],
      ["浓度", "μg/m3"],
      ["面积", "㎡"],
      ["备注", undefined],
      ["备注_2", undefined],
    ]);
    expect(warningsOf(found)).toContain("column.duplicate_name");
  });
});

describe("what is no record is set aside with its rows", () => {
  it("totals, subtotals, notes and signatures", async () => {
    const found = await inspect(
      `序号,单位,数量\n1,甲,10\n2,乙,20\n小计,,30\n3,丙,5\n合计,,35\n注：数据截至2024年底,,\n制表人：张某,,审核：李某\n`,
    );
    expect(asideOf(found)).toEqual({ subtotal: 1, total: 1, note: 2 });
    expect(found.setAside.find((s) => s.kind === "total")?.rows).toEqual([6]);
    expect(found.setAside.find((s) => s.kind === "note")?.rows).toEqual([7, 8]);
    expect(found.rows).toBe(3);
    for (const { reason } of found.setAside) expect(reason.zh && reason.en).toBeTruthy();
  });

  it("a place or company whose name begins like a total stays", async () => {
    const found = await inspect(
      `名称,数量\n合计算力公司,1\n总部大厦,2\n小计划书店,3\n注册中心,4\n说明书印刷厂,5\n`,
    );
    expect(found.rows).toBe(5);
    expect(found.setAside).toEqual([]);
  });

  it("padding columns and rows, blank rows between, and a header that comes again", async () => {
    const pad = ",".repeat(252);
    const found = await inspect(
      `甲,乙,丙,丁${pad}\n${lines(6, (i) => `a${i},${i},x,y${pad}`)}\n,,,${pad}\n甲,乙,丙,丁${pad}\nb,9,x,y${pad}\n,,,${pad}\n,,,${pad}\n`,
    );
    expect(asideOf(found)).toEqual({
      blank: 1,
      "repeated-header": 1,
      "padding-rows": 2,
      "padding-columns": 252,
    });
    expect(found.rows).toBe(7);
    expect(found.width).toBe(256);
  });
});

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

describe("encodings and layouts", () => {
  const text = `名称,数值\n${lines(40, (i) => `青岛𠀀㐀市${i},${i}`)}\n`;

  it("UTF-8, GB18030 with four bytes, GBK, UTF-16 with and without a mark", async () => {
    const cases: [string, Uint8Array, object][] = [
      ["utf-8", Buffer.from(text), { name: "utf-8", narrowest: "utf-8", bom: 0 }],
      ["bom", Buffer.from(`\ufeff${text}`), { name: "utf-8", bom: 3 }],
      ["gb18030", iconv.encode(text, "gb18030"), { name: "gb18030", narrowest: "gb18030", bom: 0 }],
      ["gbk", iconv.encode(text.replaceAll(/𠀀|㐀/g, "镕"), "gbk"), { name: "gb18030", narrowest: "gbk" }],
      ["utf-16le", iconv.encode(text, "utf-16le", { addBOM: true }), { name: "utf-16le", bom: 2 }],
      ["utf-16be", iconv.encode(text, "utf-16be", { addBOM: true }), { name: "utf-16be", bom: 2 }],
      [
        "no mark",
        iconv.encode(text.replaceAll("𠀀", "一"), "utf-16le", { addBOM: false }),
        { name: "utf-16le", bom: 0 },
      ],
    ];
    for (const [name, bytes, encoding] of cases) {
      const found = await inspect(bytes);
      expect(found.encoding, name).toMatchObject(encoding);
      expect(found.encoding?.errors.count, name).toBe(0);
      expect([found.rows, ...typesOf(found)], name).toEqual([40, "名称:text", "数值:integer"]);
      expect(found.columns[0]!.samples[0], name).toMatch(/^青岛/);
    }
  });

  it("malformed bytes are placed; a character cut at the end is a broken transfer", async () => {
    const good = iconv.encode(text, "gb18030");
    const broken = Buffer.concat([good.subarray(0, 10), Buffer.of(0xff), good.subarray(10)]);
    const found = await inspect(broken);
    expect(found.encoding?.errors).toEqual({ count: 1, at: [10] });
    expect(warningsOf(found)).toContain("file.decode_errors");
    const cut = await refuse(Buffer.concat([good, Buffer.of(0xc7)]));
    expect(cut).toMatchObject({ code: "inspect.truncated" });
    expect(
      await refuse(
        Buffer.from(text)
          .subarray(0, 2000)
          .subarray(0, Buffer.from(text).indexOf("岛") + 1),
      ),
    ).toMatchObject({ code: "inspect.truncated" });
  });

  it("tabs, semicolons, bars and old Mac line ends", async () => {
    for (const delimiter of ["\t", ";", "|"] as const) {
      const found = await inspect(text.replaceAll(",", delimiter));
      expect(found.text?.delimiter).toBe(delimiter);
      expect(found.columns).toHaveLength(2);
    }
    const mac = await inspect(text.replaceAll("\n", "\r"));
    expect([mac.text?.newline, mac.rows]).toEqual(["\r", 40]);
  });

  it("a large file is sampled for types, its rows counted in full, its total set aside", async () => {
    const found = await inspect(
      `序号,名称,值\n${lines(30_000, (i) => `${i + 1},企业${i},${i % 97}`)}\n合计,,999\n`,
      "large.csv",
      {
        everyCellBytes: 1000,
        sampleRows: 500,
      },
    );
    expect(found).toMatchObject({ sampled: true, rows: 30_000, physicalRows: 30_002, header: { rows: [1] } });
    expect(asideOf(found)).toEqual({ total: 1 });
    expect(typesOf(found)).toEqual(["序号:integer", "名称:text", "值:integer"]);
  });
});
