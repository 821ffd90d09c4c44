#!/usr/bin/env node
// Runs the command on Node 24: this one if it is, else the one npm installed beside us (docs/adr/0001).
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const wanted = 24;
const entry = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "cli", "main.ts");

function shippedNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  try {
    const home = dirname(
      createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`),
    );
    const binary = join(home, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

const enough = Number(process.versions.node.split(".")[0]) >= wanted;
const node = enough ? process.execPath : shippedNode();
if (!node) {
  console.error(
    `需要 Node ${wanted}：本机为 ${process.version}，且 npm 没有为本平台装上自带的 Node。\n` +
      `Node ${wanted} is needed: this is ${process.version}, and npm has none for this platform.`,
  );
  process.exit(1);
}
if (enough) {
  await import(entry);
} else {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", entry, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // Ctrl-C reaches the whole terminal group by itself; a signal sent to us alone is passed on.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.on("SIGINT", () => {});
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
