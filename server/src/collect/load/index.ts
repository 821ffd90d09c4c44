/** From a delivered file to an immutable version: Parquet, manifest, and what could not be read (Arts. 12, 29). */
export { sweepUnfinished } from "./durable.ts";
export {
  type FreshVersion,
  type Loaded,
  type LoadOptions,
  type LoadPhase,
  loadVersion,
  type VersionCheck,
} from "./load-version.ts";
export { type Manifest, manifestSchema } from "./manifest.ts";
export { checkMapping, type MappedColumn, type Mapping, mappingSchema, proposeMapping } from "./mapping.ts";
export { physicalRow, type RowRuns } from "./row-runs.ts";
