import { fileURLToPath } from "node:url";
import type { Migrations } from "../platform/index.ts";

/** Files on their way into the catalog, and the versions published from them (Arts. 12, 15, 29). */
export type { Finding, Intake, IntakeState, Quality, QualityDimension } from "./contract.ts";
export type { Inspection } from "./inspect/index.ts";
export { inspectFile, runInspect } from "./inspect/index.ts";
export { type LocalFile, takeIn } from "./intake/take-in.ts";
export { collectJobs, resumeIntakes } from "./jobs.ts";
export {
  type FreshVersion,
  loadVersion,
  type Manifest,
  type Mapping,
  physicalRow,
  proposeMapping,
  type VersionCheck,
} from "./load/index.ts";
export { type CheckedEntry, type CollectNeeds, findingsFile, type PublicationAct } from "./needs.ts";
export { registerCollect } from "./routes.ts";
export {
  currentVersion,
  currentVersions,
  datasetOf,
  publicationsAfter,
  type Version,
  versionFiles,
  versionOf,
  versionsOf,
} from "./versions.ts";
export { type NetWall, netWall } from "./wall/index.ts";

/** To be applied after `procedure` and `catalog`. */
export const collectMigrations: Migrations = {
  unit: "collect",
  dir: fileURLToPath(new URL("sql", import.meta.url)),
};
