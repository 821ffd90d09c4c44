import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");

/** Exit code of the secret scan over one file with the project's own settings. */
function scan(text: string): number | null {
  // Beside our packages, where the scan's rules are found; not a folder git or the scan of the project would read.
  const folder = mkdtempSync(join(root, "node_modules/.zhanqiao-scan-"));
  try {
    cpSync(join(root, ".secretlintrc.json"), join(folder, ".secretlintrc.json"));
    writeFileSync(join(folder, "a.txt"), text);
    const bin = join(root, "node_modules/.bin/secretlint");
    return spawnSync(bin, ["--no-gitignore", "a.txt"], { cwd: folder, encoding: "utf8" }).status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the secret scan", () => {
  it("finds a private key and a database password", () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    expect(scan(privateKey)).toBe(1);
    expect(scan(`url = ${["postgres", "//city:Kf83hq0Pzq@db.internal/zhanqiao"].join(":")}\n`)).toBe(1);
  });

  it("finds nothing in plain text", () => {
    expect(scan("a plain sentence\n")).toBe(0);
  });
});
