import { sql } from "kysely";
import { anyone, type JobHandler, Refusal, thePlatform } from "../platform/index.ts";
import { exportVersion } from "./export-version.ts";
import { type Datasets, openDatasets } from "./find-dataset.ts";
import type { OpenNeeds } from "./needs.ts";
import { profileVersion } from "./profile-version.ts";

/** Entries looked at in one run; the next run goes on. */
const most = 200;

/**
 * Makes what the public will ask for before it asks: profiles, the CSV file and the workbook of the latest version. Runs every
 * minute over what is missing, so that it needs to be told nothing and survives being stopped.
 */
export function datasetJobs(needs: OpenNeeds): JobHandler[] {
  return [{ name: "open.prepare", cron: "* * * * *", retries: 0, work: () => prepareDatasets(needs) }];
}

export async function prepareDatasets(needs: OpenNeeds): Promise<void> {
  const datasets = openDatasets(needs);
  const failures: unknown[] = [];
  for (const code of await unprepared(needs)) {
    // One dataset whose file cannot be read must not keep the others from being prepared.
    await prepare(needs, datasets, code).catch((error: unknown) => failures.push(error));
  }
  if (failures.length) throw failures[0];
}

async function prepare(needs: OpenNeeds, datasets: Datasets, code: string): Promise<void> {
  const { current, entry } = await datasets.find(code);
  if (!current || entry.openType !== "unconditional" || current.visible.length === 0) return;
  await profileVersion(needs, current);
  await exportVersion(needs, current, "csv");
  // What no worksheet holds is refused to whoever asks; it is no failure of this job.
  await exportVersion(needs, current, "xlsx").catch((error: unknown) => {
    if (!(error instanceof Refusal) || !error.code.startsWith("open.xlsx_")) throw error;
  });
}

async function unprepared(needs: OpenNeeds): Promise<string[]> {
  const latest = await needs.db.reading(anyone, (tx) =>
    sql<{ entry: string; n: number }>`select v.entry, max(v.n) as n from collect.version v
      join catalog.published p on p.code = v.entry and p.open = 'unconditional' group by v.entry`.execute(tx),
  );
  const done = await needs.db.reading(thePlatform, (tx) =>
    sql<{ entry: string; version: number }>`select distinct entry, version from open.column_profile
      intersect select entry, version from open.export`.execute(tx),
  );
  const known = new Set(done.rows.map((r) => `${r.entry}/${r.version}`));
  return latest.rows
    .filter((r) => !known.has(`${r.entry}/${r.n}`))
    .map((r) => r.entry)
    .slice(0, most);
}
