import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildPlatform } from "../build.ts";
import { describeAccounts, seedCity } from "../demo/index.ts";
import { makeLog, readConfig } from "../platform/index.ts";
import { webIsBuilt } from "../web.ts";

/** `zhanqiao start`: builds the platform, seeds the demo city on first use, listens, says where to look. */
export async function start(): Promise<number> {
  const config = readConfig(process.env, true);
  const log = makeLog(config.logLevel);
  if (!webIsBuilt()) buildWeb();
  const platform = await buildPlatform(config, log);
  try {
    await platform.work();
    if (config.demo) await seedCity(platform);
    const address = await platform.app.listen({ host: config.host, port: config.port });
    process.stdout.write(welcome(address, config.demo));
  } catch (error) {
    await platform.close();
    throw error;
  }

  let ending = false;
  const end = async (signal: string) => {
    if (ending) return;
    ending = true;
    log.info({ signal }, "stopping");
    await platform.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void end(signal));
  return 0;
}

function buildWeb(): void {
  process.stdout.write("正在构建前端 / building the front ends…\n");
  const done = spawnSync(
    process.execPath,
    [fileURLToPath(new URL("../../../scripts/build.mjs", import.meta.url))],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (done.status !== 0) throw new Error("前端构建失败 / the front ends could not be built: npm run build");
}

function welcome(address: string, demo: boolean): string {
  const lines = [
    "",
    "  栈桥 Zhanqiao 已就绪 / ready",
    "",
    `  公共数据开放平台  portal    ${address}/`,
    `  工作台            console   ${address}/console/`,
    `  接口文档          OpenAPI   ${address}/api/v1/openapi.json`,
    `  法规运行          the law   ${address}/law`,
    `  存证日志          ledger    ${address}/checkpoint`,
    "",
  ];
  if (demo)
    lines.push(
      "  演示数据，非真实城市数据 / demonstration data, not a real city's",
      "",
      ...describeAccounts(),
      "",
    );
  return `${lines.join("\n")}\n`;
}
