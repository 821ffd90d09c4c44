import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
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

  it("headings of groups, where the others are numbered; a lone name among names is a record", async () => {
    const grouped = await inspect(
      `序号,学校,地址\n北京市（2所）,,\n1,甲学校,东路1号\n2,乙学校,西路2号\n天津市（1所）,,\n3,丙学校,南路3号\n`,
    );
    expect(asideOf(grouped)).toEqual({ "group-heading": 2 });
    expect(grouped.rows).toBe(3);
    const named = await inspect(
      `企业,电话,地址\n甲公司,053285911000,东路1号\n乙公司,,\n丙公司,053285911001,南路3号\n丁公司,053285911002,北路\n`,
    );
    expect([named.rows, named.setAside]).toEqual([4, []]);
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
