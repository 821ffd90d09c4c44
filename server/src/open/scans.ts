import { DuckGone, type DuckSettings, type RunResult, startDuck } from "../platform/engine/index.ts";
import { refuse } from "./refusals.ts";

export interface ScanSettings {
  /** All it may read and write, absolute. */
  readonly dir: string;
  readonly temp?: string;
  readonly threads?: number;
  readonly memoryLimit?: string;
  /** Scans that may wait. Default 32. */
  readonly waiting?: number;
  /** Milliseconds one scan may take once it runs. Default 120,000. */
  readonly timeout?: number;
}

/** Long scans in a DuckDB process of their own, one after another, so that row queries never wait for them. */
export interface Scans {
  readonly dir: string;
  /** Runs SQL of ours. Refuses (503) when too many wait or it takes too long. */
  run(sql: string): Promise<RunResult>;
  close(): Promise<void>;
}

/** The process starts with the first scan, and again after it had to be killed. */
export function openScans(given: ScanSettings): Scans {
  const settings: DuckSettings = {
    folders: [given.dir],
    threads: given.threads ?? 2,
    memoryLimit: given.memoryLimit ?? "512MiB",
    temp: given.temp ?? `${given.dir}/.scans`,
    connections: 1,
  };
  let starting: ReturnType<typeof startDuck> | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const duck = () => {
    starting ??= startDuck(settings).then((started) => {
      void started.ended.then(() => {
        starting = undefined;
      });
      return started;
    });
    starting.catch(() => {
      starting = undefined;
    });
    return starting;
  };
  const once = async (sql: string): Promise<RunResult> => {
    const signal = AbortSignal.timeout(given.timeout ?? 120_000);
    try {
      return await (await duck()).run(sql, [], { signal });
    } catch (error) {
      if (signal.aborted) throw refuse("export_slow", { retryAfter: 60 });
      if (!(error instanceof DuckGone)) throw error;
      return (await duck()).run(sql, [], { signal });
    }
  };
  return {
    dir: given.dir,
    run(sql) {
      if (waiting > (given.waiting ?? 32)) throw refuse("exports_busy", { retryAfter: 10 });
      waiting++;
      const turn = last.then(() => once(sql)).finally(() => waiting--);
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      const running = await starting?.catch(() => undefined);
      running?.kill();
      await running?.ended;
    },
  };
}
