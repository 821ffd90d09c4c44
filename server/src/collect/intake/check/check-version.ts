import { createWriteStream } from "node:fs";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import type { Item } from "../../../catalog/index.ts";
import { type Cell, quoteName, quoteText } from "../../../platform/engine/index.ts";
import type { Finding, Quality } from "../../contract.ts";
import { type FreshVersion, physicalRow } from "../../load/index.ts";
import { asText, type ItemRule, itemRules, numberedRows } from "./item-rules.ts";

/** Findings kept of one rule; past them a person wants the cause, not a longer list. */
const mostFindings = 50_000;
const samples = 5;

/** File of a rule's findings beside the version, by the rule's place in the report: one JSON object a line. */
export const findingsFile = (place: number): string => `findings-${place}.ndjson`;

/**
 * Checks a version that is written but not yet published against its entry's information items (Arts. 12, 15): all
 * rules are counted in one scan; only for those that fail the rows are looked up and written beside the version.
 */
export async function checkVersion(version: FreshVersion, items: readonly Item[]): Promise<Quality> {
  const rules = itemRules(items, version.columns);
  const counts = await count(version, rules);
  const report: Quality["rules"] = [];
  for (const [place, rule] of rules.entries()) {
    const { checked, failed } = counts[place]!;
    const sample = failed > 0 ? await writeFindings(version, rule, place) : [];
    const { id, title, dimension } = rule;
    report.push({ id, title, dimension, checked, failed, sample });
  }
  return { ...scores(report), rules: report };
}

async function count(version: FreshVersion, rules: readonly ItemRule[]) {
  const { duck, parquet, rows, signal } = version;
  const terms = rules.flatMap((rule, i) => [
    `count(*) FILTER (${rule.concerns ?? "true"}) AS c${i}`,
    rule.fails
      ? `count(*) FILTER ((${rule.concerns ?? "true"}) AND (${rule.fails})) AS f${i}`
      : rule.unread
        ? `count(${quoteName(rule.column)}) AS f${i}`
        : `0 AS f${i}`,
  ]);
  const answer = terms.length
    ? (await duck.run(`SELECT ${terms.join(", ")} FROM read_parquet(${quoteText(parquet)})`, [], { signal }))
        .rows[0]!
    : [];
  const counts = [];
  for (const [i, rule] of rules.entries()) {
    let checked = Number(answer[2 * i]);
    let failed = Number(answer[2 * i + 1]);
    if (rule.unread) {
      const unread = version.unparsed?.counts[rule.column] ?? 0;
      checked = failed + unread;
      failed = unread;
    } else if (rule.unique) failed = await countRepeated(version, rule);
    else if (rule.id.startsWith("filled:"))
      // What is there but cannot be read fails once, by its type, not a second time as missing.
      failed -= version.unparsed?.counts[rule.column] ?? 0;
    counts.push({ checked: Math.min(checked, rows), failed: Math.max(0, failed) });
  }
  return counts;
}

async function countRepeated({ duck, parquet, signal }: FreshVersion, rule: ItemRule): Promise<number> {
  const keys = rule.unique!.map(quoteName).join(", ");
  const repeated = `SELECT count(*) AS n FROM read_parquet(${quoteText(parquet)}) WHERE ${rule.concerns} GROUP BY ${keys} HAVING count(*) > 1`;
  const answer = await duck.run(`SELECT coalesce(sum(n), 0) FROM (${repeated})`, [], { signal });
  return Number(answer.rows[0]![0]);
}

/** Rows that fail a rule, as (row, value), in the order of the file. */
function failing(version: FreshVersion, rule: ItemRule): string {
  const { parquet, unparsed } = version;
  const rows = numberedRows(parquet);
  const end = `ORDER BY "row" LIMIT ${mostFindings}`;
  if (rule.unread)
    return `SELECT "row", "value" FROM read_parquet(${quoteText(unparsed!.path)}) WHERE "column" = ${quoteText(rule.column)} ${end}`;
  if (rule.unique) {
    const keys = rule.unique.map(quoteName).join(", ");
    const value = `left(${rule.unique.map(asText).join(" || ' / ' || ")}, 1000)`;
    return `SELECT file_row_number AS "row", ${value} AS "value" FROM ${rows} WHERE ${rule.concerns}
      QUALIFY count(*) OVER (PARTITION BY ${keys}) > 1 ${end}`;
  }
  const unread =
    rule.id.startsWith("filled:") && unparsed
      ? ` AND file_row_number NOT IN (SELECT "row" FROM read_parquet(${quoteText(unparsed.path)}) WHERE "column" = ${quoteText(rule.column)})`
      : "";
  return `SELECT file_row_number AS "row", ${asText(rule.column)} AS "value" FROM ${rows}
    WHERE (${rule.concerns ?? "true"}) AND (${rule.fails})${unread} ${end}`;
}

async function writeFindings(version: FreshVersion, rule: ItemRule, place: number): Promise<Finding[]> {
  const sample: Finding[] = [];
  const out = createWriteStream(join(dirname(version.parquet), findingsFile(place)));
  try {
    for await (const batch of version.duck.stream(failing(version, rule), [], { signal: version.signal })) {
      const findings = batch.map(([row, value]) => findingOf(version, rule, row!, value!));
      if (sample.length < samples) sample.push(...findings.slice(0, samples - sample.length));
      if (!out.write(findings.map((f) => `${JSON.stringify(f)}\n`).join("")))
        await new Promise<void>((done) => out.once("drain", () => done()));
    }
  } finally {
    out.end();
    await finished(out);
  }
  return sample;
}

function findingOf(version: FreshVersion, rule: ItemRule, row: Cell, value: Cell): Finding {
  const at = Number(row);
  return {
    row: physicalRow(version.runs, at) ?? at + 1,
    column: rule.column,
    value: value === null ? null : String(value),
  };
}

/** Each dimension is the share of what passed of all that was checked; the score is their mean. */
function scores(rules: Quality["rules"]): Pick<Quality, "score" | "dimensions"> {
  const sums = new Map<string, { checked: number; failed: number }>();
  for (const { dimension, checked, failed } of rules) {
    const sum = sums.get(dimension) ?? { checked: 0, failed: 0 };
    sums.set(dimension, { checked: sum.checked + checked, failed: sum.failed + failed });
  }
  const dimensions: Record<string, number> = {};
  // Rounded down: what is not perfect must not read as 1.
  for (const [name, { checked, failed }] of sums)
    dimensions[name] = checked ? Math.floor((1 - failed / checked) * 10_000) / 10_000 : 1;
  const all = Object.values(dimensions);
  const score = all.length ? Math.floor((all.reduce((a, b) => a + b, 0) / all.length) * 10_000) / 10_000 : 1;
  return { score, dimensions };
}
