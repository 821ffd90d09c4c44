import type { Column } from "../platform/engine/index.ts";
import { cellStyles, columnLetters } from "./xlsx-cells.ts";

/** The parts of a workbook (ECMA-376 Part 1) but for the rows of its first sheet. */

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";
const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Text as XML character data, every character of it kept (ST_Xstring). */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4})/g, "_x005F_")
    .replace(/[&<>"]/g, (c) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[c]};`)
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those XML cannot say
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    );

const textCell = (at: string, text: string, style: number): string =>
  `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;

export const sheetTitles = ["数据", "字段说明"] as const;

/** The parts that are the same in every workbook, by name. */
export const fixedParts: Readonly<Record<string, string>> = {
  "[Content_Types].xml": `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${kind}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/></Types>`,
  "_rels/.rels": `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheetTitles
    .map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join("")}</sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
  // In the order of `cellStyles`. 49 is "text": what is in such a cell stays text when it is edited.
  "xl/styles.xml": `${head}<styleSheet xmlns="${main}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills><borders count="2"><border/><border><left/><right/><top/><bottom style="thin"><color rgb="FF7A8B9C"/></bottom></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
};

/** A worksheet up to its first data row: frozen header, widths, headings. */
export function sheetStart(headings: readonly string[], widths: readonly number[]): string {
  const cols = widths.map((w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`);
  const cells = headings.map((text, i) => textCell(`${columnLetters(i)}1`, text, cellStyles.header));
  return `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${cols.join("")}</cols><sheetData><row r="1">${cells.join("")}</row>`;
}

/** What ends a worksheet: with a filter over its header where it has rows. */
export const sheetEnd = (columns: number, rows: number): string =>
  `</sheetData>${rows > 0 ? `<autoFilter ref="A1:${columnLetters(columns - 1)}${rows + 1}"/>` : ""}</worksheet>`;

/** Characters a column is wide: enough for its heading and for values of its type. */
export function columnWidth({ label, type }: Pick<Column, "label" | "type">): number {
  const wide = [...label].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
  const usual = { date: 12, datetime: 20, time: 10, integer: 10, decimal: 12, money: 14, boolean: 8 };
  return Math.min(48, Math.max(wide + 3, type in usual ? usual[type as keyof typeof usual] : 16));
}

const typeWords: Readonly<Record<string, string>> = {
  text: "文本",
  code: "代码",
  integer: "整数",
  decimal: "小数",
  money: "金额",
  boolean: "是否",
  date: "日期",
  datetime: "日期时间",
  time: "时间",
  period: "期间",
};

/** The second sheet: what each column is called in the interface, its type and unit, and what the file is. */
export function dictionarySheet(
  columns: readonly Column[],
  headings: readonly string[],
  about: readonly string[],
) {
  const rows = [
    ...columns.map((c, i) => [headings[i]!, c.name, typeWords[c.type] ?? c.type, c.unit ?? ""]),
    [],
    ...about.map((line) => [line]),
  ];
  const xml = rows.map((row, i) => {
    const cells = row.map((text, k) =>
      text === "" ? "" : textCell(`${columnLetters(k)}${i + 2}`, text, cellStyles.text),
    );
    return `<row r="${i + 2}">${cells.join("")}</row>`;
  });
  const start = sheetStart(["列名", "字段代码（接口用）", "类型", "单位"], [32, 24, 10, 10]);
  return `${start}${xml.join("")}${sheetEnd(4, 0)}`;
}
