import { decodeEntities } from "./cell-text.ts";
import { excelDate } from "./cell-values.ts";
import type { InspectionLimits } from "./inspection.ts";
import { attribute, type MarkupEvents, MarkupScanner } from "./markup.ts";
import { type NumberLook, showNumber, showTime } from "./number-format.ts";
import { Unreadable } from "./refuse.ts";
import { type RawRow, rowsPerBatch } from "./row.ts";
import {
  cellPosition,
  type Merge,
  MergeFiller,
  mergeOf,
  type SheetSurvey,
  type Workbook,
} from "./workbook.ts";
import { decodeXml, readBook, readLooks, readShared } from "./xlsx-parts.ts";
import { checkInflation, listZip, openZipMember } from "./zip.ts";

const mostMerges = 100_000;
/** Rows of a worksheet (ECMA-376 as spreadsheet programs keep it). */
const mostRows = 1_048_576;

/**
 * Opens an XLSX workbook (ECMA-376) for streaming. Each sheet is read from its XML as rows are asked for; only
 * shared strings, styles and merges are kept. Formulas give their stored results.
 */
export async function openXlsx(path: string, bytes: number, limits: InspectionLimits): Promise<Workbook> {
  const entries = await listZip(path, bytes, limits);
  if (entries.some((entry) => entry.encrypted)) throw new Unreadable("inspect.encrypted");
  const names = new Map(
    entries.map((entry) => [entry.name.replaceAll("\\", "/").replace(/^\//, ""), entry.name]),
  );
  let inflated = 0;
  const scan = async (part: string, events: MarkupEvents, stop?: () => boolean): Promise<boolean> => {
    for await (const piece of pieces(part)) {
      try {
        piece.into.push(piece.text);
      } catch (cause) {
        throw inPart(cause, part);
      }
      if (stop?.()) return true;
    }
    return true;

    async function* pieces(name: string) {
      const member = names.get(name);
      if (member === undefined) return;
      const scanner = new MarkupScanner(events);
      const utf8 = new TextDecoder();
      const stream = await openZipMember(path, member, limits);
      try {
        for await (const chunk of stream) {
          inflated += (chunk as Uint8Array).length;
          checkInflation(inflated, bytes, limits);
          yield { text: utf8.decode(chunk as Uint8Array, { stream: true }), into: scanner };
        }
        scanner.push(utf8.decode());
        scanner.end();
      } catch (cause) {
        throw inPart(cause, name);
      } finally {
        stream.destroy();
      }
    }
  };
  const book = await readBook(scan, names);
  const looks = await readLooks(scan, book.styles);
  const shared = await readShared(scan, book.shared);
  const sheets: SheetSurvey[] = [];
  const merges: Merge[][] = [];
  const reader = { looks, shared, base1904: book.base1904, columns: limits.columns };
  for (const [index, sheet] of book.sheets.entries()) {
    const survey: SheetSurvey = {
      name: sheet.name,
      index,
      hidden: sheet.hidden,
      lastRow: 0,
      rows: 0,
      cells: 0,
      hiddenRows: 0,
      merges: 0,
    };
    const own: Merge[] = [];
    const events = sheetEvents(reader, (row, hidden) => {
      const filled = row.cells.filter((cell) => cell !== "").length;
      if (filled > 0) {
        survey.rows++;
        survey.lastRow = row.n;
        survey.cells += filled;
        if (hidden) survey.hiddenRows++;
      }
    });
    const open = events.open;
    events.open = (name, attributes, empty) => {
      if (name === "mergeCell") {
        const merge = mergeOf(attribute(attributes, "ref") ?? "");
        if (merge && own.length < mostMerges) own.push(merge);
      } else open(name, attributes, empty);
    };
    await scan(sheet.part, events);
    survey.merges = own.length;
    sheets.push(survey);
    merges.push(own);
  }
  // The survey inflated everything once; a second reading of one sheet is not a growing archive.
  inflated = 0;
  return {
    sheets,
    async *rows(index: number) {
      const part = book.sheets[index]?.part;
      if (part === undefined) throw new Unreadable("inspect.corrupt", `sheet ${index}`);
      const filler = new MergeFiller(merges[index] ?? []);
      let batch: RawRow[] = [];
      const events = sheetEvents(reader, (row) => batch.push(filler.fill(row)));
      const member = names.get(part);
      if (member === undefined) return;
      const scanner = new MarkupScanner(events);
      const utf8 = new TextDecoder();
      for await (const chunk of await openZipMember(path, member, limits)) {
        scanner.push(utf8.decode(chunk as Uint8Array, { stream: true }));
        if (batch.length >= rowsPerBatch) {
          yield batch;
          batch = [];
        }
      }
      scanner.push(utf8.decode());
      scanner.end();
      if (batch.length > 0) yield batch;
    },
  };
}

/** A refusal that says in which part of the package. */
function inPart(cause: unknown, part: string): unknown {
  if (!(cause instanceof Unreadable) || !["inspect.entities", "inspect.record_too_long"].includes(cause.code))
    return cause;
  return new Unreadable(cause.code, part);
}

interface SheetReader {
  looks: NumberLook[];
  shared: string[];
  base1904: boolean;
  columns: number;
}

function sheetEvents(reader: SheetReader, emit: (row: RawRow, hidden: boolean) => void): MarkupEvents {
  let n = 0;
  let hidden = false;
  let cells: string[] = [];
  let column = -1;
  let type = "";
  let style = 0;
  let value = "";
  let taking = false;
  let phonetic = false;
  const closeCell = () => {
    if (value === "") return;
    const text = readCell(reader, type, style, value);
    if (text === "") return;
    if (column >= reader.columns) throw new Unreadable("inspect.too_wide", reader.columns);
    while (cells.length < column) cells.push("");
    cells[column] = text;
  };
  const closeRow = () => emit({ n, cells }, hidden);
  return {
    open(name, attributes, empty) {
      if (name === "c") {
        const at = attribute(attributes, "r");
        column = at === undefined ? column + 1 : cellPosition(at)[1];
        type = attribute(attributes, "t") ?? "n";
        style = Number(attribute(attributes, "s") ?? 0);
        value = "";
      } else if (name === "v" || name === "t") taking = !empty && !phonetic;
      else if (name === "row") {
        const at = Number(attribute(attributes, "r") ?? n + 1);
        n = Number.isInteger(at) && at > n ? at : n + 1;
        // No spreadsheet program makes one; whoever counts the blank rows before it would count for hours.
        if (n > mostRows) throw new Unreadable("inspect.corrupt", `#${n}`);
        hidden = /^(?:1|true)$/.test(attribute(attributes, "hidden") ?? "");
        cells = [];
        column = -1;
        if (empty) closeRow();
      } else if (name === "rPh") phonetic = !empty;
    },
    close(name) {
      if (name === "v" || name === "t") taking = false;
      else if (name === "c") closeCell();
      else if (name === "row") closeRow();
      else if (name === "rPh") phonetic = false;
    },
    text(text) {
      if (taking) value += text;
    },
  };
}

function readCell(reader: SheetReader, type: string, style: number, value: string): string {
  if (type === "s") return reader.shared[Number(value)] ?? "";
  if (type === "inlineStr" || type === "str") return decodeXml(value);
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  if (type === "e") return decodeEntities(value);
  if (type === "d") return value.replace("T", " ").replace(/ 00:00:00(?:\.0+)?$/, "");
  const number = Number(value);
  return Number.isNaN(number)
    ? decodeXml(value)
    : lookAt(number, reader.looks[style] ?? "number", reader.base1904);
}

/** A number as its format shows it: dates as ISO text, codes with their leading zeros. */
export function lookAt(number: number, look: NumberLook, base1904: boolean): string {
  if (look === "time" && number >= 0 && number < 1) return showTime(number);
  if (look === "date" || look === "time") return excelDate(number, base1904) ?? showNumber(number);
  const text = showNumber(number);
  return typeof look === "object" ? text.padStart(look.digits, "0") : text;
}
