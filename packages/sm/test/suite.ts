import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");
const folder = join(resolve(root, process.env.ZHANQIAO_TEST_DATA ?? "../shared/data"), "suites/sm-evp");

/** Whether the public vectors are there; without them tests are skipped by name. */
export const present = existsSync(folder);

/** One test of a vector file: its fields in order of appearance, names in lower case. */
export type Vector = ReadonlyMap<string, string>;

const fresh = /^(cipher|mac|digest|verify|sign|decrypt|keygen|privatekey)$/;

/** The vectors of a file in the line format of OpenSSL's evp_test, with the PEM keys that stand in it by name. */
export function vectors(file: string): { tests: Vector[]; keys: ReadonlyMap<string, string> } {
  const text = present ? readFileSync(join(folder, file), "utf8") : "";
  const keys = new Map<string, string>();
  const tests: Vector[] = [];
  for (const stanza of text.split(/\n\s*\n/)) {
    const lines = stanza.split("\n").filter((line) => line.trim() && !line.startsWith("#"));
    const pem = lines.findIndex((line) => line.startsWith("-----BEGIN"));
    const fields = new Map<string, string>();
    for (const line of lines.slice(0, pem < 0 ? undefined : pem)) {
      const [, name, value] = /^([A-Za-z0-9]+)\s*=\s*(.*)$/.exec(line)!;
      fields.set(name!.toLowerCase(), value!.trim());
    }
    if (pem >= 0) keys.set(fields.get("privatekey")!, lines.slice(pem).join("\n"));
    else if ([...fields.keys()].some((name) => fresh.test(name))) tests.push(fields);
  }
  return { tests, keys };
}

/** A value: quoted text or hex. */
export function bytesOf(value: string): Uint8Array {
  if (value.startsWith('"')) return new Uint8Array(Buffer.from(value.slice(1, -1), "utf8"));
  return new Uint8Array(Buffer.from(value, "hex"));
}
