import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { makeZip, soundParts, workbookWith } from "./make-zip.ts";

/** Files made to hurt whoever opens them, small on disk. `codes`: why each may be refused; "taken" where it may be read. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly codes: readonly string[];
}

const file = (name: string, bytes: () => Uint8Array | string, ...codes: string[]): HostileFile => ({
  name,
  bytes: () => Buffer.from(bytes() as string),
  codes,
});
const csv = "名称,值\n青岛,1\n济南,2\n";

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

const table =
  "<table><tr><td>名称</td><td>值</td></tr><tr><td>&e;</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>";

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

const cut = (bytes: Uint8Array, share: number): Uint8Array =>
  bytes.subarray(0, Math.floor(bytes.length * share));
const ole = (): Buffer => {
  // A compound file whose allocation table leads in a circle.
  const bytes = Buffer.alloc(512 * 6);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes);
  bytes.writeUInt16LE(0x3e, 24);
  bytes.writeUInt16LE(3, 26);
  bytes.writeUInt16LE(0xfffe, 28);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt32LE(1, 44);
  bytes.writeUInt32LE(1, 48);
  bytes.writeUInt32LE(4096, 56);
  bytes.writeUInt32LE(2, 60);
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(0xfffffffe, 68);
  bytes.fill(0xff, 76, 512);
  bytes.writeUInt32LE(0, 76);
  for (let i = 0; i < 128; i++) bytes.writeUInt32LE(i === 0 ? 0xfffffffd : 1 + (i % 3), 512 + i * 4);
  bytes.write("Workbook", 1024, "utf16le");
  bytes.writeUInt16LE(18, 1024 + 64);
  bytes[1024 + 66] = 2;
  bytes.writeUInt32LE(1, 1024 + 116);
  bytes.writeUInt32LE(0x7fffffff, 1024 + 120);
  return bytes;
};

const broken: HostileFile[] = [
  file(
    "cut short.zip",
    () => cut(makeZip([{ name: "a.csv", data: csv.repeat(900) }]), 0.7),
    "inspect.corrupt",
  ),
  file("cut short.xlsx", () => cut(workbookWith(), 0.8), "inspect.corrupt"),
  file("cut short.csv.gz", () => cut(gzipSync(Buffer.from(csv.repeat(900))), 0.7), "inspect.corrupt"),
  file("cut short.parquet", () => Buffer.from("PAR1\u0000\u0000\u0000\u0000"), "inspect.corrupt"),
  file(
    "a circle.xls",
    ole,
    "inspect.corrupt",
    "inspect.not_tabular",
    "inspect.no_data",
    "inspect.timeout",
    "inspect.memory",
  ),
  file(
    "only a beginning.xls",
    () => cut(ole(), 0.1),
    "inspect.corrupt",
    "inspect.not_tabular",
    "inspect.no_data",
  ),
  file(
    "BIFF of noise.xls",
    () => {
      const bytes = Buffer.alloc(200_000);
      Buffer.from([9, 8, 0x10, 0, 0, 6, 5, 0]).copy(bytes);
      for (let i = 8; i < bytes.length; i++) bytes[i] = (i * 7919) & 0xff;
      return bytes;
    },
    "inspect.corrupt",
    "inspect.not_tabular",
    "inspect.no_data",
    "inspect.timeout",
    "inspect.memory",
  ),
  file(
    "picture and archive.gif",
    () => Buffer.concat([Buffer.from("GIF89a"), makeZip([{ name: "a.csv", data: csv }])]),
    "inspect.unsupported",
  ),
  file(
    "document and archive.pdf",
    () => Buffer.concat([Buffer.from("%PDF-1.7\n"), workbookWith()]),
    "inspect.unsupported",
  ),
  file(
    "archive and page.zip",
    () =>
      Buffer.concat([
        makeZip([{ name: "a.csv", data: csv }]),
        Buffer.from("<html><script>alert(1)</script>"),
      ]),
    "taken",
    "inspect.corrupt",
  ),
  file(
    "program.csv",
    () => Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46]), Buffer.from(csv)]),
    "inspect.binary",
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

const texts: HostileFile[] = [
  file(
    "a million columns.csv",
    () => `${Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(",")}\n1\n`,
    "inspect.too_wide",
    "inspect.record_too_long",
  ),
  file("a million separators.csv", () => `a,b\n${",".repeat(1_000_000)}\n`, "inspect.too_wide"),
  file("a line without end.csv", () => `a,b\n${"x".repeat(60 << 20)}`, "inspect.record_too_long"),
  file("nothing but quotes.csv", () => '"'.repeat(24 << 20), "inspect.record_too_long", "inspect.no_data"),
  file(
    "an odd number of quotes.csv",
    () => `a,b\n"${'"x"",'.repeat(2_000_000)}`,
    "inspect.record_too_long",
    "inspect.too_wide",
  ),
  file(
    "NUL in the middle.csv",
    () => `${csv.repeat(200_000)}a\u0000b,1\n`,
    "inspect.binary",
    "inspect.undecodable",
  ),
  file(
    "UTF-16 both ways.csv",
    () =>
      Buffer.concat([
        iconv.encode(csv.repeat(500), "utf-16le", { addBOM: true }),
        iconv.encode(csv.repeat(500), "utf-16be", { addBOM: true }),
      ]),
    "taken",
    "inspect.binary",
    "inspect.undecodable",
    "inspect.no_data",
    "inspect.truncated",
    "inspect.not_tabular",
  ),
  file(
    "UTF-8, then UTF-16.csv",
    () => Buffer.concat([Buffer.from(csv.repeat(500)), iconv.encode(csv.repeat(500), "utf-16le")]),
    "inspect.binary",
    "inspect.undecodable",
  ),
  file(
    "halves of characters.csv",
    () =>
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        iconv.encode("a,b\n", "utf-16le"),
        Buffer.alloc(200_000, Buffer.from([0x00, 0xd8])),
      ]),
    "taken",
    "inspect.undecodable",
    "inspect.record_too_long",
    "inspect.no_data",
    "inspect.not_tabular",
    "inspect.binary",
  ),
  file(
    "marks without end.csv",
    () =>
      Buffer.concat([
        ...Array.from({ length: 10_000 }, () => Buffer.from([0xef, 0xbb, 0xbf])),
        Buffer.from(csv),
      ]),
    "taken",
    "inspect.undecodable",
    "inspect.not_tabular",
    "inspect.no_data",
  ),
  file(
    "every byte.csv",
    () =>
      Buffer.concat(
        Array.from({ length: 4000 }, () => Buffer.from(Array.from({ length: 255 }, (_, i) => i + 1))),
      ),
    "inspect.binary",
    "inspect.undecodable",
    "inspect.truncated",
    "taken",
  ),
  file(
    "four-byte noise.csv",
    () =>
      Buffer.concat([
        Buffer.from("a,b\n"),
        Buffer.alloc(1 << 20, Buffer.from([0x81, 0x30, 0x81, 0x30, 0xfe, 0x39, 0xfe, 0x39])),
      ]),
    "taken",
    "inspect.undecodable",
    "inspect.truncated",
    "inspect.no_data",
    "inspect.not_tabular",
  ),
  file("deep.json", () => "[".repeat(2_000_000), "inspect.bad_json", "inspect.not_tabular"),
  file("deep, with keys.json", () => '[{"a":'.repeat(300_000), "inspect.bad_json", "inspect.not_tabular"),
  file(
    "prototypes.json",
    () => `[${'{"__proto__":{"x":1},"constructor":{"prototype":{"y":2}},"a":1},'.repeat(50)}{"a":2}]`,
    "taken",
    "inspect.not_tabular",
    "inspect.bad_json",
  ),
  file(
    "100,000 keys.json",
    () =>
      `[${Array.from({ length: 1000 }, (_, i) => `{${Array.from({ length: 100 }, (_, k) => `"k${i}_${k}":1`).join()}}`).join()}]`,
    "inspect.too_wide",
  ),
  file(
    "a text of 60 MB.json",
    () => `[{"a":"${"x".repeat(60 << 20)}"},{"a":"b"}]`,
    "inspect.too_large",
    "inspect.record_too_long",
    "inspect.not_tabular",
    "inspect.memory",
    "inspect.bad_json",
    "taken",
  ),
  file("deep.xml", () => "<a>".repeat(500_000), "inspect.not_tabular"),
  file(
    "a tag without end.xml",
    () => `<r><a b="${">".repeat(12 << 20)}`,
    "inspect.not_tabular",
    "inspect.record_too_long",
  ),
  file(
    "a comment without end.xml",
    () => `<r><!-- ${"-".repeat(20 << 20)}`,
    "inspect.not_tabular",
    "inspect.record_too_long",
  ),
  file("scripts.html", () => `<html>${"<script></script>".repeat(100_000)}${table}</html>`, "taken"),
  file(
    "spans.html",
    () => `<table>${'<tr><td rowspan="999999999" colspan="999999999">x</td></tr>'.repeat(2000)}</table>`,
    "inspect.too_wide",
    "taken",
    "inspect.no_data",
    "inspect.not_tabular",
  ),
  file(
    "tables in tables.html",
    () => `<html>${"<table><tr><td>".repeat(200_000)}`,
    "inspect.not_tabular",
    "inspect.no_data",
    "inspect.html_page",
    "inspect.memory",
  ),
];

export const hostileFiles: readonly HostileFile[] = [
  ...entities,
  ...archives,
  ...broken,
  ...sheets,
  ...texts,
];
