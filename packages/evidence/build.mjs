// Bundles the verifier with everything it needs into one file that plain Node 20.19 runs, and the licences of what is
// in it into another.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Writes the licence of every package that the bundle took something from; fails where one has none. */
const licences = {
  name: "licences",
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
    const folders = new Set(
      modules.flatMap((id) => /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []),
    );
    const source = [...folders].sort().map(licenceOf).join("\n\n----\n\n");
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: `${source}\n` });
  },
};

function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (!file && !license) throw new Error(`${name} states no licence`);
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `${license}, ${authorOf(author)}`;
  return `${name} ${version}\n\n${text}`;
}

const authorOf = (author) => (typeof author === "string" ? author : (author?.name ?? "its authors"));

await build({
  configFile: false,
  logLevel: "warn",
  root: here("."),
  publicDir: false,
  plugins: [licences],
  ssr: { noExternal: true, target: "node" },
  build: {
    ssr: true,
    target: "node20",
    outDir: process.argv[2] ?? here("dist"),
    emptyOutDir: true,
    rollupOptions: {
      input: here("bin/command.ts"),
      output: { entryFileNames: "zhanqiao-verify.mjs", codeSplitting: false },
    },
  },
});
