import { readAt } from "./bytes.ts";
import type { Container } from "./inspection.ts";

const starts = (b: Uint8Array, ...bytes: number[]): boolean => bytes.every((byte, i) => b[i] === byte);
const contains = (b: Uint8Array, text: string): boolean =>
  Buffer.from(b.buffer, b.byteOffset, b.length).includes(text, 0, "latin1");

/**
 * Tells a file's format by its first bytes (and, for zip, the names in its directory at the end). `text` stands
 * for any text: what kind is told after its encoding is known.
 */
export function sniff(head: Uint8Array, tail: Uint8Array): Container {
  if (head.length === 0) return "empty";
  if (starts(head, 0x50, 0x4b, 3, 4) || starts(head, 0x50, 0x4b, 5, 6)) return sniffZip(head, tail);
  if (starts(head, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) return sniffOle(head, tail);
  // BIFF streams outside an OLE container, as old exporters write them.
  if (
    starts(head, 0x09, 0x08, 0x10, 0) ||
    starts(head, 0x09, 0x08, 0x08, 0) ||
    starts(head, 0x09, 0x04, 0x06, 0)
  )
    return "xls";
  if (starts(head, 0x1f, 0x8b)) return "gzip";
  if (starts(head, 0x50, 0x41, 0x52, 0x31)) return "parquet";
  if (starts(head, 0x25, 0x50, 0x44, 0x46)) return "pdf";
  if (starts(head, 0x52, 0x61, 0x72, 0x21)) return "rar";
  if (starts(head, 0x37, 0x7a, 0xbc, 0xaf)) return "7z";
  if (
    starts(head, 0x89, 0x50, 0x4e, 0x47) ||
    starts(head, 0xff, 0xd8, 0xff) ||
    starts(head, 0x47, 0x49, 0x46, 0x38)
  )
    return "image";
  if (starts(head, 0x7f, 0x45, 0x4c, 0x46) || starts(head, 0x4d, 0x5a)) return "binary";
  return "text";
}

/** Old Office files share one container; their streams' names, in UTF-16, tell them apart. */
function sniffOle(head: Uint8Array, tail: Uint8Array): Container {
  const has = (name: string) =>
    [...new Set([head, tail])].some((part) => contains(part, [...name].join("\0")));
  return (has("WordDocument") || has("PowerPoint Document")) && !has("Workbook") ? "ole" : "xls";
}

function sniffZip(head: Uint8Array, tail: Uint8Array): Container {
  const has = (name: string) => contains(tail, name) || contains(head, name);
  if (has("xl/workbook.xml") || has("xl\\workbook.xml") || has("xl/worksheets/")) return "xlsx";
  if (has("word/document.xml")) return "docx";
  if (has("ppt/presentation.xml")) return "pptx";
  return "zip";
}

/** The kind of a text whose beginning is decoded. Undefined leaves it to the delimiter. */
export function sniffText(head: string): "json" | "xml" | "html" | "csv" {
  const text = head.replace(/^[\s\ufeff]+/, "");
  if (
    /^(?:<!--[\s\S]*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|div|script|center|style)\b/i.test(
      text,
    )
  )
    return "html";
  if (/^<\?xml\b/i.test(text))
    return /<(?:html|table)\b/i.test(text.slice(0, 4000)) && !/<Workbook\b/.test(text) ? "html" : "xml";
  if (/^<[A-Za-z_][\w:.-]*[\s>/]/.test(text)) return "xml";
  if (/^\{\s*(?:"|\}|')/.test(text) || /^\[\s*(?:[{["\]]|-?\d|true|false|null)/.test(text))
    return looksJson(text) ? "json" : "csv";
  return "csv";
}

/** [2020]施建字33号 opens a CSV, not a JSON array. */
function looksJson(text: string): boolean {
  if (text[0] === "{") return /^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})/.test(text);
  return /^\[\s*(?:\{\s*["}]|\[|"(?:[^"\\]|\\.)*"\s*[,\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]]\s*(?:[-\d"[{tfn]|\]?$)|\])/.test(
    text,
  );
}

/** Container of a file on disk, by its ends. */
export async function sniffFile(path: string, bytes: number): Promise<Container> {
  return sniff(await readAt(path, 0, 4096), await readAt(path, Math.max(0, bytes - 65_536), 65_536));
}
