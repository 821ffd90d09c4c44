import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const { overrides } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8")) as { overrides: object[] };

/** What the project's own overrides of the linter say of a source at a path. */
function findings(path: string, source: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "zhanqiao-one-way-"));
  try {
    const config = { linter: { enabled: true, rules: { preset: "none" } }, overrides };
    writeFileSync(join(folder, "biome.json"), JSON.stringify(config));
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), source);
    const done = spawnSync(join(root, "node_modules/.bin/biome"), ["lint", "--reporter=json", path], {
      cwd: folder,
      encoding: "utf8",
    });
    const report = JSON.parse(done.stdout) as { diagnostics: { category: string }[] };
    return report.diagnostics.map((d) => d.category).filter((c) => c.includes("noRestricted"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("requests leave the server by platform/outgoing only", () => {
  it.each([
    'await fetch("http://a");',
    'globalThis.fetch("http://a");',
    "export const way = { fetch };",
    'new WebSocket("ws://a");',
    'new EventSource("http://a");',
    'import { Agent } from "undici"; new Agent();',
    'import { request } from "node:http"; request("http://a");',
    'import * as http from "node:http"; http.get("http://a");',
    'import http from "node:http"; http.get("http://a");',
    'import { get } from "http"; get("http://a");',
    'import { request } from "node:https"; request("https://a");',
    'import { connect } from "node:http2"; connect("https://a");',
    'const { request } = await import("undici"); request("http://a");',
  ])("%s is found in any unit", (source) => {
    expect(findings("server/src/open/said.ts", source).length).toBeGreaterThan(0);
  });

  it.each([
    ["server/src/platform/outgoing/said.ts", 'import { request } from "undici"; request("http://a");'],
    ["server/src/open/testing.ts", 'await fetch("http://a");'],
    ["server/src/open/said.ts", 'export const f = (fetch: (a: string) => string) => fetch("x");'],
    [
      "server/src/open/said.ts",
      'import type { IncomingMessage } from "node:http"; export type A = IncomingMessage;',
    ],
  ])("nothing is found in %s: %s", (path, source) => {
    expect(findings(path, source)).toEqual([]);
  });
});
