import { refusals } from "../../platform/refusal.ts";

/** Why a rule set is not taken. */
export const refuse = refusals("rules", {
  malformed: {
    status: 422,
    zh: "质量规则不合规范：{problem}",
    en: "The quality rules are malformed: {problem}",
  },
  unknown_column: {
    status: 422,
    zh: "规则 {rule} 所指的列 {column} 不存在",
    en: "Rule {rule} names a column that does not exist: {column}",
  },
  bad_pattern: {
    status: 422,
    zh: "规则 {rule} 的正则表达式无效（RE2 语法）",
    en: "The pattern of rule {rule} is not valid (RE2 syntax)",
  },
  bad_bound: {
    status: 422,
    zh: "规则 {rule} 的界限与列的类型不符：{value}",
    en: "A bound of rule {rule} does not fit the column's type: {value}",
  },
  unknown_reference: {
    status: 422,
    zh: "规则 {rule} 引用的数据集 {dataset} 没有可用的版本或列",
    en: "Rule {rule} refers to {dataset}, which has no such version or column",
  },
});
