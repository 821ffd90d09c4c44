import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cosignatureEd25519, keyPairFromSeed } from "@zhanqiao/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forged, keys, pack, secretWords, sm2Key, witness } from "../test/made-case.ts";

const other = keyPairFromSeed("w2.example", new Uint8Array(32).fill(9), cosignatureEd25519);
const here = join(import.meta.dirname, "..");

describe("zhanqiao-verify as it is packed: no workspace, no dependencies, no TypeScript", () => {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "verify-"));
    const home = join(folder, "node_modules", "@zhanqiao", "evidence");
    mkdirSync(home, { recursive: true });
    execFileSync(process.execPath, [join(here, "build.mjs"), join(home, "dist")], { stdio: "pipe" });
    const { files } = JSON.parse(readFileSync(join(here, "package.json"), "utf8")) as { files: string[] };
    for (const name of [...files.filter((one) => one !== "dist"), "package.json"])
      cpSync(join(here, name), join(home, name));
    const sound = await pack();
    writeFileSync(join(folder, "sound.zip"), sound);
    const changes = { "acts/0003/content.json": (text: string) => text.replace(secretWords, "没有错误") };
    writeFileSync(join(folder, "forged.zip"), forged(sound, changes));
    writeFileSync(join(folder, "other.zip"), "not a pack");
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...args: string[]) => {
    const command = join(folder, "node_modules/@zhanqiao/evidence/bin/zhanqiao-verify.mjs");
    try {
      const options = { cwd: folder, env: { NODE_OPTIONS: "--no-experimental-strip-types" } };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [command, ...args], options);
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  };

  it("verifies with the keys given and writes a page from checked data, never over a file", async () => {
    const asked = ["--key", keys.verifierKey, "--key", sm2Key, "--witness", witness.verifierKey];
    const { code, out } = await run("sound.zip", ...asked, "--html", "out.html");
    expect(out).toContain("核验通过 / verified");
    expect(out).toContain(secretWords);
    expect(code).toBe(0);
    const page = readFileSync(join(folder, "out.html"), "utf8");
    expect(page).toContain("核验通过");
    expect(page).not.toContain("市城管局");
    expect((await run("sound.zip", ...asked, "--html", "out.html")).code).toBe(2);
    expect(readFileSync(join(folder, "out.html"), "utf8")).toBe(page);
  });

  it("names a forgery and exits with 1, in words and as JSON", async () => {
    const { code, out } = await run("forged.zip", "--key", keys.verifierKey);
    expect(code).toBe(1);
    expect(out).toContain("核验未通过 / NOT verified");
    expect(out).toContain("第 3 项的内容与存证的承诺不符");
    const json = JSON.parse((await run("forged.zip", "--key", keys.verifierKey, "--json")).out);
    expect(json.findings.map((one: { code: string }) => one.code)).toContain("content.differs");
    expect((await run("other.zip", "--key", keys.verifierKey)).code).toBe(1);
  });

  it("carries the licences of what was bundled into it", () => {
    const dist = join(folder, "node_modules/@zhanqiao/evidence/dist");
    const text = readFileSync(join(dist, "LICENSES.txt"), "utf8");
    for (const name of ["chinese-days", "sm-crypto-v2", "@noble/curves"]) expect(text).toContain(`${name} `);
    const bundled = readFileSync(join(dist, "zhanqiao-verify.mjs"), "utf8").matchAll(
      /node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//g,
    );
    for (const [, name] of bundled) expect(text).toContain(`${name} `);
  });

  it("asks for the witnesses of a policy file", async () => {
    const policy = (quorum: string) => {
      const lines = [
        `witness w1 ${witness.verifierKey}`,
        `witness w2 ${other.verifierKey}`,
        "group all all w1 w2",
      ];
      writeFileSync(join(folder, "policy.txt"), `${[...lines, `quorum ${quorum}`].join("\n")}\n`);
    };
    const asked = ["sound.zip", "--key", keys.verifierKey, "--policy", "policy.txt"];
    policy("w1");
    expect((await run(...asked)).code).toBe(0);
    policy("all");
    const { code, out } = await run(...asked);
    expect(code).toBe(1);
    expect(out).toContain("见证签名不足");
    policy("nobody");
    expect((await run(...asked)).code).toBe(2);
  });

  it("without a key says that the key came from the pack", async () => {
    const { code, out } = await run("sound.zip");
    expect(out).toContain("包内一致，公钥尚待核对");
    expect(code).toBe(3);
  });

  it.each([
    [[]],
    [["none.zip"]],
    [["sound.zip", "--key", "x"]],
    [["sound.zip", "a.zip"]],
    [["--frobnicate"]],
  ])("%j exits with 2, words and no stack trace", async (args) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err.trim()).not.toBe("");
    expect(err).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, "none.zip"))).toBe(false);
  });
});
