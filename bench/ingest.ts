/**
 * Ingest of a large file: `loadVersion` with ten quality rules against nothing but DuckDB's own CSV-to-Parquet copy of
 * the same file with the same column types, taken in turns in one run. `node bench/ingest.ts` prints the rows.
 */
import { execFileSync } from "node:child_process";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import iconv from "iconv-lite";
import { type Inspection, inspectFile } from "../server/src/collect/inspect/index.ts";
import { loadVersion } from "../server/src/collect/load/index.ts";
import { type Duck, startDuck } from "../server/src/platform/engine/index.ts";
import { checkWith, parseRules } from "../server/src/quality/rules/index.ts";
import type { BenchRow } from "./row.ts";

const rounds = 5;
const memoryLimit = "512MiB";
const real = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../shared/data"),
  "real/large/make-large.mjs",
);

/** Ten rules a provider of hourly measurements would set. */
const rules = parseRules([
  { id: "rows", kind: "rowCount", min: 1_000_000 },
  { id: "station.present", kind: "notNull", column: "station" },
  { id: "time.present", kind: "notNull", column: "observed_at" },
  { id: "indicator.present", kind: "notNull", column: "indicator" },
  { id: "station.form", kind: "pattern", column: "station", pattern: "[A-Z][a-z]+" },
  {
    id: "indicator.codes",
    kind: "codeList",
    column: "indicator",
    values: "PM2.5 PM10 SO2 NO2 CO O3 TEMP PRES DEWP RAIN WSPM".split(" "),
  },
  { id: "time.type", kind: "type", column: "observed_at", type: "datetime" },
  { id: "time.range", kind: "range", column: "observed_at", min: "2013-01-01", max: "2017-12-31" },
  { id: "value.range", kind: "range", column: "value", min: -50, max: 20_000 },
  { id: "key", kind: "unique", columns: ["station", "observed_at", "indicator"] },
]);

