import { runDeadline } from "@zhanqiao/law";
import { ConfigError } from "../platform/index.ts";

const usage = `栈桥 zhanqiao — 公共数据平台 / the public-data platform

  zhanqiao start                      启动平台(演示模式默认开启) / start (demo mode unless ZHANQIAO_DEMO=off)
  zhanqiao init --org NAME --uscc CODE --login LOGIN
                                      建立空的正式实例和首位管理员 / an empty production instance with a first administrator
  zhanqiao recover --login LOGIN      恢复失去口令和第二因素的账号 / let somebody in again who lost password and second factor
  zhanqiao doctor                     检查部署，用文字说明问题 / say in words what is wrong with a deployment
  zhanqiao deadline --from DAY --days N [--json]
                                      推算法定期限 / reckon a statutory period
  zhanqiao inspect FILE [--json]      看懂一个数据文件 / inspect a data file
  zhanqiao ledger verify URL [--key VKEY] [--since FILE] [--policy FILE]
                                      从外部验证存证日志 / verify a running instance's ledger from outside
  zhanqiao ledger fsck [--key VKEY] [--since FILE] [--json]
                                      由数据库重建并核对日志与办理行为 / rebuild the ledger from the database and reconcile it
`;

/** Runs one command; the exit code is 0 done, 1 failed, 2 wrong words. */
async function run(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case "start": {
      const { start } = await import("./start.ts");
      return start();
    }
    case "init": {
      const { init } = await import("./init.ts");
      return init(rest);
    }
    case "recover": {
      const { recover } = await import("./recover.ts");
      return recover(rest);
    }
    case "doctor": {
      const { doctor } = await import("./doctor.ts");
      return doctor();
    }
    case "deadline":
      return print(runDeadline(rest));
    case "inspect": {
      const { runInspect } = await import("../collect/index.ts");
      return print(await runInspect(rest));
    }
    case "ledger": {
      if (rest[0] === "fsck") {
        const { checkLedger } = await import("./check-ledger.ts");
        return checkLedger(rest.slice(1));
      }
      const { verifyLedger } = await import("./verify-ledger.ts");
      return verifyLedger(rest);
    }
    case undefined:
    case "help":
    case "--help":
      return print({ out: usage, exit: command ? 0 : 2 });
    default:
      return print({ out: `没有“${command}”这个命令 / no such command: ${command}\n\n${usage}`, exit: 2 });
  }
}

function print({ out, exit }: { out: string; exit: number }): number {
  const text = out.endsWith("\n") ? out : `${out}\n`;
  (exit === 2 ? process.stderr : process.stdout).write(text);
  return exit;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // A wrong setting is the operator's to mend and is said plainly; anything else shows where it happened.
  const known = error instanceof ConfigError || process.env.ZHANQIAO_LOG === undefined;
  const misspelt = String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
  process.stderr.write(
    `${known || misspelt ? (error as Error).message : ((error as Error).stack ?? error)}\n`,
  );
  // Not by exitCode: a connection opened before the failure would keep a command that has failed alive.
  process.exit(misspelt ? 2 : 1);
}
