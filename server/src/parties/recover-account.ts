import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import { type By, record } from "./acting.ts";
import { isLogin, normalLogin } from "./contract.ts";
import { dropFactor } from "./factor/store.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { refuse } from "./refusals.ts";
import { revokeSessionsOf } from "./session-store.ts";
import { insertCredential } from "./store.ts";

/**
 * Lets somebody in again who has lost everything, where no administrator is left to do it: a new first password,
 * no second factor, all sessions over. For whoever runs the platform, by the platform itself; it is recorded
 * (Arts. 42, 43). Refuses an unknown login and accounts of the demonstration.
 */
export async function recoverAccount(
  tx: Tx,
  given: { login: string; password: string },
  by: By & { caller: { kind: "platform" } },
): Promise<void> {
  const login = normalLogin(given.login);
  const found = isLogin(login)
    ? await sql<{ id: string; demo: boolean }>`select id, demo from parties.person
        where login = ${login} for update`.execute(tx)
    : { rows: [] };
  const person = found.rows[0];
  if (!person) throw refuse("person_unknown");
  if (person.demo) throw refuse("demo_fixed");
  checkPassword(given.password, login);
  const passwordHash = await hashPassword(given.password);
  await insertCredential(tx, { person: person.id, passwordHash, mustChange: true, at: by.at });
  const secondFactor = await dropFactor(tx, person.id);
  await revokeSessionsOf(tx, person.id, by.at);
  const entry = { act: "parties.recover-account", article: "43", subject: person.id };
  await record(tx, by, { ...entry, content: { secondFactor } });
}
