/** Quality rules in the entry's own terms, checked over a version's Parquet (Arts. 12, 15, 16; GB/T 36344). */
export { checkEntryVersion } from "./check-entry.ts";
export { type CheckOptions, checkWith, type Finding, type QualityReport } from "./check-version.ts";
export type { ResolveDataset } from "./compile-rule.ts";
export { type Dimension, dimensionOf, dimensions } from "./dimensions.ts";
export type { FailingRow } from "./find-failures.ts";
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
export { rulesOfItems } from "./rules-of-items.ts";
