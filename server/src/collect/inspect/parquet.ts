import type { ColumnType } from "./inspection.ts";
import { Unreadable } from "./refuse.ts";
import { type RawRow, rowsPerBatch } from "./row.ts";
import type { Workbook } from "./workbook.ts";

/** A column of a file that states its own types. */
export interface StatedField {
  name: string;
  type: ColumnType;
}

export interface ParquetBook extends Workbook {
  fields: StatedField[];
}

/** Opens a Parquet file with DuckDB, every value as text. Call it only in the worker. */
export async function openParquet(path: string): Promise<ParquetBook> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "512MB", threads: "1" });
  const connection = await instance.connect();
  const file = `read_parquet('${path.replaceAll("'", "''")}')`;
  try {
    const described = await (await connection.run(`DESCRIBE SELECT * FROM ${file}`)).getRowsJS();
    const fields = described.map(([name, type]) => ({ name: String(name), type: statedType(String(type)) }));
    const [[count]] = (await (await connection.run(`SELECT count(*)::INTEGER FROM ${file}`)).getRowsJS()) as [
      [number],
    ];
    return {
      fields,
      sheets: [
        {
          name: "",
          index: 0,
          hidden: false,
          lastRow: count,
          rows: count,
          cells: count * fields.length,
          hiddenRows: 0,
          merges: 0,
        },
      ],
      async *rows() {
        const result = await connection.stream(`SELECT COLUMNS(*)::VARCHAR FROM ${file}`);
        let n = 0;
        let batch: RawRow[] = [];
        for await (const rows of result.yieldRowsJs()) {
          for (const row of rows) {
            batch.push({ n: ++n, cells: row.map((cell) => (cell === null ? "" : String(cell))) });
            if (batch.length >= rowsPerBatch) {
              yield batch;
              batch = [];
            }
          }
        }
        if (batch.length > 0) yield batch;
      },
    };
  } catch (cause) {
    throw new Unreadable("inspect.corrupt", String((cause as Error).message).slice(0, 160));
  }
}

function statedType(type: string): ColumnType {
  if (/INT/.test(type)) return "integer";
  if (/DOUBLE|FLOAT|DECIMAL/.test(type)) return "decimal";
  if (type === "BOOLEAN") return "boolean";
  if (type === "DATE") return "date";
  if (type.startsWith("TIMESTAMP")) return "datetime";
  return type === "TIME" ? "time" : "text";
}
