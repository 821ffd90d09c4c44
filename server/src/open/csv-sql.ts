import { type Column, quoteName } from "../platform/engine/index.ts";

/**
 * Cells a spreadsheet would run as a formula when it opens the file: those that begin, after blanks, invisible signs and
 * quotes, with = + - @ in either width, or at once with a tab, a return or a line feed. A plain signed number is none.
 */
const formula =
  '^(?:[\\s\\x{00A0}\\x{200B}\\x{2060}\\x{3000}\\x{FEFF}"\\x{201C}\\x{201D}]*[=+\\-@\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]|[\\t\\r\\n])';
const formulaHeading = /^[\s\u200b\u2060"“”]*[=+\-@＝＋－＠]/;
const signedNumber = "[+-]?[0-9]+([.][0-9]+)?";

/** The columns as they stand in a CSV file: Chinese headings, text that no spreadsheet runs. */
export function csvSelect(columns: readonly Column[]): string {
  const headings = headingsOf(columns);
  return columns
    .map((column, i) => {
      const name = `t.${quoteName(column.name)}`;
      const cell =
        column.stored === "VARCHAR"
          ? `CASE WHEN regexp_matches(${name}, '${formula}') AND NOT regexp_full_match(${name}, '${signedNumber}')
               THEN '''' || ${name} ELSE ${name} END`
          : name;
      return `${cell} AS ${quoteName(headings[i]!)}`;
    })
    .join(", ");
}

/**
 * Labels as headings; where two columns have the same one, with the physical name behind it. In a CSV file one that a
 * spreadsheet would run gets an apostrophe; a worksheet's headings are text by their type.
 */
export function headingsOf(columns: readonly Column[], file: "csv" | "sheet" = "csv"): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a heading is one line
  const plain = columns.map((c) => c.label.replace(/[\u0000-\u001f\u007f]+/g, " ").trim() || c.name);
  // DuckDB takes names that differ only in case for the same.
  const key = (label: string) => label.toLowerCase();
  const seen = new Map<string, number>();
  for (const label of plain) seen.set(key(label), (seen.get(key(label)) ?? 0) + 1);
  return plain.map((label, i) => {
    const heading = seen.get(key(label))! > 1 ? `${label}(${columns[i]!.name})` : label;
    return file === "csv" && formulaHeading.test(heading) ? `'${heading}` : heading;
  });
}
