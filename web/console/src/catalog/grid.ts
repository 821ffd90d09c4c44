import type { Item, ItemType } from "../catalog-types.ts";

export type Cell = keyof Item;
/** The columns of the grid in the order they are shown and pasted. */
export const cells = [
  "name",
  "column",
  "type",
  "length",
  "unit",
  "grade",
  "nullable",
  "key",
  "personal",
  "description",
] as const satisfies readonly Cell[];
export type GridCell = (typeof cells)[number];

export const mostItems = 800;
export const emptyItem = (): Item => ({ name: "", column: "", type: "string", nullable: true });
export const isEmptyItem = (item: Item) =>
  !item.name.trim() && !item.column.trim() && !item.description?.trim();

/** Sets one cell. A blank optional value is taken out rather than kept as "". */
export function setCell(items: readonly Item[], row: number, cell: GridCell, value: unknown): Item[] {
  return items.map((item, i) => (i === row ? withCell(item, cell, value) : item));
}

function withCell(item: Item, cell: GridCell, value: unknown): Item {
  const next: Record<string, unknown> = { ...item };
  const blank = value === "" || value === undefined || value === null;
  if (cell === "length") {
    const n = Math.trunc(Number(value));
    if (blank || !Number.isFinite(n) || n < 1) delete next.length;
    else next.length = n;
  } else if (cell === "name" || cell === "column" || cell === "type" || cell === "nullable")
    next[cell] = value ?? "";
  else if (blank || value === false) delete next[cell];
  else next[cell] = value;
  return next as unknown as Item;
}

export const addRow = (items: readonly Item[], at: number): Item[] =>
  items.length >= mostItems ? [...items] : [...items.slice(0, at), emptyItem(), ...items.slice(at)];

export const removeRow = (items: readonly Item[], row: number): Item[] =>
  items.filter((_i, at) => at !== row);

/** Moves a row by one place; at the edge nothing changes. */
export function moveRow(items: readonly Item[], row: number, by: 1 | -1): Item[] {
  const to = row + by;
  const next = [...items];
  const [a, b] = [next[row], next[to]];
  if (!a || !b) return next;
  next[row] = b;
  next[to] = a;
  return next;
}

/**
 * A block copied from a spreadsheet: rows by line, cells by tab; a cell with a line break or a quote is quoted
 * and its quotes doubled, as Excel writes it.
 */
export function parsePasted(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const end = () => {
    rows.at(-1)?.push(cell.trim());
    cell = "";
  };
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] as string;
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === "\t") end();
    else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i + 1] === "\n") i += 1;
      end();
      rows.push([]);
    } else cell += c;
  }
  end();
  return rows.filter((row) => row.some((value) => value !== ""));
}

/** Whether a paste is a block for the grid, and not a word for one cell. */
export const isBlock = (text: string) => /[\t]/.test(text) || /\S[\r\n]+\S/.test(text);

const headings: [RegExp, GridCell][] = [
  [
    /^(信息项|数据项|字段|中文)?(中文)?(名称?|名称)$|^(信息项名称|数据项名称|字段名称|字段中文名|中文名称?|name)$/i,
    "name",
  ],
  [/^(英文名称?|字段名|字段英文名|列名|字段代码|标识符?|英文标识|column|field)$/i, "column"],
  [/^(数据|字段)?类型$|^type$/i, "type"],
  [/^(数据|字段)?长度$|^length$/i, "length"],
  [/^(计量)?单位$|^unit$/i, "unit"],
  [/^(安全|数据)?(级别|分级|等级)$|^grade$/i, "grade"],
  [/^(是否)?(可空|可为空|允许为空)$|^nullable$/i, "nullable"],
  [/^(是否)?主键$|^key$/i, "key"],
  [/^(是否|含)?(涉及)?个人信息$|^personal$/i, "personal"],
  [/^(字段|数据项)?(说明|描述|备注)$|^(description|remarks?)$/i, "description"],
];

/** Reads a heading row: which pasted column goes into which cell; null when the row is no heading. */
export function headingOf(row: readonly string[]): (GridCell | null)[] | null {
  const found = row.map(
    (text) => headings.find(([pattern]) => pattern.test(text.replace(/[\s*：:]/g, "")))?.[1] ?? null,
  );
  return found.filter(Boolean).length >= 2 && found.includes("name") ? found : null;
}

const types: [RegExp, ItemType][] = [
  [/^(datetime|timestamp|日期时间|时间)/i, "datetime"],
  [/^(date|日期)/i, "date"],
  [/^(bool|布尔|是否|逻辑)/i, "boolean"],
  [/^(int|bigint|smallint|整)/i, "integer"],
  [/^(money|金额|货币)/i, "money"],
  [/^(num|dec|float|double|real|n\d|数值|小数|浮点|数字)/i, "decimal"],
  [/^(code|代码|编码)/i, "code"],
  [/^(geo|point|polygon|空间|坐标)/i, "geometry"],
  [/^(period|时段|期间)/i, "period"],
  [/^(str|var|char|text|c\d|n?varchar|字符|文本|string)/i, "string"],
];

/** A type as people write it (字符型, VARCHAR(50), C50, 日期): our type, and its length where one is said. */
export function readType(text: string): { type: ItemType; length?: number } | null {
  const given = text.trim();
  const type = types.find(([pattern]) => pattern.test(given))?.[1];
  if (!type) return null;
  const length = Number(/(\d+)/.exec(given)?.[1]);
  return type === "string" && length > 0 ? { type, length } : { type };
}

const readYes = (text: string) => /^(是|有|√|✓|y|yes|true|1|on|可以?|允许)$/i.test(text.trim());

/** Writes a pasted block into the grid at a cell; rows that are missing are added. A heading row is followed. */
export function pasteBlock(
  items: readonly Item[],
  row: number,
  cell: GridCell,
  block: readonly string[][],
): Item[] {
  const heading = block[0] ? headingOf(block[0]) : null;
  const rows = heading ? block.slice(1) : block;
  const start = cells.indexOf(cell);
  const next = [...items];
  rows.forEach((values, i) => {
    const at = row + i;
    if (at >= mostItems) return;
    while (next.length <= at) next.push(emptyItem());
    values.forEach((value, j) => {
      const target = heading ? heading[j] : cells[start + j];
      const item = next[at];
      if (target && item) next[at] = pasteCell(item, target, value);
    });
  });
  return next;
}

function pasteCell(item: Item, cell: GridCell, value: string): Item {
  if (cell === "type") {
    const read = readType(value);
    if (!read) return item;
    return read.length && !item.length ? { ...item, ...read } : { ...item, type: read.type };
  }
  // The type may have said the length already: C20.
  if (cell === "length" && value === "") return item;
  if (cell === "nullable" || cell === "key" || cell === "personal")
    return withCell(item, cell, readYes(value));
  if (cell === "column") return withCell(item, cell, value.trim().toLowerCase());
  if (cell === "grade")
    return withCell(item, cell, /^[1-4]级?$/.test(value) ? `L${value[0]}` : value.toUpperCase().trim());
  return withCell(item, cell, value);
}
