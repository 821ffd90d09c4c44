import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { LogRefusal } from "@zhanqiao/tlog";
import { Problem, parseLogs, startWitness } from "../src/index.ts";

const usage = `用法 / usage:
  tlog-witness --name <名称 / name> --logs FILE --folder DIR [--key FILE] [--listen HOST:PORT]

  --name    见证方名称，写入签名行，如 witness.example/w1 / the witness's name in its signature lines
  --logs    每行一个：<日志验证密钥> [<origin>] / one a line: <log's verifier key> [<origin>]
  --folder  状态目录；丢失即遗忘，不可用旧备份启动 / what it cosigned; never start with an old copy
  --key     密钥文件，首次运行时生成（0600）；默认 <folder>/key / made on the first run
  --listen  默认 127.0.0.1:8125`;

/** Runs a witness until it is told to stop. Returns the exit code: 0 stopped, 1 did not start, 2 misused. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        name: { type: "string" },
        logs: { type: "string" },
        folder: { type: "string" },
        key: { type: "string" },
        listen: { type: "string", default: "127.0.0.1:8125" },
      },
    });
    const { name, logs, folder, key } = values;
    const listen = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(values.listen);
    if (!name || !logs || !folder || !listen || Number(listen[3]) > 65_535) return misused(usage);
    const running = await startWitness({
      name,
      folder,
      logs: parseLogs(await readFile(logs, "utf8")),
      host: listen[1] ?? listen[2]!,
      port: Number(listen[3]),
      ...(key !== undefined && { keyFile: key }),
    });
    for (const verifierKey of running.verifierKeys) console.log(verifierKey);
    console.log(`listening ${running.url}`);
    await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
    await running.close();
    return 0;
  } catch (error) {
    if (error instanceof Problem || error instanceof LogRefusal) {
      console.error(`✗ ${error.zh}\n  ${error.en}`);
      return 1;
    }
    return misused(error instanceof Error ? error.message : String(error));
  }
}

function misused(text: string): number {
  console.error(text);
  return 2;
}
