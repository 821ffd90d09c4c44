import { inspectFile } from "./inspect-file.ts";
import type { InspectedColumn, Inspection, InspectionRefused } from "./inspection.ts";

const usage = "用法：zhanqiao inspect 文件 [--json]\n";

/**
 * `zhanqiao inspect FILE [--json]`: a table for people, or the whole inspection as JSON. Exit code 0 for a file
 * that can be taken, 1 for a refused one, 2 for a wrong call.
 */
export async function runInspect(argv: string[]): Promise<{ out: string; exit: number }> {
  const json = argv.includes("--json");
  const paths = argv.filter((arg) => arg !== "--json");
  const [path] = paths;
  if (path === undefined || paths.length !== 1 || path.startsWith("--")) return { out: usage, exit: 2 };
  const result = await inspectFile(path);
  const exit = result.ok ? 0 : 1;
  if (json) return { out: `${JSON.stringify(result, null, 2)}\n`, exit };
  return { out: result.ok ? describe(result) : describeRefusal(result), exit };
}

function describeRefusal({ file, container, code, reason }: InspectionRefused): string {
  return `${file.name}\n  不能接收：${reason.zh}\n  Refused: ${reason.en}\n  代码 ${code}，识别为 ${container}，${file.bytes} 字节\n`;
}

function describe(inspection: Inspection): string {
  const { file, header, columns, setAside, warnings } = inspection;
  const lines = [`${file.name}（${file.bytes} 字节，SHA-256 ${file.sha256.slice(0, 16)}…）`];
  const facts = [inspection.container.toUpperCase()];
  if (inspection.inside) facts.push(`压缩 ${inspection.inside}`);
  if (inspection.encoding) facts.push(encodingText(inspection.encoding));
  if (inspection.text)
    facts.push(
      `分隔符 ${JSON.stringify(inspection.text.delimiter)}，换行 ${JSON.stringify(inspection.text.newline)}`,
    );
  if (inspection.sheet)
    facts.push(`工作表“${inspection.sheet.name}”（${inspection.sheet.index + 1}/${inspection.sheet.of}）`);
  lines.push(`  ${facts.join(" · ")}`);
  const where =
    header.from === "row"
      ? `表头在第 ${header.rows.join("、")} 行`
      : header.from === "none"
        ? "没有表头"
        : "列名来自键";
  lines.push(
    `  ${where}，数据 ${inspection.rows} 行 × ${columns.length} 列${inspection.sampled ? "（类型按样本判断）" : ""}`,
    "",
  );
  lines.push(...table(columns), "");
  for (const { kind, count, rows, columns: at, reason, text } of setAside) {
    const place = rows ? `第 ${list(rows)} 行` : `第 ${list((at ?? []).map((c) => c + 1))} 列`;
    lines.push(`  搁置 ${kind} ${count}：${reason.zh}（${place}）${text ? `“${text.slice(0, 40)}”` : ""}`);
  }
  for (const warning of warnings) lines.push(`  注意 ${warning.zh}`);
  for (const column of columns)
    for (const warning of column.warnings)
      lines.push(
        `  注意 ${column.label}：${warning.zh}${warning.count ? `（${warning.count} 个，第 ${list(warning.rows ?? [])} 行）` : ""}`,
      );
  return `${lines.join("\n")}\n`;
}

const encodingText = ({ name, narrowest, bom }: NonNullable<Inspection["encoding"]>): string =>
  `${name.toUpperCase()}${narrowest === name ? "" : `（${narrowest.toUpperCase()}）`}${bom > 0 ? " 带 BOM" : ""}`;

const list = (numbers: number[]): string =>
  numbers.length > 5 ? `${numbers.slice(0, 5).join("、")}…` : numbers.join("、");

function table(columns: InspectedColumn[]): string[] {
  const rows = columns.map((c) => [
    String(c.index + 1),
    c.label,
    c.type + (c.unit ? `〔${c.unit}〕` : ""),
    c.formats?.join("、") ?? "",
    c.semantic ?? "",
    `${(c.fill * 100).toFixed(c.fill === 1 ? 0 : 1)}%`,
    `${c.distinctExact ? "" : "约 "}${c.distinct}`,
    c.breaks.count > 0 ? String(c.breaks.count) : "",
    c.samples.slice(0, 2).join(" / ").replace(/\s+/g, " ").slice(0, 40),
  ]);
  const heads = ["列", "名称", "类型", "写法", "含义", "填充", "不同值", "不符", "样例"];
  const widths = heads.map((head, i) =>
    Math.min(40, Math.max(width(head), ...rows.map((row) => width(row[i]!)))),
  );
  const line = (cells: string[]) => `  ${cells.map((cell, i) => pad(cell, widths[i]!)).join("  ")}`.trimEnd();
  return [line(heads), ...rows.map(line)];
}

/** Columns on a terminal: Chinese characters take two. */
function width(text: string): number {
  let sum = 0;
  for (const c of text) sum += c.codePointAt(0)! > 0x2e7f ? 2 : 1;
  return sum;
}

const pad = (text: string, to: number): string => text + " ".repeat(Math.max(0, to - width(text)));
