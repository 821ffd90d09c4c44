import { type Clock, type Database, thePlatform } from "../platform/index.ts";
import { type Append, record } from "./acting.ts";
import { countAttempt } from "./attempts.ts";
import { accountBy } from "./begin-session.ts";
import { passwordMatches } from "./passwords.ts";
import { refuse } from "./refusals.ts";
import type { LiveSession, Sessions } from "./sessions.ts";
import { clearAttempts, proveSession } from "./store.ts";

/**
 * Proves again with one's password who one is, within a session (Art. 43): for the next fifteen minutes it may
 * change what opens accounts. Wrong passwords are refused (403) and count as tries to sign in.
 */
export async function proveAgain(
  needs: { db: Database; clock: Clock; append: Append; sessions: Sessions; demo: boolean },
  live: LiveSession,
  given: { password: string; address: string },
): Promise<void> {
  const { db, clock } = needs;
  const by = { id: live.staff.id };
  const account = await db.reading(thePlatform, (tx) => accountBy(tx, by, needs.demo));
  if (!account) throw refuse("session_over");
  const attempt = await db.acting(thePlatform, (tx) =>
    countAttempt(tx, { login: account.login, address: given.address, at: clock.now() }),
  );
  if (!(await passwordMatches(account.password_hash ?? undefined, given.password)))
    throw refuse("password_wrong");
  const at = clock.now();
  await db.acting(thePlatform, async (tx) => {
    const still = await accountBy(tx, by, needs.demo, true);
    if (still?.password_hash !== account.password_hash) throw refuse("password_wrong");
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    await proveSession(tx, live.id, { at });
    const entry = { act: "parties.prove-again", article: "43", subject: live.staff.id };
    await record(tx, { caller: live.staff, at, append: needs.append }, { ...entry, content: {} });
  });
  needs.sessions.forget();
}
