import {
  cosignatureMlDsa44,
  ed25519,
  parseVerifierKey,
  type SignatureType,
  type Verifier,
} from "@zhanqiao/tlog";
import { Problem } from "./problem.ts";

/** A log the witness cosigns: its origin line and the keys of which one must have signed, in text form. */
export type LogConfig = { readonly origin: string; readonly verifierKeys: readonly string[] };

const maxLogs = 1000;

/**
 * Reads a list of logs: lines `<verifier key> [<origin>]`, the origin being the key's name unless given; empty
 * lines and lines starting with # are skipped. Several keys of one origin are several lines.
 */
export function parseLogs(text: string): LogConfig[] {
  const logs = new Map<string, string[]>();
  for (const [i, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const space = trimmed.search(/[ \t]/);
    const key = space < 0 ? trimmed : trimmed.slice(0, space);
    const origin = space < 0 ? key.split("+")[0]! : trimmed.slice(space).trim();
    const keys = logs.get(origin) ?? [];
    if (keys.includes(key)) throw new Problem("logs.broken", { line: i + 1, what: "the key is there twice" });
    logs.set(origin, [...keys, key]);
  }
  return Array.from(logs, ([origin, verifierKeys]) => ({ origin, verifierKeys }));
}

/** The verifiers of each log by origin. Refuses no log, more than 1000, an origin twice, and a key that is none. */
export function openLogs(
  logs: readonly LogConfig[],
  types: readonly SignatureType[] = [ed25519, cosignatureMlDsa44],
): ReadonlyMap<string, readonly Verifier[]> {
  if (logs.length === 0) throw new Problem("logs.none");
  const opened = new Map<string, readonly Verifier[]>();
  for (const [i, { origin, verifierKeys }] of logs.entries()) {
    const refuse = (what: string) => new Problem("logs.broken", { line: i + 1, what });
    if (i === maxLogs) throw refuse("more than 1000 logs");
    if (origin === "" || origin.includes("\n")) throw refuse("origin");
    if (opened.has(origin)) throw refuse("the origin is there twice");
    if (verifierKeys.length === 0) throw refuse("no key");
    try {
      opened.set(
        origin,
        verifierKeys.map((key) => parseVerifierKey(key, types)),
      );
    } catch (error) {
      throw refuse(error instanceof Error ? error.message : "key");
    }
  }
  return opened;
}
