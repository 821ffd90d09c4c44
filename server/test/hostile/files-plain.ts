import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { csv, file, type HostileFile, table } from "./hostile-file.ts";
import { makeZip, workbookWith } from "./make-zip.ts";

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

/** What is broken or not what it says, and text without end, form or one encoding. */
export const plainFiles: readonly HostileFile[] = [...broken, ...texts];
