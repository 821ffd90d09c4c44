import { fileURLToPath } from "node:url";
import type { Migrations } from "../platform/index.ts";

/** Open data for everybody (Arts. 26–30): pages, rows, downloads; the law with its numbers. */
export type { DatasetPage, DatasetView, HomeNumbers } from "./contract.ts";
export { datasetJobs, prepareDatasets } from "./jobs.ts";
export type { OpenNeeds } from "./needs.ts";
export { registerOpen } from "./routes.ts";
export { openScans, type ScanSettings, type Scans } from "./scans.ts";
export { type Timeliness, timeliness } from "./timeliness.ts";

/** To be applied after `procedure`, `ledger`, `catalog` and `collect`. */
export const openMigrations: Migrations = {
  unit: "open",
  dir: fileURLToPath(new URL("sql", import.meta.url)),
};
