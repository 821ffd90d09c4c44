// Bundles the verifier with everything it needs into one file that plain Node 20.19 runs.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  configFile: false,
  logLevel: "warn",
  root: here("."),
  publicDir: false,
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
