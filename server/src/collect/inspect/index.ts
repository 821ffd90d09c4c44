/** File inspection: what a delivered file holds, or why it is not taken (Arts. 11, 12). */
export { type ByteSource, readBytes } from "./bytes.ts";
export { excelDate, readDate, readNumber, readPeriod } from "./cell-values.ts";
export { runInspect } from "./cli-inspect.ts";
export { CsvRecords, type Dialect } from "./csv-records.ts";
export { type DecodedText, decodeText, type EncodingGuess, guessEncoding } from "./encoding.ts";
export { decodeGb18030, Gb18030Decoder } from "./gb18030.ts";
export { type InspectOptions, inspectFile } from "./inspect-file.ts";
export { inspectWalled } from "./inspect-walled.ts";
export type * from "./inspection.ts";
export { openJson } from "./json-source.ts";
export { defaultLimits } from "./limits.ts";
export { openHtml, openXml } from "./markup-source.ts";
export { refused, Unreadable } from "./refuse.ts";
export { isBlank, isBlankRow, type RawRow, type RowSource } from "./row.ts";
export { readSheetRows, type SheetFile, sheetSource } from "./sheet-rows.ts";
export { listZip, openZipMember } from "./zip.ts";
