import { decodeEntities } from "./cell-text.ts";
import { excelDate } from "./cell-values.ts";
import type { InspectionLimits } from "./inspection.ts";
import { attribute, type MarkupEvents, MarkupScanner } from "./markup.ts";
import { type NumberLook, readNumberFormat, showNumber, showTime } from "./number-format.ts";
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
import { checkInflation, listZip, openZipMember } from "./zip.ts";

const mostMerges = 100_000;
/** Characters of shared strings kept in memory. */
const mostSharedCharacters = 100_000_000;

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
      piece.into.push(piece.text);
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

type Scan = (part: string, events: MarkupEvents) => Promise<boolean>;

interface Book {
  sheets: { name: string; hidden: boolean; part: string }[];
  base1904: boolean;
  shared: string;
  styles: string;
}

async function readBook(scan: Scan, names: Map<string, string>): Promise<Book> {
  const workbook = [...names.keys()].find((name) => /(?:^|\/)workbook\.xml$/.test(name));
  if (workbook === undefined) throw new Unreadable("inspect.corrupt", "workbook.xml");
  const folder = workbook.slice(0, workbook.lastIndexOf("/") + 1);
  const targets = new Map<string, string>();
  const book: Book = {
    sheets: [],
    base1904: false,
    shared: `${folder}sharedStrings.xml`,
    styles: `${folder}styles.xml`,
  };
  const ignore = () => {};
  await scan(`${folder}_rels/workbook.xml.rels`, {
    open(name, attributes) {
      if (name !== "Relationship") return;
      const target = attribute(attributes, "Target") ?? "";
      const part = target.startsWith("/") ? target.slice(1) : folder + target.replace(/^\.\//, "");
      targets.set(attribute(attributes, "Id") ?? "", part);
      const type = attribute(attributes, "Type") ?? "";
      if (type.endsWith("/sharedStrings")) book.shared = part;
      if (type.endsWith("/styles")) book.styles = part;
    },
    close: ignore,
    text: ignore,
  });
  await scan(workbook, {
    open(name, attributes) {
      if (name === "workbookPr") book.base1904 = /^(?:1|true)$/.test(attribute(attributes, "date1904") ?? "");
      if (name !== "sheet") return;
      const part = targets.get(attribute(attributes, "id") ?? "") ?? "";
      const state = attribute(attributes, "state") ?? "visible";
      if (part.includes("worksheets/") || names.has(part))
        book.sheets.push({ name: attribute(attributes, "name") ?? "", hidden: state !== "visible", part });
    },
    close: ignore,
    text: ignore,
  });
  return book;
}

/** What each cell style makes of a number. */
async function readLooks(scan: Scan, part: string): Promise<NumberLook[]> {
  const codes = new Map<number, string>();
  const looks: NumberLook[] = [];
  let inCells = false;
  await scan(part, {
    open(name, attributes) {
      if (name === "numFmt")
        codes.set(Number(attribute(attributes, "numFmtId")), attribute(attributes, "formatCode") ?? "");
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        const id = Number(attribute(attributes, "numFmtId") ?? 0);
        looks.push(readNumberFormat(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
    text() {},
  });
  return looks;
}

async function readShared(scan: Scan, part: string): Promise<string[]> {
  const strings: string[] = [];
  let current = "";
  let inText = false;
  let phonetic = false;
  let kept = 0;
  await scan(part, {
    open(name, _attributes, empty) {
      if (name === "si") {
        current = "";
        if (empty) strings.push("");
      } else if (name === "rPh") phonetic = !empty;
      else if (name === "t") inText = !empty && !phonetic;
    },
    close(name) {
      if (name === "si") {
        kept += current.length;
        if (kept > mostSharedCharacters) throw new Unreadable("inspect.memory", "sharedStrings");
        strings.push(current);
      } else if (name === "t") inText = false;
      else if (name === "rPh") phonetic = false;
    },
    text(text) {
      if (inText) current += decodeXml(text);
    },
  });
  return strings;
}

const decodeXml = (text: string): string =>
  decodeEntities(text).replace(/_x([0-9A-F]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

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
