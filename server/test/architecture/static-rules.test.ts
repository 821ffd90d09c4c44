import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const biome = join(root, "node_modules/.bin/biome");

/** What the linter says of a source under one of our rules. */
function findings(rule: string, source: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "zhanqiao-rules-"));
  try {
    writeFileSync(
      join(folder, "biome.json"),
      JSON.stringify({
        plugins: [join(root, "scripts/rules", rule)],
        linter: { enabled: true, rules: { preset: "none" } },
      }),
    );
    writeFileSync(join(folder, "said.tsx"), source);
    const done = spawnSync(biome, ["lint", "--reporter=json", "said.tsx"], { cwd: folder, encoding: "utf8" });
    const report = JSON.parse(done.stdout) as { diagnostics: { category: string; message: string }[] };
    return report.diagnostics.filter((d) => d.category === "plugin").map((d) => d.message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the static rules", () => {
  it.each([
    ["a guessable number", "const a = Math.random();"],
    ["SQL made of text", "sql.raw(name);"],
    ["code made of text", "eval(text);"],
    ["a function made of text", "new Function(text);"],
    ["a pattern made of values", "new RegExp(given);"],
    ["a pattern made of values with flags", 'new RegExp(given, "u");'],
    ["a command line", "execSync(command);"],
    ["a shell", "spawn(a, [], { shell: true });"],
    ["MD5", 'createHash("md5");'],
    ["SHA-1", 'createHash("sha1");'],
    ["HMAC-MD5", 'createHmac("md5", key);'],
    ["HMAC-SHA-1", 'createHmac("sha1", key);'],
    ["TLS without a check", "connect({ rejectUnauthorized: false });"],
    ["markup in innerHTML", "node.innerHTML = text;"],
    ["markup in outerHTML", "node.outerHTML = text;"],
    ["markup beside a node", 'node.insertAdjacentHTML("beforeend", text);'],
    ["markup written", "document.write(text);"],
  ])("find %s", (_what, source) => {
    expect(findings("security.grit", source)).toHaveLength(1);
  });

  it.each(["Date.now();", "new Date();"])("find a clock of one's own: %s", (source) => {
    expect(findings("one-clock.grit", source)).toHaveLength(1);
  });

  it("find nothing in plain code", () => {
    const plain =
      'const hash = createHash("sha256"); const day = new Date(at); const p = /^a+$/; sql.id("x");';
    expect([...findings("security.grit", plain), ...findings("one-clock.grit", plain)]).toEqual([]);
  });
});
