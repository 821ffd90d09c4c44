import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { csv, file, type HostileFile, table } from "./hostile-file.ts";
import { makeZip, soundParts, workbookWith } from "./make-zip.ts";

const entityDeclarations: Readonly<Record<string, string>> = {
  "external entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  "billion laughs": `<!DOCTYPE x [<!ENTITY a0 "lol">${Array.from({ length: 10 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join("")}<!ENTITY e "&a10;">]>`,
  "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;<!ENTITY e "">]>',
  "external DTD": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
};

const withEntity = (part: string, declaration: string): string =>
  `<?xml version="1.0"?>${declaration}${soundParts[part]!.replace(/(<t>|<v>)/, "$1&e;")}`;

const spreadsheetMl = (declaration: string): string =>
  `<?xml version="1.0"?>${declaration}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>&e;</Data></Cell><Cell><Data>b</Data></Cell></Row><Row><Cell><Data>1</Data></Cell><Cell><Data>2</Data></Cell></Row></Table></Worksheet></Workbook>`;

const entities: HostileFile[] = [
  ...Object.entries(entityDeclarations).flatMap(([kind, declaration]) => [
    file(
      `${kind} in a sheet.xlsx`,
      () => workbookWith({ "xl/worksheets/sheet1.xml": withEntity("xl/worksheets/sheet1.xml", declaration) }),
      "inspect.entities",
    ),
    file(`${kind} in SpreadsheetML.xls`, () => spreadsheetMl(declaration), "inspect.entities"),
    // HTML has no entities of its own: the table is taken, and nothing is looked up.
    file(`${kind} in HTML.xls`, () => `${declaration}<html>${table}</html>`, "taken", "inspect.entities"),
  ]),
  ...["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml"].map((part) =>
    file(
      `external entity in ${part.split("/").at(-1)}.xlsx`,
      () => workbookWith({ [part]: withEntity(part, entityDeclarations["external entity"]!) }),
      "inspect.entities",
    ),
  ),
  file(
    "entity in UTF-16.xml",
    () => iconv.encode(spreadsheetMl(entityDeclarations["external entity"]!), "utf-16le", { addBOM: true }),
    "inspect.entities",
  ),
];

const longName = `${"长".repeat(3400)}.csv`;
const names: [string, string | Uint8Array, ...string[]][] = [
  ["up", "../../../../tmp/slip.csv", "inspect.bomb"],
  ["up with backslashes", "..\\..\\slip.csv", "inspect.bomb"],
  ["up in the middle", "正常/../../slip.csv", "inspect.bomb"],
  ["absolute", "/etc/slip.csv", "inspect.bomb"],
  ["drive", "C:\\slip.csv", "inspect.bomb"],
  ["drive with slashes", "C:/slip.csv", "inspect.bomb"],
  // These are names and nothing more: no file is ever made by one.
  ["NUL", "a\u0000.csv", "taken", "inspect.bomb", "inspect.corrupt"],
  ["line break", "a\r\nset-cookie: x=y.csv", "taken"],
  ["right to left", "表\u202evsc.exe", "taken"],
  ["10 kB", longName, "taken"],
  ["half a character", Buffer.from([0xe9, 0x9d, 0x2e, 0x63, 0x73, 0x76]), "taken"],
];

