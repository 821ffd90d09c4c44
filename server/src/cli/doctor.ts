import { accessSync, constants, existsSync, mkdirSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { netWall } from "../collect/index.ts";
import { openIdentityProvider } from "../parties/index.ts";
import { type Config, ConfigError, openOutgoing, readConfig, startEmbedded } from "../platform/index.ts";
import { webIsBuilt } from "../web.ts";

/** One thing looked at; `advice` says what to do when it is not well. */
interface Finding {
  readonly ok: boolean;
  readonly zh: string;
  readonly en: string;
  readonly advice?: string;
}

/** `zhanqiao doctor`: says in words what is wrong with a deployment. Changes nothing. Exit 1 when something is. */
export async function doctor(): Promise<number> {
  const findings: Finding[] = [];
  let config: Config | undefined;
  try {
    config = readConfig(process.env, true);
    findings.push({ ok: true, zh: "配置可读", en: "the configuration can be read" });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push({ ok: false, zh: "配置有误", en: "the configuration is wrong", advice: error.message });
  }
  findings.push(nodeVersion(), frontEnds(), wall());
  if (config) {
    findings.push(folder(config.dataDir, "数据文件夹", "data folder"), space(config.dataDir));
    findings.push(...(await database(config)), await port(config), ...(await identityProvider(config)));
  }
  for (const f of findings) {
    process.stdout.write(`${f.ok ? "✓" : "✗"} ${f.zh} / ${f.en}\n`);
    if (!f.ok && f.advice) process.stdout.write(`    → ${f.advice.replaceAll("\n", "\n      ")}\n`);
  }
  return findings.every((f) => f.ok) ? 0 : 1;
}

function nodeVersion(): Finding {
  const ok = Number(process.versions.node.split(".")[0]) >= 24;
  return {
    ok,
    zh: `Node ${process.versions.node}`,
    en: "runs on Node 24 or later",
    advice: "npm ci 会装上所需的 Node / npm ci installs the Node it needs",
  };
}

/** Never wrong: files are opened behind limits on memory and time in any case. */
function wall(): Finding {
  const words = {
    bubblewrap: ["由 bubblewrap 隔离：无网络、只读", "bubblewrap: no network, read-only"],
    unshare: ["由命名空间隔离：无网络", "namespaces: no network"],
    none: [
      "仅限内存与时间；安装 bubblewrap 可再断网",
      "memory and time only; installing bubblewrap takes the network away too",
    ],
  } as const;
  const [zh, en] = words[netWall()];
  return { ok: true, zh: `打开上传文件的进程${zh}`, en: `uploads are opened behind ${en}` };
}

function frontEnds(): Finding {
  return {
    ok: webIsBuilt(),
    zh: "前端已构建",
    en: "the front ends are built",
    advice: "运行 npm run build / run npm run build",
  };
}

function folder(path: string, zh: string, en: string): Finding {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { ok: true, zh: `${zh}可读写`, en: `the ${en} can be written` };
  } catch (error) {
    return {
      ok: false,
      zh: `${zh}不可写`,
      en: `the ${en} cannot be written`,
      advice: `${path}: ${(error as Error).message}`,
    };
  }
}

function space(path: string): Finding {
  if (!existsSync(path)) return { ok: false, zh: "数据文件夹不存在", en: "there is no data folder" };
  const { bavail, bsize } = statfsSync(path);
  const gib = (bavail * bsize) / 1024 ** 3;
  return {
    ok: gib > 2,
    zh: `剩余空间 ${gib.toFixed(1)} GiB`,
    en: `${gib.toFixed(1)} GiB free`,
    advice:
      "至少留出 2 GiB，上传时按文件大小的三倍准备 / keep 2 GiB free, and three times a file's size while it is taken in",
  };
}

async function identityProvider(config: Config): Promise<Finding[]> {
  if (!config.oidc) return [];
  const outgoing = openOutgoing({ allow: config.outgoingAllow });
  const said = { zh: "统一身份认证可达", en: "the identity provider can be reached" };
  try {
    await openIdentityProvider(config.oidc, config.publicUrl!, outgoing).check();
    return [{ ok: true, ...said }];
  } catch (error) {
    const advice = `${config.oidc.issuer}: ${(error as Error).message}\n内网地址须列入 ZHANQIAO_OUTGOING_ALLOW / a private address must be listed in ZHANQIAO_OUTGOING_ALLOW`;
    return [{ ok: false, zh: "统一身份认证不可达", en: "the identity provider cannot be reached", advice }];
  } finally {
    await outgoing.close();
  }
}

async function database(config: Config): Promise<Finding[]> {
  if (!config.databaseUrl) {
    try {
      const embedded = await startEmbedded(join(config.dataDir, "postgres"));
      await embedded.stop();
      return [{ ok: true, zh: "内嵌 PostgreSQL 可启动", en: "the embedded PostgreSQL starts" }];
    } catch (error) {
      return [
        {
          ok: false,
          zh: "内嵌 PostgreSQL 不能启动",
          en: "the embedded PostgreSQL does not start",
          advice: (error as Error).message,
        },
      ];
    }
  }
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const { rows } = await client.query<{
      version: string;
      number: number;
      encoding: string;
      create: boolean;
      over: boolean;
    }>(`
      select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
        pg_encoding_to_char(encoding) as encoding, has_database_privilege(datname, 'create') as create,
        (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as over
      from pg_database where datname = current_database()`);
    const d = rows[0]!;
    return [
      {
        ok: d.number >= 150000,
        zh: `PostgreSQL ${d.version}`,
        en: "PostgreSQL 15 or later",
        advice: "请升级到 15 或更高版本 / upgrade to 15 or later",
      },
      {
        ok: d.encoding === "UTF8",
        zh: `编码 ${d.encoding}`,
        en: "the database's encoding is UTF8",
        advice:
          "用 create database … encoding 'UTF8' template template0 重建 / create it anew with encoding 'UTF8'",
      },
      {
        ok: d.create,
        zh: "账户可建立模式",
        en: "the account may create schemas",
        advice: "grant create on database … to 账户 / grant it",
      },
      {
        ok: true,
        zh: d.over ? "账户是超级用户，平台以普通角色 zhanqiao_app 工作" : "账户是普通角色",
        en: d.over ? "a superuser; the platform works as the plain role zhanqiao_app" : "a plain role",
      },
    ];
  } catch (error) {
    return [
      {
        ok: false,
        zh: "数据库连不上",
        en: "the database cannot be reached",
        advice: `ZHANQIAO_DATABASE_URL: ${(error as Error).message}`,
      },
    ];
  } finally {
    await client.end().catch(() => {});
  }
}

async function port(config: Config): Promise<Finding> {
  const free = await new Promise<boolean>((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(config.port, config.host, () => probe.close(() => done(true)));
  });
  return {
    ok: free,
    zh: `端口 ${config.port} ${free ? "可用" : "已被占用"}`,
    en: `port ${config.port} is ${free ? "free" : "taken"}`,
    advice:
      "平台可能已在运行；或用 PORT 换一个端口 / the platform may be running already; or choose another PORT",
  };
}
