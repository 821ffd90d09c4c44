import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import {
  compileAll,
  compileCount,
  compilePage,
  positionLength,
  quoteText,
  type Statement,
} from "./compile-duckdb.ts";
import { type Position, readCursor, writeCursor } from "./cursor.ts";
import { deadline, explained } from "./deadline.ts";
import type { Cell, Row } from "./duck-messages.ts";
import { type Duck, DuckGone, type RunResult, startDuck } from "./duck-process.ts";
import type { Plan } from "./plan.ts";
import { type Output, type ResolvedPlan, type Restriction, resolvePlan } from "./resolve-plan.ts";
import type { Dataset } from "./table-schema.ts";
import { Turns } from "./turns.ts";

export interface EngineOptions {
  /** All the engine may read and write, absolute. Its temp files go to `temp`, inside it by default. */
  readonly dir: string;
  readonly temp?: string;
  readonly threads?: number;
  /** As DuckDB writes it. Default 512MiB. */
  readonly memoryLimit?: string;
  /** Queries that run at once (one DuckDB query uses all its threads) and that wait. Default 2 and 64. */
  readonly queue?: { readonly running?: number; readonly waiting?: number };
  /** Milliseconds a query may take, its time in the queue included. Default 10,000. */
  readonly timeout?: number;
  /** Signs cursors; at least 32 bytes, the same on all processes that serve one platform. */
  readonly cursorKey: Uint8Array;
}

export interface AskOptions {
  readonly restriction?: Restriction;
  readonly signal?: AbortSignal;
  /** Milliseconds; overrides the engine's. */
  readonly timeout?: number;
}

export interface Page {
  readonly columns: readonly Pick<Output, "name" | "label" | "stored">[];
  readonly rows: readonly Row[];
  /** Whether rows follow. With `next` absent they cannot be paged to (see `ResolvedPlan.pageable`). */
  readonly more: boolean;
  readonly next?: string;
  /** All rows that match; only when the plan asked for the count. */
  readonly total?: number;
}

