import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { sql } from "kysely";
import pg from "pg";
import { pino } from "pino";
import { catalogMigrations, type EntryContent, type Organisations } from "../server/src/catalog/index.ts";
import { collectMigrations } from "../server/src/collect/index.ts";
import { ledgerMigrations } from "../server/src/ledger/index.ts";
import { openMigrations, openScans, registerOpen } from "../server/src/open/index.ts";
import { partiesMigrations } from "../server/src/parties/index.ts";
import { type Column, openEngine } from "../server/src/platform/engine/index.ts";
import {
  type App,
  anyone,
  buildServer,
  type Database,
  ensureDatabase,
  migrate,
  openDatabase,
  openFiles,
  startEmbedded,
  systemClock,
  thePlatform,
} from "../server/src/platform/index.ts";
import { procedureMigrations } from "../server/src/procedure/index.ts";
import { type BenchRow, quantile } from "./row.ts";

/**
 * What the rows endpoint adds to DuckDB: the same page over HTTP (injected: routing, permission, cache check in the
 * database, plan, process boundary, JSON) and as SQL in this very process, turn by turn on the same file.
 */
const rowCount = 1_000_000;
const rounds = 200;
const code = "370200-transport-0001";
const parquet = "versions/bench/data.parquet";

const column = (name: string, label: string, type: Column["type"], stored: string): Column => ({
  name,
  label,
  type,
  stored,
});
const columns = [
  column("id", "编号", "integer", "BIGINT"),
  column("name", "停车场名称", "text", "VARCHAR"),
  column("district", "所在区", "text", "VARCHAR"),
  column("spaces", "泊位总数", "integer", "BIGINT"),
  column("fee", "收费", "money", "DECIMAL(18,2)"),
  column("opened", "启用日期", "date", "DATE"),
];

const cases = [
  { name: "first page", query: "limit=100", sql: "ORDER BY file_row_number LIMIT 101" },
  {
    name: "filtered page",
    query: `limit=100&where=${encodeURIComponent('district eq "市南区" and spaces gt 150')}`,
    sql: "WHERE district = '市南区' AND spaces > 150 ORDER BY file_row_number LIMIT 101",
  },
  {
    name: "look-up by key",
    query: `limit=100&where=${encodeURIComponent("id eq 765432")}`,
    sql: "WHERE id = 765432 ORDER BY file_row_number LIMIT 101",
  },
  {
    name: "sorted page",
    query: "limit=100&sort=-spaces",
    sql: "ORDER BY spaces DESC NULLS LAST, file_row_number LIMIT 101",
  },
] as const;

