import { Button } from "antd";
import { type ClipboardEvent, type KeyboardEvent, memo, useCallback, useRef, useState } from "react";
import type { Text } from "../api-types.ts";
import type { Item, Vocabulary } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { gridTexts as T } from "../texts/catalog.ts";
import { entryTexts } from "../texts/entry.ts";
import { Icon } from "../ui/icon.tsx";
import { TableFrame } from "../ui/table-frame.tsx";
import { useToast } from "../ui/toast.tsx";
import {
  addRow,
  cells,
  type GridCell,
  headingOf,
  isBlock,
  moveRow,
  parsePasted,
  pasteBlock,
  removeRow,
  setCell,
} from "./grid.ts";

const titles: Record<GridCell, Text> = {
  name: entryTexts.itemName,
  column: entryTexts.itemColumn,
  type: entryTexts.itemType,
  length: entryTexts.itemLength,
  unit: entryTexts.itemUnit,
  grade: entryTexts.itemGrade,
  nullable: entryTexts.itemNullable,
  key: entryTexts.itemKey,
  personal: entryTexts.itemPersonal,
  description: entryTexts.itemDescription,
};
const perPage = 100;

interface Props {
  items: readonly Item[];
  vocabulary: Vocabulary;
  /** Rows and cells with complaints: "3/column". */
  bad: ReadonlySet<string>;
  onChange: (items: Item[]) => void;
  onFromFile: () => void;
}

