import { fromKysely, PgBoss } from "pg-boss";
import type { Tx } from "../db/index.ts";
import type { Logger } from "../log.ts";

/** What a unit declares: a job's name ("collect.inspect") and the work it does with the data handed over. */
export interface JobHandler<Data = unknown> {
  readonly name: string;
  readonly work: (data: Data) => Promise<void>;
  /** Jobs of this name at once in this process; default 1. */
  readonly concurrency?: number;
  /** Longest run, seconds; after it the job counts as failed and is tried again. Default 3600. */
  readonly expires?: number;
  /** Tries after a failure; default 2. */
  readonly retries?: number;
  /** Cron expression (Asia/Shanghai) on which it also runs by itself. */
  readonly cron?: string;
}

export interface Jobs {
  /** Enqueues within the transaction: the job exists if and only if the act does. */
  enqueue(tx: Tx, name: string, data: object): Promise<void>;
  /** Starts working on the handlers' queues. */
  start(handlers: readonly JobHandler[]): Promise<void>;
  stop(): Promise<void>;
}

/** Jobs on pg-boss in the platform's own database (its schema is `pgboss`). */
export async function openJobs(url: string, role: string | undefined, log: Logger): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: url,
    max: 6,
    useListenNotify: true,
    ...(role ? { options: `-c role=${role}` } : {}),
  } as ConstructorParameters<typeof PgBoss>[0] & object);
  boss.on("error", (error: Error) => log.error({ err: error.message }, "job queue"));
  await boss.start();
  const known = new Set<string>();
  return {
    enqueue: async (tx, name, data) => {
      if (!known.has(name)) throw new Error(`no unit declares the job ${name}`);
      await boss.send(name, data, { db: fromKysely(tx) });
    },
    start: async (handlers) => {
      for (const h of handlers) {
        await boss.createQueue(h.name, {
          notify: true,
          expireInSeconds: h.expires ?? 3600,
          retryLimit: h.retries ?? 2,
          retryDelay: 2,
          retryBackoff: true,
        });
        known.add(h.name);
        for (let i = 0; i < (h.concurrency ?? 1); i++)
          await boss.work(
            h.name,
            { notifyPollingIntervalSeconds: 10, pollingIntervalSeconds: 1 },
            async (jobs) => {
              for (const job of jobs) {
                try {
                  await h.work(job.data);
                } catch (error) {
                  log.error({ job: h.name, id: job.id, err: (error as Error).message }, "job failed");
                  throw error;
                }
              }
            },
          );
        if (h.cron) await boss.schedule(h.name, h.cron, {}, { tz: "Asia/Shanghai" });
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  };
}
