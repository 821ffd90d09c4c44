import { createHash } from "node:crypto";
import type { Item } from "../../catalog/index.ts";
import type { Text } from "../../platform/index.ts";
import type { ProposedColumn } from "../contract.ts";
import type { ColumnType, InspectedColumn, Inspection } from "../inspect/index.ts";
import type { KeptColumn, KeptMapping } from "../store.ts";
import { plainName, similarity } from "./similar-names.ts";

/** SHA-256 over the headings in order: the same for next month's file of the same form. */
export const headerSignature = (columns: readonly Pick<InspectedColumn, "label">[]): string =>
  createHash("sha256")
    .update(JSON.stringify(columns.map((c) => plainName(c.label))))
    .digest("hex");

/** Below this a proposal would be a guess a person has to undo. */
const least = 0.45;

interface Candidate {
  readonly column: InspectedColumn;
  readonly item: Item;
  readonly confidence: number;
  readonly reason: Text;
}

/**
 * Proposes where each column of a file goes (Art. 12). As an earlier file of the same form was confirmed, else as a
 * column of the same heading was, else by name and type; every item once, surest first. Each proposal says how
 * sure it is (0–1) and why; what goes nowhere has no confidence.
 */
export function proposeColumns(
  inspection: Pick<Inspection, "columns">,
  items: readonly Item[],
  kept: readonly KeptMapping[],
): ProposedColumn[] {
  const { columns } = inspection;
  const same = kept.find((k) => k.signature === headerSignature(columns));
  if (same?.columns.every((c) => c.to === null || items.some((i) => i.column === c.to)))
    return columns.map((column, i) => ({
      ...choiceOf(column.index, same.columns[i]!),
      confidence: 1,
      reason: onDay("与上次发布的同样格式文件一致", "As in the last published file of this form", same),
    }));
  const candidates = columns.flatMap((column) =>
    items.flatMap((item) => candidate(column, item, kept) ?? []),
  );
  candidates.sort((a, b) => b.confidence - a.confidence || a.column.index - b.column.index);
  const byColumn = new Map<number, Candidate>();
  const used = new Set<string>();
  for (const c of candidates) {
    if (byColumn.has(c.column.index) || used.has(c.item.column)) continue;
    byColumn.set(c.column.index, c);
    used.add(c.item.column);
  }
  return columns.map((column) => {
    const found = byColumn.get(column.index);
    if (!found) return { from: column.index, to: null };
    const { item, confidence, reason } = found;
    return { from: column.index, to: item.column, confidence: Math.round(confidence * 100) / 100, reason };
  });
}

function candidate(column: InspectedColumn, item: Item, kept: readonly KeptMapping[]): Candidate | undefined {
  const label = plainName(column.label);
  const before = kept.find((k) =>
    k.columns.some((c) => c.to === item.column && plainName(c.label) === label),
  );
  if (before)
    return {
      column,
      item,
      confidence: 0.97,
      reason: onDay(
        "与以前发布的文件中同名的列一致",
        "As the column of this heading in a file published before",
        before,
      ),
    };
  const fits = fitness(column.type, item.type);
  const named = label === plainName(item.name) || label === plainName(item.column);
  const alike = named
    ? 1
    : Math.max(similarity(column.label, item.name), similarity(column.name, item.column)) * 0.9;
  const meant = meanings.find(([semantic]) => semantic === column.semantic)?.[1].test(item.name) ? 0.12 : 0;
  const confidence = Math.min(named ? 0.99 : 0.9, (alike + meant) * (0.7 + 0.3 * fits));
  if (confidence < least) return undefined;
  const type = fits === 1 ? { zh: "，类型相符", en: ", and the type fits" } : fits > 0 ? none : differs;
  const name = named
    ? { zh: "名称相同", en: "Same name" }
    : meant
      ? { zh: "名称相近，内容也符合", en: "Similar name, and the values are of this kind" }
      : { zh: "名称相近", en: "Similar name" };
  return { column, item, confidence, reason: { zh: name.zh + type.zh, en: name.en + type.en } };
}

const none: Text = { zh: "", en: "" };
const differs: Text = { zh: "，但类型不同", en: ", though the type differs" };

/** What a column of this meaning is usually called. */
const meanings: readonly [string, RegExp][] = [
  ["citizen-id", /身份证|公民身份/],
  ["credit-code", /信用代码/],
  ["phone", /电话|手机|联系方式/],
  ["admin-division", /区划|行政区/],
  ["division-name", /区|县|市|街道/],
  ["longitude", /经度/],
  ["latitude", /纬度/],
  ["person-name", /姓名|法人|负责人|代表人|联系人/],
  ["organisation-name", /名称|单位|企业|机构|公司/],
  ["address", /地址|住所|位置/],
  ["row-number", /序号|编号/],
];

/** 1 when cells of this kind are what the item holds, 0.5 when they can be read as such, 0 when hardly. */
function fitness(found: ColumnType, wanted: Item["type"]): number {
  if (found === "empty") return 0.5;
  const [exact, possible] = fitting[wanted];
  return exact.includes(found) ? 1 : possible.includes(found) ? 0.5 : 0;
}

const fitting: Record<Item["type"], readonly [readonly ColumnType[], readonly ColumnType[]]> = {
  string: [
    ["text"],
    ["code", "integer", "decimal", "money", "boolean", "date", "datetime", "time", "period"],
  ],
  integer: [["integer"], ["decimal", "code", "text"]],
  decimal: [["decimal", "integer", "money"], ["text"]],
  money: [["money", "decimal", "integer"], ["text"]],
  boolean: [["boolean"], ["integer", "text"]],
  date: [["date"], ["datetime", "period", "text"]],
  datetime: [["datetime"], ["date", "text"]],
  period: [["period"], ["date", "integer", "code", "text"]],
  code: [["code"], ["integer", "text", "period"]],
  geometry: [["text"], []],
};

function onDay(zh: string, en: string, { confirmed_at }: KeptMapping): Text {
  const day = confirmed_at.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  return { zh: `${zh}(${day} 确认)`, en: `${en} (confirmed ${day})` };
}

const choiceOf = (from: number, { to, type, format }: KeptColumn): ProposedColumn => ({
  from,
  to,
  ...(type ? { type: type as NonNullable<ProposedColumn["type"]> } : {}),
  ...(format ? { format } : {}),
});
