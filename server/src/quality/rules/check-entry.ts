import { createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import {
  type CheckedEntry,
  type Finding,
  type FreshVersion,
  findingsFile,
  type Quality,
} from "../../collect/index.ts";
import { compileRule, type Plan } from "./compile-rule.ts";
import { countFailures } from "./count-failures.ts";
import { dimensionOf, ruleScore, scoresOf } from "./dimensions.ts";
import { explainFinding } from "./explain-finding.ts";
import { type FailingRow, findFailures } from "./find-failures.ts";
import { masked, personalColumns } from "./mask.ts";
import { rulesOfItems } from "./rules-of-items.ts";
import { titleRule } from "./title-rule.ts";

/** Findings kept of one rule; past them a person wants the cause, not a longer list. */
const mostFindings = 50_000;
const samples = 5;

/**
 * Checks a version that is written but not yet published against its entry's information items and update cycle
 * (Arts. 9, 12, 15), the age of its data at the instant `at`. Of every rule that fails, the rows are written beside
 * the version (`findingsFile`), as the provider's own staff need them. The report holds counts and a few samples, in
 * which what identifies a person is masked (Art. 43).
 */
export async function checkEntryVersion(
  version: FreshVersion,
  entry: CheckedEntry,
  at: Date,
): Promise<Quality> {
  const rules = rulesOfItems(entry.items, version.columns, entry.updateCycle);
  const plans = rules.map((rule, place) => compileRule(rule, version.columns, () => undefined, place));
  const outcomes = await countFailures(version, plans, at);
  const personal = new Set([
    ...entry.items.filter((i) => i.personal).map((i) => i.column),
    ...personalColumns(rules, version.columns),
  ]);
  const report: Quality["rules"] = [];
  for (const [place, plan] of plans.entries()) {
    const { rule } = plan;
    const outcome = outcomes[place]!;
    const { checked, failed } = outcome;
    const sample = failed > 0 ? await writeFindings(version, plan, place) : [];
    const hide = plan.columns.some((c) => personal.has(c.name));
    report.push({
      id: rule.id,
      title: titleRule(rule, version.columns),
      found: explainFinding(rule, version.columns, outcome),
      dimension: dimensionOf(rule),
      checked,
      failed,
      score: ruleScore(rule, checked, failed),
      sample: hide ? sample.map((f) => ({ ...f, value: f.value === null ? null : masked(f.value) })) : sample,
    });
  }
  return { ...scoresOf(report), rules: report };
}

/** Writes the failing rows of a rule, one JSON object a line, and returns the first few. */
async function writeFindings(version: FreshVersion, plan: Plan, place: number): Promise<Finding[]> {
  const sample: Finding[] = [];
  async function* lines() {
    for await (const batch of findFailures(version, plan, { limit: mostFindings, width: 1000 })) {
      const findings = batch.map((row) => findingOf(plan, row));
      if (sample.length < samples) sample.push(...findings.slice(0, samples - sample.length));
      yield findings.map((f) => `${JSON.stringify(f)}\n`).join("");
    }
  }
  await pipeline(lines, createWriteStream(join(dirname(version.parquet), findingsFile(place))));
  return sample;
}

function findingOf(plan: Plan, { row, physical, value, first }: FailingRow): Finding {
  // Without runs the file has too many gaps to say more than the row's place in the data.
  const line = (at: number) => (physical === undefined ? at + 1 : at);
  return {
    row: physical ?? row + 1,
    column: plan.columns[0]!.name,
    value,
    ...(first === undefined
      ? {}
      : { message: { zh: `与第 ${line(first)} 行重复`, en: `repeats row ${line(first)}` } }),
  };
}
