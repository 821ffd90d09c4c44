import type { Inspection } from "../../collect/inspect/index.ts";
import type { Mapping } from "../../collect/load/index.ts";
import { freshnessDays } from "./freshness.ts";
import type { Rule, UpdateCycle } from "./rule.ts";
import { rulesOfMeaning } from "./rules-of-meaning.ts";

/**
 * Rules a file's inspection suggests, to be confirmed by a person: what holds for every row today is proposed to
 * hold tomorrow. `cycle` is the entry's update cycle, where it is known.
 */
export function proposeRules(inspection: Inspection, mapping: Mapping, cycle?: UpdateCycle): Rule[] {
  const rules: Rule[] = [{ id: "rows", kind: "rowCount", min: 1 }];
  let dated: string | undefined;
  for (const { name, type, semantic, index, lostToExcel } of mapping) {
    const seen = inspection.columns.find((c) => c.index === index);
    if (!seen) continue;
    if (seen.fill === 1) rules.push({ id: `${name}.present`, kind: "notNull", column: name });
    if ((type !== "text" && type !== "code") || lostToExcel)
      rules.push({ id: `${name}.type`, kind: "type", column: name, type });
    const meant = rulesOfMeaning({ name, type, semantic });
    rules.push(...meant);
    const unique =
      seen.distinctExact && seen.fill === 1 && seen.distinct === inspection.rows && inspection.rows > 1;
    if (unique && (type === "code" || semantic === "row-number"))
      rules.push({ id: `${name}.unique`, kind: "unique", columns: [name] });
    const numeric = type === "integer" || type === "decimal" || type === "money";
    if (numeric && seen.min !== undefined && Number(seen.min) >= 0 && !meant.some((r) => r.kind === "range"))
      rules.push({ id: `${name}.range`, kind: "range", column: name, min: 0 });
    // All values are known only when there are no more of them than the inspection shows.
    if (
      type === "text" &&
      seen.distinctExact &&
      seen.distinct >= 2 &&
      seen.distinct === seen.samples.length &&
      inspection.rows >= 50
    )
      rules.push({ id: `${name}.codes`, kind: "codeList", column: name, values: [...seen.samples] });
    if (type === "date" || type === "datetime" || type === "period") dated ??= name;
  }
  if (cycle && freshnessDays(cycle) !== undefined && dated)
    rules.push({ id: `${dated}.fresh`, kind: "freshness", column: dated, cycle });
  return rules;
}
