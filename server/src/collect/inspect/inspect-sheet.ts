import type { InspectedPart } from "./inspect-file.ts";
import type { InspectionLimits, InspectionWarning } from "./inspection.ts";
import { profileKeyed } from "./profile-keyed.ts";
import { profileTable } from "./profile-table.ts";
import { Unreadable } from "./refuse.ts";
import { DataSheet, type SheetFile } from "./sheet-rows.ts";

/** Inspects a workbook (the sheet with the data) or a Parquet file. */
export async function inspectSheet(
  file: SheetFile,
  name: string,
  limits: InspectionLimits,
): Promise<InspectedPart> {
  const book = await DataSheet.open(file, limits);
  try {
    const { chosen, sheets, fields } = book;
    if (fields) {
      const part = await profileKeyed(
        fields.map((field) => field.name),
        book,
        "schema",
      );
      fields.forEach((field, i) => {
        const column = part.columns[i]!;
        // The file's own types stand, except that text may turn out to hold codes or days.
        if (field.type !== "text") column.type = field.type;
      });
      return { container: "parquet", ...part };
    }
    if (!chosen) throw new Unreadable("inspect.no_data");
    const part = await profileTable(book);
    if (part.columns.length === 0) throw new Unreadable("inspect.no_data");
    const others = sheets
      .filter((sheet) => sheet !== chosen)
      .map(({ name: sheetName, index, hidden, rows }) => ({ name: sheetName, index, hidden, rows }));
    return {
      container: file.container,
      sheet: { name: chosen.name, index: chosen.index, of: sheets.length, others },
      ...part,
      warnings: [...nameWarning(name, file.container), ...sheetWarnings(book), ...part.warnings],
    };
  } finally {
    await book.close();
  }
}

function sheetWarnings({ chosen, sheets }: DataSheet): InspectionWarning[] {
  const out: InspectionWarning[] = [];
  const others = sheets.filter((sheet) => sheet !== chosen && sheet.cells > 0);
  if (others.length > 0) {
    const list = others.map((sheet) => sheet.name).join("、");
    out.push({
      code: "file.other_sheets",
      zh: `另有 ${others.length} 个有内容的工作表：${list}`,
      en: `${others.length} more sheets with content: ${list}`,
      count: others.length,
    });
  }
  const hidden = sheets.filter((sheet) => sheet.hidden);
  if (hidden.length > 0)
    out.push({
      code: "file.hidden_sheets",
      zh: "有隐藏的工作表",
      en: "there are hidden sheets",
      count: hidden.length,
    });
  if (chosen && chosen.hiddenRows > 0)
    out.push({
      code: "file.hidden_rows",
      zh: `有 ${chosen.hiddenRows} 个隐藏行，已一并读入`,
      en: `${chosen.hiddenRows} hidden rows, read like the others`,
      count: chosen.hiddenRows,
    });
  if (chosen && chosen.merges > 0)
    out.push({
      code: "file.merged_cells",
      zh: `有 ${chosen.merges} 处合并单元格，纵向合并的值已逐行填入`,
      en: `${chosen.merges} merged cells; values merged downwards were repeated`,
      count: chosen.merges,
    });
  return out;
}

const usual: Record<string, RegExp> = {
  csv: /\.(?:csv|tsv|txt|tab)$/i,
  xlsx: /\.xls[xm]$/i,
  xls: /\.(?:xls|et)$/i,
  json: /\.json$/i,
  ndjson: /\.(?:ndjson|jsonl|json)$/i,
  geojson: /\.(?:geo)?json$/i,
  html: /\.html?$/i,
  xml: /\.xml$/i,
  parquet: /\.parquet$/i,
};

/** Says so when a file's name promises another format than it has. */
export function nameWarning(name: string, container: string): InspectionWarning[] {
  if (!/\.[A-Za-z]{2,7}$/.test(name) || usual[container]?.test(name)) return [];
  const extension = name.slice(name.lastIndexOf("."));
  return [
    {
      code: "file.name_and_content_differ",
      zh: `文件名以 ${extension} 结尾，内容其实是 ${container.toUpperCase()}`,
      en: `named ${extension}, but the content is ${container.toUpperCase()}`,
    },
  ];
}
