import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sm2NoteSignature } from "@zhanqiao/sm";
import { ed25519, parsePolicy, verifyLog } from "@zhanqiao/tlog";
import { type OutgoingFetch, openOutgoing } from "../platform/index.ts";

/**
 * `zhanqiao ledger verify URL`: checks a running instance from outside. Every entry is fetched and hashed; tiles and
 * root are recomputed and compared with the signed checkpoint. Without --key the instance's own word for its key is
 * taken, and said so: keep the key and an earlier checkpoint (--since) to catch a log that was signed anew. The key may
 * be that of the log's second line (SM2). --policy names who must have cosigned (C2SP tlog-policy). The host that was
 * named may be this machine or an internal one; where it redirects to may not.
 */
export async function verifyLedger(argv: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...{ key: { type: "string" }, since: { type: "string" }, policy: { type: "string" } },
      json: { type: "boolean" },
    },
  });
  const [verb, url] = positionals;
  if (verb !== "verify" || !url || !URL.canParse(url) || !/^https?:/i.test(url)) {
    process.stderr.write(
      "用法 / usage: zhanqiao ledger verify URL [--key VKEY] [--since FILE] [--policy FILE] [--json]\n",
    );
    return 2;
  }
  const base = url.replace(/\/+$/, "");
  const outgoing = openOutgoing({ allow: [new URL(base).host] });
  const key = values.key ?? (await ownKey(outgoing, base));
  const report = await verifyLog({
    verifierKey: key,
    types: [ed25519, sm2NoteSignature],
    ...(values.policy ? { policy: parsePolicy(readFileSync(values.policy)) } : {}),
    ...(values.since ? { previous: readFileSync(values.since, "utf8") } : {}),
    fetch: (path, most) => get(outgoing, `${base}/${path}`, most),
  });
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    process.stdout.write(
      `${report.origin ?? base}\n密钥 key: ${key}${values.key ? "" : "（取自实例本身 / as the instance says）"}\n`,
    );
    process.stdout.write(
      `条目 entries: ${report.entries}/${report.size ?? "?"}  分片 tiles: ${report.tiles}\n`,
    );
    for (const f of report.findings) process.stdout.write(`✗ ${f.zh}\n  ${f.en}\n`);
    process.stdout.write(
      report.ok ? "✓ 全部一致 / everything agrees\n" : "日志不可信 / the log is not to be trusted\n",
    );
  }
  await outgoing.close();
  return report.ok ? 0 : 1;
}

async function ownKey(outgoing: OutgoingFetch, base: string): Promise<string> {
  const answer = await outgoing(`${base}/api/v1/ledger`);
  if (!answer.ok) throw new Error(`${base}/api/v1/ledger: HTTP ${answer.status}`);
  return ((await answer.json()) as { key: string }).key;
}

async function get(outgoing: OutgoingFetch, url: string, most: number): Promise<Uint8Array | undefined> {
  let answer = await outgoing(url, { maxBytes: Number.POSITIVE_INFINITY });
  // A log of many tiles is more than a site lets one address ask for in a minute; it says how long to wait.
  for (let tries = 0; answer.status === 429 && tries < 10; tries++) {
    await answer.body?.cancel();
    await pause(Math.min(Number(answer.headers.get("retry-after")) || 1, 60) * 1000);
    answer = await outgoing(url, { maxBytes: Number.POSITIVE_INFINITY });
  }
  if (answer.status === 404) return undefined;
  if (!answer.ok || !answer.body) throw new Error(`${url}: HTTP ${answer.status}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body) {
    parts.push(part);
    length += part.length;
    if (length > most) break;
  }
  return new Uint8Array(Buffer.concat(parts).subarray(0, most + 1));
}
