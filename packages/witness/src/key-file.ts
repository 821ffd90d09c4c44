import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import {
  type Cosigner,
  cosignatureEd25519,
  cosignatureTypes,
  keyPairFromSeed,
  parseCosignerKey,
} from "@zhanqiao/tlog";
import { writeDurably } from "./durable-file.ts";
import { Problem } from "./problem.ts";

/** A witness's keys: what signs, and what it publishes. */
export type WitnessKeys = {
  readonly cosigners: readonly Cosigner[];
  readonly verifierKeys: readonly string[];
};

/**
 * Reads a witness's key file, one signer key a line, or makes it (mode 0600) with an Ed25519 and an ML-DSA-44 key
 * under `name`. Refuses a file others may read, and a key that is no cosigner's or has another name. The caller
 * holds the file's lock: one key with two states could cosign a fork.
 */
export async function openKeyFile(file: string, name: string): Promise<WitnessKeys> {
  const text = (await readKeyFile(file)) ?? (await makeKeyFile(file, name));
  const lines = text.split("\n").filter((line) => line !== "");
  const cosigners: Cosigner[] = [];
  const verifierKeys: string[] = [];
  for (const line of lines) {
    try {
      cosigners.push(parseCosignerKey(line));
      verifierKeys.push(verifierKeyOf(line));
    } catch (error) {
      throw new Problem("key.broken", { file, what: error instanceof Error ? error.message : "key" });
    }
  }
  if (cosigners.length === 0) throw new Problem("key.broken", { file, what: "no key" });
  const other = cosigners.find((cosigner) => cosigner.name !== name);
  if (other) throw new Problem("key.broken", { file, what: `the key's name is ${other.name}, not ${name}` });
  return { cosigners, verifierKeys };
}

async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file);
    if (mode & 0o077) throw new Problem("key.open", { file });
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function makeKeyFile(file: string, name: string): Promise<string> {
  const lines = cosignatureTypes.map((kind) => keyPairFromSeed(name, randomBytes(32), kind).signerKey);
  const text = `${lines.join("\n")}\n`;
  await writeDurably(file, text, 0o600);
  return text;
}

/** The verifier key of a signer key: derived again from the seed, which is the last 32 bytes of its third part. */
function verifierKeyOf(signerKey: string): string {
  const [name, , ...rest] = signerKey.slice("PRIVATE+KEY+".length).split("+");
  const typeAndSeed = Buffer.from(rest.join("+"), "base64");
  const kind = cosignatureTypes.find(({ type }) => type[0] === typeAndSeed[0]) ?? cosignatureEd25519;
  return keyPairFromSeed(name!, new Uint8Array(typeAndSeed.subarray(1)), kind).verifierKey;
}
