import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import { type Clock, type Database, newSecret, type Staff, thePlatform } from "../platform/index.ts";
import { touchSession } from "./session-store.ts";
import { type Factor, factorRequired, idle, type Method, type SecondFactorRule } from "./session-terms.ts";

export const sessionCookie = "zq_session";
// Being seen is written down at most this often; a session may end this much early, never late.
const touchEvery = 60_000;

// Other processes learn of an end within this time; the process that ended it forgets at once.
const cachedFor = 3_000;
const cacheSize = 5_000;

/** A session that holds now, and whose it is. */
export interface LiveSession {
  readonly id: string;
  readonly staff: Staff;
  readonly tokenSha256: Buffer;
  readonly method: Method;
  readonly factor: Factor | null;
  /** When its holder last proved themselves. */
  readonly authenticatedAt: Date;
  readonly demo: boolean;
  /** Until the password given by somebody else is replaced, only that can be done. */
  readonly mustChangePassword: boolean;
  /** Until a second factor is enrolled, only that can be done. */
  readonly mustEnrolFactor: boolean;
}

/**
 * What a page says that asks by itself while nobody is at it, so that an unattended desk does not keep its session:
 * who leaves it out lengthens nothing but their own.
 */
export const unattendedHeader = "x-zhanqiao-unattended";

export interface Sessions {
  /** The session of a token, seen now; undefined when it is unknown, over, or its holder is no longer active. */
  find(token: string | undefined, attended?: boolean): Promise<LiveSession | undefined>;
  /** To be called after every commit that ends sessions or changes who somebody is. */
  forget(): void;
}

/** 256 bits from the system's generator; only its SHA-256 is stored. */
export const newToken = (): string => newSecret(32);
export const sha256Of = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The anti-forgery token of a session: derived, so that only who has the session can have it. */
export const csrfOf = (token: string): string =>
  createHmac("sha256", token).update("zhanqiao.csrf.v1").digest("base64url");

/** Compares in constant time. */
export function csrfMatches(token: string, given: unknown): boolean {
  if (typeof given !== "string") return false;
  return timingSafeEqual(sha256Of(csrfOf(token)), sha256Of(given));
}

/** A token's form; anything else is not worth a query. */
export const looksLikeToken = (token: string | undefined): token is string =>
  token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token);

interface Found extends LiveSession {
  readonly expiresAt: number;
  lastSeenAt: number;
}

/**
 * Opens the look-up of sessions of this process: one query for a burst of requests.
 * @param demo whether sessions of accounts made for the demonstration hold.
 */
export function openSessions(needs: {
  db: Database;
  clock: Clock;
  demo: boolean;
  secondFactor: SecondFactorRule;
}): Sessions {
  const { db, clock, demo, secondFactor } = needs;
  const cache = new Map<string, { until: number; found: Found }>();
  // Counts ends: what was read before one is not kept after it.
  let ends = 0;

  async function look(token: string): Promise<Found | undefined> {
    const tokenSha256 = sha256Of(token);
    const key = tokenSha256.toString("base64");
    const known = cache.get(key);
    if (known && performance.now() < known.until) return known.found;
    cache.delete(key);
    const before = ends;
    const found = await read(db, tokenSha256, demo, secondFactor);
    if (found && ends === before) {
      if (cache.size >= cacheSize) cache.delete(cache.keys().next().value!);
      cache.set(key, { until: performance.now() + cachedFor, found });
    }
    return found;
  }

  return {
    find: async (token, attended = true) => {
      if (!looksLikeToken(token)) return undefined;
      const found = await look(token);
      if (!found) return undefined;
      const now = clock.now();
      if (now.getTime() >= Math.min(found.expiresAt, found.lastSeenAt + idle)) return undefined;
      if (attended && now.getTime() - found.lastSeenAt >= touchEvery) {
        found.lastSeenAt = now.getTime();
        await db.acting(thePlatform, (tx) => touchSession(tx, found.tokenSha256, now));
      }
      return found;
    },
    forget: () => {
      ends++;
      cache.clear();
    },
  };
}

async function read(
  db: Database,
  tokenSha256: Buffer,
  demo: boolean,
  rule: SecondFactorRule,
): Promise<Found | undefined> {
  const found = await db.reading(thePlatform, (tx) =>
    sql<{
      id: string;
      person: string;
      org: string;
      roles: Staff["roles"];
      demo: boolean;
      kind: Staff["orgKind"];
      level: Staff["level"];
      division: string;
      method: Method;
      factor: Factor | null;
      must_change: boolean;
      authenticated_at: Date;
      last_seen_at: Date;
      expires_at: Date;
    }>`select s.id, s.person, p.org, p.roles, p.demo, o.kind, o.level, o.division, s.method, s.factor,
        s.authenticated_at, s.last_seen_at, s.expires_at,
        (select c.must_change from parties.credential c where c.person = p.id order by c.seq desc limit 1) as must_change
      from parties.session s
      join parties.person p on p.id = s.person and p.active and (not p.demo or ${demo})
      join parties.organisation o on o.uscc = p.org and o.active
      where s.token_sha256 = ${tokenSha256} and s.revoked_at is null`.execute(tx),
  );
  const r = found.rows[0];
  if (!r) return undefined;
  return {
    id: r.id,
    staff: {
      kind: "staff",
      id: r.person,
      org: r.org,
      orgKind: r.kind,
      level: r.level,
      division: r.division,
      roles: r.roles,
    },
    tokenSha256,
    method: r.method,
    factor: r.factor,
    authenticatedAt: r.authenticated_at,
    demo: r.demo,
    // Whoever came by the identity provider did not use the password somebody else knows.
    mustChangePassword: r.must_change === true && r.method === "password",
    mustEnrolFactor: r.factor === null && factorRequired(rule, r),
    expiresAt: r.expires_at.getTime(),
    lastSeenAt: r.last_seen_at.getTime(),
  };
}
