import { parseArgs } from "node:util";
import { buildPlatform } from "../build.ts";
import { appendAct } from "../ledger/index.ts";
import { createDivisions, createOrganisation, divisionsOfCity, findOrganisations } from "../parties/index.ts";
import { makeLog, newSecret, Refusal, readConfig, thePlatform } from "../platform/index.ts";

/**
 * `zhanqiao init`: an empty production instance with the city's data authority and its first administrator. The
 * first password is printed once and must be replaced at the first sign-in. Refused where organisations exist.
 */
export async function init(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      org: { type: "string" },
      uscc: { type: "string" },
      login: { type: "string" },
      division: { type: "string", default: "370200" },
    },
  });
  const { org, uscc, login, division } = values;
  if (!org || !uscc || !login) {
    process.stderr.write(
      "用法 / usage: zhanqiao init --org 市大数据局 --uscc CODE --login LOGIN [--division 370200]\n",
    );
    return 2;
  }
  const config = { ...readConfig(process.env, false), demo: false };
  const platform = await buildPlatform(config, makeLog("warn"));
  const password = newSecret(12);
  try {
    await platform.db.acting(thePlatform, async (tx) => {
      if ((await findOrganisations(tx, { limit: 1, offset: 0 })).total > 0)
        throw new Error(
          "这里已经有单位，不能重复初始化 / organisations exist here already; init runs once, on an empty instance",
        );
      await createDivisions(tx, divisionsOfCity(division));
      const at = platform.clock.now();
      const by = { caller: thePlatform, at, append: appendAct };
      await createOrganisation(
        tx,
        {
          uscc,
          name: org,
          short: org,
          kind: "authority",
          holder: "government",
          sector: null,
          level: "city",
          division,
        },
        by,
        { name: "管理员", login, password },
      );
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.text.zh} / ${error.text.en}\n`);
    return 1;
  } finally {
    await platform.close();
  }
  process.stdout.write(
    `实例已建立 / the instance is ready\n  账号 login: ${login}\n  初始口令 first password: ${password}\n  首次登录须修改口令；以 ZHANQIAO_DEMO=off zhanqiao start 启动\n  Change it at first sign-in; start with ZHANQIAO_DEMO=off zhanqiao start\n`,
  );
  return 0;
}
