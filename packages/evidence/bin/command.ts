import { open, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { LogRefusal } from "@zhanqiao/tlog";
import {
  logKey,
  maxPackBytes,
  renderHtml,
  renderText,
  type Trusted,
  verifyPack,
  witnessKey,
} from "../src/index.ts";

const usage = `用法 / usage:
  zhanqiao-verify <pack.zip> [--key VKEY]… [--witness VKEY]… [--html OUT.html] [--json]

  --key      平台公布的公钥；不给则取包内公钥，只能说明包内一致
             the log's published key; without it the pack's own is used, which shows consistency only
  --witness  必须在检查点上签名的见证方公钥 / a witness that must have cosigned
  --html     由已核验的数据生成网页（不覆盖已有文件）/ write a page from checked data (never over a file)
  --json     以 JSON 输出 / print JSON

  0 通过 / verified   1 未通过 / not verified   2 无法运行 / could not be run`;

/** Runs the command without network or database. Returns the exit code: 0 verified, 1 not verified, 2 could not run. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: "string", multiple: true },
        witness: { type: "string", multiple: true },
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
    };
    const report = verifyPack(await readPack(file), trusted);
    const { view, ...result } = report;
    if (values.html !== undefined && view)
      await writeFile(values.html, renderHtml(view, { report: result }), { flag: "wx" });
    return say(values.json ? JSON.stringify(report, null, 2) : renderText(report), report.ok ? 0 : 1);
  } catch (error) {
    if (error instanceof LogRefusal) return misused(`${error.zh}\n${error.en}`);
    return misused(error instanceof Error ? error.message : String(error));
  }
}

/** Reads the file, never more than a pack may have and one byte: the verifier names what is too large. */
async function readPack(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const parts: Uint8Array[] = [];
    for await (const part of handle.createReadStream({ end: maxPackBytes, autoClose: false }))
      parts.push(part);
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