export const exportFormats = ["csv", "ndjson", "json", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface Engine {
  /** One page of at most `planLimits.pageRows` rows. */
  query(dataset: Dataset, plan: Plan, options?: AskOptions): Promise<Page>;
  /** All rows in batches of up to 2,048, without holding them in memory. */
  stream(dataset: Dataset, plan: Plan, options?: AskOptions): AsyncGenerator<Row[]>;
  /** Writes all rows to a new file under the engine's folder, for download. Returns the number of rows. */
  exportTo(
    dataset: Dataset,
    plan: Plan,
    to: { path: string; format: ExportFormat },
    options?: AskOptions,
  ): Promise<number>;
  readonly load: { readonly running: number; readonly waiting: number };
  close(): Promise<void>;
}

/**
 * Opens the query engine: one DuckDB in a process of its own, started at once and again after it had to be
 * killed. It takes typed plans, never SQL. Refuses (`query.*`) what is malformed, too heavy or too slow.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  if (options.cursorKey.length < 32) throw new Error("the cursor key needs 32 bytes");
  await mkdir(options.dir, { recursive: true });
  const dir = await realpath(resolve(options.dir));
  const width = options.queue?.running ?? 2;
  const turns = new Turns(width, options.queue?.waiting ?? 64);
  const settings = {
    folders: [dir],
    threads: options.threads ?? 2,
    memoryLimit: options.memoryLimit ?? "512MiB",
    temp: resolve(options.temp ?? `${dir}/.engine`),
    connections: width,
  };
  let closed = false;
  let starting: Promise<Duck> | undefined;
  const duck = (): Promise<Duck> => {
    if (closed) throw new Error("the engine is closed");
    starting ??= startDuck(settings).then(
      (started) => {
        void started.ended.then(() => {
          starting = undefined;
        });
        return started;
      },
      (error: unknown) => {
        starting = undefined;
        throw error;
      },
    );
    return starting;
  };
  await duck();

  const inside = (path: string): string => {
    const full = resolve(path);
    const way = relative(dir, full);
    if (!isAbsolute(path) || way === "" || way.startsWith("..") || isAbsolute(way) || /[*?[\]{}]/.test(way))
      throw new Error(`the engine may not touch ${path}`);
    return full;
  };
  const pathsOf = (dataset: Dataset): string[] => {
    if (dataset.paths.length === 0) throw new Error("a dataset has at least one file");
    return dataset.paths.map(inside);
  };

  /** One turn: waits for it, runs under the deadline, and asks once more when another query's death took it. */
  const within = async <T>(
    ask: AskOptions,
    act: (duck: Duck, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const { signal, end } = deadline(ask, options.timeout ?? 10_000);
    try {
      const giveBack = await turns.take(signal);
      try {
        return await act(await duck(), signal);
      } catch (error) {
        if (!(error instanceof DuckGone) || signal.aborted) throw error;
        return await act(await duck(), signal);
      } finally {
        giveBack();
      }
    } catch (error) {
      throw explained(error);
    } finally {
      end();
    }
  };
  const runIn = (statement: Statement, cache: boolean) => (running: Duck, signal: AbortSignal) =>
    running.run(statement.sql, statement.values, { signal, cache });

  return {
    async query(dataset, plan, ask = {}) {
      const paths = pathsOf(dataset);
      const resolved = resolvePlan(plan, dataset.schema, ask.restriction);
      const bound = boundTo(dataset, plan, ask.restriction);
      const position =
        plan.after === undefined
          ? undefined
          : readCursor(plan.after, bound, options.cursorKey, positionLength(resolved, paths.length));
      const statement = compilePage(resolved, paths, position);
      const count = plan.count ? compileCount(resolved, paths) : undefined;
      const [page, counted] = await within(ask, async (running, signal) => [
        await runIn(statement, true)(running, signal),
        count && (await runIn(count, true)(running, signal)),
      ]);
      const total = counted?.rows[0]?.[0];
      return {
        ...pageOf(resolved, page!, statement.hidden, (at) => writeCursor(at, bound, options.cursorKey)),
        ...(total === undefined ? {} : { total: Number(total) }),
      };
    },

    async *stream(dataset, plan, ask = {}) {
      const statement = compileAll(
        resolvePlan(plan, dataset.schema, ask.restriction),
        pathsOf(dataset),
        plan.limit,
      );
      const { signal, end } = deadline(ask, options.timeout ?? 10_000);
      try {
        const giveBack = await turns.take(signal);
        try {
          yield* (await duck()).stream(statement.sql, statement.values, { signal });
        } finally {
          giveBack();
        }
      } catch (error) {
        throw explained(error);
      } finally {
        end();
      }
    },

    async exportTo(dataset, plan, to, ask = {}) {
      const resolved = resolvePlan(plan, dataset.schema, ask.restriction);
      const statement = compileAll(resolved, pathsOf(dataset), plan.limit);
      const sql = `COPY (${statement.sql}) TO ${quoteText(inside(to.path))} (${copyOptions[to.format]})`;
      const result = await within(ask, runIn({ sql, values: statement.values }, false));
      return Number(result.rows[0]?.[0] ?? 0);
    },

    get load() {
      return { running: turns.running, waiting: turns.waiting };
    },

    async close() {
      closed = true;
      const running = await starting?.catch(() => undefined);
      running?.kill();
      await running?.ended;
    },
  };
}

const copyOptions: Record<ExportFormat, string> = {
  csv: "FORMAT csv, HEADER true",
  ndjson: "FORMAT json",
  json: "FORMAT json, ARRAY true",
  parquet: "FORMAT parquet, COMPRESSION zstd",
};

/** A page's rows as objects by column name. */
export function asRecords(page: Pick<Page, "columns" | "rows">): Record<string, Cell>[] {
  return page.rows.map((row) =>
    Object.fromEntries(page.columns.map((column, i) => [column.name, row[i] ?? null])),
  );
}

function pageOf(
  plan: ResolvedPlan,
  result: RunResult,
  hidden: number,
  cursor: (position: Position) => string | undefined,
): Page {
  const width = plan.outputs.length;
  const more = result.rows.length > plan.limit;
  const rows = more ? result.rows.slice(0, plan.limit) : result.rows;
  const last = more && plan.pageable ? rows.at(-1) : undefined;
  const next = last && cursor(last.slice(width, width + hidden) as Position);
  const columns = plan.outputs.map(({ name, label, stored }) => ({ name, label, stored }));
  return { columns, rows: rows.map((row) => row.slice(0, width)), more, ...(next ? { next } : {}) };
}

/** What a cursor is good for: any other version, order, filter, grouping or grant needs a cursor of its own. */
function boundTo(dataset: Dataset, plan: Plan, restriction: Restriction | undefined): string {
  const { where, groupBy, aggregates, orderBy } = plan;
  const terms = JSON.stringify([dataset.version, where, groupBy, aggregates, orderBy, restriction]);
  return createHash("sha256").update(terms).digest("base64url");
}
