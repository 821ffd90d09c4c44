import { chmod, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sm2Generate, sm2NoteSignature, sm2NoteSigner, sm2PublicBytes } from "@zhanqiao/sm";
import {
  ed25519,
  formatVerifierKey,
  keyPairFromSeed,
  parseCheckpoint,
  parseNote,
  parseSignerKey,
  parseVerifierKey,
  signCheckpoint,
} from "@zhanqiao/tlog";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkpoint, Given, growth, logKeys, origin } from "../test/made-trees.ts";
import { post } from "../test/witness-process.ts";
import {
  originHash,
  Problem,
  type ProblemCode,
  parseLogs,
  problemCodes,
  type RunningWitness,
  type StartWitness,
  startWitness,
} from "./index.ts";

const name = "witness.example/w1";
const ownLog = { origin, verifierKeys: [logKeys.verifierKey] };

let folder: string;
const running: RunningWitness[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "witness-"));
});
afterEach(async () => {
  for (const witness of running.splice(0)) await witness.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(more: Partial<StartWitness> = {}): Promise<RunningWitness> {
  const witness = await startWitness({ name, folder, logs: [ownLog], ...more });
  running.push(witness);
  return witness;
}

describe("a witness in this process", () => {
  it("cosigns with the time it is given", async () => {
    const { url, verifierKeys } = await start({ now: () => 1_700_000_000_999 });
    const body = await growth(0, 9);
    const times = new Given().take(body, (await post(url, body))!.text, verifierKeys);
    expect(times).toEqual([1_700_000_000, 1_700_000_000]);
  });

  it("keeps logs apart: each has its own size", async () => {
    const other = keyPairFromSeed("other.example", new Uint8Array(32).fill(2));
    const { url } = await start({
      logs: [ownLog, { origin: "other.example", verifierKeys: [other.verifierKey] }],
    });
    expect(await post(url, await growth(0, 9))).toMatchObject({ status: 200 });
    const head = { ...parseCheckpoint(parseNote(await checkpoint(5)).text), origin: "other.example" };
    const note = await signCheckpoint(head, [parseSignerKey(other.signerKey)]);
    expect(await post(url, `old 0\n\n${note}`)).toMatchObject({ status: 200 });
    expect(await post(url, `old 9\n\n${note}`)).toMatchObject({ status: 400 });
    const stolen = await signCheckpoint(head, [parseSignerKey(logKeys.signerKey)]);
    expect(await post(url, `old 5\n\n${stolen}`)).toMatchObject({ status: 403 });
  });

  it("signs nothing when its disk fails, and goes on when that is over", async () => {
    const faults: unknown[] = [];
    const { url } = await start({ report: (error) => faults.push(error) });
    expect(await post(url, await growth(0, 5, "a", 5))).toMatchObject({ status: 200 });
    await rename(folder, `${folder}-gone`);
    const answer = await post(url, await growth(5, 9, "a", 5));
    expect(answer!.status).toBe(500);
    expect(answer!.text).not.toContain("—");
    expect(faults).toHaveLength(1);
    await rename(`${folder}-gone`, folder);
    expect(await post(url, await growth(5, 9, "b", 5))).toMatchObject({ status: 200 });
    expect(await post(url, await growth(5, 9, "a", 5))).toMatchObject({ status: 409 });
  });

  it("answers 404 to monitors while its checkpoint bears no line of its own: kept, then killed", async () => {
    await writeFile(join(folder, `${originHash(origin)}.checkpoint`), await checkpoint(9));
    const { url } = await start();
    const place = `${url}/${originHash(origin)}/checkpoint`;
    expect((await fetch(place)).status).toBe(404);
    expect(await post(url, await growth(9, 9))).toMatchObject({ status: 200 });
    expect((await fetch(place, { method: "HEAD" })).status).toBe(200);
  });

  it("takes a log that signs with SM2 beside Ed25519 by either key, and ignores the line it does not know", async () => {
    const { privateKey, publicKey } = sm2Generate();
    const sm2Key = formatVerifierKey(origin, sm2PublicBytes(publicKey), sm2NoteSignature);
    const types = [ed25519, sm2NoteSignature];
    const sm2Signer = sm2NoteSigner(origin, privateKey);
    expect(parseVerifierKey(sm2Key, types).keyId).toBe(sm2Signer.keyId);
    const head = parseCheckpoint(parseNote(await checkpoint(9)).text);
    const both = await signCheckpoint(head, [parseSignerKey(logKeys.signerKey), sm2Signer]);
    const sm2Only = await signCheckpoint(head, [sm2Signer]);
    const standard = await start();
    expect(await post(standard.url, `old 0\n\n${sm2Only}`)).toMatchObject({ status: 403 });
    expect(await post(standard.url, `old 0\n\n${both}`)).toMatchObject({ status: 200 });
    const national = await start({
      folder: join(folder, "national"),
      logs: [{ origin, verifierKeys: [sm2Key] }],
      types,
    });
    expect(await post(national.url, `old 0\n\n${sm2Only}`)).toMatchObject({ status: 200 });
    const forged = sm2Only.replace("\n9\n", "\n8\n");
    expect(await post(national.url, `old 9\n\n${forged}`)).toMatchObject({ status: 403 });
  });

  it("lets go of everything on closing, and of its locks when it cannot start", async () => {
    const first = await start();
    await expect(startWitness({ name, folder, logs: [ownLog] })).rejects.toThrow("lock.held");
    await first.close();
    running.splice(0);
    await expect(startWitness({ name: "another.example", folder, logs: [ownLog] })).rejects.toThrow(
      "key.broken",
    );
    await chmod(join(folder, "key"), 0o644);
    await expect(startWitness({ name, folder, logs: [ownLog] })).rejects.toThrow("key.open");
    await chmod(join(folder, "key"), 0o600);
    expect((await start()).verifierKeys).toEqual(first.verifierKeys);
    expect((await stat(join(folder, "key"))).size).toBeGreaterThan(0);
  });

  it.each([
    ["nothing", ""],
    ["a log's key", `${logKeys.signerKey}\n`],
    ["a verifier key", `${logKeys.verifierKey}\n`],
  ])("a key file of %s is refused", async (_, text) => {
    await writeFile(join(folder, "key"), text, { mode: 0o600 });
    await expect(startWitness({ name, folder, logs: [ownLog] })).rejects.toThrow("key.broken");
  });
});

describe("the list of logs", () => {
  const key = logKeys.verifierKey;
  const other = keyPairFromSeed("other.example", new Uint8Array(32).fill(2)).verifierKey;

  it("has a key a line, the origin being the key's name unless it is given; a log may have several keys", () => {
    expect(parseLogs(`# comment\n\n${key}\n${other}\t${origin}\n${other} other name \r\n`)).toEqual([
      { origin, verifierKeys: [key, other] },
      { origin: "other name", verifierKeys: [other] },
    ]);
    expect(() => parseLogs(`${key}\n${key}\n`)).toThrow("line 2");
  });

  it.each<[string, ProblemCode, StartWitness["logs"]]>([
    ["no log", "logs.none", []],
    ["a key that is none", "logs.broken", [{ origin, verifierKeys: ["x"] }]],
    ["no key", "logs.broken", [{ origin, verifierKeys: [] }]],
    ["no origin", "logs.broken", [{ origin: "", verifierKeys: [key] }]],
    ["an origin twice", "logs.broken", [ownLog, ownLog]],
    [
      "1001 logs",
      "logs.broken",
      Array.from({ length: 1001 }, (_, i) => ({ origin: `${i}`, verifierKeys: [key] })),
    ],
  ])("%s is refused", async (_, code, logs) => {
    await expect(startWitness({ name, folder, logs })).rejects.toThrow(code);
  });
});

it("every problem has words in both languages", () => {
  for (const code of problemCodes) {
    const { zh, en } = new Problem(code, { file: "f", what: "w", line: 1 });
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(`${zh}${en}`).not.toMatch(/undefined|\{/);
  }
});
