import { sql } from "kysely";
import { type Clock, type Database, type Staff, type Tx, thePlatform } from "../platform/index.ts";
import { type Append, record } from "./acting.ts";
import { countAttempt } from "./attempts.ts";
import { isLogin, normalLogin, type Person } from "./contract.ts";
import { organisation } from "./organisations.ts";
import { passwordMatches } from "./passwords.ts";
import { personOf } from "./people.ts";
import { refuse } from "./refusals.ts";
import { absolute, newToken, sha256Of } from "./sessions.ts";
import { clearAttempts, insertSession, type PersonRow, revokeSession, tidyPerson } from "./store.ts";

export interface SignInNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly append: Append;
  /** Whether accounts made for the demonstration may sign in. */
  readonly demo: boolean;
}

export interface SignedIn {
  readonly token: string;
  readonly person: Person;
  readonly mustChangePassword: boolean;
}

interface Account extends PersonRow {
  readonly password_hash: string | null;
  readonly must_change: boolean | null;
}

/**
 * Begins a session (Art. 43: identity is authenticated). Unknown login, wrong password, disabled person, closed
 * organisation and a demo account outside demo mode get the same answer after the same work (401); too many
 * tries are refused (429). The tries are counted first, the password is checked outside any transaction, and
 * who the person is is read once more when the session is written.
 */
export async function signIn(
  needs: SignInNeeds,
  given: { login: string; password: string; address: string; replaces?: string | undefined },
): Promise<SignedIn> {
  const { db, clock, append } = needs;
  const login = normalLogin(given.login);
  const attempt = await db.acting(thePlatform, (tx) =>
    countAttempt(tx, { login, address: given.address, at: clock.now() }),
  );
  const account = await db.reading(thePlatform, (tx) => accountOf(tx, login, needs.demo));
  const matches = await passwordMatches(account?.password_hash ?? undefined, given.password);
  if (!account || !matches) throw refuse("wrong_login");

  const token = newToken();
  const at = clock.now();
  return db.acting(thePlatform, async (tx) => {
    const still = await accountOf(tx, login, needs.demo, true);
    const org = still && (await organisation(tx, still.org));
    if (!org || still.password_hash !== account.password_hash) throw refuse("wrong_login");
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    await tidyPerson(tx, still.id, at);
    if (given.replaces) await revokeSession(tx, sha256Of(given.replaces), at);
    await insertSession(tx, {
      tokenSha256: sha256Of(token),
      person: still.id,
      at,
      expiresAt: new Date(at.getTime() + absolute),
    });
    const caller: Staff = {
      kind: "staff",
      id: still.id,
      org: org.uscc,
      orgKind: org.kind,
      level: org.level,
      division: org.division.code,
      roles: still.roles,
    };
    const entry = { act: "parties.sign-in", article: "43", subject: still.id, content: {} };
    await record(tx, { caller, at, append }, entry);
    return { token, person: personOf(still, org), mustChangePassword: still.must_change === true };
  });
}

/** The account of a login that may sign in now. */
async function accountOf(tx: Tx, login: string, demo: boolean, lock = false): Promise<Account | undefined> {
  // Whatever was typed that can be no login is nobody's; the database need not see it.
  if (!isLogin(login)) return undefined;
  const found = await sql<Account>`select p.id, p.org, p.name, p.login, p.roles, p.active, p.demo,
      c.password_hash, c.must_change
    from parties.person p
    join parties.organisation o on o.uscc = p.org and o.active
    left join lateral (select password_hash, must_change from parties.credential
      where person = p.id order by seq desc limit 1) c on true
    where p.login = ${login} and p.active and (not p.demo or ${demo})
    ${lock ? sql`for share of p, o` : sql``}`.execute(tx);
  return found.rows[0];
}
