import { createHash, randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { quoteName, quoteText, readParquet } from "../platform/engine/index.ts";
import { thePlatform } from "../platform/index.ts";
import { csvSelect } from "./csv-sql.ts";
import type { DownloadFormat } from "./download-formats.ts";
import type { OpenVersion } from "./find-dataset.ts";
import type { OpenNeeds } from "./needs.ts";
import { findExport, saveExport } from "./store.ts";
import { writeXlsx } from "./write-xlsx.ts";

/** A file ready to be sent. */
export interface Exported {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

type ExportNeeds = Pick<OpenNeeds, "db" | "files" | "clock" | "scans">;

/** Key of an export: of the version, and of the columns it has, since what is closed can change. */
export function exportKey({ version, visible }: OpenVersion, format: DownloadFormat): string {
  const columns = JSON.stringify(
    visible.map((c) => (format === "xlsx" ? [c.name, c.label, c.type, c.unit ?? ""] : [c.name, c.label])),
  );
  const print = createHash("sha256").update(columns).digest("hex").slice(0, 16);
  return `open/exports/${version.entry}/${version.n}/${version.sha256.slice(0, 16)}-${print}.${format}`;
}

const underWay = new Map<string, Promise<Exported>>();

/**
 * The version as a file (Art. 30): Parquet as it is stored unless columns are closed, CSV and XLSX with text that no
 * spreadsheet runs, JSON as it is. Made at the first request, by one scan however many ask, and kept.
 */
export function exportVersion(
  needs: ExportNeeds,
  data: OpenVersion,
  format: DownloadFormat,
): Promise<Exported> {
  if (format === "parquet" && data.hidden.length === 0) {
    const { parquet, bytes, sha256 } = data.version;
    return Promise.resolve({ key: parquet, bytes, sha256 });
  }
  const key = exportKey(data, format);
  // Two stores in one process (tests) must not share a file.
  const place = needs.files.path(key);
  const running =
    underWay.get(place) ?? begin(needs, data, format, key).finally(() => underWay.delete(place));
  underWay.set(place, running);
  return running;
}

async function begin(
  needs: ExportNeeds,
  data: OpenVersion,
  format: DownloadFormat,
  key: string,
): Promise<Exported> {
  const known = await needs.db.reading(thePlatform, (tx) => findExport(tx, key));
  if (known && needs.files.exists(key)) return known;
  const temporary = `open/making/${randomUUID()}.${format}`;
  const path = needs.files.path(temporary);
  await mkdir(dirname(path), { recursive: true });
  try {
    if (format === "xlsx") await writeXlsx(needs.scans, data, path);
    else
      await needs.scans.run(`COPY (${selectFor(data, format)}) TO ${quoteText(path)} (${options[format]})`);
    const { bytes, sha256 } = await digest(needs, temporary);
    await needs.files.adopt(path, key);
    const { entry, n } = data.version;
    const made = { key, entry, version: n, bytes, sha256 };
    await needs.db.acting(thePlatform, (tx) => saveExport(tx, { ...made, at: needs.clock.now() }));
    return made;
  } finally {
    await rm(path, { force: true });
  }
}

type CopyFormat = Exclude<DownloadFormat, "xlsx">;

const options: Record<CopyFormat, string> = {
  csv: "FORMAT csv, HEADER true",
  json: "FORMAT json, ARRAY true",
  parquet: "FORMAT parquet, COMPRESSION zstd",
};

function selectFor({ dataset, visible }: OpenVersion, format: CopyFormat): string {
  const columns =
    format === "csv" ? csvSelect(visible) : visible.map((c) => `t.${quoteName(c.name)}`).join(", ");
  return `SELECT ${columns} FROM ${readParquet(dataset.paths)}`;
}

async function digest({ files }: ExportNeeds, key: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of files.stream(key)) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest("hex") };
}
