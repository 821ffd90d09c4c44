import type { Text } from "../../platform/text.ts";
import type { Rule } from "./rule.ts";

/** The six dimensions of data quality of GB/T 36344. No rule over rows measures accessibility; it is scored elsewhere. */
export const dimensions = {
  completeness: { zh: "完整性", en: "completeness" },
  validity: { zh: "规范性", en: "validity" },
  consistency: { zh: "一致性", en: "consistency" },
  accuracy: { zh: "准确性", en: "accuracy" },
  timeliness: { zh: "时效性", en: "timeliness" },
  accessibility: { zh: "可访问性", en: "accessibility" },
} as const satisfies Record<string, Text>;
export type Dimension = keyof typeof dimensions;

const byKind: Record<Rule["kind"], Dimension> = {
  notNull: "completeness",
  rowCount: "completeness",
  type: "validity",
  pattern: "validity",
  codeList: "validity",
  identifier: "validity",
  unique: "consistency",
  reference: "consistency",
  range: "accuracy",
  freshness: "timeliness",
};

export const dimensionOf = (rule: Rule): Dimension => byKind[rule.kind];

/**
 * A rule's score, 0–100: the share of what it checked (rows for `notNull` and `unique`, values for the others) that
 * holds, cut, not rounded, to one decimal, so that 100 means no failure at all. `rowCount` and `freshness` are 100 or 0. A
 * rule that found nothing to check scores 100.
 */
export function ruleScore(checked: number, failed: number): number {
  if (failed === 0) return 100;
  return Math.floor(1000 * (1 - Math.min(failed, checked) / Math.max(checked, 1))) / 10;
}

/** A dimension's score is the mean of its rules', the version's the mean of its dimensions'; null without any rule. */
export function mean(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const sum = scores.reduce((a, b) => a + b, 0) / scores.length;
  return Math.floor(sum * 10 + 1e-9) / 10;
}
