import { readFileSync } from "node:fs";
import { cosignatureTypes, LogRefusal, parseVerifierKey, type Verifier } from "@zhanqiao/tlog";
import { ConfigError } from "../platform/index.ts";

/** A witness that checkpoints are submitted to (C2SP tlog-witness). */
export interface Witness {
  readonly name: string;
  readonly verifier: Verifier;
  /** The key's text, for evidence packs. */
  readonly verifierKey?: string;
  /** Its submission prefix; requests go to `<url>/add-checkpoint`. */
  readonly url: string;
}

const most = 16;

/**
 * Reads a list of witnesses: a line each, `<verifier key> <url>`; blank lines and lines that begin with `#` are left
 * out.
 * @throws ConfigError naming the line that cannot be read.
 */
export function readWitnesses(file: string): Witness[] {
  const found: Witness[] = [];
  const lines = readFileSync(file, "utf8").split("\n");
  for (const [i, line] of lines.entries()) {
    const [key, url, ...more] = line.trim().split(/\s+/);
    if (!key || key.startsWith("#")) continue;
    const wrong = (why: string) =>
      new ConfigError(`ZHANQIAO_WITNESSES: ${file} 第 ${i + 1} 行有误 / line ${i + 1} is wrong: ${why}`);
    if (!url || more.length > 0) throw wrong("<verifier key> <url>");
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw wrong("url");
    const verifier = parsed(key, wrong);
    if (found.some((other) => other.name === verifier.name)) throw wrong(`${verifier.name} twice`);
    found.push({ name: verifier.name, verifier, verifierKey: key, url: url.replace(/\/+$/, "") });
  }
  if (found.length > most)
    throw new ConfigError(`ZHANQIAO_WITNESSES: 见证不超过 ${most} 个 / at most ${most} witnesses`);
  return found;
}

function parsed(key: string, wrong: (why: string) => ConfigError): Verifier {
  try {
    return parseVerifierKey(key, cosignatureTypes);
  } catch (error) {
    throw error instanceof LogRefusal ? wrong(`${error.zh} / ${error.en}`) : error;
  }
}
