/** Quality rules in the entry's own terms, checked over a version's Parquet (Arts. 12, 15, 16; GB/T 36344). */
export {
  type CheckOptions,
  checkWith,
  type FailingRow,
  type Finding,
  type QualityReport,
} from "./check-version.ts";
export type { ResolveDataset } from "./compile-rule.ts";
export { type Dimension, dimensionOf, dimensions } from "./dimensions.ts";
export { type Freshness, freshness } from "./freshness.ts";
export { proposeRules } from "./propose-rules.ts";
export {
  identifierKinds,
  parseRules,
  type Rule,
  ruleSchema,
  ruleSetSchema,
  type UpdateCycle,
  updateCycles,
} from "./rule.ts";