export async function benchRows(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-bench-rows-"));
  // The embedded server may run as another account, which must be able to reach its folder.
  chmodSync(dir, 0o755);
  const embedded = await startEmbedded(join(dir, "postgres"));
  try {
    return await onServer(join(dir, "files"), process.env.ZHANQIAO_TEST_DATABASE_URL ?? embedded.url);
  } finally {
    await embedded.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function onServer(dir: string, server: string): Promise<BenchRow[]> {
  const name = `bench_rows_${process.pid}`;
  const db = await openDatabase(await ensureDatabase(server, name));
  const files = openFiles(dir);
  mkdirSync(join(dir, "versions/bench"), { recursive: true });
  const raw = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  await writeParquet(raw, files.path(parquet));
  await raw.run("SET parquet_metadata_cache = true");
  await prepareDatabase(db, await files.size(parquet));
  const engine = await openEngine({ dir, cursorKey: Buffer.alloc(32, 1) });
  const scans = openScans({ dir });
  const app = await buildServer({
    log: pino({ level: "silent" }),
    resolveCaller: async () => anyone,
    trustProxy: [],
    version: "0",
  });
  registerOpen(app, {
    db,
    files,
    clock: systemClock,
    organisations,
    engine,
    scans,
    declarations: [],
    statute: {
      packs: [],
      calendar: () => {
        throw new Error("no calendar in this bench");
      },
    },
  });
  try {
    const measured: BenchRow[] = [];
    for (const one of cases) measured.push(await measure(app, raw, files.path(parquet), one));
    return measured;
  } finally {
    await app.close();
    await engine.close();
    await scans.close();
    raw.closeSync();
    await db.close();
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`drop database ${name} with (force)`);
    await client.end();
  }
}

async function measure(
  app: App,
  raw: DuckDBConnection,
  path: string,
  one: (typeof cases)[number],
): Promise<BenchRow> {
  const url = `/api/v1/datasets/${code}/rows?${one.query}`;
  const names = columns.map((c) => c.name).join(", ");
  const statement = `SELECT ${names}, file_row_number FROM read_parquet('${path}') ${one.sql}`;
  const api = async () => {
    const answer = await app.inject({ url });
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return JSON.parse(answer.body).rows.length as number;
  };
  // Prepared, as the engine keeps it; with the conversion to JSON that any server has to do.
  const prepared = await raw.prepare(statement);
  const plain = async () => {
    const rows = (await prepared.runAndReadAll()).getRowObjectsJson();
    JSON.stringify(rows);
    return Math.min(rows.length, 100);
  };
  for (let i = 0; i < 20; i++) if ((await api()) !== (await plain())) throw new Error("not the same rows");
  const times = { api: [] as number[], plain: [] as number[] };
  for (let i = 0; i < rounds; i++) {
    times.api.push(await timed(api));
    times.plain.push(await timed(plain));
  }
  const [p50, base] = [quantile(times.api, 0.5), quantile(times.plain, 0.5)];
  const two = (n: number) => Math.round(n * 100) / 100;
  return {
    name: `rows API overhead, ${one.name}`,
    value: two(p50 - base),
    unit: "ms p50",
    baseline: `the same SQL in this process: ${two(base)} ms`,
    ratio: p50 / base,
    note: `${two(p50)} ms over HTTP, p95 ${two(quantile(times.api, 0.95))}; ${rowCount.toLocaleString("en")} rows`,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function writeParquet(raw: DuckDBConnection, path: string): Promise<void> {
  await raw.run(`COPY (SELECT i AS id, '第' || i || '停车场' AS name,
      ['市南区', '市北区', '崂山区', '李沧区'][(hash(i) % 4)::INT + 1] AS district, (hash(i + 7) % 200)::BIGINT AS spaces,
      ((hash(i + 3) % 3000) / 100)::DECIMAL(18,2) AS fee, DATE '2020-01-01' + (hash(i + 5) % 1500)::INT AS opened
    FROM range(${rowCount}) r(i)) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
}

const provider = { uscc: "113702000000000194", name: "交通运输局" };
const organisations: Organisations = {
  organisationsByUscc: async () =>
    new Map([[provider.uscc, { ...provider, sector: null, division: { code: "370200", name: "青岛市" } }]]),
  dataAuthorityOf: async () => provider,
  cityAuthority: async () => provider,
};

/** One published entry with one version, as catalog and collect would have written them. */
async function prepareDatabase(db: Database, bytes: number): Promise<void> {
  await migrate(db, [
    procedureMigrations,
    partiesMigrations,
    ledgerMigrations,
    catalogMigrations,
    collectMigrations,
    openMigrations,
  ]);
  const content: Partial<EntryContent> = {
    name: "停车场",
    format: "csv",
    grade: "L1",
    openType: "unconditional",
    updateCycle: "daily",
    items: columns.map((c) => ({ name: c.label, column: c.name, type: "string", nullable: true })),
  };
  const id = "00000000-0000-7000-8000-000000000001";
  const now = new Date("2026-09-28T02:00:00Z");
  const sha256 = "0".repeat(64);
  const manifest = { columns };
  await db.acting(thePlatform, async (tx) => {
    await sql`insert into catalog.entry (code, provider, authority, division, name, state, version, case_id,
        created_at, published_at, updated_at)
      values (${code}, ${provider.uscc}, ${provider.uscc}, '370200', '停车场', 'published', 1, ${id}, ${now}, ${now},
        ${now})`.execute(tx);
    await sql`insert into catalog.entry_version (code, version, content, changes, case_id, published_at)
      values (${code}, 1, ${JSON.stringify(content)}, '{}', ${id}, ${now})`.execute(tx);
    await sql`insert into catalog.published (code, provider, division, division_name, name, plain_name, field, class,
        grade, share, open, format, cycle, updated_at, open_since, item_count, card, grams, words)
      values (${code}, ${provider.uscc}, '370200', '青岛市', '停车场', '停车场', 'other', 'other', 'L1',
        'unconditional', 'unconditional', 'csv', 'daily', ${now}, ${now}, 6, '{}', '', '')`.execute(tx);
    await sql`insert into collect.intake (id, entry, entry_name, provider, created_by, name, bytes, received, state,
        step, result, quality, version, created_at, updated_at)
      values (${id}, ${code}, '停车场', ${provider.uscc}, 'bench', 'bench', 1, 1, 'published', '{}', '{}', '{}', 1,
        ${now}, ${now})`.execute(tx);
    await sql`insert into collect.version (entry, n, provider, intake, published_by, published_at, rows, bytes, sha256,
        parquet, manifest, source, quality)
      values (${code}, 1, ${provider.uscc}, ${id}, 'bench', ${now}, ${rowCount}, ${bytes}, ${sha256}, ${parquet},
        ${JSON.stringify(manifest)}, 'bench', '{}')`.execute(tx);
  });
}
