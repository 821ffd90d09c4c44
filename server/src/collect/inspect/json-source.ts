import type { InspectionLimits } from "./inspection.ts";
import { isRecord, JsonSplitter, jsonCell, parseJson } from "./json-records.ts";
import { Unreadable } from "./refuse.ts";
import { type RawRow, type RowSource, rowsPerBatch } from "./row.ts";

/** A table whose columns are named by keys, or (arrays of arrays) a plain grid. */
export interface JsonTable {
  container: "json" | "ndjson" | "geojson";
  /** Absent for a grid, whose header is looked for like that of a CSV. */
  names?: string[];
  path: string;
  source: RowSource;
}

const mostKeys = 4096;

/**
 * Finds the table in a JSON text: a top-level array, JSON lines, the longest array of records inside one object
 * (an API's envelope), or the features of a GeoJSON collection. `text` gives the decoded text each time.
 */
export async function openJson(
  text: () => AsyncIterable<string>,
  limits: InspectionLimits,
): Promise<JsonTable> {
  const splitter = new JsonSplitter(limits.jsonBytes);
  const keys = new Map<string, number>();
  let grid = 0;
  let records = 0;
  let only = "";
  const see = (record: string) => {
    if (splitter.shape.root === "object" && splitter.shape.values === 1) only = record;
    const value = parseJson(record);
    if (isRecord(value)) {
      records++;
      addKeys(keys, value, limits);
    } else if (Array.isArray(value)) grid++;
  };
  for await (const piece of text()) for (const record of splitter.push(piece)) see(record);
  splitter.end();
  const { root, values } = splitter.shape;
  if (root === "object") return inside(only, limits);
  if (values === 0) throw new Unreadable("inspect.not_tabular", "[]");
  const container = root === "lines" ? "ndjson" : "json";
  const again = () => splitAgain(text, limits);
  if (records > 0 && records >= values * 0.9) {
    const names = [...keys.keys()];
    return {
      container,
      names,
      path: "",
      source: fromTexts(again, (value) => (isRecord(value) ? names.map((k) => jsonCell(value[k])) : [])),
    };
  }
  if (grid === values)
    return { container, path: "", source: fromTexts(again, (value) => (value as unknown[]).map(jsonCell)) };
  throw new Unreadable("inspect.not_tabular", "JSON");
}

function addKeys(keys: Map<string, number>, value: Record<string, unknown>, limits: InspectionLimits): void {
  for (const key of Object.keys(value)) keys.set(key, (keys.get(key) ?? 0) + 1);
  if (keys.size > Math.min(mostKeys, limits.columns))
    throw new Unreadable("inspect.too_wide", limits.columns);
}

async function* splitAgain(
  text: () => AsyncIterable<string>,
  limits: InspectionLimits,
): AsyncGenerator<string[]> {
  const splitter = new JsonSplitter(limits.jsonBytes);
  for await (const piece of text()) yield splitter.push(piece);
}

function fromTexts(again: () => AsyncIterable<string[]>, cells: (value: unknown) => string[]): RowSource {
  return {
    async *batches() {
      let n = 0;
      for await (const texts of again()) {
        for (let at = 0; at < texts.length; at += rowsPerBatch)
          yield texts
            .slice(at, at + rowsPerBatch)
            .map((each): RawRow => ({ n: ++n, cells: cells(parseJson(each)) }));
      }
    },
  };
}

/** The table inside one object. */
function inside(text: string, limits: InspectionLimits): JsonTable {
  const value = parseJson(text);
  if (!isRecord(value)) throw new Unreadable("inspect.not_tabular", "JSON");
  if (value.type === "FeatureCollection" && Array.isArray(value.features))
    return features(value.features, limits);
  const found = longestArray(value, "", 0);
  if (found) {
    const keys = new Map<string, number>();
    for (const record of found.records) addKeys(keys, record, limits);
    const names = [...keys.keys()];
    return {
      container: "json",
      names,
      path: found.path,
      source: inMemory(found.records, (r) => names.map((k) => jsonCell(r[k]))),
    };
  }
  const said = ["error", "msg", "message", "errmsg", "errorMsg", "detail", "reason"]
    .map((k) => value[k])
    .find((m) => typeof m === "string");
  const failed = ["code", "errcode", "status", "success", "error"].some((k) => k in value);
  if (failed && said !== undefined) throw new Unreadable("inspect.waf_message", String(said).slice(0, 80));
  throw new Unreadable("inspect.not_tabular", Object.keys(value).slice(0, 5).join(", "));
}

function longestArray(
  value: Record<string, unknown>,
  path: string,
  depth: number,
): { path: string; records: Record<string, unknown>[] } | undefined {
  let best: { path: string; records: Record<string, unknown>[] } | undefined;
  for (const [key, each] of Object.entries(value)) {
    const here = path === "" ? key : `${path}.${key}`;
    const found =
      Array.isArray(each) && each.length > 0 && each.every(isRecord)
        ? { path: here, records: each }
        : isRecord(each) && depth < 4
          ? longestArray(each, here, depth + 1)
          : undefined;
    if (found && (!best || found.records.length > best.records.length)) best = found;
  }
  return best;
}

/** Properties as columns, and the geometry as GeoJSON text in a last one. */
function features(list: unknown[], limits: InspectionLimits): JsonTable {
  const records = list.filter(isRecord);
  const keys = new Map<string, number>();
  for (const feature of records) if (isRecord(feature.properties)) addKeys(keys, feature.properties, limits);
  const names = [...keys.keys()];
  const cells = (feature: Record<string, unknown>) => {
    const properties = isRecord(feature.properties) ? feature.properties : {};
    return [...names.map((k) => jsonCell(properties[k])), jsonCell(feature.geometry)];
  };
  return {
    container: "geojson",
    names: [...names, "geometry"],
    path: "features",
    source: inMemory(records, cells),
  };
}

function inMemory<T>(records: T[], cells: (record: T) => string[]): RowSource {
  return {
    async *batches() {
      for (let at = 0; at < records.length; at += rowsPerBatch)
        yield records
          .slice(at, at + rowsPerBatch)
          .map((record, k): RawRow => ({ n: at + k + 1, cells: cells(record) }));
    },
  };
}
