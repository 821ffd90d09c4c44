import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { FetchBytes } from "../src/index.ts";

const timeoutMs = 30_000;

/** Reads a log's files from a directory or below an http(s) URL, never more than the limit and one byte. */
export function logSource(target: string): FetchBytes {
  return /^https?:\/\//.test(target) ? urlSource(target) : (path, max) => readUpTo(join(target, path), max);
}

/** Reads a local file; throws when there is none or it is longer than `maxBytes`. */
export async function readLimited(file: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await readUpTo(file, maxBytes);
  if (!bytes) throw new Error(`无此文件 / no such file: ${file}`);
  if (bytes.length > maxBytes) throw new Error(`文件过大 / file too large: ${file}`);
  return bytes;
}

async function readUpTo(file: string, maxBytes: number): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
  try {
    return await take(handle.createReadStream({ end: maxBytes, autoClose: false }), maxBytes);
  } finally {
    await handle.close();
  }
}

function urlSource(prefix: string): FetchBytes {
  const base = prefix.replace(/\/+$/, "");
  return async (path, maxBytes) => {
    const response = await fetch(`${base}/${path}`, { signal: AbortSignal.timeout(timeoutMs) });
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}: ${base}/${path}`);
    return take(response.body, maxBytes);
  };
}

async function take(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(part);
    length += part.length;
    if (length > maxBytes) break;
  }
  return new Uint8Array(Buffer.concat(parts).subarray(0, maxBytes + 1));
}
