#!/usr/bin/env node
// The command is TypeScript, which Node runs by itself from 22.18 on.
if (process.features.typescript) {
  const { main } = await import("./command.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error("需要 Node.js 22.18 或更新版本 / Node.js 22.18 or newer is needed");
  process.exitCode = 2;
}
