/**
 * What the platform knows about a delivered file after looking at it, and the reasons for which it will
 * not take one. Everything is plain JSON; row numbers are 1-based *physical* rows: in text the n-th record
 * (an embedded newline does not start a row, an empty line does), in a sheet the row number Excel shows.
 */

import type { Bilingual, InspectedColumn, InspectionWarning } from "./inspected-column.ts";

export type {
  Bilingual,
  CellFormat,
  ColumnType,
  InspectedColumn,
  InspectionWarning,
  Semantic,
  WarningCode,
} from "./inspected-column.ts";

/** Formats that can be loaded as a table. Told by content, never by the file's name. */
export type TableContainer =
  | "csv"
  | "xlsx"
  | "xls"
  | "json"
  | "ndjson"
  | "geojson"
  | "parquet"
  | "html"
  | "xml";
/** Formats that are recognised. The rest is named in a refusal. */
export type Container =
  | TableContainer
  | "gzip"
  | "zip"
  | "pdf"
  | "ole"
  | "docx"
  | "pptx"
  | "image"
  | "rar"
  | "7z"
  | "text"
  | "binary"
  | "empty";

/** "gb18030" includes GBK and GB2312; `narrowest` says which of the three would have been enough. */
export type EncodingName = "utf-8" | "gb18030" | "utf-16le" | "utf-16be";

export interface Encoding {
  name: EncodingName;
  /** What the bytes actually use: plain ASCII, GB2312, GBK or four-byte GB18030. */
  narrowest: "ascii" | "utf-8" | "gb2312" | "gbk" | "gb18030" | "utf-16le" | "utf-16be";
  /** Length of the byte-order mark in bytes (0, 2 or 3; a gb18030 mark has 4). */
  bom: number;
  /** Malformed sequences: how many, and the byte offsets of the first ten. */
  errors: { count: number; at: number[] };
}

export interface TextLayout {
  delimiter: "," | "\t" | ";" | "|";
  /** `""` when no field is quoted. A quote inside a quoted field is doubled. */
  quote: '"' | "";
  newline: "\n" | "\r\n" | "\r" | "mixed";
  /** Records whose quoted field holds a line break. */
  embeddedNewlines: number;
}

export interface SheetChoice {
  name: string;
  /** 0-based position in the workbook. */
  index: number;
  of: number;
  others: { name: string; index: number; hidden: boolean; rows: number }[];
}

export type SetAsideKind =
  | "title"
  | "note"
  | "version-line"
  | "attachment-line"
  | "unit-line"
  | "total"
  | "subtotal"
  | "group-heading"
  | "blank"
  | "repeated-header"
  | "padding-rows"
  | "padding-columns";

/** Rows or columns of the file that are not data. `count` is the whole number; `rows` names
 * the first 1,000 blank ones and the first 100,000 of any other kind. */
export interface SetAside {
  kind: SetAsideKind;
  rows?: number[];
  columns?: number[];
  count: number;
  reason: Bilingual;
  /** The text of the first of them, at most 200 characters. */
  text?: string;
}

export interface Inspection {
  ok: true;
  file: { name: string; bytes: number; sha256: string };
  container: TableContainer;
  /** `"gzip"` or `"zip"` when the table is the only file of an archive. */
  inside?: "gzip" | "zip";
  /** Text containers only. */
  encoding?: Encoding;
  /** `csv` only. */
  text?: TextLayout;
  /** Spreadsheets and HTML tables only. */
  sheet?: SheetChoice;
  /** JSON: the path to the array of records, e.g. `data.list`; empty for a bare array. */
  jsonPath?: string;
  header: { rows: number[]; from: "row" | "keys" | "schema" | "none" };
  /** 1-based physical row of the first data row (0 when there is none). */
  firstDataRow: number;
  /** Width of the file in columns before padding was dropped. */
  width: number;
  columns: InspectedColumn[];
  /** Data rows: physical rows minus header and everything set aside. */
  rows: number;
  physicalRows: number;
  /** True when types come from a sample (large file); counts of rows are always exact. */
  sampled: boolean;
  setAside: SetAside[];
  warnings: InspectionWarning[];
}

export type InspectionRefusalCode =
  | "inspect.not_found"
  | "inspect.not_a_file"
  | "inspect.empty"
  | "inspect.too_large"
  | "inspect.html_page"
  | "inspect.waf_message"
  | "inspect.two_documents"
  | "inspect.bad_json"
  | "inspect.not_tabular"
  | "inspect.binary"
  | "inspect.unsupported"
  | "inspect.encrypted"
  | "inspect.undecodable"
  | "inspect.truncated"
  | "inspect.bomb"
  | "inspect.archive_many"
  | "inspect.corrupt"
  | "inspect.timeout"
  | "inspect.memory"
  | "inspect.no_data"
  | "inspect.too_wide"
  | "inspect.record_too_long"
  | "inspect.entities";

export interface InspectionRefused {
  ok: false;
  file: { name: string; bytes: number; sha256?: string };
  container: Container;
  encoding?: Encoding;
  code: InspectionRefusalCode;
  reason: Bilingual;
  /** Where it went wrong, where known: byte offset in the file. */
  at?: number;
}

export type InspectionResult = Inspection | InspectionRefused;

/** Bounds of one inspection. All have defaults in `limits.ts`. */
export interface InspectionLimits {
  /** Bytes of the delivered file. */
  fileBytes: number;
  /** Bytes an archive may inflate to in all, and times its own size. */
  inflatedBytes: number;
  inflatedRatio: number;
  archiveEntries: number;
  /** Columns of a table; longest record in bytes. */
  columns: number;
  recordBytes: number;
  /** Milliseconds and MiB of heap for the spreadsheet worker. */
  sheetMilliseconds: number;
  sheetMegabytes: number;
  /** JSON documents are read whole up to this many bytes. */
  jsonBytes: number;
  /** Files up to this many bytes have every cell typed; larger ones a sample. */
  everyCellBytes: number;
  sampleRows: number;
}
