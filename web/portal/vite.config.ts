import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { tokensCss } from "../tokens/css.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The style sheet begins with the shared tokens, so that no colour is written down twice. */
const tokens = {
  name: "zhanqiao-tokens",
  resolveId: (id: string) => (id === "virtual:tokens.css" ? "\0virtual:tokens.css" : null),
  load: (id: string) => (id === "\0virtual:tokens.css" ? tokensCss() : null),
};

const jsx = { jsx: { runtime: "automatic" as const, importSource: "preact" } };

/**
 * Two bundles: `--mode client` makes the style sheet and the islands with hashed names,
 * `--mode server --ssr` makes the renderer that the server imports (Node does not strip types from .tsx).
 */
export default defineConfig(({ mode }) => ({
  root: here("."),
  base: "/portal-assets/",
  publicDir: false,
  plugins: [tokens],
  oxc: jsx,
  build:
    mode === "server"
      ? {
          ssr: true,
          rollupOptions: { input: here("src/index.ts") },
          outDir: here("dist/server"),
          emptyOutDir: true,
          target: "node20",
        }
      : {
          outDir: here("dist/client"),
          emptyOutDir: true,
          manifest: "manifest.json",
          assetsDir: ".",
          modulePreload: false,
          cssCodeSplit: false,
          rollupOptions: { input: here("src/client/main.ts") },
        },
  ssr: { noExternal: true, target: "node" },
}));
