import react from "@vitejs/plugin-react";
import { tokensCss } from "@zhanqiao/tokens/css.ts";
import { defineConfig, type Plugin } from "vite";

/** The design tokens as a stylesheet of their own: `import "virtual:tokens.css"`. */
const tokens = (): Plugin => ({
  name: "tokens",
  resolveId: (id) => (id === "virtual:tokens.css" ? "\0virtual:tokens.css" : undefined),
  load: (id) => (id === "\0virtual:tokens.css" ? tokensCss() : undefined),
});

/** The console is served under /console/; in development the fixture server answers /api. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/console/",
  plugins: [tokens(), react()],
  build: {
    target: "es2022",
    // The content security policy allows no inline script, and every browser we serve preloads modules.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    manifest: true,
  },
  server: { proxy: { "/api": "http://127.0.0.1:4179" } },
});
