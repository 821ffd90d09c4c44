import { Button } from "antd";
import { type ClipboardEvent, type KeyboardEvent, useCallback, useRef, useState } from "react";
import type { Item, Vocabulary } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { gridTexts as T } from "../texts/catalog.ts";
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
import { cellTitles, GridRow } from "./grid-row.tsx";

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
                  {say(cellTitles[cell])}
                </th>
              ))}
              <th scope="col">
                <span className="vh">{say(T.acts)}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item, i) => (
              <GridRow
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
