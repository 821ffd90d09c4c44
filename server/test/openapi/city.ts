import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { type Built, buildPlatform } from "../../src/build.ts";
import { seedCity } from "../../src/demo/index.ts";
import { openSigningKey, sequence } from "../../src/ledger/index.ts";
import { testServer } from "../../src/platform/db/testing.ts";
import { ensureDatabase, newId, readConfig } from "../../src/platform/index.ts";
import { roomyLimits } from "../running.ts";

/** Somebody of each kind, by the login of the demo city. */
const logins = {
  officer: "jiaoyu",
  head: "jiaoyu-fuze",
  otherOfficer: "jiaotong",
  reviewer: "shuju-shenhe",
  supervisor: "shuju-jiandu",
  admin: "shuju-guanli",
  districtReviewer: "shinan-shuju-shenhe",
  districtAdmin: "shinan-shuju-guanli",
  regulator: "wangxin",
} as const;
export type Who = keyof typeof logins | "nobody";
export const everybody = ["nobody", ...Object.keys(logins)] as Who[];

export interface Request {
  readonly who: Who;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
}

export type City = Awaited<ReturnType<typeof openCity>>;

/** The demo city in this process on a database of its own, with a session for each kind of caller. */
export async function openCity() {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-openapi-"));
  const name = `api_${newId(new Date()).replaceAll("-", "")}`;
  const url = await ensureDatabase(testServer(), name);
  const platform: Built = await buildPlatform(
    readConfig(
      {
        ...roomyLimits,
        ...{
          ZHANQIAO_DATA_DIR: dir,
          ZHANQIAO_DATABASE_URL: url,
          ZHANQIAO_DEMO: "on",
          ZHANQIAO_LOG: "silent",
        },
      },
      true,
    ),
    pino({ level: "silent" }),
  );
  await seedCity(platform);
  const origin = "localhost/zhanqiao";
  const key = openSigningKey(join(dir, "secrets", "ledger-key"), origin);
  const publish = async () => {
    while (await sequence({ ...platform, key, origin }));
  };
  await publish();
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const sessions = new Map<Who, { cookie: string; csrf: string }>();
  const addressOf = (who: Who) => `10.9.0.${everybody.indexOf(who) + 1}`;

  async function signIn(who: Who): Promise<void> {
    if (who === "nobody") return;
    const answer = await platform.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { login: logins[who], password: "zhanqiao-demo" },
      remoteAddress: addressOf(who),
    });
    const cookie = answer.cookies.find((c) => c.name === "zq_session");
    if (cookie) sessions.set(who, { cookie: `zq_session=${cookie.value}`, csrf: answer.json().csrf });
  }
  const signInAll = async () => {
    for (const who of everybody) await signIn(who);
  };
  await signInAll();

  return {
    platform,
    pool,
    /** Gives every act its place in the log, under a signed checkpoint. */
    publish,
    signInAll,
    send: (request: Request) => {
      const session = sessions.get(request.who);
      return platform.app.inject({
        method: request.method as "GET",
        url: request.url,
        remoteAddress: addressOf(request.who),
        headers: {
          ...request.headers,
          ...(session ? { cookie: session.cookie, "x-zhanqiao-csrf": session.csrf } : {}),
        },
        ...(request.body === undefined
          ? {}
          : { payload: typeof request.body === "string" ? request.body : JSON.stringify(request.body) }),
      });
    },
    close: async () => {
      await platform.close();
      await pool.end();
      const client = new pg.Client({ connectionString: testServer() });
      await client.connect();
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
