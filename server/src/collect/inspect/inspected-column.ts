/** What is known about one column of an inspected table. Part of `inspection.ts`. */

/** A text in both working languages. */
export interface Bilingual {
  zh: string;
  en: string;
}

/**
 * - `code` is text that looks like a number and must stay text (370200, leading zeros, long digits).
 * - `period` is a span of time (201902, 2021年第二季度, 2023).
 * - `empty` has no value in any row.
 */
export type ColumnType =
  | "integer"
  | "decimal"
  | "money"
  | "boolean"
  | "text"
  | "date"
  | "datetime"
  | "time"
  | "period"
  | "code"
  | "empty";

/** Claimed only when the evidence exceeds chance. */
export type Semantic =
  | "citizen-id"
  | "credit-code"
  | "phone"
  | "admin-division" // GB/T 2260 codes of 6 digits, also with the 9 or 12 digits of streets and villages
  | "division-name"
  | "email"
  | "postcode"
  | "longitude"
  | "latitude"
  | "url"
  | "person-name"
  | "organisation-name"
  | "address"
  | "row-number";

/**
 * How the cells of a date, datetime, time, period, money or boolean column are written; a column written in
 * several ways lists them, most frequent first. `readCell` in `cell-values.ts` takes these names.
 */
export type CellFormat =
  | "YYYY-MM-DD" // also with / or . and without leading zeros
  | "YYYYMMDD"
  | "YYYY年M月D日"
  | "D/M/YYYY"
  | "M/D/YYYY"
  | "D/M/YY"
  | "M/D/YY"
  | "excel-serial"
  | "YYYY"
  | "YYYY年"
  | "YYYYMM"
  | "YYYY0Q" // 201902 in a column of quarters
  | "YYYY-MM"
  | "YYYY年M月"
  | "M月"
  | "quarter"
  | "half-year"
  | "year-range"
  | "true-false"
  | "是否"
  | "有无"
  | "yes-no"
  | "0-1"
  | "plain"
  | "grouped" // 1,234.50
  | "currency" // ¥1,234.50
  | "percent"
  | "with-unit"; // 147776.040平方米; the unit is in `unit`

export type WarningCode =
  | "column.mixed_types"
  | "column.ambiguous_dates"
  | "column.mixed_date_formats"
  | "column.destroyed_by_excel"
  | "column.duplicate_name"
  | "column.unnamed"
  | "column.full_width"
  | "column.html_entities"
  | "column.surrounding_spaces"
  | "column.inner_newlines"
  | "column.invalid_identifiers"
  | "column.identifier_by_chance"
  | "column.precision_lost"
  | "column.placeholders"
  | "column.personal_data"
  | "column.error_values"
  | "column.formula_text"
  | "file.name_and_content_differ"
  | "file.decode_errors"
  | "file.mixed_newlines"
  | "file.ragged_rows"
  | "file.unclosed_quote"
  | "file.no_header"
  | "file.multi_row_header"
  | "file.hidden_rows"
  | "file.hidden_sheets"
  | "file.other_sheets"
  | "file.merged_cells"
  | "file.sampled"
  | "file.truncated";

export interface InspectionWarning extends Bilingual {
  code: WarningCode;
  /** Index of the column in `columns` terms (position in the file). */
  column?: number;
  /** The first physical rows concerned, at most ten. */
  rows?: number[];
  count?: number;
}

export interface InspectedColumn {
  /** 0-based position in the file (padding columns keep their place, so indexes may have gaps). */
  index: number;
  /** The name as found; for a headerless file the made-up 列1, 列2 … */
  name: string;
  /** Cleaned: no line breaks or padding spaces, half-width ASCII, entities decoded, unit taken out, unique. */
  label: string;
  /** Read from the header: 万元, ㎡, μg/m3 … */
  unit?: string;
  type: ColumnType;
  /** Most frequent first; absent where the type has only one way of being written. */
  formats?: CellFormat[];
  semantic?: Semantic;
  /** Share of data rows with a value, 0–1. */
  fill: number;
  /** Exact up to 10,000 distinct values, an estimate beyond. */
  distinct: number;
  distinctExact: boolean;
  /** In the type's own order; text columns give none. */
  min?: string;
  max?: string;
  /** Longest cell in characters, and digits after the decimal point at most. */
  longest: number;
  scale?: number;
  /** Up to five different values as found (masked when the semantic is personal data). */
  samples: string[];
  /** Cells that have a value but not of `type`: how many, and the first ten physical rows. */
  breaks: { count: number; rows: number[] };
  warnings: InspectionWarning[];
}
