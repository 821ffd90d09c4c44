import type { Column } from "../../platform/engine/index.ts";
import type { Text } from "../../platform/text.ts";
import { identifierNames } from "./explain-finding.ts";
import type { Rule } from "./rule.ts";

/** What a rule demands, in the words of the catalog; a title the provider gave stands as it is. */
export function titleRule(rule: Rule, columns: readonly Column[]): Text {
  if (rule.title) return { zh: rule.title, en: rule.title };
  if (rule.kind === "rowCount") {
    const bounds = `${rule.min ?? 0}–${rule.max ?? "∞"}`;
    return { zh: `行数在 ${bounds} 之内`, en: `Has ${bounds} rows` };
  }
  const names = rule.kind === "unique" ? rule.columns : [rule.column];
  const label = names.map((name) => columns.find((c) => c.name === name)?.label ?? name).join("、");
  const say = (zh: string, en: string): Text => ({ zh: `“${label}”${zh}`, en: `“${label}” ${en}` });
  switch (rule.kind) {
    case "notNull":
      return say("不为空", "is not empty");
    case "unique":
      return say("不重复", "is unique");
    case "type":
      return say("符合数据类型", "is of its type");
    case "pattern":
      return say("符合规定格式", "has the required form");
    case "length":
      return say(`不超过 ${rule.max} 个字符`, `has at most ${rule.max} characters`);
    case "codeList":
      return say("在代码表中", "is in the code list");
    case "reference":
      return say("在被引用的数据集中", `is in ${rule.to.dataset}`);
    case "range": {
      const bounds = `${rule.min ?? "−∞"}–${rule.max ?? "∞"}`;
      return say(`在 ${bounds} 之间`, `lies within ${bounds}`);
    }
    case "identifier": {
      const kind = identifierNames[rule.identifier];
      return say(`是有效的${kind.zh}`, `is a valid ${kind.en}`);
    }
    case "freshness":
      return say("按更新周期更新", "keeps its update cycle");
  }
}
