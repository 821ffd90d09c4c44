import type { VersionCheck } from "../../collect/index.ts";
import type { Text } from "../../platform/text.ts";
import { compileRule, type ResolveDataset } from "./compile-rule.ts";
import { countFailures } from "./count-failures.ts";
import { type Dimension, dimensionOf, ruleScore, scoresOf } from "./dimensions.ts";
import { explainFinding } from "./explain-finding.ts";
import { type FailingRow, findFailures } from "./find-failures.ts";
import { masked, personalColumns } from "./mask.ts";
import type { Rule } from "./rule.ts";

export interface Finding extends Text {
  rule: Rule;
  dimension: Dimension;
  checked: number;
  failed: number;
  score: number;
  /** The first that fail; values are at most 200 characters, and masked where they identify a person. */
  rows: FailingRow[];
}

/** What the rules found in one version (Arts. 15, 16). Scores are explained at `ruleScore` and `mean`. */
export interface QualityReport {
  rows: number;
  score: number | null;
  dimensions: Partial<Record<Dimension, number>>;
  findings: Finding[];
}

export interface CheckOptions {
  /** Failing rows kept of each rule. Default 1,000. */
  readonly keep?: number;
  /** The instant freshness is judged at, from the injected clock. */
  readonly now: Date;
  readonly resolve?: ResolveDataset;
}

/** A check for `loadVersion`, or for a version that stands already. Refuses rules that do not fit its columns. */
export function checkWith(rules: readonly Rule[], options: CheckOptions): VersionCheck<QualityReport> {
  return async (version) => {
    const resolve = options.resolve ?? (() => undefined);
    const plans = rules.map((rule, place) => compileRule(rule, version.columns, resolve, place));
    const outcomes = await countFailures(version, plans, options.now);
    const personal = personalColumns(rules, version.columns);
    const findings: Finding[] = [];
    for (const [place, plan] of plans.entries()) {
      const { rule } = plan;
      const outcome = outcomes[place]!;
      const { checked, failed } = outcome;
      const rows: FailingRow[] = [];
      if (failed > 0)
        for await (const batch of findFailures(version, plan, { limit: options.keep ?? 1000, width: 200 }))
          rows.push(...(plan.columns.some((c) => personal.has(c.name)) ? batch.map(hidden) : batch));
      findings.push({
        rule,
        dimension: dimensionOf(rule),
        ...explainFinding(rule, version.columns, outcome),
        checked,
        failed,
        score: ruleScore(rule, checked, failed),
        rows,
      });
    }
    return { rows: version.rows, ...scoresOf(findings), findings };
  };
}

const hidden = (row: FailingRow): FailingRow => ({
  ...row,
  value: row.value === null ? null : masked(row.value),
});
