import { crc32, inflateRawSync } from "node:zlib";
import { isKnownName, maxActs, maxBytesOf, maxPackBytes, maxTotalBytes } from "./bounds.ts";
import { harmless, PackRefusal } from "./finding.ts";

const endBytes = 22;
const centralBytes = 46;
const localBytes = 30;
/** Made by and needing version 2.0, on no system in particular. */
const plainVersions = 20 | (20 << 16);
/** The first instant the format knows, as in every pack. */
const noTime = 0x00210000;
const maxFiles = 3 * maxActs + 10;

interface Listed {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/**
 * Reads a pack's ZIP (APPNOTE 6.3.10, of which it takes the plainest part): every byte accounted for in order, no
 * comment, extra field, encryption, data descriptor or ZIP64, names the format knows and each once, sizes within
 * bounds before anything is unpacked.
 * @throws PackRefusal naming what is wrong.
 */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  if (bytes.length > maxPackBytes) throw new PackRefusal("zip.too_large", { what: `${bytes.length} bytes` });
  const files = new Map<string, Uint8Array>();
  let expected = 0;
  const { listed, directory } = list(bytes);
  for (const file of listed) {
    if (file.at !== expected) throw broken(`a gap or overlap before ${harmless(file.name)}`);
    const start = localStart(bytes, file);
    expected = start + file.packed;
    files.set(file.name, unpack(bytes.subarray(start, expected), file));
  }
  if (expected !== directory) throw broken("a gap before the central directory");
  return files;
}

function list(bytes: Uint8Array): { listed: Listed[]; directory: number } {
  const view = viewOf(bytes);
  const end = bytes.length - endBytes;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw broken("no end of central directory");
  const count = view.getUint16(end + 10, true);
  const length = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  const whole = view.getUint32(end + 4, true) === 0 && view.getUint16(end + 8, true) === count;
  if (!whole || view.getUint16(end + 20, true) !== 0 || start + length !== end)
    throw broken("central directory");
  if (count > maxFiles) throw new PackRefusal("zip.too_large", { what: `${count} files` });
  const listed: Listed[] = [];
  const names = new Set<string>();
  let at = start;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const file = readListed(bytes, view, at, end);
    if (names.has(file.name)) throw new PackRefusal("zip.duplicate", { name: file.name });
    names.add(file.name);
    total += file.size;
    if (file.size > maxBytesOf(file.name) || total > maxTotalBytes)
      throw new PackRefusal("zip.too_large", { what: `${file.name}, ${file.size} bytes` });
    listed.push(file);
    at += centralBytes + file.name.length;
  }
  if (at !== end) throw broken("central directory");
  return { listed: listed.sort((a, b) => a.at - b.at), directory: start };
}

function readListed(bytes: Uint8Array, view: DataView, at: number, end: number): Listed {
  if (at + centralBytes > end || view.getUint32(at, true) !== 0x02014b50) throw broken("central directory");
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const nameLength = view.getUint16(at + 28, true);
  const name = nameAt(bytes, at + centralBytes, nameLength, end);
  const more = view.getUint32(at + 30, true) + view.getUint16(at + 34, true);
  // Neither a time nor an attribute (a link, a program) that nobody would look at.
  const plain =
    view.getUint32(at + 4, true) === plainVersions &&
    view.getUint32(at + 12, true) === noTime &&
    view.getUint16(at + 36, true) === 0 &&
    view.getUint32(at + 38, true) === 0;
  if (flags !== 0 || more !== 0 || !plain || (method !== 0 && method !== 8))
    throw broken(`how ${name} is stored`);
  return {
    ...{ name, method, crc: view.getUint32(at + 16, true), packed: view.getUint32(at + 20, true) },
    ...{ size: view.getUint32(at + 24, true), at: view.getUint32(at + 42, true) },
  };
}

function nameAt(bytes: Uint8Array, at: number, length: number, end: number): string {
  if (length > 200 || at + length > end) throw broken("a file's name");
  const name = Buffer.from(bytes.subarray(at, at + length)).toString("latin1");
  if (!/^[a-z0-9]+(?:[/.-][a-z0-9]+)*$/.test(name)) throw new PackRefusal("zip.bad_name", { name });
  if (!isKnownName(name)) throw new PackRefusal("file.unknown", { name });
  return name;
}

/** Where a file's bytes begin; its local header must say what the directory says. */
function localStart(bytes: Uint8Array, file: Listed): number {
  const view = viewOf(bytes);
  const { at, name } = file;
  const start = at + localBytes + name.length;
  if (start + file.packed > bytes.length || view.getUint32(at, true) !== 0x04034b50)
    throw broken(`the header of ${name}`);
  const same =
    view.getUint16(at + 4, true) === 20 &&
    view.getUint16(at + 6, true) === 0 &&
    view.getUint16(at + 8, true) === file.method &&
    view.getUint32(at + 10, true) === noTime &&
    view.getUint32(at + 14, true) === file.crc &&
    view.getUint32(at + 18, true) === file.packed &&
    view.getUint32(at + 22, true) === file.size &&
    view.getUint32(at + 26, true) === name.length &&
    Buffer.from(bytes.subarray(at + localBytes, start)).toString("latin1") === name;
  if (!same) throw broken(`the header of ${name}`);
  return start;
}

function unpack(packed: Uint8Array, { name, method, size, crc }: Listed): Uint8Array {
  let whole = packed;
  if (method === 8) {
    const { buffer, read } = inflated(packed, name, size);
    // Bytes behind the end of the stream would travel unseen.
    if (read !== packed.length) throw broken(`bytes behind ${name}`);
    whole = buffer;
  }
  if (whole.length !== size) throw new PackRefusal("zip.bomb", { name });
  if (crc32(whole) !== crc) throw new PackRefusal("zip.damaged", { name });
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
}

function inflated(packed: Uint8Array, name: string, size: number): { buffer: Buffer; read: number } {
  try {
    // With `info` Node returns the engine too, which its types leave out.
    const options = { maxOutputLength: Math.max(1, size), info: true };
    const done = inflateRawSync(packed, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { buffer: done.buffer, read: done.engine.bytesWritten };
  } catch {
    throw new PackRefusal("zip.bomb", { name });
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const broken = (what: string) => new PackRefusal("zip.broken", { what });
