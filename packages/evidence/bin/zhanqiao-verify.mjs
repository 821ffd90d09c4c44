#!/usr/bin/env node
import { existsSync } from "node:fs";

// Packed, the command is one plain file for Node 20.19 and newer; in a checkout it is the TypeScript itself.
const bundle = new URL("../dist/zhanqiao-verify.mjs", import.meta.url);
const source = !import.meta.url.includes("/node_modules/") && process.features.typescript;
if (source) {
  const { main } = await import("./command.ts");
  process.exitCode = await main(process.argv.slice(2));
} else if (existsSync(bundle)) {
  const { main } = await import(bundle.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error(
    "请先运行 npm run build，或使用 Node.js 22.18 或更新版本 / run npm run build first, or use Node.js 22.18",
  );
  process.exitCode = 2;
}
