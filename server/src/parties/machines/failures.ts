import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Clock, type Database, networkOf, newId, thePlatform } from "../../platform/index.ts";
import { insertFailure } from "./store.ts";

/** How far back failures count, and how many are borne: of one system from one network, and of one network. */
export const lookBack = 15 * 60_000;
export const perPair = 10;
export const perNetwork = 300;

export interface Failures {
  /** Seconds to wait before the next try, or 0. */
  wait(client: string, address: string): Promise<number>;
  add(client: string, address: string): Promise<void>;
}

/**
 * Token requests that failed to authenticate. They are counted after the fact, which lets some through at once; what
 * is guessed at is 256 bits, so the limit is there to end noise, not to make guessing hard. By network as well as by
 * system: agencies share addresses, and a client id is no secret (the ledger shows it), so that nobody elsewhere can
 * keep a system out.
 */
export function openFailures({ db, wall }: { db: Database; wall: Clock }): Failures {
  const keys = (client: string, address: string) => {
    const network = networkOf(address);
    return { networkSha256: digest(network), pairSha256: digest(`${network}\n${client}`) };
  };
  return {
    wait: async (client, address) => {
      const { networkSha256, pairSha256 } = keys(client, address);
      const now = wall.now();
      const since = new Date(now.getTime() - lookBack);
      // The oldest of those that together fill a limit: when it leaves the window, one more is borne.
      const oldest = await db.reading(thePlatform, (tx) =>
        sql<{ at: Date }>`(select at from machines.failure where pair_sha256 = ${pairSha256} and at > ${since}
            order by at desc offset ${perPair - 1} limit 1)
          union all (select at from machines.failure where network_sha256 = ${networkSha256} and at > ${since}
            order by at desc offset ${perNetwork - 1} limit 1)`.execute(tx),
      );
      const until = Math.max(0, ...oldest.rows.map((r) => r.at.getTime() + lookBack));
      return Math.max(0, Math.ceil((until - now.getTime()) / 1000));
    },
    add: async (client, address) => {
      const at = wall.now();
      const row = { id: newId(at), at, ...keys(client, address) };
      await db.acting(thePlatform, (tx) => insertFailure(tx, row));
    },
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest();
