import { stat } from "node:fs/promises";
import {
  type ByteSource,
  CsvRecords,
  decodeText,
  defaultLimits,
  type Inspection,
  openHtml,
  openJson,
  openXml,
  type RawRow,
  readBytes,
  sheetSource,
} from "../inspect/index.ts";
import { listZip } from "../inspect/zip.ts";

/** The file's bytes as UTF-8 without a byte-order mark, inflated and decoded as the inspection found them. */
export async function* readUtf8(path: string, inspection: Inspection): AsyncGenerator<Uint8Array> {
  const source: ByteSource = { path, bytes: (await stat(path)).size };
  if (inspection.inside) source.inside = inspection.inside;
  if (inspection.inside === "zip") source.member = await onlyMember(source);
  const { name, bom } = inspection.encoding ?? { name: "utf-8" as const, bom: 0 };
  yield* decodeText(readBytes(source, defaultLimits), { name, bom }).chunks;
}

async function onlyMember({ path, bytes }: ByteSource): Promise<string> {
  const entries = await listZip(path, bytes, defaultLimits);
  // What packers add by themselves; the inspection leaves the same out.
  return entries.find(({ name }) => !/(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)/.test(name))?.name ?? "";
}

async function* readText(path: string, inspection: Inspection): AsyncGenerator<string> {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const chunk of readUtf8(path, inspection)) yield utf8.decode(chunk, { stream: true });
  yield utf8.decode();
}

/** The physical rows of any table container, numbered and cut into cells exactly as the inspection did. */
export async function* openRows(path: string, inspection: Inspection): AsyncGenerator<RawRow[]> {
  const text = () => readText(path, inspection);
  switch (inspection.container) {
    case "csv": {
      const { delimiter, quote = "", newline } = inspection.text ?? { delimiter: ",", newline: "\n" };
      const dialect = { delimiter, quote: quote || '"', newline: newline === "\r" ? "cr" : "lf" } as const;
      const records = new CsvRecords(dialect, defaultLimits.recordBytes);
      for await (const piece of text()) yield records.push(piece);
      yield records.end();
      return;
    }
    case "json":
    case "ndjson":
    case "geojson":
      yield* (await openJson(text, defaultLimits)).source.batches();
      return;
    case "xml":
      yield* (await openXml(text, defaultLimits)).source.batches();
      return;
    case "html":
      yield* (await openHtml(text, defaultLimits)).batches();
      return;
    default: {
      const { container } = inspection;
      const file = { path, bytes: (await stat(path)).size, container };
      yield* sheetSource(file, inspection.sheet?.index ?? 0, defaultLimits).batches();
    }
  }
}
