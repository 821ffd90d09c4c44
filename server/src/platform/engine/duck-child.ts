/**
 * The process DuckDB runs in: the parent talks to it over IPC and kills it when it does not stop. It sees only
 * the folders it is given; after set-up nothing of that can be changed from SQL.
 */
import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement } from "@duckdb/node-api";
import type { Answer, DuckSettings, Request, Row } from "./duck-messages.ts";
import { chunkRows } from "./json-cells.ts";

/** Prepared statements kept on each connection. */
const keptStatements = 64;
/** Batches on their way to the reader before the stream waits. */
const batchesAhead = 4;

interface Seat {
  readonly connection: DuckDBConnection;
  readonly prepared: Map<string, DuckDBPreparedStatement>;
  /** The request running on it. */
  id?: number;
}

interface Flow {
  ahead: number;
  wake?: () => void;
  stopped: boolean;
}

const seats: Seat[] = [];
const flows = new Map<number, Flow>();

const send = (answer: Answer): void => {
  process.send?.(answer);
};

async function open(settings: DuckSettings): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(settings.threads),
    memory_limit: settings.memoryLimit,
    temp_directory: settings.temp,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const first = await instance.connect();
  const folders = settings.folders.map((folder) => `'${folder.replaceAll("'", "''")}'`).join(", ");
  await first.run(`SET allowed_directories = [${folders}]`);
  await first.run("SET enable_external_access = false");
  await first.run("SET parquet_metadata_cache = true");
  await first.run("SET preserve_insertion_order = true");
  await first.run("SET lock_configuration = true");
  seats.push({ connection: first, prepared: new Map() });
  while (seats.length < settings.connections)
    seats.push({ connection: await instance.connect(), prepared: new Map() });
  send({ kind: "ready" });
}

async function prepare(seat: Seat, sql: string, keep: boolean): Promise<DuckDBPreparedStatement> {
  const known = seat.prepared.get(sql);
  if (known) {
    seat.prepared.delete(sql);
    seat.prepared.set(sql, known);
    return known;
  }
  const statement = await seat.connection.prepare(sql);
  if (!keep) return statement;
  seat.prepared.set(sql, statement);
  if (seat.prepared.size > keptStatements) {
    const [oldest, dropped] = seat.prepared.entries().next().value!;
    seat.prepared.delete(oldest);
    dropped.destroySync();
  }
  return statement;
}

async function run(request: Extract<Request, { kind: "run" }>): Promise<void> {
  const { id, sql } = request;
  // The parent never sends more than there are seats.
  const free = seats.filter((s) => s.id === undefined);
  const seat = free.find((s) => s.prepared.has(sql)) ?? free[0]!;
  seat.id = id;
  const flow: Flow = { ahead: 0, stopped: false };
  flows.set(id, flow);
  try {
    const statement = await prepare(seat, sql, request.cache);
    request.values.forEach((value, i) => {
      statement.bindVarchar(i + 1, value);
    });
    const result = request.stream ? await statement.stream() : await statement.run();
    const rows: Row[] = [];
    for (
      let chunk = await result.fetchChunk();
      chunk && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      if (flow.stopped) throw new Error("INTERRUPT Error: stopped");
      const converted = chunkRows(chunk);
      if (!request.stream) {
        for (const row of converted) rows.push(row);
        continue;
      }
      flow.ahead++;
      send({ kind: "batch", id, rows: converted });
      while (flow.ahead >= batchesAhead && !flow.stopped)
        await new Promise<void>((wake) => {
          flow.wake = wake;
        });
    }
    send({ kind: "done", id, columns: result.columnNames(), rows });
    if (!request.cache) statement.destroySync();
  } catch (error) {
    send({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    delete seat.id;
    flows.delete(id);
  }
}

process.on("message", (request: Request) => {
  switch (request.kind) {
    case "open":
      open(request.settings).catch((error: unknown) => {
        send({ kind: "unready", message: error instanceof Error ? error.message : String(error) });
      });
      break;
    case "run":
      void run(request);
      break;
    case "taken": {
      const flow = flows.get(request.id);
      if (flow) {
        flow.ahead--;
        flow.wake?.();
      }
      break;
    }
    case "stop": {
      const flow = flows.get(request.id);
      if (flow) {
        flow.stopped = true;
        flow.wake?.();
      }
      seats.find((s) => s.id === request.id)?.connection.interrupt();
      break;
    }
  }
});

// Without its parent nobody reads the answers; SIGKILL because a running query would hold a polite exit up.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
