import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  commit,
  cosign,
  cosignatureMlDsa44,
  encodeEntry,
  growBundles,
  issueReceipt,
  keyPairFromSeed,
  type LedgerEntry,
  parseCosignerKey,
  parseNote,
  tileReader,
} from "../src/index.ts";
import { keys, MadeLog } from "../test/made-log.ts";

const command = join(import.meta.dirname, "tlog-verify.mjs");
const log = new MadeLog();
let folder: string;
let earlier: string;

const entries = Array.from({ length: 300 }, (_, i) => {
  const entry: LedgerEntry = {
    v: 1,
    act: "share.granted",
    procedure: "share",
    case: `GX-2025-${i}`,
    actor: { role: "provider", org: "qd-dsj" },
    article: "21.2",
    instrument: "qingdao-299",
    at: "2025-03-01T01:02:03.004Z",
    commitment: commit({ i }, new Uint8Array(16)),
  };
  return encodeEntry(entry);
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tlog-"));
  await log.append(entries.slice(0, 100));
  earlier = await log.sign();
  await log.append(entries.slice(100));
  const checkpoint = await log.sign();
  await save("log", log.files);
  await writeFile(join(folder, "earlier"), earlier);
  const receipt = await issueReceipt(42, checkpoint, tileReader(300, log.readTile));
  await writeFile(join(folder, "42.tlog-proof"), receipt);
  await writeFile(join(folder, "42.json"), entries[42]!);
  await writeFile(join(folder, "43.json"), entries[43]!);
});

afterAll(() => rm(folder, { recursive: true }));

describe("tlog-verify verify", () => {
  it("accepts a sound log in a folder, also since an earlier checkpoint", async () => {
    const { code, out } = await run("verify", "log", "--key", keys.verifierKey, "--since", "earlier");
    expect(out).toContain("验证通过：ledger.example/zhanqiao，300 条");
    expect(code).toBe(0);
  });

  it("accepts the same log over HTTP", async () => {
    const server = createServer((request, response) => {
      const bytes = log.files.get(request.url!.replace("/qd/", ""));
      response.writeHead(bytes ? 200 : 404).end(bytes);
    });
    await using _closing = await listening(server);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/qd/`;
    const { code, out } = await run("verify", url, "--key", keys.verifierKey);
    expect(out).toContain("verified: ledger.example/zhanqiao, size 300, read 300 entries and 3 tiles");
    expect(code).toBe(0);
  });

  it("accepts bundles compressed without being asked, as a log may serve them, and no bomb", async () => {
    let bomb = false;
    const server = createServer((request, response) => {
      const path = request.url!.slice(1);
      const bytes = log.files.get(path);
      if (!bytes) return response.writeHead(404).end();
      if (!path.startsWith("tile/entries/")) return response.end(bytes);
      const sent = bomb ? Buffer.concat([bytes, Buffer.alloc(256 << 20)]) : bytes;
      return response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(sent, { level: 1 }));
    });
    await using _closing = await listening(server);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, out } = await run("verify", url, "--key", keys.verifierKey);
    expect(out).toContain("size 300, read 300 entries");
    expect(code).toBe(0);
    bomb = true;
    expect((await run("verify", url, "--key", keys.verifierKey)).code).toBe(1);
  });

  it("names an edited entry in both languages and exits with 1", async () => {
    const readTile = async () => undefined;
    const edited = entries.with(7, entries[8]!);
    const files = new Map(log.files);
    for (const file of await growBundles({ from: 0, to: 300, readTile, entries: edited })) {
      files.set(file.path, file.bytes);
    }
    await save("edited", files);
    const { code, err } = await run("verify", "edited", "--key", keys.verifierKey);
    expect(err).toContain("序号 7 的条目");
    expect(err).toContain("tile/entries/000");
    expect(code).toBe(1);
  });
});

describe("tlog-verify receipt", () => {
  it("accepts a receipt for its entry and shows the act", async () => {
    const { code, out } = await run(
      "receipt",
      "42.tlog-proof",
      "--entry",
      "42.json",
      "--key",
      keys.verifierKey,
    );
    expect(out).toContain("verified: index 42 of 300");
    expect(out).toContain("share.granted §21.2");
    expect(code).toBe(0);
  });

  it("refuses it for another entry", async () => {
    const { code, err } = await run(
      "receipt",
      "42.tlog-proof",
      "--entry",
      "43.json",
      "--key",
      keys.verifierKey,
    );
    expect(err).toContain("回执与条目不符");
    expect(code).toBe(1);
  });
});

describe("tlog-verify --policy", () => {
  const witness = keyPairFromSeed("w.example", new Uint8Array(32).fill(9), cosignatureMlDsa44);

  it("asks for cosignatures in a log and in a receipt, and shows who gave them when", async () => {
    const { text } = parseNote(log.files.get("checkpoint")!);
    const line = cosign(text, parseCosignerKey(witness.signerKey), 1_700_000_000);
    const cosigned = new TextDecoder().decode(log.files.get("checkpoint")) + line;
    const receipt = await issueReceipt(42, cosigned, tileReader(300, log.readTile));
    await writeFile(join(folder, "cosigned.tlog-proof"), receipt);
    await save("cosigned", new Map(log.files).set("checkpoint", new TextEncoder().encode(cosigned)));
    await writeFile(join(folder, "policy"), `witness w ${witness.verifierKey}\nquorum w\n`);
    const asked = ["--key", keys.verifierKey, "--policy", "policy"];
    const entry = ["--entry", "42.json"];
    expect((await run("verify", "cosigned", ...asked)).code).toBe(0);
    const missing = await run("verify", "log", ...asked);
    expect([missing.code, missing.err.includes("见证签名不足")]).toEqual([1, true]);
    const shown = await run("receipt", "cosigned.tlog-proof", ...entry, ...asked);
    expect(shown.out).toContain("w.example 2023-11-14T22:13:20.000Z");
    expect(shown.code).toBe(0);
    expect((await run("receipt", "42.tlog-proof", ...entry, ...asked)).code).toBe(1);
    await writeFile(join(folder, "policy"), "quorum w\n");
    const broken = await run("verify", "cosigned", ...asked);
    expect([broken.code, broken.err.includes("line 1")]).toEqual([1, true]);
  });
});

describe("tlog-verify misused", () => {
  it.each([
    [[]],
    [["verify", "log"]],
    [["prove", "log", "--key", "k"]],
    [["receipt", "42.tlog-proof", "--key", keys.verifierKey]],
    [["receipt", "none", "--entry", "42.json", "--key", keys.verifierKey]],
    [["verify", "log", "--key", keys.verifierKey, "--since", "none"]],
    [["verify", "http://127.0.0.1:1/", "--key", keys.verifierKey]],
    [["verify", "--frobnicate"]],
  ])("%j exits with 2, words and no stack trace", async (args) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err.trim()).not.toBe("");
    expect(err).not.toMatch(/^\s+at /m);
  });
});

async function save(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(folder, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [command, ...args], {
      cwd: folder,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

async function listening(server: Server): Promise<AsyncDisposable> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