const archives: HostileFile[] = [
  ...names.map(([what, name, ...codes]) =>
    file(`name: ${what}.zip`, () => makeZip([{ name, data: csv }]), ...codes),
  ),
  ...names
    .slice(0, 6)
    .map(([what, name]) =>
      file(
        `name: ${what}.xlsx`,
        () =>
          makeZip([
            ...Object.entries(soundParts).map(([part, data]) => ({ name: part, data })),
            { name, data: csv },
          ]),
        "inspect.bomb",
      ),
    ),
  file(
    "says less than it holds.zip",
    () => makeZip([{ name: "a.csv", data: csv, lies: { size: 3 } }]),
    "inspect.corrupt",
  ),
  file(
    "says more than it holds.zip",
    () => makeZip([{ name: "a.csv", data: csv, lies: { size: 20_000_000 } }]),
    "inspect.corrupt",
  ),
  file(
    "zip64 of 2 TiB.zip",
    () => makeZip([{ name: "a.csv", data: csv, zip64: { packed: 30n, size: 1n << 41n } }]),
    "inspect.bomb",
  ),
  file(
    "zip64 of 2^63.zip",
    () => makeZip([{ name: "a.csv", data: csv, zip64: { packed: 1n << 63n, size: 1n << 63n } }]),
    "inspect.bomb",
    "inspect.corrupt",
  ),
  file(
    "packed bytes beyond the end.zip",
    () => makeZip([{ name: "a.csv", data: csv, lies: { packed: 1_000_000 } }]),
    "inspect.bomb",
    "inspect.corrupt",
  ),
  file(
    "data beyond the end.zip",
    () => makeZip([{ name: "a.csv", data: csv, at: 0xfffffff0 }]),
    "inspect.corrupt",
  ),
  file(
    "two of one name.xlsx",
    () =>
      makeZip(
        [...Object.entries(soundParts), ["xl/workbook.xml", "<workbook/>"]].map(([name, data]) => ({
          name: name!,
          data: data!,
        })),
      ),
    "inspect.bomb",
  ),
  file("encrypted.zip", () => makeZip([{ name: "a.csv", data: csv, flags: 1 }]), "inspect.encrypted"),
  file(
    "encrypted.xlsx",
    () => makeZip(Object.entries(soundParts).map(([name, data]) => ({ name, data, flags: 1 }))),
    "inspect.encrypted",
  ),
  file(
    "a zip in a zip.zip",
    () => makeZip([{ name: "b.zip", data: makeZip([{ name: "a.csv", data: csv }]) }]),
    "inspect.archive_many",
  ),
  file("nothing in it.zip", () => makeZip([]), "inspect.archive_many", "inspect.corrupt"),
  file(
    "a bomb of gzip.csv.gz",
    () => gzipSync(Buffer.alloc(96 << 20, "0,")),
    "inspect.bomb",
    "inspect.record_too_long",
    "inspect.too_wide",
  ),
  file(
    "says 2 GB.csv.gz",
    () => {
      const bytes = gzipSync(Buffer.from(csv));
      bytes.writeUInt32LE(0x7fffffff, bytes.length - 4);
      return bytes;
    },
    "inspect.corrupt",
  ),
];

const sheet = (rows: string, more = ""): Buffer =>
  workbookWith({
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows}</sheetData>${more}</worksheet>`,
  });
const sheets: HostileFile[] = [
  file(
    "a cell in column ZZZZZZ.xlsx",
    () => sheet('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'),
    "inspect.too_wide",
  ),
  file(
    "a cell in no column.xlsx",
    () => sheet('<row r="1"><c r="1"><v>1</v></c><c r="-"><v>2</v></c></row>'),
    "taken",
    "inspect.no_data",
    "inspect.not_tabular",
  ),
  file(
    "row 10^15.xlsx",
    () => sheet('<row r="1"><c><v>1</v></c></row><row r="1000000000000000"><c><v>1</v></c></row>'),
    "inspect.corrupt",
  ),
  file(
    "a million merges.xlsx",
    () =>
      sheet(
        '<row r="1"><c><v>1</v></c></row>',
        `<mergeCells>${'<mergeCell ref="A1:A400"/>'.repeat(1_000_000)}</mergeCells>`,
      ),
    "taken",
    "inspect.no_data",
    "inspect.not_tabular",
    "inspect.bomb",
  ),
  file(
    "strings and styles that are not there.xlsx",
    () =>
      sheet(
        '<row r="1"><c t="s" s="999999999"><v>999999999</v></c><c t="s"><v>-1</v></c><c t="s"><v>__proto__</v></c></row>',
      ),
    "taken",
    "inspect.no_data",
    "inspect.not_tabular",
  ),
  file(
    "a sheet outside the package.xlsx",
    () =>
      workbookWith({
        "xl/_rels/workbook.xml.rels": soundParts["xl/_rels/workbook.xml.rels"]!.replace(
          "worksheets/sheet1.xml",
          "../../../../etc/passwd",
        ),
      }),
    "inspect.no_data",
    "inspect.not_tabular",
    "inspect.corrupt",
  ),
  file(
    "50,000 sheets.xlsx",
    () =>
      workbookWith({
        "xl/workbook.xml": `<workbook><sheets>${'<sheet name="s" r:id="r1"/>'.repeat(50_000)}</sheets></workbook>`,
      }),
    "inspect.bomb",
  ),
  file(
    "a text of 40 MB.xlsx",
    () => sheet(`<row r="1"><c t="inlineStr"><is><t>${"x".repeat(40 << 20)}</t></is></c></row>`),
    "inspect.bomb",
    "inspect.record_too_long",
    "inspect.memory",
  ),
  file(
    "a text that is never closed.xlsx",
    () => sheet(`<row r="1"><c t="inlineStr"><is><t>${"x".repeat(20 << 20)}`),
    "inspect.record_too_long",
    "inspect.bomb",
  ),
];

/** Archives, workbooks, and what their XML can call in. */
export const packedFiles: readonly HostileFile[] = [...entities, ...archives, ...sheets];
