import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");
const data = resolve(root, process.env.ZHANQIAO_TEST_DATA ?? "../shared/data");

/** A folder of a public conformance suite; without the data `present` is false and tests are skipped by name. */
export function suite(name: string): { present: boolean; files: string[]; read(file: string): Uint8Array } {
  const folder = join(data, "suites", name);
  const present = existsSync(folder);
  return {
    present,
    files: present ? (readdirSync(folder, { recursive: true }) as string[]).sort() : [],
    read: (file) => new Uint8Array(readFileSync(join(folder, file))),
  };
}
