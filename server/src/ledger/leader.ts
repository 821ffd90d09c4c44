import type { Database, Logger } from "../platform/index.ts";

/** A time of leading. It ends when its connection does: whoever holds the lock then is another. */
export interface Term {
  readonly over: AbortSignal;
  /** Asks the database over the connection that holds the lock; ends the term where no answer comes in time. */
  confirm(): Promise<void>;
}

export interface LeaderNeeds {
  readonly db: Database;
  readonly log: Logger;
  /** Milliseconds between a follower's tries, and the longest silence a leader's connection is given. */
  readonly every?: number;
  readonly silence?: number;
}

// One lock a database: `zhanqiao.ledger` as two words.
const lock = "hashtext('zhanqiao'), hashtext('ledger.leader')";

/**
 * Leads the ledger whenever nobody else does: holds a session's advisory lock on a connection of its own and runs
 * `work` until the term is over or it resolves. PostgreSQL gives the lock to one session at a time and frees it with
 * the session, so a killed leader is followed within `every`. Publishing does not rest on this alone (`sequence`).
 */
export function standForLeader(
  { db, log, every = 500, silence = 5000 }: LeaderNeeds,
  work: (term: Term) => Promise<void>,
): { stop(): Promise<void>; leads(): boolean } {
  const stopping = new AbortController();
  let leading = false;
  const stand = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const term = await tryToLead(db, silence, stopping.signal);
        if (term) {
          leading = true;
          await work(term).finally(term.resign);
        }
      } catch (error) {
        log.error({ err: (error as Error).message }, "ledger leader");
      }
      leading = false;
      await pause(every, stopping.signal);
    }
  };
  const standing = stand();
  return {
    stop: async () => {
      stopping.abort();
      // What is under way may end; a database that does not answer must not keep the process.
      await Promise.race([standing, new Promise((done) => setTimeout(done, silence).unref())]);
    },
    leads: () => leading,
  };
}

async function tryToLead(
  db: Database,
  silence: number,
  stopping: AbortSignal,
): Promise<(Term & { resign(): void }) | undefined> {
  const client = await db.pool.connect();
  const over = new AbortController();
  const end = () => over.abort();
  // A machine that vanished must not keep the lock until the kernel's two hours are over.
  client.on("error", end).on("end", end);
  stopping.addEventListener("abort", end, { once: true });
  let released = false;
  const leave = (broken: boolean) => {
    if (released) return;
    released = true;
    client.off("error", end).off("end", end);
    stopping.removeEventListener("abort", end);
    end();
    client.on("error", () => {});
    client.release(broken);
  };
  try {
    await client.query(
      "set tcp_keepalives_idle = 3; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3",
    );
    const got = await client.query<{ got: boolean }>(`select pg_try_advisory_lock(${lock}) as got`);
    if (!got.rows[0]!.got) {
      leave(false);
      return undefined;
    }
  } catch (error) {
    leave(true);
    throw error;
  }
  return {
    over: over.signal,
    confirm: async () => {
      const answered = client.query("select 1").then(
        () => true,
        () => false,
      );
      if (!(await Promise.race([answered, pause(silence, over.signal).then(() => false)]))) end();
    },
    // Closing the session frees the lock, whatever state the connection is in.
    resign: () => leave(true),
  };
}

/** Waits, or until the signal; never keeps the process alive. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      done();
    };
    const timer = setTimeout(finish, ms).unref();
    signal.addEventListener("abort", finish, { once: true });
  });
}
