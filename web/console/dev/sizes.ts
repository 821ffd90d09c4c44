import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  isEntry?: boolean;
  isDynamicEntry?: boolean;
}

/**
 * What a person downloads from a build, in gzipped bytes of script and style: the shell that comes first (entry
 * and the frame around every page), and each page with the shell under it.
 */
export function measure(dist: string): { shell: number; pages: Record<string, number> } {
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Record<
    string,
    Chunk
  >;
  const size = (file: string) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  const files = (key: string, into = new Set<string>()): Set<string> => {
    const chunk = manifest[key];
    if (!chunk || into.has(chunk.file)) return into;
    into.add(chunk.file);
    for (const css of chunk.css ?? []) into.add(css);
    for (const imported of chunk.imports ?? []) files(imported, into);
    return into;
  };
  const sum = (set: Set<string>) => [...set].reduce((n, file) => n + size(file), 0);
  const entry = Object.keys(manifest).find((k) => manifest[k]?.isEntry) ?? "";
  const base = files(entry);
  const pages = Object.fromEntries(
    Object.keys(manifest)
      .filter((k) => manifest[k]?.isDynamicEntry && /page\.tsx$/.test(k))
      .map((k) => [k, sum(files(k, new Set(base)))]),
  );
  return { shell: sum(base), pages };
}

if (process.argv[1] === import.meta.filename) {
  const { shell, pages } = measure(process.argv[2] ?? join(import.meta.dirname, "../dist"));
  const kb = (n: number) => `${(n / 1024).toFixed(1)} KB`;
  process.stdout.write(`shell ${kb(shell)}\n`);
  for (const [page, bytes] of Object.entries(pages)) process.stdout.write(`${page} ${kb(bytes)}\n`);
}
