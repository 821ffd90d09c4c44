import type { TableLayout } from "./layout.ts";
import { TableBuilder, type TablePart } from "./profile-table.ts";
import type { RowSource } from "./row.ts";

/** Profiles a table whose columns are named by its format: every row is data. */
export async function profileKeyed(
  names: string[],
  source: RowSource,
  from: "keys" | "schema",
): Promise<TablePart> {
  const layout: TableLayout = {
    headerRows: [],
    names,
    units: [],
    width: names.length,
    used: names.map((_, i) => i),
    typicalFill: names.length,
    firstIsValue: false,
    preamble: [],
  };
  const table = new TableBuilder(layout);
  let last = 0;
  for await (const batch of source.batches()) {
    for (const row of batch) {
      table.add(row);
      last = row.n;
    }
  }
  return { ...table.finish(last, false), header: { rows: [], from } };
}
