import type { EntryContent, Item } from "../../catalog/index.ts";
import type { Random } from "./random.ts";

/** A column of a synthetic dataset: its information item and how a value is made. */
export interface DemoColumn {
  readonly item: Item;
  readonly value: (r: Random, row: number, made: Record<string, string>) => string;
}

/** How an agency would hand the file over. */
export type Delivery = "gb18030-csv" | "utf8-bom-csv" | "messy-xlsx";

/** A dataset of the demo city: its catalogue entry, its rows, its file. */
export interface DemoDataset {
  /** Provider's slug. */
  readonly provider: string;
  readonly file: string;
  readonly delivery: Delivery;
  readonly rows: number;
  readonly columns: readonly DemoColumn[];
  readonly content: Omit<EntryContent, "items">;
}

type Type = Item["type"];

/** A column in one line: Chinese name, column, type, how its values are made. */
export function column(
  name: string,
  id: string,
  type: Type,
  value: DemoColumn["value"],
  more: Partial<Pick<Item, "unit" | "key" | "nullable" | "description">> = {},
): DemoColumn {
  return { item: { name, column: id, type, nullable: !more.key, ...more }, value };
}

/** A dataset's rows as text, header not included; column values may build on those made before them. */
export function* rowsOf(dataset: DemoDataset, r: Random, rows = dataset.rows): Generator<string[]> {
  for (let i = 0; i < rows; i++) {
    const made: Record<string, string> = {};
    yield dataset.columns.map(({ item, value }) => {
      made[item.column] = value(r, i, made);
      return made[item.column]!;
    });
  }
}

interface Described {
  readonly provider: string;
  readonly name: string;
  readonly class: string;
  readonly abstract: string;
  readonly field: EntryContent["fields32"];
  readonly cycle: EntryContent["updateCycle"];
  readonly basis: string;
  readonly keywords: string[];
  readonly delivery: Delivery;
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly DemoColumn[];
  readonly more?: Partial<EntryContent>;
}

/** A dataset with the defaults of one that is shared and opened without conditions. */
export function dataset(d: Described): DemoDataset {
  return {
    provider: d.provider,
    file: d.file,
    delivery: d.delivery,
    rows: d.rows,
    columns: d.columns,
    content: {
      name: d.name,
      abstract: `${d.abstract}（演示数据，由程序生成，不反映真实情况。）`,
      format: d.delivery === "messy-xlsx" ? "xlsx" : "csv",
      fields32: d.field,
      class: d.class,
      grade: "L1",
      shareType: "unconditional",
      shareMode: "file",
      openType: "unconditional",
      updateCycle: d.cycle,
      related: [],
      basis: d.basis,
      districts: [],
      keywords: d.keywords,
      stateSecret: false,
      ...d.more,
    },
  };
}
