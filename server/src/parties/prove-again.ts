import { type Clock, type Database, type Tx, thePlatform } from "../platform/index.ts";
import { type Append, type By, record } from "./acting.ts";
import { countAttempt } from "./attempts.ts";
import { accountBy } from "./begin-session.ts";
import { passwordMatches } from "./passwords.ts";
import { refuse } from "./refusals.ts";
import { proveSession } from "./session-store.ts";
import { type LiveSession, newToken, type Sessions, sha256Of } from "./sessions.ts";
import { clearAttempts } from "./store.ts";

/**
 * Proves again with one's password who one is, within a session (Art. 43): for the next fifteen minutes it may
 * change what opens accounts. It goes on under a new token (ASVS 5.0, 7.2.4): one taken before is worth nothing.
 * Wrong passwords are refused (403) and count as tries to sign in.
 * @returns the new token.
 */
export async function proveAgain(
  needs: { db: Database; clock: Clock; append: Append; sessions: Sessions; demo: boolean },
  live: LiveSession,
  given: { password: string; address: string },
): Promise<string> {
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
  const token = newToken();
  await db.acting(thePlatform, async (tx) => {
    const still = await accountBy(tx, by, needs.demo, true);
    if (still?.password_hash !== account.password_hash) throw refuse("password_wrong");
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    await recordProof(tx, live, { token, caller: live.staff, at, append: needs.append });
  });
  needs.sessions.forget();
  return token;
}

/** Writes and records a proof given within a session, which goes on under `token`; refuses one that ended (401). */
export async function recordProof(tx: Tx, live: LiveSession, by: By & { token: string }): Promise<void> {
  const { token, at } = by;
  if (!(await proveSession(tx, live.id, { at, tokenSha256: sha256Of(token) }))) throw refuse("session_over");
  const entry = { act: "parties.prove-again", article: "43", subject: live.staff.id };
  await record(tx, by, { ...entry, content: {} });
}