/** Information items as a grid that is worked by keyboard and takes blocks pasted from a spreadsheet. */
export function ItemsGrid({ items, vocabulary, bad, onChange, onFromFile }: Props) {
  const { say } = useLanguage();
  const toast = useToast();
  const table = useRef<HTMLTableElement>(null);
  const [page, setPage] = useState(0);
  const latest = useRef(items);
  latest.current = items;
  const from = Math.min(page, Math.max(0, Math.ceil(items.length / perPage) - 1)) * perPage;
  const shown = items.slice(from, from + perPage);

  const focus = useCallback((row: number, cell: GridCell) => {
    requestAnimationFrame(() => {
      const field = table.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-cell="${cell}"]`);
      field?.focus();
      if (field instanceof HTMLInputElement && field.type === "text") field.select();
    });
  }, []);
  const set = useCallback(
    (row: number, cell: GridCell, value: unknown) => onChange(setCell(latest.current, row, cell, value)),
    [onChange],
  );
  const act = useCallback(
    (row: number, what: "up" | "down" | "remove") => {
      const now = latest.current;
      if (what === "remove") {
        onChange(removeRow(now, row));
        focus(Math.max(0, Math.min(row, now.length - 2)), "name");
      } else {
        const by = what === "up" ? -1 : 1;
        onChange(moveRow(now, row, by));
        focus(Math.max(0, Math.min(now.length - 1, row + by)), "name");
      }
    },
    [onChange, focus],
  );

  function keyDown(event: KeyboardEvent<HTMLTableElement>) {
    const target = event.target as HTMLElement;
    const cell = target.dataset.cell as GridCell | undefined;
    if (!cell || event.nativeEvent.isComposing) return;
    const row = Number(target.dataset.row);
    const go = (r: number, c: GridCell) => {
      event.preventDefault();
      focus(r, c);
    };
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const by = event.key === "ArrowUp" ? -1 : 1;
      onChange(moveRow(items, row, by));
      return focus(Math.max(0, Math.min(items.length - 1, row + by)), cell);
    }
    if (event.key === "Enter") {
      if (row === items.length - 1) onChange(addRow(items, items.length));
      return go(row + 1, row === items.length - 1 ? "name" : cell);
    }
    // A select keeps its own arrows: they choose among its options.
    if (target.tagName === "SELECT") return;
    if (event.key === "ArrowDown" && row < items.length - 1) return go(row + 1, cell);
    if (event.key === "ArrowUp" && row > 0) return go(row - 1, cell);
    const at = cells.indexOf(cell);
    if (event.key === "ArrowRight" && cells[at + 1] && caretAt(target, "end"))
      return go(row, cells[at + 1] as GridCell);
    if (event.key === "ArrowLeft" && cells[at - 1] && caretAt(target, "start"))
      return go(row, cells[at - 1] as GridCell);
  }

  function paste(event: ClipboardEvent<HTMLTableElement>) {
    const target = event.target as HTMLElement;
    const cell = target.dataset.cell as GridCell | undefined;
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !isBlock(text)) return;
    event.preventDefault();
    const block = parsePasted(text);
    onChange(pasteBlock(items, Number(target.dataset.row), cell, block));
    toast(say(T.pasted, { n: block.length - (block[0] && headingOf(block[0]) ? 1 : 0) }));
  }

  return (
    <div className="grid">
      <TableFrame label={say(T.caption)} className="">
        <table className="plain grid-table" ref={table} onKeyDown={keyDown} onPaste={paste}>
          <caption className="vh">{say(T.caption)}</caption>
          <thead>
            <tr>
              <th scope="col" className="num">
                {say(T.number)}
              </th>
              {cells.map((cell) => (
                <th scope="col" key={cell} className={`c-${cell}`}>
                  {say(titles[cell])}
                </th>
              ))}
              <th scope="col">
                <span className="vh">{say(T.acts)}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item, i) => (
              <Row
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its names are still being typed
                key={from + i}
                item={item}
                row={from + i}
                vocabulary={vocabulary}
                bad={badOf(bad, from + i)}
                onSet={set}
                onAct={act}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
      {items.length === 0 && <p className="muted pad-s">{say(T.empty)}</p>}
      <div className="grid-foot">
        <Button
          size="small"
          onClick={() => {
            onChange(addRow(items, items.length));
            setPage(Math.floor(items.length / perPage));
            focus(items.length, "name");
          }}
        >
          <Icon name="plus" small />
          {say(T.add)}
        </Button>
        <Button size="small" onClick={onFromFile}>
          <Icon name="file" small />
          {say(T.fromFile)}
        </Button>
        {items.length > perPage && (
          <span className="pager flat">
            <Button size="small" disabled={from === 0} onClick={() => setPage(page - 1)}>
              <Icon name="left" small />
            </Button>
            {say(T.page, { from: from + 1, to: from + shown.length })}
            <Button size="small" disabled={from + perPage >= items.length} onClick={() => setPage(page + 1)}>
              <Icon name="right" small />
            </Button>
          </span>
        )}
        <span className="muted xs">{say(T.help)}</span>
      </div>
    </div>
  );
}

// A string, so that rows without a change of complaints are not drawn again.
const badOf = (bad: ReadonlySet<string>, row: number) =>
  cells.filter((cell) => bad.has(`${row}/${cell}`)).join(" ");

function caretAt(target: HTMLElement, edge: "start" | "end"): boolean {
  if (!(target instanceof HTMLInputElement) || target.type !== "text") return true;
  const { selectionStart, selectionEnd, value } = target;
  if (selectionStart === 0 && selectionEnd === value.length) return true;
  return edge === "start" ? selectionEnd === 0 : selectionStart === value.length;
}

interface RowProps {
  item: Item;
  row: number;
  vocabulary: Vocabulary;
  bad: string;
  onSet: (row: number, cell: GridCell, value: unknown) => void;
  onAct: (row: number, what: "up" | "down" | "remove") => void;
}

const Row = memo(function Row({ item, row, vocabulary, bad, onSet, onAct }: RowProps) {
  const { say } = useLanguage();
  const n = row + 1;
  const common = (cell: GridCell) => ({
    "data-row": row,
    "data-cell": cell,
    "aria-label": say(T.cell, { n, cell: say(titles[cell]) }),
    ...(bad.split(" ").includes(cell) ? { "aria-invalid": true } : {}),
  });
  const text = (cell: "name" | "column" | "unit" | "description" | "length") => (
    <input
      type="text"
      {...common(cell)}
      value={item[cell] ?? ""}
      spellCheck={false}
      autoComplete="off"
      {...(cell === "length" ? { inputMode: "numeric" as const } : {})}
      onChange={(e) => onSet(row, cell, e.target.value)}
    />
  );
  const check = (cell: "nullable" | "key" | "personal") => (
    <input
      type="checkbox"
      {...common(cell)}
      checked={cell === "nullable" ? item.nullable !== false : Boolean(item[cell])}
      onChange={(e) => onSet(row, cell, e.target.checked)}
    />
  );
  return (
    <tr>
      <td className="num muted">{n}</td>
      <td>{text("name")}</td>
      <td className="mono">{text("column")}</td>
      <td>
        <select {...common("type")} value={item.type} onChange={(e) => onSet(row, "type", e.target.value)}>
          {vocabulary.itemTypes.map((t) => (
            <option key={t.value} value={t.value}>
              {say(t.label)}
            </option>
          ))}
        </select>
      </td>
      <td>{text("length")}</td>
      <td>{text("unit")}</td>
      <td>
        <select
          {...common("grade")}
          value={item.grade ?? ""}
          onChange={(e) => onSet(row, "grade", e.target.value)}
        >
          <option value="">{say(T.asEntry)}</option>
          {vocabulary.grades.map((g) => (
            <option key={g.value} value={g.value}>
              {g.value.length <= 2 ? g.value : say(g.label)}
            </option>
          ))}
        </select>
      </td>
      <td className="box">{check("nullable")}</td>
      <td className="box">{check("key")}</td>
      <td className="box">{check("personal")}</td>
      <td>{text("description")}</td>
      <td className="row-acts">
        <button
          type="button"
          className="ib s"
          aria-label={say(T.up, { n })}
          onClick={() => onAct(row, "up")}
          disabled={row === 0}
        >
          <Icon name="up" small />
        </button>
        <button
          type="button"
          className="ib s"
          aria-label={say(T.down, { n })}
          onClick={() => onAct(row, "down")}
        >
          <Icon name="down" small />
        </button>
        <button
          type="button"
          className="ib s"
          aria-label={say(T.remove, { n })}
          onClick={() => onAct(row, "remove")}
        >
          <Icon name="close" small />
        </button>
      </td>
    </tr>
  );
});
