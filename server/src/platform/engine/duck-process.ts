import { type ChildProcess, fork } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Answer, DuckSettings, Request, Row } from "./duck-messages.ts";

/** The process is gone (killed or crashed); what ran in it is lost and can be asked again. */
export class DuckGone extends Error {
  override name = "DuckGone";
}
/** DuckDB's own error text. Never shown to a client: it quotes SQL and values. */
export class DuckError extends Error {
  override name = "DuckError";
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Keep the statement prepared: for statements that come again with other values. */
  readonly cache?: boolean;
}

export interface RunResult {
  readonly columns: readonly string[];
  readonly rows: Row[];
}

/** One DuckDB in a process of its own. SQL given to it is ours, always; client input comes only as values. */
export interface Duck {
  readonly pid: number;
  run(sql: string, values?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Batches of up to 2,048 rows, at most four ahead of the reader. Leaving the loop stops the query. */
  stream(sql: string, values?: readonly string[], options?: RunOptions): AsyncGenerator<Row[]>;
  /** Ends the process at once (SIGKILL); everything running is refused with `DuckGone`. */
  kill(): void;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/** Milliseconds an interrupted statement has before its process is killed. */
export const graceMilliseconds = 500;

interface Pending {
  batch(rows: Row[]): void;
  done(result: RunResult): void;
  failed(error: Error): void;
}

/** Starts a DuckDB process; resolves when it is ready (about 0.15 s). */
export async function startDuck(settings: DuckSettings): Promise<Duck> {
  await mkdir(settings.temp, { recursive: true });
  const child = fork(fileURLToPath(new URL("./duck-child.ts", import.meta.url)), [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: ["--max-old-space-size=512", "--disable-warning=ExperimentalWarning"],
    // Nothing of ours is in its environment: it holds data, not secrets.
    env: { PATH: process.env.PATH ?? "", TZ: "Asia/Shanghai" },
  });
  const pending = new Map<number, Pending>();
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      for (const waiting of pending.values()) waiting.failed(new DuckGone("DuckDB process ended"));
      pending.clear();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new DuckGone("DuckDB process did not start")));
    child.on("message", (answer: Answer) => {
      if (answer.kind === "ready") resolve();
      else if (answer.kind === "unready") {
        child.kill("SIGKILL");
        reject(new DuckError(answer.message));
      } else receive(pending, answer);
    });
    say(child, { kind: "open", settings });
  });
  child.on("error", () => undefined);
  // An idle engine must not keep its parent alive.
  child.unref();
  child.channel?.unref();
  return handle(child, pending, ended);
}

function receive(pending: Map<number, Pending>, answer: Answer): void {
  if (answer.kind === "ready" || answer.kind === "unready") return;
  const waiting = pending.get(answer.id);
  if (answer.kind === "batch") {
    waiting?.batch(answer.rows);
    return;
  }
  pending.delete(answer.id);
  if (answer.kind === "done") waiting?.done(answer);
  else waiting?.failed(new DuckError(answer.message));
}

const say = (child: ChildProcess, request: Request): void => {
  if (child.connected) child.send(request);
};

function handle(child: ChildProcess, pending: Map<number, Pending>, ended: Promise<void>): Duck {
  let last = 0;
  const kill = (): void => {
    // Whoever waits for `ended` must live to see it.
    child.ref();
    child.kill("SIGKILL");
  };
  const stop = (id: number): void => {
    say(child, { kind: "stop", id });
    // A single scalar call can outlast interrupt(); the process cannot outlast SIGKILL.
    setTimeout(() => {
      if (pending.has(id)) kill();
    }, graceMilliseconds).unref();
  };
  const begin = (
    sql: string,
    values: readonly string[],
    options: RunOptions,
    stream: boolean,
    waiting: Pending,
  ): number => {
    const id = ++last;
    if (!child.connected) {
      waiting.failed(new DuckGone("DuckDB process is gone"));
      return id;
    }
    pending.set(id, waiting);
    child.channel?.ref();
    say(child, { kind: "run", id, sql, values, stream, cache: options.cache ?? false });
    return id;
  };
  const settled = (): void => {
    if (pending.size === 0) child.channel?.unref();
  };

  const run: Duck["run"] = (sql, values = [], options = {}) =>
    new Promise<RunResult>((resolve, reject) => {
      options.signal?.throwIfAborted();
      const onAbort = () => stop(id);
      const finish = () => {
        options.signal?.removeEventListener("abort", onAbort);
        settled();
      };
      const id = begin(sql, values, options, false, {
        batch: () => undefined,
        done: (result) => {
          finish();
          resolve(result);
        },
        failed: (error) => {
          finish();
          reject(options.signal?.aborted ? options.signal.reason : error);
        },
      });
      options.signal?.addEventListener("abort", onAbort, { once: true });
    });

  async function* stream(
    sql: string,
    values: readonly string[] = [],
    options: RunOptions = {},
  ): AsyncGenerator<Row[]> {
    options.signal?.throwIfAborted();
    const batches: Row[][] = [];
    let finished = false;
    let failure: Error | undefined;
    let wake: (() => void) | undefined;
    const id = begin(sql, values, options, true, {
      batch: (rows) => {
        batches.push(rows);
        wake?.();
      },
      done: () => {
        finished = true;
        wake?.();
      },
      failed: (error) => {
        failure = error;
        wake?.();
      },
    });
    const onAbort = () => stop(id);
    options.signal?.addEventListener("abort", onAbort, { once: true });
    try {
      while (true) {
        if (options.signal?.aborted) throw options.signal.reason;
        const rows = batches.shift();
        if (rows) {
          say(child, { kind: "taken", id });
          yield rows;
        } else if (failure) throw failure;
        else if (finished) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      options.signal?.removeEventListener("abort", onAbort);
      // The seat in the other process is taken until it answers, or is killed for not answering.
      if (pending.has(id)) stop(id);
      while (pending.has(id))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      settled();
    }
  }

  return { pid: child.pid!, run, stream, kill, ended };
}
