import { isDeepStrictEqual } from "node:util";
import type { Text } from "../platform/index.ts";
import { type EntryContent, entryContent } from "./content.ts";

/** Says what is different between two versions of an entry, for people: which attributes, which items. Pure. */
export function describeChanges(before: EntryContent | null, after: EntryContent): Text {
  if (!before) return { zh: "首次公布", en: "First published" };
  const zh: string[] = [];
  const en: string[] = [];
  for (const [key, schema] of Object.entries(entryContent.shape)) {
    const k = key as keyof EntryContent;
    if (k === "items" || isDeepStrictEqual(before[k], after[k])) continue;
    const title = titleOf(schema);
    zh.push(title.zh);
    en.push(title.en);
  }
  const items = describeItems(before, after);
  if (!zh.length && !items) return { zh: "内容未变", en: "No change" };
  const parts = {
    zh: [zh.length ? `变更：${zh.join("、")}` : "", items?.zh ?? ""],
    en: [en.length ? `Changed: ${en.join(", ")}` : "", items?.en ?? ""],
  };
  return { zh: parts.zh.filter(Boolean).join("；"), en: parts.en.filter(Boolean).join("; ") };
}

function describeItems(before: EntryContent, after: EntryContent): Text | undefined {
  const old = new Map(before.items.map((i) => [i.column, i]));
  const added = after.items.filter((i) => !old.has(i.column)).map((i) => i.name);
  const kept = new Set(after.items.map((i) => i.column));
  const dropped = before.items.filter((i) => !kept.has(i.column)).map((i) => i.name);
  const altered = after.items
    .filter((i) => old.has(i.column) && !isDeepStrictEqual(old.get(i.column), i))
    .map((i) => i.name);
  const said = [
    { zh: "新增信息项", en: "items added", names: added },
    { zh: "取消信息项", en: "items dropped", names: dropped },
    { zh: "修改信息项", en: "items altered", names: altered },
  ].filter(({ names }) => names.length);
  if (!said.length) return undefined;
  return {
    zh: said.map(({ zh, names }) => `${zh}：${shown(names, "、", "等")}`).join("；"),
    en: said.map(({ en, names }) => `${en}: ${shown(names, ", ", " …")}`).join("; "),
  };
}

const shown = (names: string[], comma: string, more: string) =>
  names.slice(0, 8).join(comma) + (names.length > 8 ? more : "");

function titleOf(schema: { meta(): unknown } | undefined): Text {
  const meta = unwrapped(schema) as { "x-zh"?: string; "x-en"?: string };
  return { zh: meta["x-zh"] ?? "", en: meta["x-en"] ?? "" };
}

// Defaults and optionals wrap the schema that carries the title.
function unwrapped(schema: unknown): unknown {
  const s = schema as { meta?: () => Record<string, unknown> | undefined; def?: { innerType?: unknown } };
  const meta = s.meta?.();
  if (meta?.["x-zh"]) return meta;
  return s.def?.innerType ? unwrapped(s.def.innerType) : {};
}