/** Measures ingest of UTF-8 and GB18030; one row that says so when the shared test data is absent. */
export async function benchIngest(): Promise<BenchRow[]> {
  if (!existsSync(real))
    return [{ name: "ingest", value: 0, unit: "rows/s", note: "skipped: shared test data absent" }];
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-bench-"));
  try {
    const utf8 = join(dir, "large.csv");
    execFileSync(process.execPath, [real, utf8], { stdio: "ignore" });
    const gb18030 = join(dir, "large-gb18030.csv");
    await pipeline(
      createReadStream(utf8, { highWaterMark: 1 << 20 }),
      iconv.decodeStream("utf-8"),
      iconv.encodeStream("gb18030"),
      createWriteStream(gb18030),
    );
    return [...(await compare("UTF-8", utf8, utf8, dir)), ...(await compare("GB18030", gb18030, utf8, dir))];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compare(name: string, path: string, baselinePath: string, dir: string): Promise<BenchRow[]> {
  const settings = (temp: string) => ({
    folders: [dir],
    threads: 2,
    memoryLimit,
    temp: join(dir, temp),
    connections: 2,
  });
  const raw = await startDuck(settings("raw-temp"));
  const duck = await startDuck(settings("temp"));
  try {
    const inspectFrom = performance.now();
    const inspection = await inspectFile(path);
    const inspectSeconds = (performance.now() - inspectFrom) / 1000;
    if (!inspection.ok) throw new Error(inspection.code);
    const peak = watchMemory(raw.pid);
    const ours: number[] = [];
    const theirs: number[] = [];
    const cpu: number[] = [];
    const rawCpu: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [before, rawBefore] = [cpuSeconds(duck), cpuSeconds(raw)];
      theirs.push(await copyOnly(raw, baselinePath, join(dir, "raw.parquet")));
      const own = process.cpuUsage();
      ours.push(await load(duck, path, inspection, join(dir, `${name}-${round}`)));
      const { user, system } = process.cpuUsage(own);
      cpu.push(cpuSeconds(duck) - before + (user + system) / 1e6);
      rawCpu.push(cpuSeconds(raw) - rawBefore);
    }
    const peakMiB = peak.stop();
    // What a busy machine cannot blur: processor time of all processes and threads.
    const work = `processor ${median(cpu).toFixed(2)} s against ${median(rawCpu).toFixed(2)} s (${round2(median(rawCpu) / median(cpu))})`;
    const { rows } = inspection;
    const [best, bestRaw] = [median(ours), median(theirs)];
    const speed = (seconds: number) => Math.round(rows / seconds);
    return [
      {
        name: `ingest ${name}, ${rules.length} rules`,
        value: speed(best),
        unit: "rows/s",
        baseline: `DuckDB alone on UTF-8 (${speed(bestRaw)} rows/s)`,
        ratio: round2(bestRaw / best),
        peakMiB,
        note: `${rows} rows, median of ${rounds}: ${best.toFixed(2)} s against ${bestRaw.toFixed(2)} s; ${work}; goals 0.8 and 1024 MiB`,
      },
      {
        name: `inspect ${name}`,
        value: round2(inspectSeconds),
        unit: "s",
        note: `with it: ${speed(best + inspectSeconds)} rows/s, ratio ${round2(bestRaw / (best + inspectSeconds))}`,
      },
    ];
  } finally {
    raw.kill();
    duck.kill();
    await Promise.all([raw.ended, duck.ended]);
  }
}

/** Processor seconds of a DuckDB process so far; 0 where the system does not tell. */
function cpuSeconds({ pid }: Duck): number {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

/** Seconds of DuckDB alone, its reader parsing the same types. */
async function copyOnly(duck: Duck, path: string, to: string): Promise<number> {
  const from = performance.now();
  await duck.run(
    `COPY (SELECT * FROM read_csv('${path}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\\n',
       columns = {'station': 'VARCHAR', 'observed_at': 'TIMESTAMP', 'indicator': 'VARCHAR', 'value': 'DOUBLE'},
       timestampformat = '%Y年%m月%d日 %H时')) TO '${to}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  return (performance.now() - from) / 1000;
}

/** Seconds of a whole load: read, type, write, check, hash, make durable. */
async function load(duck: Duck, path: string, inspection: Inspection, target: string): Promise<number> {
  const now = new Date("2026-09-28T02:00:00Z");
  const from = performance.now();
  const { manifest, report } = await loadVersion({
    duck,
    path,
    inspection,
    target,
    version: "bench",
    created: now,
    check: checkWith(rules, { now }),
  });
  const seconds = (performance.now() - from) / 1000;
  const failed = report!.findings.reduce((sum, f) => sum + f.failed, 0);
  const stored = manifest.columns.map((c) => c.stored).join();
  // A fast wrong answer is no answer.
  if (manifest.rows !== 4_628_448 || failed !== 0 || stored !== "VARCHAR,TIMESTAMP,VARCHAR,DOUBLE")
    throw new Error(
      `not the load that was to be measured: ${manifest.rows} rows, ${failed} failed, ${stored}`,
    );
  rmSync(target, { recursive: true });
  return seconds;
}

/** Highest sum of resident memory of this process and its descendants (`except` one), sampled every 20 ms; MiB. */
function watchMemory(except: number): { stop: () => number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, residentPages(except) / 256);
  };
  const timer = setInterval(look, 20);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return Math.round(peak);
    },
  };
}

function residentPages(except: number): number {
  if (!existsSync("/proc/self/stat")) return process.memoryUsage().rss / 4096;
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = attempt(() => readFileSync(`/proc/${entry}/stat`, "utf8"));
    if (stat) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]));
  }
  const ours = (pid: number): boolean => pid === process.pid || (parents.has(pid) && ours(parents.get(pid)!));
  let pages = 0;
  for (const pid of parents.keys())
    if (pid !== except && ours(pid))
      pages += Number(attempt(() => readFileSync(`/proc/${pid}/statm`, "utf8"))?.split(" ")[1] ?? 0);
  return pages;
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

const median = (list: number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1]!;
const round2 = (n: number): number => Math.round(n * 100) / 100;

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await benchIngest());
