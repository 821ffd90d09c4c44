import { open, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { LogRefusal, parsePolicy } from "@zhanqiao/tlog";
import {
  type EvidenceReport,
  logKey,
  maxPackBytes,
  renderHtml,
  renderText,
  type Trusted,
  verifyPack,
  witnessKey,
} from "../src/index.ts";

const usage = `用法 / usage:
  zhanqiao-verify <pack.zip> [--key VKEY]… [--witness VKEY]… [--policy FILE] [--html OUT.html] [--json]

  --key      平台公布的公钥；不给则取包内公钥，只能说明包内一致
             the log's published key; without it the pack's own is used, which shows consistency only
  --witness  必须在检查点上签名的见证方公钥 / a witness that must have cosigned
  --policy   见证策略（C2SP tlog-policy）：须有足够的见证签名 / enough witnesses must have signed
  --html     由已核验的数据生成网页（不覆盖已有文件）/ write a page from checked data (never over a file)
  --json     以 JSON 输出 / print JSON

  0 通过 / verified                       1 未通过 / not verified
  2 无法运行 / could not be run           3 包内一致，但未给出公钥 / consistent, but no key was given`;

const maxPolicyBytes = 1 << 20;

/**
 * Runs the command without network or database. Returns the exit code: 0 verified, 1 not verified, 2 could not run,
 * 3 consistent in itself under a key that came from the pack, which proves nothing to who does not know that key.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: "string", multiple: true },
        witness: { type: "string", multiple: true },
        policy: { type: "string" },
        html: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    if (values.help) return say(usage, 0);
    const [file, ...rest] = positionals;
    if (!file || rest.length > 0) return misused(usage);
    const trusted: Trusted = {
      keys: (values.key ?? []).map(logKey),
      witnesses: (values.witness ?? []).map(witnessKey),
      ...(values.policy === undefined
        ? {}
        : { policy: parsePolicy(await readAtMost(values.policy, maxPolicyBytes + 1)) }),
    };
    // One byte more than a pack may have: the verifier names what is too large.
    const report = verifyPack(await readAtMost(file, maxPackBytes + 1), trusted);
    const { view, ...result } = report;
    if (values.html !== undefined && view)
      await writeFile(values.html, renderHtml(view, { report: result }), { flag: "wx" });
    return say(values.json ? JSON.stringify(report, null, 2) : renderText(report), exitOf(report));
  } catch (error) {
    if (error instanceof LogRefusal) return misused(`${error.zh}\n${error.en}`);
    return misused(error instanceof Error ? error.message : String(error));
  }
}

const exitOf = ({ ok, keyGiven }: EvidenceReport): number => (ok ? (keyGiven ? 0 : 3) : 1);

/** The first bytes of a file. */
async function readAtMost(file: string, most: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const parts: Uint8Array[] = [];
    for await (const part of handle.createReadStream({ end: most - 1, autoClose: false })) parts.push(part);
    return new Uint8Array(Buffer.concat(parts));
  } finally {
    await handle.close();
  }
}

function say(text: string, exit: number): number {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  return exit;
}

function misused(text: string): number {
  console.error(text);
  return 2;
}
