import { anyValue, kind, readKinds } from "./cell-kinds.ts";
import { tidyCell, trimAll } from "./cell-text.ts";
import type { Bilingual, SetAside, SetAsideKind } from "./inspection.ts";
import { type TableLayout, unitOfTable } from "./layout.ts";
import { isBlank, type RawRow } from "./row.ts";

const total =
  /^(?:合\s*计|总\s*计|累\s*计|共\s*计|总\s*和|总\s*数|全[市省区县国]合?\s*计|grand\s+total|total|sum)\s*[:：]?$/i;
const subtotal = /^(?:.{0,12}小\s*计|.{1,12}合\s*计|sub-?total)\s*[:：]?$/i;
const note =
  /^(?:[(（]?(?:注|备注|附注|说明|注释|数据来源|资料来源|来源|统计口径|口径说明|填表说明|特别说明|温馨提示)(?:\d{1,2})?\s*[)）]?\s*[:：、.]|(?:制表人?|制表单位|填报单位|填报人|填表人|审核人?|复核人?|编制单位|单位负责人|联系人|联系电话|打印时间|打印日期|制表日期|制表时间|填报日期|填报时间|报送单位|报表日期|导出时间|统计时间|更新时间|截至日期)\s*[:：]|[*※★☆]\s*\S|①.*②|以上数据|本表|note\s*:|source\s*:)/i;
const version = /\bv\d+(?:\.\d+)*\b|\bv\d{6,}|版本|更新(?:时间|日期|于)|updated?\b|generated?\b/i;
const attachment = /^附\s*[件表录]\s*[\d一二三四五六七八九十]*\s*[:：]?/;

const reasons: Record<SetAsideKind, Bilingual> = {
  title: { zh: "表格上方的标题", en: "title above the table" },
  note: { zh: "注释、来源或填报说明", en: "note, source or signature line" },
  "version-line": { zh: "表头上方的版本说明", en: "version line above the header" },
  "attachment-line": { zh: "“附件”字样", en: "attachment line" },
  "unit-line": { zh: "计量单位说明，已记入各列", en: "line that gives the unit; noted on the columns" },
  total: { zh: "合计行，不是一条记录", en: "total, not a record" },
  subtotal: { zh: "小计行，不是一条记录", en: "subtotal, not a record" },
  "group-heading": { zh: "分组标题行，不是一条记录", en: "heading of a group, not a record" },
  blank: { zh: "空行", en: "blank row" },
  "repeated-header": { zh: "重复出现的表头", en: "the header again" },
  "padding-rows": { zh: "末尾的空行", en: "blank rows at the end" },
  "padding-columns": { zh: "没有列名也没有内容的列", en: "columns without name or content" },
};

/** What a row above the table is. */
export function judgePreamble(row: RawRow): SetAsideKind {
  const text = trimAll(row.cells.find((c) => !isBlank(c)) ?? "");
  if (attachment.test(text)) return "attachment-line";
  if (unitOfTable(row.cells) && text.length < 40) return "unit-line";
  if (version.test(text)) return "version-line";
  return note.test(text) ? "note" : "title";
}

/** What a row after the header is; undefined for data. `last` is the last row that is as full as data. */
export function judgeRow(row: RawRow, layout: TableLayout, last: number): SetAsideKind | undefined {
  const { used, typicalFill } = layout;
  let filled = 0;
  let first = "";
  let at = -1;
  for (let k = 0; k < used.length; k++) {
    const cell = row.cells[used[k]!];
    if (cell === undefined || isBlank(cell)) continue;
    if (filled === 0) {
      first = cell;
      at = k;
    }
    filled++;
  }
  if (filled === 0) return "blank";
  if (first.length <= 20 && at <= 2) {
    const text = trimAll(first);
    if (isTotal(text)) {
      const kindOf = subtotal.test(text) && !total.test(text) ? "subtotal" : "total";
      const subordinate = /小\s*计|sub/i.test(text) ? "subtotal" : kindOf;
      if (others(row, used, at, (bits) => (bits & (anyValue | kind.missing)) !== 0)) return subordinate;
    } else if (at === 0 && filled >= 2) {
      // 1 | 合计 | 120: numbered, yet a total.
      const second = trimAll(row.cells[used[1]!] ?? "");
      if (
        isTotal(second) &&
        (isBlank(first) || /^[\d一二三四五六七八九十]+、?$/.test(text)) &&
        filled < typicalFill + 1
      )
        return /小\s*计|sub/i.test(second) ? "subtotal" : "total";
    }
  }
  if (
    filled <= Math.max(1, typicalFill / 2) &&
    note.test(trimAll(first)) &&
    (row.n > last || filled === 1 || used.length > 2)
  )
    return typicalFill >= 2 || row.n > last ? "note" : undefined;
  if (row.n > last && filled > 1 && note.test(trimAll(first)) && isSignatures(row, used)) return "note";
  if (isHeaderAgain(row, layout)) return "repeated-header";
  if (filled === 1 && typicalFill >= 3) {
    if (row.n > last) return "note";
    if (at === 0 && isHeading(trimAll(first), layout.firstIsValue)) return "group-heading";
  }
  return undefined;
}

