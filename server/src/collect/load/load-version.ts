import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Column, type Duck, DuckError, quoteName, quoteText } from "../../platform/engine/index.ts";
import type { Inspection } from "../inspect/index.ts";
import { hashFile, partialFolder, publishFolder } from "./durable.ts";
import type { Manifest } from "./manifest.ts";
import { checkMapping, type Mapping, proposeMapping } from "./mapping.ts";
import { type PlainColumns, plainColumns } from "./plain-columns.ts";
import { refuse } from "./refusals.ts";
import type { RowRuns } from "./row-runs.ts";
import { type Samples, selectFailed, selectTyped } from "./select-typed.ts";
import { fastestReading, type Staged, stage } from "./stage.ts";

export type LoadPhase = "staging" | "writing" | "checking" | "publishing";

/** What a check of a version written but not yet published gets to see. */
export interface FreshVersion {
  readonly duck: Duck;
  readonly parquet: string;
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Parquet of (row, column, value): cells with a value that could not be read. Absent when there are none. */
  readonly unparsed?: { readonly path: string; readonly counts: Readonly<Record<string, number>> };
  readonly runs?: RowRuns;
  readonly signal: AbortSignal;
}

/** Returns the report, plain JSON, that is kept beside the version as `findings.json`. */
export type VersionCheck<Report> = (version: FreshVersion) => Promise<Report>;

export interface LoadOptions<Report> {
  /** A DuckDB that may read `path` and write beside `target`. */
  readonly duck: Duck;
  readonly path: string;
  readonly inspection: Inspection;
  /** Default: what the inspection suggests. */
  readonly mapping?: Mapping;
  /** The version's folder, which must not exist yet. */
  readonly target: string;
  readonly version: string;
  /** From the injected clock. */
  readonly created: Date;
  readonly check?: VersionCheck<Report>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: LoadPhase) => void;
}

export interface Loaded<Report> {
  readonly manifest: Manifest;
  readonly report?: Report;
}

/**
 * Loads a delivered file as an immutable version: `data.parquet`, `manifest.json`, with `check` `findings.json`, and
 * `unparsed.parquet` where cells could not be read (Art. 12). One scan writes the data; a second one is made only
 * when a cell failed. Everything is written beside the target and renamed at the end: a crash, a refusal or a
 * cancellation leaves no version.
 */
