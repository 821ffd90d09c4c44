import { crc32, deflateRawSync } from "node:zlib";

/** One entry of an archive, with whatever lies are to be told of it. */
export interface ZipPart {
  /** Bytes of the name as they stand in the archive. */
  readonly name: string | Uint8Array;
  readonly data: Uint8Array | string;
  /** Said in place of the truth, in both headers. */
  readonly lies?: { readonly packed?: number; readonly size?: number; readonly crc?: number };
  /** General purpose bits; 1 says "encrypted". 0x800 (names in UTF-8) is set by itself. */
  readonly flags?: number;
  /** Sizes stand in a ZIP64 extra field, with these values. */
  readonly zip64?: { readonly packed: bigint; readonly size: bigint };
  /** Where its data are said to begin, in place of the truth. */
  readonly at?: number;
}

/** A zip archive (APPNOTE 6.3) as told: honest tools refuse to make most of these. */
export function makeZip(parts: readonly ZipPart[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name as Uint8Array);
    const data = Buffer.from(part.data as Uint8Array);
    const packed = deflateRawSync(data);
    const extra = part.zip64 ? zip64Extra(part.zip64) : Buffer.alloc(0);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(45, 0);
    fields.writeUInt16LE((part.flags ?? 0) | 0x800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(part.lies?.crc ?? crc32(data), 10);
    fields.writeUInt32LE(part.zip64 ? 0xffffffff : (part.lies?.packed ?? packed.length), 14);
    fields.writeUInt32LE(part.zip64 ? 0xffffffff : (part.lies?.size ?? data.length), 18);
    fields.writeUInt16LE(name.length, 22);
    fields.writeUInt16LE(extra.length, 24);
    const local = Buffer.concat([signature(0x04034b50), fields, name, extra, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(part.at ?? at, 10);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([45, 3]), fields, rest, name, extra]));
    files.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, central, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function zip64Extra({ packed, size }: { packed: bigint; size: bigint }): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt16LE(1, 0);
  bytes.writeUInt16LE(16, 2);
  bytes.writeBigUInt64LE(size, 4);
  bytes.writeBigUInt64LE(packed, 12);
  return bytes;
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** A sound workbook of one small sheet. */
export const soundParts: Readonly<Record<string, string>> = {
  "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  "xl/styles.xml": `<styleSheet xmlns="${main}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>`,
  "xl/sharedStrings.xml": `<sst xmlns="${main}"><si><t>名称</t></si><si><t>青岛</t></si></sst>`,
  "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>值</t></is></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>1</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>2</v></c></row></sheetData></worksheet>`,
};

/** A workbook with some of its parts replaced. */
export const workbookWith = (parts: Readonly<Record<string, string>> = {}): Buffer =>
  makeZip(Object.entries({ ...soundParts, ...parts }).map(([name, data]) => ({ name, data })));
