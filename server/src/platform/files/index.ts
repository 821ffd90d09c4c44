import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import type { Readable } from "node:stream";
import { newSecret } from "../ids.ts";

/** The file store: immutable objects by key, in a folder. Keys are ours, never a user's file name. */
export interface Files {
  /** Local path of an object, for the data engine, which reads files in place. */
  path(key: string): string;
  exists(key: string): boolean;
  size(key: string): Promise<number>;
  read(key: string): Promise<Uint8Array>;
  stream(key: string, range?: { start: number; end?: number }): Readable;
  /** Durable when it resolves: written beside, fsynced, renamed. Replaces what was there. */
  write(key: string, bytes: Uint8Array | string): Promise<void>;
  /** Appends a stream at `offset` of an object being received; returns the new length. */
  append(key: string, offset: number, bytes: AsyncIterable<Uint8Array>, limit: number): Promise<number>;
  /** Moves a finished local file or folder in. */
  adopt(path: string, key: string): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A file store in folder `root`. A key that would leave the folder is a fault of ours and throws. */
export function openFiles(root: string): Files {
  const base = resolve(root);
  const at = (key: string) => {
    const path = resolve(base, key);
    if (path === base || relative(base, path).startsWith(".."))
      throw new Error(`file key leaves the store: ${key}`);
    return path;
  };
  const ready = async (path: string) => {
    const made = await mkdir(dirname(path), { recursive: true });
    // A folder that was just made is itself only a name in the one above it, which a power cut may forget.
    if (made)
      for (let at = dirname(path); at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at));
    return path;
  };
  return {
    path: at,
    exists: (key) => existsSync(at(key)),
    size: async (key) => (await stat(at(key))).size,
    read: (key) => readFile(at(key)),
    stream: (key, range) => createReadStream(at(key), range),
    write: async (key, bytes) => {
      const path = await ready(at(key));
      const beside = `${path}.${process.pid}.${newSecret(9)}.tmp`;
      await writeFile(beside, bytes, { flush: true });
      await rename(beside, path);
      await syncFolder(dirname(path));
    },
    append: async (key, offset, bytes, limit) => {
      const path = await ready(at(key));
      const fresh = !existsSync(path);
      const out = createWriteStream(path, {
        flags: fresh ? "w" : "r+",
        start: offset,
        flush: true,
      });
      let length = offset;
      try {
        for await (const chunk of bytes) {
          length += chunk.length;
          if (length > limit) break;
          if (!out.write(chunk)) await new Promise<void>((done) => out.once("drain", () => done()));
        }
      } finally {
        await new Promise<void>((done, failed) => {
          out.once("error", failed);
          out.end(() => done());
        });
        if (fresh) await syncFolder(dirname(path));
      }
      return Math.min(length, limit + 1);
    },
    adopt: async (path, key) => {
      const target = await ready(at(key));
      await rename(path, target);
      await syncFolder(dirname(target));
    },
    remove: (key) => rm(at(key), { recursive: true, force: true }),
  };
}

// A rename is only durable once its folder is.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
