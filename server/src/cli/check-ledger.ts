import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { FsckReport } from "../ledger/index.ts";
import { readVerifierKey } from "../ledger/index.ts";
import { readConfig } from "../platform/index.ts";

const usage = "用法 / usage: zhanqiao ledger fsck [--key VKEY] [--since FILE] [--json]\n";

/**
 * `zhanqiao ledger fsck`: rebuilds the log from this instance's own database and compares it with the tiles, the
 * signed checkpoint, and the acts of every unit. Changes nothing; may run beside the platform. Exit 0 everything
 * agrees, 1 something is wrong and named, 2 it could not be checked.
 */
export async function checkLedger(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { key: { type: "string" }, since: { type: "string" }, json: { type: "boolean" } },
  });
  if (positionals.length > 0) return say(usage, 2);
  const config = readConfig(process.env, true);
  const key = values.key ?? readVerifierKey(join(config.dataDir, "secrets", "ledger-key"));
  if (!key)
    return say("这里还没有日志密钥；用 --key 给出 / no ledger key here yet; give one with --key\n", 2);
  if (values.since && !existsSync(values.since))
    return say(`没有这个文件 / no such file: ${values.since}\n`, 2);
  let report: FsckReport;
  try {
    // The whole platform is read only once there is something to check.
    const { checkInstance } = await import("./check-instance.ts");
    report = await checkInstance(config, key, {
      ...(values.since ? { previous: readFileSync(values.since, "utf8") } : {}),
      progress: tell(),
    });
  } catch (error) {
    return say(`无法核对 / it could not be checked: ${(error as Error).message}\n`, 2);
  }
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : worded(report));
  return report.ok ? 0 : 1;
}

/** Says how far it is: on a terminal ten times a second, into a file every ten seconds. */
function tell(): (what: "entries" | "acts", done: number, of?: number) => void {
  const live = process.stderr.isTTY;
  let last = 0;
  return (what, done, of) => {
    const now = performance.now();
    if (now - last < (live ? 100 : 10_000)) return;
    last = now;
    const words = what === "entries" ? "条目 entries" : "办理行为 acts";
    process.stderr.write(`${live ? "\r" : ""}${words}: ${done}${of ? `/${of}` : ""}${live ? "   " : "\n"}`);
  };
}

function worded(report: FsckReport): string {
  const lines = [
    report.origin,
    `条目 entries: ${report.entries}（检查点已签 signed: ${report.size}，待排 waiting: ${report.waiting}）  数据块 tiles: ${report.tiles}`,
    `留存内容相符 contents that agree: ${report.contents}  依法删除 erased: ${report.erased}  办理行为 acts: ${report.acts}`,
    ...report.findings.map((f) => `✗ [${f.code}] ${f.zh}\n  ${f.en}`),
  ];
  const more = report.total - report.findings.length;
  if (more > 0) lines.push(`……另有 ${more} 处 / and ${more} more`);
  lines.push(
    report.ok
      ? "✓ 全部一致 / everything agrees"
      : `✗ ${report.total} 处不符 / ${report.total} things are wrong`,
  );
  return `${lines.join("\n")}\n`;
}

function say(text: string, exit: number): number {
  process.stderr.write(text);
  return exit;
}