/**
 * A lone cell heads a group when it is words where the others have numbers, or is written as a heading. A lone
 * name among names is a record of which nothing else is known.
 */
function isHeading(text: string, amongValues: boolean): boolean {
  if (
    /^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|第.{1,3}[章节部类])|[：:]$|[（(]\d+\s*.[)）]$/.test(
      text,
    )
  )
    return true;
  return amongValues && (readKinds(tidyCell(text)) & anyValue) === 0;
}

/** 制表人：张某 | 审核：李某: every cell a label with its colon. */
const isSignatures = (row: RawRow, used: number[]): boolean =>
  used.every((i) => isBlank(row.cells[i] ?? "") || /^[^：:\d]{2,10}[：:]/.test(trimAll(row.cells[i]!)));

const isTotal = (text: string): boolean => text.length <= 20 && (total.test(text) || subtotal.test(text));

/** Whether every filled cell after `at` is a value of the kind asked for (or there is none). */
function others(row: RawRow, used: number[], at: number, fits: (bits: number) => boolean): boolean {
  let wrong = 0;
  let right = 0;
  for (let k = at + 1; k < used.length; k++) {
    const cell = row.cells[used[k]!] ?? "";
    if (isBlank(cell)) continue;
    if (fits(readKinds(tidyCell(cell)))) right++;
    else wrong++;
  }
  return wrong === 0 || right > wrong;
}

function isHeaderAgain(row: RawRow, layout: TableLayout): boolean {
  if (layout.headerRows.length !== 1) return false;
  let same = 0;
  for (const i of layout.used) {
    const name = trimAll(layout.names[i] ?? "");
    const cell = trimAll(row.cells[i] ?? "");
    if (cell !== name) return false;
    if (cell !== "") same++;
  }
  return same >= Math.min(2, layout.used.length);
}

/** The last of `rows` that is filled like data: what stands alone below it is a note. */
export function lastDataRow(rows: RawRow[], layout: TableLayout): number {
  const enough = Math.max(1, Math.ceil(layout.typicalFill * 0.5));
  for (let k = rows.length - 1; k >= 0; k--) {
    const row = rows[k]!;
    const cells = layout.used.map((i) => row.cells[i] ?? "").filter((c) => !isBlank(c));
    if (cells.length >= enough && !note.test(trimAll(cells[0]!))) return row.n;
  }
  return rows.at(-1)?.n ?? 0;
}

/** Collects what is set aside, by kind. */
export class Aside {
  readonly #kinds = new Map<SetAsideKind, SetAside>();

  row(kindOf: SetAsideKind, n: number, cells: string[]): void {
    let entry = this.#kinds.get(kindOf);
    if (!entry) {
      const text = cells
        .map(trimAll)
        .filter((c) => c !== "")
        .join(" | ")
        .slice(0, 200);
      entry = { kind: kindOf, rows: [], count: 0, reason: reasons[kindOf], ...(text === "" ? {} : { text }) };
      this.#kinds.set(kindOf, entry);
    }
    entry.count++;
    const most = kindOf === "blank" || kindOf === "padding-rows" ? 1000 : 100_000;
    if (entry.rows!.length < most) entry.rows!.push(n);
  }

  columns(columns: number[]): void {
    if (columns.length === 0) return;
    const kindOf = "padding-columns";
    this.#kinds.set(kindOf, { kind: kindOf, columns, count: columns.length, reason: reasons[kindOf] });
  }

  list(): SetAside[] {
    return [...this.#kinds.values()];
  }

  get rowCount(): number {
    let sum = 0;
    for (const entry of this.#kinds.values()) if (entry.rows) sum += entry.count;
    return sum;
  }
}
