import type { Readable } from "node:stream";
import yauzl from "yauzl";
import type { InspectionLimits } from "./inspection.ts";
import { harmlessBytes } from "./limits.ts";
import { Unreadable } from "./refuse.ts";

export interface ZipEntry {
  name: string;
  packed: number;
  inflated: number;
  encrypted: boolean;
}

/** Refuses bytes out of proportion to the archive they came from. */
export function checkInflation(inflated: number, packed: number, limits: InspectionLimits): void {
  if (
    inflated > limits.inflatedBytes ||
    (inflated > harmlessBytes && inflated > packed * limits.inflatedRatio)
  )
    throw new Unreadable("inspect.bomb", `${packed} → ${inflated} B`);
}

const options = {
  lazyEntries: true,
  autoClose: false,
  validateEntrySizes: true,
  strictFileNames: false,
} as const;

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, options, (error, zip) =>
      error || !zip ? reject(new Unreadable("inspect.corrupt", error?.message ?? "zip")) : resolve(zip),
    );
  });
}

async function eachEntry(
  zip: yauzl.ZipFile,
  visit: (entry: yauzl.Entry) => boolean,
): Promise<yauzl.Entry | undefined> {
  return await new Promise((resolve, reject) => {
    zip.on("entry", (entry: yauzl.Entry) => (visit(entry) ? resolve(entry) : zip.readEntry()));
    zip.on("end", () => resolve(undefined));
    zip.on("error", (error: Error) =>
      reject(
        /relative path|absolute path|invalid characters/.test(error.message)
          ? new Unreadable("inspect.bomb", error.message)
          : new Unreadable("inspect.corrupt", error.message),
      ),
    );
    zip.readEntry();
  });
}

/**
 * The entries of an archive, directories left out. Refused as a bomb: more entries than allowed, names that
 * climb out of the archive, two of one name, sizes out of proportion, entries that together claim more packed bytes
 * than the file has (they overlap).
 */
export async function listZip(path: string, bytes: number, limits: InspectionLimits): Promise<ZipEntry[]> {
  const zip = await openZip(path);
  try {
    if (zip.entryCount > limits.archiveEntries)
      throw new Unreadable("inspect.bomb", `${zip.entryCount} entries`);
    const entries: ZipEntry[] = [];
    let packed = 0;
    await eachEntry(zip, (entry) => {
      packed += entry.compressedSize;
      if (!entry.fileName.endsWith("/"))
        entries.push({
          name: entry.fileName,
          packed: entry.compressedSize,
          inflated: entry.uncompressedSize,
          encrypted: (entry.generalPurposeBitFlag & 1) === 1,
        });
      return false;
    });
    // Which of two is meant differs from program to program: what was checked must be what is read.
    if (new Set(entries.map(({ name }) => name)).size < entries.length)
      throw new Unreadable("inspect.bomb", "two entries of one name");
    const inflated = entries.reduce((sum, entry) => sum + entry.inflated, 0);
    checkInflation(inflated, bytes, limits);
    if (packed > bytes) throw new Unreadable("inspect.bomb", "overlapping entries");
    return entries;
  } finally {
    zip.close();
  }
}

/** A stream of one member, inflated. The caller bounds what it takes. */
export async function openZipMember(path: string, name: string, limits: InspectionLimits): Promise<Readable> {
  const zip = await openZip(path);
  try {
    if (zip.entryCount > limits.archiveEntries)
      throw new Unreadable("inspect.bomb", `${zip.entryCount} entries`);
    const entry = await eachEntry(zip, (each) => each.fileName === name);
    if (!entry) throw new Unreadable("inspect.corrupt", `no ${name}`);
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) =>
        error || !opened
          ? reject(new Unreadable("inspect.corrupt", error?.message ?? name))
          : resolve(opened),
      );
    });
    stream.once("close", () => zip.close());
    return stream;
  } catch (cause) {
    zip.close();
    throw cause;
  }
}
