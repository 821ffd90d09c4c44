import { parseArgs } from "node:util";
import {
  cosignatureMlDsa44,
  decodeEntry,
  ed25519,
  LogRefusal,
  type LogReport,
  maxEntryBytes,
  type Policy,
  parsePolicy,
  parseVerifierKey,
  verifyLog,
  verifyReceipt,
} from "../src/index.ts";
import { logSource, readLimited } from "./source.ts";

const usage = `用法 / usage:
  tlog-verify verify <目录或网址 / dir or URL> --key VKEY [--since CHECKPOINT] [--origin ORIGIN] [--policy FILE]
  tlog-verify receipt <file.tlog-proof> --entry FILE --key VKEY [--origin ORIGIN] [--policy FILE]

  --policy  见证策略（C2SP tlog-policy）：须有足够的见证签名 / enough witnesses must have cosigned`;

const maxFileBytes = 4 << 20;

/** Runs the command. Returns the exit code: 0 verified, 1 not verified, 2 could not be run. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: "string" },
        since: { type: "string" },
        origin: { type: "string" },
        entry: { type: "string" },
        policy: { type: "string" },
      },
    });
    const [command, target, ...rest] = positionals;
    const { key, since, entry } = values;
    if (!target || !key || rest.length > 0) return misused(usage);
    const asked: Asked = {
      ...(values.origin !== undefined && { origin: values.origin }),
      ...(values.policy !== undefined && {
        policy: parsePolicy(await readLimited(values.policy, maxFileBytes)),
      }),
    };
    if (command === "verify" && !entry) return await verifyWhole(target, key, since, asked);
    if (command === "receipt" && entry && !since) return await verifyOne(target, entry, key, asked);
    return misused(usage);
  } catch (error) {
    if (error instanceof LogRefusal) return failed(error.zh, error.en);
    return misused(error instanceof Error ? error.message : String(error));
  }
}

type Asked = { readonly origin?: string; readonly policy?: Policy };

/** What a log may sign with; cosignatures are the policy's affair. */
const logTypes = [ed25519, cosignatureMlDsa44];

async function verifyWhole(
  target: string,
  key: string,
  since: string | undefined,
  asked: Asked,
): Promise<number> {
  const previous = since === undefined ? undefined : await readLimited(since, maxFileBytes);
  const report = await verifyLog({
    fetch: logSource(target),
    verifierKey: key,
    types: logTypes,
    ...(previous && { previous }),
    ...asked,
  });
  for (const { zh, en } of report.findings) failed(zh, en);
  console.log(summary(report));
  return report.ok ? 0 : 1;
}

async function verifyOne(file: string, entryFile: string, key: string, asked: Asked): Promise<number> {
  const receipt = await readLimited(file, maxFileBytes);
  const entry = await readLimited(entryFile, maxEntryBytes);
  const log = parseVerifierKey(key, logTypes);
  const { index, checkpoint } = verifyReceipt(receipt, entry, { origin: log.name, log, ...asked });
  const { act, at, article } = decodeEntry(entry);
  console.log(`验证通过：序号 ${index}，日志 ${checkpoint.origin}，共 ${checkpoint.size} 条`);
  console.log(`verified: index ${index} of ${checkpoint.size} in ${checkpoint.origin}`);
  for (const { by, seconds } of checkpoint.cosignatures) {
    console.log(`见证 / cosigned: ${by.name} ${timeOf(seconds)}`);
  }
  console.log(`${at} ${act}${article === null ? "" : ` §${article}`}`);
  return 0;
}

/** A cosignature may carry any time; one past JavaScript's dates is shown as its seconds. */
function timeOf(seconds: number): string {
  return seconds < 8.64e12 ? new Date(seconds * 1000).toISOString() : `${seconds} s`;
}

function summary({ ok, origin, size, entries, tiles }: LogReport): string {
  const zh = `${ok ? "验证通过" : "验证未通过"}：${origin ?? "?"}，${size ?? "?"} 条，已读 ${entries} 条、${tiles} 个数据块`;
  const en = `${ok ? "verified" : "NOT verified"}: ${origin ?? "?"}, size ${size ?? "?"}, read ${entries} entries and ${tiles} tiles`;
  return `${zh}\n${en}`;
}

function failed(zh: string, en: string): number {
  console.error(`✗ ${zh}\n  ${en}`);
  return 1;
}

function misused(text: string): number {
  console.error(text);
  return 2;
}
