/** The data engine: typed plans over immutable Parquet versions, answered by DuckDB in a process of its own. */
export { quoteName, quoteText, readParquet } from "./compile-duckdb.ts";
export type { Cell, DuckSettings, Row } from "./duck-messages.ts";
export {
  type Duck,
  DuckError,
  DuckGone,
  type RunOptions,
  type RunResult,
  startDuck,
} from "./duck-process.ts";
export {
  type AskOptions,
  asRecords,
  type Engine,
  type EngineOptions,
  type ExportFormat,
  exportFormats,
  openEngine,
  type Page,
} from "./engine.ts";
export { parseFilter } from "./parse-filter.ts";
export { parseQuery, queryNames } from "./parse-query.ts";
export {
  type Aggregate,
  aggregateSchema,
  type Filter,
  filterSchema,
  type Literal,
  type Plan,
  parsePlan,
  planLimits,
  planSchema,
} from "./plan.ts";
export { findColumn, type Restriction } from "./resolve-plan.ts";
export {
  type Column,
  columnName,
  columnSchema,
  type Dataset,
  decimalParts,
  type LogicalType,
  logicalTypes,
  reservedNames,
  type TableSchema,
} from "./table-schema.ts";
