import type { QualityDimension } from "../../collect/contract.ts";
import type { Text } from "../../platform/text.ts";
import type { Rule } from "./rule.ts";

/**
 * Dimensions of data quality of GB/T 36344 that rules over rows can measure. Its sixth, accessibility, is a matter of
 * how data is offered, not of what is in it.
 */
export const dimensions = {
  completeness: { zh: "完整性", en: "completeness" },
  validity: { zh: "规范性", en: "validity" },
  consistency: { zh: "一致性", en: "consistency" },
  accuracy: { zh: "准确性", en: "accuracy" },
  timeliness: { zh: "时效性", en: "timeliness" },
} as const satisfies Record<QualityDimension, Text>;
export type Dimension = keyof typeof dimensions;

const byKind: Record<Rule["kind"], Dimension> = {
  notNull: "completeness",
  rowCount: "completeness",
  type: "validity",
  pattern: "validity",
  length: "validity",
  codeList: "validity",
  identifier: "validity",
  unique: "consistency",
  reference: "consistency",
  range: "accuracy",
  freshness: "timeliness",
};

export const dimensionOf = (rule: Rule): Dimension => byKind[rule.kind];

/**
 * A rule's score, 0–100 with one decimal: the share of what it checked (rows for `notNull`, rows with a whole key for
 * `unique`, values for the others) that holds, cut, not rounded, so that 100 means no failure at all. `rowCount` and
 * `freshness` are 100 or 0. A rule that found nothing to check scores 100.
 */
export function ruleScore(rule: Rule, checked: number, failed: number): number {
  if (failed === 0) return 100;
  if (rule.kind === "rowCount" || rule.kind === "freshness") return 0;
  return Math.floor(1000 * (1 - Math.min(failed, checked) / Math.max(checked, 1))) / 10;
}

/** A dimension's score is the mean of its rules', the version's the mean of its dimensions'; null without any rule. */
export function mean(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const sum = scores.reduce((a, b) => a + b, 0) / scores.length;
  return Math.floor(sum * 10 + 1e-9) / 10;
}

/** The scores of the dimensions that have rules, in their order, and of the whole. */
export function scoresOf(rules: readonly { readonly dimension: Dimension; readonly score: number }[]): {
  score: number | null;
  dimensions: Partial<Record<Dimension, number>>;
} {
  const own: Partial<Record<Dimension, number>> = {};
  for (const dimension of Object.keys(dimensions) as Dimension[]) {
    const score = mean(rules.filter((r) => r.dimension === dimension).map((r) => r.score));
    if (score !== null) own[dimension] = score;
  }
  return { score: mean(Object.values(own)), dimensions: own };
}
