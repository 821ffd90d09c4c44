import { sql } from "kysely";
import { type Clock, type Database, type Tx, thePlatform } from "../platform/index.ts";
import { type Append, type By, record } from "./acting.ts";
import { adminOf, lockPeople } from "./administer.ts";
import type { OwnSession } from "./contract.ts";
import { isPersonId, memberById } from "./people.ts";
import { refuse } from "./refusals.ts";
import { revokeSessionById, revokeSessionsOf } from "./session-store.ts";
import { type Factor, idle, type Method } from "./session-terms.ts";
import type { LiveSession, Sessions } from "./sessions.ts";

interface Needs {
  readonly db: Database;
  readonly clock: Clock;
  readonly append: Append;
  readonly sessions: Sessions;
}

/** One's own sessions that hold now, the latest seen first. */
export async function ownSessions({ db, clock }: Needs, live: LiveSession): Promise<OwnSession[]> {
  const now = clock.now();
  const found = await db.reading(live.staff, (tx) =>
    sql<{
      id: string;
      created_at: Date;
      last_seen_at: Date;
      network: string;
      browser: string;
      method: Method;
      factor: Factor | null;
    }>`select id, created_at, last_seen_at, network, browser, method, factor from parties.session
      where person = ${live.staff.id} and revoked_at is null and expires_at > ${now}
        and last_seen_at > ${new Date(now.getTime() - idle)}
      order by last_seen_at desc, id limit 200`.execute(tx),
  );
  return found.rows.map((r) => ({
    id: r.id,
    current: r.id === live.id,
    createdAt: r.created_at.toISOString(),
    lastSeenAt: r.last_seen_at.toISOString(),
    network: r.network,
    browser: r.browser,
    method: r.method,
    factor: r.factor,
  }));
}

/** Ends one of one's own sessions at once; anybody else's is unknown (404). */
export async function endOwnSession(needs: Needs, live: LiveSession, id: string): Promise<void> {
  if (!isPersonId(id)) throw refuse("session_unknown");
  const at = needs.clock.now();
  const person = live.staff.id;
  await needs.db.acting(thePlatform, async (tx) => {
    if (!(await revokeSessionById(tx, { id, person, at }))) throw refuse("session_unknown");
    await recordEnd(tx, { caller: live.staff, at, append: needs.append }, person, 1);
  });
  needs.sessions.forget();
}

/** Ends all of one's own sessions but this one. @returns how many held until now. */
export async function endOtherSessions(needs: Needs, live: LiveSession): Promise<number> {
  const at = needs.clock.now();
  const person = live.staff.id;
  const ended = await needs.db.acting(thePlatform, async (tx) => {
    const n = await revokeSessionsOf(tx, person, at, live.tokenSha256);
    if (n > 0) await recordEnd(tx, { caller: live.staff, at, append: needs.append }, person, n);
    return n;
  });
  needs.sessions.forget();
  return ended;
}

/**
 * An administrator ends all sessions of somebody of their organisation (Art. 42); others are unknown (404). The
 * caller calls `sessions.forget()` after the commit. @returns how many held until now.
 */
export async function endSessionsOf(tx: Tx, id: string, by: By): Promise<number> {
  const admin = adminOf(by.caller);
  if (!isPersonId(id)) throw refuse("person_unknown");
  await lockPeople(tx, admin.org, admin);
  if (!(await memberById(tx, { id, org: admin.org, lock: true }))) throw refuse("person_unknown");
  const ended = await revokeSessionsOf(tx, id, by.at);
  await recordEnd(tx, by, id, ended, "admin");
  return ended;
}

const recordEnd = (tx: Tx, by: By, person: string, sessions: number, role?: string) =>
  record(tx, by, {
    act: "parties.end-sessions",
    article: "43",
    ...(role ? { role } : {}),
    subject: person,
    content: { sessions },
  });
