import type { Column } from "../../platform/engine/index.ts";
import type { Text } from "../../platform/text.ts";
import type { Freshness } from "./freshness.ts";
import type { Rule } from "./rule.ts";

const number = (n: number): string => n.toLocaleString("en-US");
export const identifierNames = {
  "citizen-id": { zh: "公民身份号码（GB 11643）", en: "citizen ID (GB 11643)" },
  "credit-code": { zh: "统一社会信用代码（GB 32100）", en: "credit code (GB 32100)" },
  phone: { zh: "电话号码", en: "phone number" },
} as const;

/** What came of one rule. */
export interface Outcome {
  readonly checked: number;
  readonly failed: number;
  /** For `freshness`: the latest value and what follows from it. */
  readonly latest?: string | undefined;
  readonly freshness?: Freshness | undefined;
}

/** One sentence on what a rule found, for the people who look after the data. */
export function explainFinding(rule: Rule, columns: readonly Column[], outcome: Outcome): Text {
  const { checked, failed } = outcome;
  const label = (name: string) => columns.find((c) => c.name === name)?.label ?? name;
  const share = checked > 0 ? ` (${Math.max(0.01, Math.round((failed / checked) * 10_000) / 100)}%)` : "";
  const of = { zh: `${number(failed)} 处`, en: `${number(failed)} values` };
  const say = (zh: string, en: string): Text => ({ zh: `${zh}${share}`, en: `${en}${share}` });
  if (rule.kind === "rowCount") {
    const bounds = `${rule.min ?? 0}–${rule.max ?? "∞"}`;
    return {
      zh: `共 ${number(checked)} 行，${failed > 0 ? "不在" : "在"}应有的 ${bounds} 行之内`,
      en: `${number(checked)} rows, ${failed > 0 ? "not " : ""}within ${bounds}`,
    };
  }
  if (rule.kind === "freshness") return explainFreshness(label(rule.column), outcome);
  const names = rule.kind === "unique" ? rule.columns : [rule.column];
  const zhName = names.map((n) => `“${label(n)}”`).join("＋");
  if (failed === 0)
    return {
      zh: `${zhName} 检查 ${number(checked)} 处，未发现问题`,
      en: `${zhName}: ${number(checked)} checked, none failed`,
    };
  switch (rule.kind) {
    case "notNull":
      return say(
        `${zhName} 有 ${number(failed)} 行缺值`,
        `${zhName}: ${number(failed)} rows without a value`,
      );
    case "unique":
      return say(
        `${zhName} 有 ${number(failed)} 行与前面的行重复`,
        `${zhName}: ${number(failed)} rows repeat an earlier one`,
      );
    case "type":
      return say(
        `${zhName} 有 ${of.zh}无法按规定类型读取`,
        `${zhName}: ${of.en} cannot be read as ${rule.type}`,
      );
    case "range": {
      const bounds = `${rule.min ?? "−∞"}–${rule.max ?? "∞"}`;
      return say(`${zhName} 有 ${of.zh}超出范围 ${bounds}`, `${zhName}: ${of.en} outside ${bounds}`);
    }
    case "pattern":
      return say(`${zhName} 有 ${of.zh}不符合规定格式`, `${zhName}: ${of.en} not of the required form`);
    case "length":
      return say(
        `${zhName} 有 ${of.zh}超过 ${rule.max} 个字符`,
        `${zhName}: ${of.en} longer than ${rule.max} characters`,
      );
    case "codeList":
      return say(`${zhName} 有 ${of.zh}不在代码表中`, `${zhName}: ${of.en} not in the code list`);
    case "reference":
      return say(
        `${zhName} 有 ${of.zh}在被引用的数据集中找不到`,
        `${zhName}: ${of.en} not found in ${rule.to.dataset}`,
      );
    case "identifier": {
      const kind = identifierNames[rule.identifier];
      return say(`${zhName} 有 ${of.zh}不是有效的${kind.zh}`, `${zhName}: ${of.en} not a valid ${kind.en}`);
    }
  }
}

function explainFreshness(label: string, { latest, freshness }: Outcome): Text {
  if (!latest || !freshness)
    return { zh: `“${label}”没有可判断时效的值`, en: `“${label}” has no value to tell its age by` };
  const { ageDays, allowedDays, fresh } = freshness;
  const limit = allowedDays === undefined ? "" : `，更新周期允许 ${allowedDays} 天`;
  return {
    zh: `“${label}”最新为 ${latest}，距今 ${ageDays} 天${limit}${fresh ? "" : "，已过期"}`,
    en: `“${label}” ends at ${latest}, ${ageDays} days ago${allowedDays === undefined ? "" : `; ${allowedDays} allowed`}${fresh ? "" : ": stale"}`,
  };
}
