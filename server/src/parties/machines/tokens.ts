import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Clock, type Database, type Machine, type Tx, thePlatform } from "../../platform/index.ts";
import { touchClient } from "./store.ts";

/** How long a token holds, seconds: one that leaks with its key is worth little for long. */
export const tokenLife = 300;
/** Other processes learn within this time that a system's access has ended; the one that ended it, at once. */
const cachedFor = 3_000;
const cacheSize = 5_000;
const touchEvery = 60_000;

/** A token that holds now, and whose it is. */
export interface LiveToken {
  readonly machine: Machine;
  /** Thumbprint of the key that must sign every request made with it. */
  readonly jkt: string;
  readonly addresses: readonly string[];
}

export interface Tokens {
  /** The token, used now; undefined when it is unknown or over, or its system or organisation no longer has access. */
  find(token: string): Promise<LiveToken | undefined>;
  /** To be called after every commit that ends a system's or an organisation's access. */
  forget(): void;
}

/** A token's form: 256 bits; anything else is not worth a query. */
export const looksLikeToken = (token: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(token);
export const tokenHash = (token: string): Buffer => createHash("sha256").update(token).digest();

interface Found extends LiveToken {
  readonly expiresAt: number;
  readonly clientExpiresAt: number;
  lastUsedAt: number;
}

/**
 * Opens the look-up of machine tokens of this process.
 * @param needs `wall` is the machine's own clock, by which tokens and proofs live wherever the platform's clock
 *   stands; a registration's end goes by the platform's `clock`, as every day of the law does.
 */
export function openTokens(needs: { db: Database; clock: Clock; wall: Clock }): Tokens {
  const { db, clock, wall } = needs;
  const cache = new Map<string, { until: number; found: Found }>();
  // Counts ends: what was read before one is not kept after it.
  let ends = 0;

  async function look(token: string): Promise<Found | undefined> {
    const sha256 = tokenHash(token);
    const key = sha256.toString("base64");
    const known = cache.get(key);
    if (known && performance.now() < known.until) return known.found;
    cache.delete(key);
    const before = ends;
    const found = await db.reading(thePlatform, (tx) => read(tx, sha256));
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
      const now = clock.now().getTime();
      if (!found || wall.now().getTime() >= found.expiresAt || now >= found.clientExpiresAt) return undefined;
      if (now - found.lastUsedAt >= touchEvery) {
        found.lastUsedAt = now;
        await db.acting(thePlatform, (tx) => touchClient(tx, found.machine.id, new Date(now)));
      }
      return found;
    },
    forget: () => {
      ends++;
      cache.clear();
    },
  };
}

async function read(tx: Tx, sha256: Buffer): Promise<Found | undefined> {
  const found = await sql<{
    client: string;
    org: string;
    kind: Machine["orgKind"];
    level: Machine["level"];
    division: string;
    scopes: Machine["scopes"];
    jkt: string;
    addresses: string[];
    expires_at: Date;
    client_expires_at: Date;
    last_used_at: Date | null;
  }>`select t.client, c.org, o.kind, o.level, o.division, t.scopes, t.jkt, c.addresses::text[] as addresses,
      t.expires_at, c.expires_at as client_expires_at, c.last_used_at
    from machines.token t
    join machines.client c on c.id = t.client and c.generation = t.generation and not c.suspended
      and c.deleted_at is null
    join parties.organisation o on o.uscc = c.org and o.active
    where t.token_sha256 = ${sha256}`.execute(tx);
  const r = found.rows[0];
  if (!r) return undefined;
  return {
    machine: {
      kind: "machine",
      id: r.client,
      org: r.org,
      orgKind: r.kind,
      level: r.level,
      division: r.division,
      scopes: r.scopes,
    },
    jkt: r.jkt,
    addresses: r.addresses,
    expiresAt: r.expires_at.getTime(),
    clientExpiresAt: r.client_expires_at.getTime(),
    lastUsedAt: r.last_used_at?.getTime() ?? 0,
  };
}
