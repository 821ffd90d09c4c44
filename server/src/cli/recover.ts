import { parseArgs } from "node:util";
import { buildPlatform } from "../build.ts";
import { appendAct } from "../ledger/index.ts";
import { recoverAccount } from "../parties/index.ts";
import { makeLog, newSecret, Refusal, readConfig, thePlatform } from "../platform/index.ts";

/**
 * `zhanqiao recover`: lets an administrator in again who lost password, phone and recovery codes. Prints a new
 * first password once; it must be replaced at sign-in, and a second factor enrolled anew. Recorded in the ledger.
 */
export async function recover(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { login: { type: "string" } } });
  if (!values.login) {
    process.stderr.write("用法 / usage: zhanqiao recover --login LOGIN\n");
    return 2;
  }
  const { login } = values;
  const config = { ...readConfig(process.env, false), demo: false };
  const platform = await buildPlatform(config, makeLog("warn"));
  const password = newSecret(12);
  try {
    const by = { caller: thePlatform, at: platform.clock.now(), append: appendAct };
    await platform.db.acting(thePlatform, (tx) => recoverAccount(tx, { login, password }, by));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.text.zh} / ${error.text.en}\n`);
    return 1;
  } finally {
    await platform.close();
  }
  process.stdout.write(
    `账号已恢复 / the account is recovered\n  账号 login: ${login}\n  初始口令 first password: ${password}\n  已退出全部会话，第二因素已清除；首次登录须修改口令并重新启用\n  All sessions are over and the second factor is gone; change and enrol at first sign-in\n`,
  );
  return 0;
}
