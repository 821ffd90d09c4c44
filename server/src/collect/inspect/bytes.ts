import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { InspectionLimits } from "./inspection.ts";
import { Unreadable } from "./refuse.ts";
import { checkInflation, openZipMember } from "./zip.ts";

export const chunkBytes = 256 * 1024;

/** Where the bytes of a table are: the file itself, or the only member of an archive. */
export interface ByteSource {
  path: string;
  bytes: number;
  inside?: "gzip" | "zip";
  /** Name of the zip member. */
  member?: string;
}

/**
 * Reads a source from its beginning in chunks of 256 KiB; may be called again. Archives are inflated on the
 * way; one that grows out of proportion is refused as a bomb as soon as it does.
 */
export async function* readBytes(source: ByteSource, limits: InspectionLimits): AsyncGenerator<Uint8Array> {
  if (!source.inside) {
    yield* createReadStream(source.path, { highWaterMark: chunkBytes });
    return;
  }
  const stream: Readable =
    source.inside === "gzip"
      ? createReadStream(source.path).pipe(createGunzip({ chunkSize: chunkBytes }))
      : await openZipMember(source.path, source.member!, limits);
  let inflated = 0;
  try {
    for await (const chunk of stream) {
      inflated += (chunk as Uint8Array).length;
      checkInflation(inflated, source.bytes, limits);
      yield chunk as Uint8Array;
    }
  } catch (cause) {
    if (cause instanceof Unreadable) throw cause;
    throw new Unreadable("inspect.corrupt", String((cause as Error).message));
  } finally {
    stream.destroy();
  }
}

/** `length` bytes at `offset` of a file (fewer at its end). */
export async function readAt(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The first `length` bytes of a source, inflated. */
export async function readHead(
  source: ByteSource,
  length: number,
  limits: InspectionLimits,
): Promise<Uint8Array> {
  if (!source.inside) return readAt(source.path, 0, length);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readBytes(source, limits)) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}
