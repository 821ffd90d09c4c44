import { decodeEntities } from "./cell-text.ts";
import { attribute, type MarkupEvents } from "./markup.ts";
import { type NumberLook, readNumberFormat } from "./number-format.ts";
import { Unreadable } from "./refuse.ts";

/** Characters of shared strings kept in memory. */
const mostSharedCharacters = 100_000_000;
/** Sheets of a workbook: each is read, and many can name the same part. */
const mostSheets = 1_000;

/** Reads one part of the package from beginning to end. */
export type Scan = (part: string, events: MarkupEvents) => Promise<boolean>;

export interface Book {
  sheets: { name: string; hidden: boolean; part: string }[];
  base1904: boolean;
  shared: string;
  styles: string;
}

/** The sheets in their order, and where strings and styles are. */
export async function readBook(scan: Scan, names: Map<string, string>): Promise<Book> {
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
      if (book.sheets.length >= mostSheets)
        throw new Unreadable("inspect.bomb", `${mostSheets}+ 个工作表 / sheets`);
      if (part.includes("worksheets/") || names.has(part))
        book.sheets.push({ name: attribute(attributes, "name") ?? "", hidden: state !== "visible", part });
    },
    close: ignore,
    text: ignore,
  });
  return book;
}

/** What each cell style makes of a number. */
export async function readLooks(scan: Scan, part: string): Promise<NumberLook[]> {
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

/** The strings the cells point to, phonetic guides left out. */
export async function readShared(scan: Scan, part: string): Promise<string[]> {
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

/** Text of a cell: predefined entities, and _x000D_ for what XML cannot hold. */
export const decodeXml = (text: string): string =>
  decodeEntities(text).replace(/_x([0-9A-F]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
