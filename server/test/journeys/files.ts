import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import iconv from "iconv-lite";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const shared = resolve(root, process.env.ZHANQIAO_TEST_DATA ?? "../shared/data");

/** A real file of the test data, or undefined where the data are not there. */
export function realFile(path: string): Uint8Array | undefined {
  const at = join(shared, path);
  return existsSync(at) ? readFileSync(at) : undefined;
}

/** The items of the generated register of bridges, as [name, column, type]. */
export const bridgeItems = [
  ["桥梁编号", "bridge_no", "code"],
  ["桥梁名称", "name", "string"],
  ["所在区市", "district", "string"],
  ["长度", "length_m", "decimal"],
  ["建成日期", "built_on", "date"],
  ["责任单位", "keeper", "string"],
] as const;

const districts = ["市南区", "市北区", "李沧区", "崂山区", "城阳区"];
// 堃 and 㙍 are outside GB2312, 𬱖 takes four bytes in GB18030: what a real clerk's names need.
const keepers = ["市政养护一所", "王堃工作站", "㙍口管理站", "𬱖桥养护队"];

/** A register of bridges as an agency's system exports it: GB18030, CRLF, ISO days, a title and a note around it. */
export function bridgesCsv(rows: number): Uint8Array {
  const line = (i: number) =>
    [
      `QD${String(1000 + i)}`,
      i % 7 === 0 ? `"第${i}号,跨海桥"` : `第${i}号桥`,
      districts[i % districts.length],
      (20 + (i * 37) / 10).toFixed(1),
      `20${String(10 + (i % 14)).padStart(2, "0")}-0${1 + (i % 9)}-1${i % 9}`,
      keepers[i % keepers.length],
    ].join(",");
  const header = bridgeItems.map(([name]) => name).join(",");
  const text = [header, ...Array.from({ length: rows }, (_, i) => line(i))].join("\r\n");
  return iconv.encode(`${text}\r\n`, "gb18030");
}
