import { type Clock, type Database, thePlatform } from "../platform/index.ts";
import type { Append } from "./acting.ts";
import { countAttempt } from "./attempts.ts";
import { accountBy, beginSession, type SignedIn } from "./begin-session.ts";
import { isLogin, normalLogin } from "./contract.ts";
import { hasFactor } from "./factor/store.ts";
import { beginHalfway, type Halfway } from "./half-session.ts";
import type { Origin } from "./origin.ts";
import { passwordMatches } from "./passwords.ts";
import { refuse } from "./refusals.ts";
import type { SecondFactorRule } from "./session-terms.ts";
import { clearAttempts } from "./store.ts";

export interface SignInNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly append: Append;
  /** Whether accounts made for the demonstration may sign in. */
  readonly demo: boolean;
  readonly secondFactor: SecondFactorRule;
}

/**
 * Begins a session (Art. 43: identity is authenticated), or, for whoever has a second factor, goes half the way.
 * Unknown login, wrong password, disabled person, closed organisation and a demo account outside demo mode get
 * the same answer after the same work (401); too many tries are refused (429). The tries are counted first, the
 * password is checked outside any transaction, and who the person is is read once more when the session is
 * written.
 */
export async function signIn(
  needs: SignInNeeds,
  given: {
    login: string;
    password: string;
    address: string;
    origin: Origin;
    replaces?: string | undefined;
  },
): Promise<SignedIn | Halfway> {
  const { db, clock, demo } = needs;
  const login = normalLogin(given.login);
  const attempt = await db.acting(thePlatform, (tx) =>
    countAttempt(tx, { login, address: given.address, at: clock.now() }),
  );
  // Whatever was typed that can be no login is nobody's; the database need not see it.
  const account = isLogin(login)
    ? await db.reading(thePlatform, (tx) => accountBy(tx, { login }, demo))
    : undefined;
  const matches = await passwordMatches(account?.password_hash ?? undefined, given.password);
  if (!account || !matches) throw refuse("wrong_login");

  const at = clock.now();
  return db.acting(thePlatform, async (tx) => {
    const still = await accountBy(tx, { login }, demo, true);
    if (!still || still.password_hash !== account.password_hash) throw refuse("wrong_login");
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    if (await hasFactor(tx, still.id)) return beginHalfway(tx, { person: still.id, method: "password", at });
    const { origin, replaces } = given;
    return beginSession(tx, needs, still, { method: "password", factor: null, origin, replaces }, at);
  });
}
