import { type Column, decimalParts, quoteName, quoteText, readParquet } from "../platform/engine/index.ts";
import { sheetLimits } from "./download-formats.ts";

/** Styles of a cell, by their place in `styles.xml`. */
export const cellStyles = { number: 0, header: 1, text: 2, date: 3, datetime: 4, time: 5 } as const;

/** Digits a spreadsheet program keeps of a number; what has more is written as text. */
const keptDigits = 15;

// XML 1.0 has no way to say these; ECMA-376 (ST_Xstring) writes them as _x0007_. A return would be read as a line feed.
const unsayable = [
  ...Array.from({ length: 32 }, (_, i) => i).filter((c) => c !== 9 && c !== 10),
  0xfffe,
  0xffff,
];
const special = "[\\x00-\\x08\\x0B-\\x1F\\x{FFFE}\\x{FFFF}]|_x[0-9A-Fa-f]{4}";

/** SQL: text as XML character data, every character of it kept. */
export function xmlText(value: string): string {
  const plain = `replace(replace(replace(${value}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')`;
  const escaped = unsayable.reduce(
    (sql, c) => `replace(${sql}, chr(${c}), '_x${c.toString(16).toUpperCase().padStart(4, "0")}_')`,
    `regexp_replace(${plain}, '_(x[0-9A-Fa-f]{4})', '_x005F_\\1', 'g')`,
  );
  return `CASE WHEN regexp_matches(${value}, '${special}') THEN ${escaped} ELSE ${plain} END`;
}

/** A → 0, Z → 25, AA → 26. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? "" : columnLetters(rest)) + String.fromCharCode(65 + (index % 26));
}

/**
 * SQL that gives each row of a version as the XML of a worksheet row, the first as row 2. Text is an inline string in a
 * cell formatted as text, so that no program evaluates it, also after an edit; numbers of more than fifteen digits
 * and days before March 1900 are text, since a spreadsheet would change them.
 */
export function sheetRows(columns: readonly Column[], paths: readonly string[]): string {
  const n = paths.length === 1 ? "t.file_row_number" : "row_number() OVER () - 1";
  const cells = columns.map((column, i) => cellXml(column, columnLetters(i))).join(", ");
  return `SELECT concat('<row r="', "#n", '">', ${cells}, '</row>')
    FROM (SELECT t.*, CAST(${n} + 2 AS VARCHAR) AS "#n" FROM ${readParquet(paths)}) AS t`;
}

function cellXml(column: Column, letters: string): string {
  const v = `t.${quoteName(column.name)}`;
  const cell = (style: number, type: string, inside: string) =>
    `concat('<c r="${letters}', "#n", '" s="${style}"${type}>', ${inside}, '</c>')`;
  const number = (style: number, value: string) => cell(style, "", `'<v>', ${value}, '</v>'`);
  const text = (value: string) =>
    cell(cellStyles.text, ' t="inlineStr"', `'<is><t xml:space="preserve">', ${xmlText(value)}, '</t></is>'`);
  const unless = (fits: string, typed: string) =>
    `CASE WHEN ${v} IS NULL THEN '' WHEN ${fits} THEN ${typed} ELSE ${text(`CAST(${v} AS VARCHAR)`)} END`;
  switch (column.stored) {
    case "VARCHAR":
      return `CASE WHEN ${v} IS NULL OR ${v} = '' THEN '' ELSE ${text(v)} END`;
    case "BIGINT":
      return unless(`${v} BETWEEN -999999999999999 AND 999999999999999`, number(cellStyles.number, v));
    case "DOUBLE":
      return unless(`isfinite(${v})`, number(cellStyles.number, v));
    case "BOOLEAN":
      return unless("true", cell(cellStyles.number, ' t="b"', `'<v>', CAST(${v} AS INTEGER), '</v>'`));
    case "DATE":
      return unless(
        inCalendar(v, "DATE"),
        number(cellStyles.date, `date_diff('day', DATE '1899-12-30', ${v})`),
      );
    case "TIMESTAMP":
      return unless(
        inCalendar(v, "TIMESTAMP"),
        number(cellStyles.datetime, `(epoch_us(${v}) - epoch_us(TIMESTAMP '1899-12-30')) / 86400000000.0`),
      );
    case "TIME":
      return unless(
        `microsecond(${v}) % 1000000 = 0`,
        number(cellStyles.time, `(hour(${v}) * 3600 + minute(${v}) * 60 + second(${v})) / 86400.0`),
      );
    default: {
      const { width } = decimalParts(column.stored)!;
      const digits = `ltrim(replace(replace(CAST(${v} AS VARCHAR), '-', ''), '.', ''), '0')`;
      const fits = width <= keptDigits ? "true" : `length(${digits}) <= ${keptDigits}`;
      return unless(fits, number(cellStyles.number, v));
    }
  }
}

// Spreadsheets count a 29 February 1900 that never was; from March on all agree.
const inCalendar = (v: string, type: string) =>
  `${v} >= ${type} '1900-03-01' AND ${v} < ${type} '9999-12-31'`;

/** SQL: the length, in UTF-16 units as a spreadsheet counts, of the longest text of a version, and its column. */
export function longestText(columns: readonly Column[], paths: readonly string[]): string | undefined {
  const texts = columns.filter((column) => column.stored === "VARCHAR");
  if (texts.length === 0) return undefined;
  const length = (name: string) => {
    const v = `t.${quoteName(name)}`;
    const beyond = `length(regexp_replace(${v}, '[^\\x{10000}-\\x{10FFFF}]', '', 'g'))`;
    // Only a long text can be made too long by characters that count twice.
    const exact = `CASE WHEN length(${v}) > ${Math.floor(sheetLimits.characters / 2)} THEN length(${v}) + ${beyond} ELSE length(${v}) END`;
    return `{'n': coalesce(max(${exact}), 0), 'label': ${quoteText(name)}}`;
  };
  const all = texts.map(({ name }) => length(name)).join(", ");
  return `SELECT m.n, m.label FROM (SELECT list_sort([${all}], 'DESC')[1] AS m FROM ${readParquet(paths)})`;
}
