import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

export interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

export interface Assets {
  /** Address of the style sheet and of the islands; undefined where the client bundle was not built. */
  readonly style: string | undefined;
  readonly script: string | undefined;
  readonly files: ReadonlyMap<string, Asset>;
}

export const assetBase = "/portal-assets/";
const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly isEntry?: boolean;
}

/** Reads the client bundle's few files into memory, compressed once; an absent folder gives none. */
export function readAssets(folder: string): Assets {
  let manifest: Record<string, Chunk>;
  try {
    manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  } catch {
    return { style: undefined, script: undefined, files: new Map() };
  }
  const chunks = Object.values(manifest);
  const names = new Set(chunks.flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])]));
  const files = new Map<string, Asset>();
  for (const name of names) {
    const plain = readFileSync(join(folder, name));
    files.set(name, {
      type: types[extname(name)] ?? "application/octet-stream",
      plain,
      gzip: gzipSync(plain, { level: 9 }),
      brotli: brotliCompressSync(plain),
    });
  }
  const style = [...names].find((name) => name.endsWith(".css"));
  const script = chunks.find((chunk) => chunk.isEntry && chunk.file.endsWith(".js"))?.file;
  return { style: style && assetBase + style, script: script && assetBase + script, files };
}