export async function loadVersion<Report = never>(options: LoadOptions<Report>): Promise<Loaded<Report>> {
  const { inspection, target } = options;
  const signal = options.signal ?? new AbortController().signal;
  const mapping = checkMapping(options.mapping ?? proposeMapping(inspection), inspection.width);
  if (existsSync(target)) throw refuse("already_there");
  const { size } = await stat(options.path);
  if (size !== inspection.file.bytes)
    throw refuse("file_changed", { params: { inspected: inspection.file.bytes, now: size } });
  const tag = randomBytes(6).toString("hex");
  const folder = partialFolder(target, tag);
  const temp = partialFolder(target, `${tag}-temp`);
  try {
    await mkdir(folder, { recursive: true });
    await mkdir(temp);
    signal.throwIfAborted();
    return await write({ ...options, mapping, signal, folder, temp, tag });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw explained(error, signal);
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
}

interface Work<Report> extends LoadOptions<Report> {
  readonly mapping: Mapping;
  readonly signal: AbortSignal;
  readonly folder: string;
  readonly temp: string;
  readonly tag: string;
}

async function write<Report>(work: Work<Report>): Promise<Loaded<Report>> {
  const { duck, inspection, mapping, signal, folder, onProgress } = work;
  const samples: Samples = new Map(inspection.columns.map((c) => [c.index, c.samples]));
  const parquet = join(folder, "data.parquet");
  const { staged, failures } = await writeParquet(work, parquet, samples);
  const unparsed = failures > 0 ? await writeUnparsed(work, staged, samples) : undefined;
  const columns = mapping.map(({ name, label, type, stored, unit, semantic }) => ({
    name,
    label,
    type,
    stored,
    ...(unit ? { unit } : {}),
    ...(semantic ? { semantic } : {}),
  }));
  const { rows } = inspection;
  const { runs } = staged;
  onProgress?.("checking");
  const fresh = {
    duck,
    parquet,
    columns,
    rows,
    signal,
    ...(unparsed ? { unparsed } : {}),
    ...(runs ? { runs } : {}),
  };
  const [report, sha256, { size }] = await Promise.all([
    work.check?.(fresh),
    hashFile(parquet),
    stat(parquet),
  ]);
  onProgress?.("publishing");
  const manifest: Manifest = {
    format: "zhanqiao-version-1",
    version: work.version,
    columns,
    rows,
    data: { file: "data.parquet", bytes: size, sha256 },
    source: sourceOf(inspection, runs),
    recipe: {
      reading: staged.reading,
      mapping,
      setAside: inspection.setAside.map(({ kind, count }) => ({ kind, count })),
      leftOut: inspection.columns
        .filter((c) => !mapping.some((m) => m.index === c.index))
        .map((c) => c.label),
    },
    unparsed: unparsed?.counts ?? {},
    created: work.created.toISOString(),
  };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  if (report !== undefined) await writeFile(join(folder, "findings.json"), JSON.stringify(report));
  signal.throwIfAborted();
  await publishFolder(folder, work.target);
  return { manifest, ...(report === undefined ? {} : { report }) };
}

/**
 * Writes the data the fastest way the inspection allows; when the file turns out not to be what the inspection (of a
 * sample, in large files) took it for, a slower way that takes more. The number of rows must be the inspection's in the
 * end: nothing is lost silently.
 */
async function writeParquet<Report>(
  work: Work<Report>,
  parquet: string,
  samples: Samples,
): Promise<{ staged: Staged; failures: number }> {
  const { inspection, mapping, signal, onProgress } = work;
  const columns = [...new Set(mapping.map((m) => m.index))];
  const from = { path: resolve(work.path), inspection, columns, temp: work.temp, signal };
  let loaded = 0;
  for (const reading of new Set([fastestReading(inspection), "rows" as const])) {
    onProgress?.("staging");
    const staged = await stage(reading, from);
    onProgress?.("writing");
    const plain = reading === "rows" ? undefined : plainColumns(mapping, inspection);
    for (const way of plain ? [plain, undefined] : [undefined]) {
      const last = reading === "rows" && !way;
      const done = await copyTyped(work, parquet, staged, samples, way).catch((error: unknown) => {
        const canTry = error instanceof DuckError && !outOfMemory(error);
        if (last || signal.aborted || !canTry) throw error;
        return undefined;
      });
      loaded = done?.rows ?? 0;
      // What a plain reading cannot take, a slower one may still read.
      if (done && loaded === inspection.rows && !(way && done.failures > 0))
        return { staged, failures: done.failures };
      await rm(parquet, { force: true });
    }
  }
  throw refuse("rows_differ", { params: { loaded, inspected: inspection.rows } });
}

/** The one scan: reads, types, writes. Returns the rows written and the cells that could not be read. */
async function copyTyped<Report>(
  { duck, mapping, signal, tag }: Work<Report>,
  parquet: string,
  staged: Staged,
  samples: Samples,
  plain: PlainColumns | undefined,
): Promise<{ rows: number; failures: number }> {
  const alarm = `alarm_${tag}`;
  await duck.run(`CREATE OR REPLACE SEQUENCE ${alarm}`, [], { signal });
  try {
    const select = selectTyped(mapping, staged.relation(plain), samples, alarm, plain);
    const metadata = `KV_METADATA {labels: ${quoteText(labels(mapping))}}`;
    const copied = await duck.run(
      `COPY (${select}) TO ${quoteText(parquet)} (FORMAT parquet, COMPRESSION zstd, ${metadata})`,
      [],
      { signal },
    );
    const rung = await duck.run(`SELECT nextval('${alarm}')`, [], { signal });
    return { rows: Number(copied.rows[0]?.[0]), failures: Number(rung.rows[0]?.[0]) - 1 };
  } finally {
    await duck.run(`DROP SEQUENCE IF EXISTS ${alarm}`).catch(() => undefined);
  }
}

/** Parquet readers that know nothing of the manifest still find the Chinese labels. */
const labels = (mapping: Mapping): string =>
  JSON.stringify(Object.fromEntries(mapping.map((m) => [m.name, m.label])));

/** Writes the cells that could not be read as (row, column, value), rows 0-based as `file_row_number` counts them. */
async function writeUnparsed<Report>(
  work: Work<Report>,
  staged: Staged,
  samples: Samples,
): Promise<{ path: string; counts: Record<string, number> }> {
  const { duck, mapping, signal } = work;
  const wide = quoteText(join(work.temp, "failed.parquet"));
  const { sql, columns } = selectFailed(mapping, staged.relation(), samples);
  await duck.run(`COPY (${sql}) TO ${wide} (FORMAT parquet)`, [], { signal });
  const path = join(work.folder, "unparsed.parquet");
  const long = columns.map(
    ({ name }) =>
      `SELECT file_row_number AS "row", ${quoteText(name)} AS "column", ${quoteName(name)} AS "value" FROM read_parquet(${wide}) WHERE ${quoteName(name)} IS NOT NULL`,
  );
  await duck.run(
    `COPY (SELECT * FROM (${long.join(" UNION ALL ")}) ORDER BY ALL) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    [],
    { signal },
  );
  const counted = await duck.run(
    `SELECT "column", count(*) FROM read_parquet(${quoteText(path)}) GROUP BY ALL ORDER BY ALL`,
    [],
    { signal },
  );
  return { path, counts: Object.fromEntries(counted.rows.map(([name, n]) => [String(name), Number(n)])) };
}

function sourceOf(inspection: Inspection, runs: RowRuns | undefined): Manifest["source"] {
  const { file, container, encoding, sheet } = inspection;
  return {
    ...file,
    container,
    ...(encoding ? { encoding: encoding.name } : {}),
    ...(sheet ? { sheet: sheet.name } : {}),
    ...(runs ? { runs: runs.map(([row, physical]) => [row, physical] as [number, number]) } : {}),
  };
}

function explained(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return refuse("cancelled");
  if (!(error instanceof DuckError)) return error;
  if (outOfMemory(error)) return refuse("too_heavy");
  // Its text quotes the file, which may hold personal data.
  return /CSV Error/.test(error.message) ? refuse("unreadable", { params: { reason: "CSV" } }) : error;
}

const outOfMemory = (error: DuckError): boolean => /^Out of Memory/i.test(error.message);
