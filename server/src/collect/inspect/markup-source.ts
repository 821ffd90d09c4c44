import { decodeEntities, trimAll } from "./cell-text.ts";
import type { InspectionLimits } from "./inspection.ts";
import { attribute, type MarkupEvents, MarkupScanner } from "./markup.ts";
import { Unreadable } from "./refuse.ts";
import { type RawRow, type RowSource, rowsPerBatch } from "./row.ts";

type Text = () => AsyncIterable<string>;

/** Turns what a scanner's events emit into batches of rows. */
function rowsOf(text: Text, html: boolean, events: (emit: (row: RawRow) => void) => MarkupEvents): RowSource {
  return {
    async *batches() {
      let batch: RawRow[] = [];
      const scanner = new MarkupScanner(
        events((row) => batch.push(row)),
        html,
      );
      for await (const piece of text()) {
        scanner.push(piece);
        if (batch.length >= rowsPerBatch) {
          yield batch;
          batch = [];
        }
      }
      scanner.end();
      if (batch.length > 0) yield batch;
    },
  };
}

/**
 * The largest table of an HTML text (exports saved as .xls are often that). A page without a table of three
 * rows and two columns is refused as a web page, with its title.
 */
export async function openHtml(text: Text, limits: InspectionLimits): Promise<RowSource> {
  const tables = new Map<number, { rows: number; cells: number }>();
  let title = "";
  const survey = htmlTable(-1, limits, (row, table) => {
    const entry = tables.get(table) ?? { rows: 0, cells: 0 };
    entry.rows++;
    entry.cells += row.cells.filter((c) => c !== "").length;
    tables.set(table, entry);
  });
  const scanner = new MarkupScanner(
    {
      ...survey,
      text(piece) {
        if (survey.inTitle()) title += piece;
        survey.text(piece);
      },
    },
    true,
  );
  for await (const piece of text()) scanner.push(piece);
  scanner.end();
  const [best] = [...tables].sort((a, b) => b[1].cells - a[1].cells);
  if (!best || best[1].rows < 3 || best[1].cells < best[1].rows * 1.5)
    throw new Unreadable("inspect.html_page", trimAll(decodeEntities(title)).slice(0, 60) || "HTML");
  return rowsOf(text, true, (emit) => htmlTable(best[0], limits, emit));
}

function htmlTable(wanted: number, limits: InspectionLimits, emit: (row: RawRow, table: number) => void) {
  let tables = -1;
  const open: {
    table: number;
    row: string[] | undefined;
    n: number;
    down: Map<number, { left: number; value: string }>;
  }[] = [];
  let cell: string | undefined;
  let across = 1;
  let over = 1;
  let title = false;
  const endCell = () => {
    const top = open.at(-1);
    if (cell === undefined || !top?.row) return;
    const value = trimAll(decodeEntities(cell).replace(/[ \t\r\n]+/g, " "));
    const at = top.row.length;
    if (over > 1 && value !== "") top.down.set(at, { left: Math.min(over, 500) - 1, value });
    top.row.push(value);
    for (let k = 1; k < across; k++) top.row.push("");
    if (top.row.length > limits.columns) throw new Unreadable("inspect.too_wide", limits.columns);
    cell = undefined;
    pullDown(top);
  };
  const endRow = () => {
    endCell();
    const top = open.at(-1);
    if (!top?.row) return;
    if (wanted < 0 || top.table === wanted) emit({ n: ++top.n, cells: top.row }, top.table);
    top.row = undefined;
  };
  const pullDown = (top: NonNullable<(typeof open)[number]>) => {
    for (
      let hold = top.down.get(top.row!.length);
      hold && hold.left > 0;
      hold = top.down.get(top.row!.length)
    ) {
      hold.left--;
      top.row!.push(hold.value);
    }
  };
  return {
    inTitle: () => title,
    open(name: string, attributes: string) {
      if (name === "title") title = true;
      else if (name === "table") open.push({ table: ++tables, row: undefined, n: 0, down: new Map() });
      else if (name === "tr") {
        endRow();
        const top = open.at(-1);
        if (!top) return;
        top.row = [];
        pullDown(top);
      } else if (name === "td" || name === "th") {
        endCell();
        if (!open.at(-1)?.row) return;
        cell = "";
        across = Math.max(1, Math.min(Number(attribute(attributes, "colspan") ?? 1) || 1, 1000));
        over = Math.max(1, Number(attribute(attributes, "rowspan") ?? 1) || 1);
      } else if (name === "br" && cell !== undefined) cell += " ";
    },
    close(name: string) {
      if (name === "title") title = false;
      else if (name === "td" || name === "th") endCell();
      else if (name === "tr") endRow();
      else if (name === "table") {
        endRow();
        open.pop();
      }
    },
    text(piece: string) {
      if (cell !== undefined) cell += piece;
    },
  };
}

/** The records of an XML text: the shallowest element that repeats and has children, one column a child. */
export async function openXml(
  text: Text,
  limits: InspectionLimits,
): Promise<{ names: string[]; path: string; source: RowSource }> {
  const counts = new Map<string, number>();
  const children = new Map<string, Set<string>>();
  const path: string[] = [];
  const scanner = new MarkupScanner({
    open(name, _attributes, empty) {
      const parent = path.join("/");
      path.push(name);
      if (path.length > 64) throw new Unreadable("inspect.not_tabular", "XML");
      const here = path.join("/");
      if (counts.size < 2000 || counts.has(here)) counts.set(here, (counts.get(here) ?? 0) + 1);
      const known = children.get(parent) ?? new Set();
      if (known.size <= limits.columns) known.add(name);
      children.set(parent, known);
      if (empty) path.pop();
    },
    close() {
      path.pop();
    },
    text() {},
  });
  for await (const piece of text()) scanner.push(piece);
  scanner.end();
  const record = [...counts]
    .filter(([each, count]) => count > 1 && (children.get(each)?.size ?? 0) > 1)
    .sort((a, b) => a[0].split("/").length - b[0].split("/").length || b[1] - a[1])[0];
  if (!record) throw new Unreadable("inspect.not_tabular", "XML");
  const names = [...children.get(record[0])!];
  if (names.length > limits.columns) throw new Unreadable("inspect.too_wide", limits.columns);
  return {
    names,
    path: record[0],
    source: rowsOf(text, false, (emit) => xmlRecords(record[0], names, emit)),
  };
}

function xmlRecords(record: string, names: string[], emit: (row: RawRow) => void): MarkupEvents {
  const path: string[] = [];
  const depth = record.split("/").length;
  let cells: string[] = [];
  let n = 0;
  const at = () => path.length === depth && path.join("/") === record;
  let inside = false;
  const leave = () => {
    if (inside && at()) {
      emit({ n: ++n, cells: cells.map(trimAll) });
      inside = false;
    }
    path.pop();
  };
  return {
    open(name, _attributes, empty) {
      path.push(name);
      if (!inside && at()) {
        inside = true;
        cells = names.map(() => "");
      }
      if (empty) leave();
    },
    close: leave,
    text(piece) {
      if (!inside || path.length <= depth) return;
      const column = names.indexOf(path[depth]!);
      if (column >= 0) cells[column] += decodeEntities(piece);
    },
  };
}
