import { memo } from "react";
import type { Text } from "../api-types.ts";
import type { Item, Vocabulary } from "../catalog-types.ts";
import { useLanguage } from "../language.tsx";
import { gridTexts as T } from "../texts/catalog.ts";
import { entryTexts } from "../texts/entry.ts";
import { Icon } from "../ui/icon.tsx";
import type { GridCell } from "./grid.ts";

export const cellTitles: Record<GridCell, Text> = {
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

interface RowProps {
  item: Item;
  row: number;
  vocabulary: Vocabulary;
  bad: string;
  onSet: (row: number, cell: GridCell, value: unknown) => void;
  onAct: (row: number, what: "up" | "down" | "remove") => void;
}

/** One information item in the grid; drawn again only when it changes. */
export const GridRow = memo(function GridRow({ item, row, vocabulary, bad, onSet, onAct }: RowProps) {
  const { say } = useLanguage();
  const n = row + 1;
  const common = (cell: GridCell) => ({
    "data-row": row,
    "data-cell": cell,
    "aria-label": say(T.cell, { n, cell: say(cellTitles[cell]) }),
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
