import { sql } from "kysely";
import { type Clock, type Database, type Tx, thePlatform } from "../platform/index.ts";
import { type Append, record } from "./acting.ts";
import { countAttempt } from "./attempts.ts";
import { checkPassword, hashPassword, passwordMatches } from "./passwords.ts";
import { refuse } from "./refusals.ts";
import { revokeSessionsOf } from "./session-store.ts";
import type { LiveSession, Sessions } from "./sessions.ts";
import { clearAttempts, insertCredential } from "./store.ts";

interface Own {
  readonly login: string;
  readonly demo: boolean;
  readonly password_hash: string;
}

/**
 * Replaces one's own password (Art. 43). The present one must be given, and wrong ones count as tries to sign
 * in: a session left open is not a place to guess. All other sessions of the person end.
 */
export async function changePassword(
  needs: { db: Database; clock: Clock; append: Append; sessions: Sessions },
  live: LiveSession,
  given: { current: string; password: string; address: string },
): Promise<void> {
  const { db, clock } = needs;
  const person = live.staff.id;
  const own = await db.reading(thePlatform, (tx) => ownOf(tx, person));
  if (own.demo) throw refuse("demo_fixed");
  checkPassword(given.password, own.login);
  if (given.password === given.current)
    throw refuse("password_weak", {
      fields: [{ path: "password", zh: "新密码不能与当前密码相同", en: "must differ from the current one" }],
    });
  const attempt = await db.acting(thePlatform, (tx) =>
    countAttempt(tx, { login: own.login, address: given.address, at: clock.now() }),
  );
  if (!(await passwordMatches(own.password_hash, given.current))) throw refuse("password_wrong");
  const passwordHash = await hashPassword(given.password);

  const at = clock.now();
  await db.acting(thePlatform, async (tx) => {
    await sql`select 1 from parties.person where id = ${person} for update`.execute(tx);
    // Changed meanwhile, by an administrator or in another window: the later does not win unseen.
    if ((await ownOf(tx, person)).password_hash !== own.password_hash) throw refuse("password_wrong");
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    await insertCredential(tx, { person, passwordHash, mustChange: false, at });
    await revokeSessionsOf(tx, person, at, live.tokenSha256);
    const entry = { act: "parties.change-password", article: "43", subject: person, content: {} };
    await record(tx, { caller: live.staff, at, append: needs.append }, entry);
  });
  needs.sessions.forget();
}

async function ownOf(tx: Tx, person: string): Promise<Own> {
  const found = await sql<Own>`select p.login, p.demo, c.password_hash from parties.person p
    join parties.credential c on c.person = p.id where p.id = ${person} order by c.seq desc limit 1`.execute(
    tx,
  );
  if (!found.rows[0]) throw refuse("session_over");
  return found.rows[0];
}
