import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import { type Clock, type Database, newSecret, type Staff, thePlatform } from "../platform/index.ts";
import { touchSession } from "./store.ts";

export const sessionCookie = "zq_session";
/** A session ends after eight hours without a request, and after seven days in any case. */
export const idle = 8 * 3_600_000;
export const absolute = 7 * 24 * 3_600_000;
// Being seen is written down at most this often; a session may end this much early, never late.
const touchEvery = 60_000;

// Other processes learn of an end within this time; the process that ended it forgets at once.
const cachedFor = 3_000;
const cacheSize = 5_000;

/** A session that holds now, and whose it is. */
export interface LiveSession {
  readonly staff: Staff;
  readonly tokenSha256: Buffer;
  readonly mustChangePassword: boolean;
}

export interface Sessions {
  /** The session of a token, seen now; undefined when it is unknown, over, or its holder is no longer active. */
  find(token: string | undefined): Promise<LiveSession | undefined>;
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
export function openSessions(needs: { db: Database; clock: Clock; demo: boolean }): Sessions {
  const { db, clock, demo } = needs;
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
    const found = await read(db, tokenSha256, demo);
    if (found && ends === before) {
      if (cache.size >= cacheSize) cache.delete(cache.keys().next().value!);
      cache.set(key, { until: performance.now() + cachedFor, found });
    }
    return found;
  }

  return {
    find: async (token) => {
      if (!looksLikeToken(token)) return undefined;
      const found = await look(token);
      if (!found) return undefined;
      const now = clock.now();
      if (now.getTime() >= Math.min(found.expiresAt, found.lastSeenAt + idle)) return undefined;
      if (now.getTime() - found.lastSeenAt >= touchEvery) {
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

async function read(db: Database, tokenSha256: Buffer, demo: boolean): Promise<Found | undefined> {
  const found = await db.reading(thePlatform, (tx) =>
    sql<{
      person: string;
      org: string;
      roles: Staff["roles"];
      kind: Staff["orgKind"];
      level: Staff["level"];
      division: string;
      must_change: boolean;
      last_seen_at: Date;
      expires_at: Date;
    }>`select s.person, p.org, p.roles, o.kind, o.level, o.division, s.last_seen_at, s.expires_at,
        (select c.must_change from parties.credential c where c.person = p.id order by c.seq desc limit 1) as must_change
      from parties.session s
      join parties.person p on p.id = s.person and p.active and (not p.demo or ${demo})
      join parties.organisation o on o.uscc = p.org and o.active
      where s.token_sha256 = ${tokenSha256} and s.revoked_at is null`.execute(tx),
  );
  const r = found.rows[0];
  if (!r) return undefined;
  return {
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
    mustChangePassword: r.must_change,
    expiresAt: r.expires_at.getTime(),
    lastSeenAt: r.last_seen_at.getTime(),
  };
}
