import type { OpenListItem } from "./contract.ts";
import { cycles, openTypes } from "./vocabulary.ts";

const kinds = { dataset: "数据集", interface: "数据接口", document: "文档" } as const;

/** An open list as a table a spreadsheet opens: UTF-8 with BOM, RFC 4180. */
export function openListCsv(items: readonly OpenListItem[]): string {
  const head = [
    "目录编码",
    "名称",
    "提供单位",
    "统一社会信用代码",
    "开放属性",
    "类型",
    "条件",
    "更新频率",
    "开放自",
  ];
  const rows = items.map((i) => [
    i.code,
    i.name,
    i.provider.name,
    i.provider.uscc,
    openTypes[i.openAttribute].zh,
    kinds[i.openType],
    i.condition ?? "",
    cycles[i.updateCycle].zh,
    i.since.slice(0, 10),
  ]);
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

// A cell that begins like a formula would be run by a spreadsheet: it is shown as text.
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
