import { type DuckDBDataChunk, DuckDBTypeId, type DuckDBValue } from "@duckdb/node-api";
import type { Cell, Row } from "./duck-messages.ts";

/**
 * Rows of a chunk ready for JSON: whole numbers and decimals as numbers where a double holds them exactly
 * (|n| < 2⁵³; at most 15 digits), else as exact text; days `2024-01-31`, instants `2024-01-31T08:30:00` (no
 * zone: the wall clock of the source), NaN and infinities as null.
 */
export function chunkRows(chunk: DuckDBDataChunk): Row[] {
  const count = chunk.rowCount;
  const rows: Row[] = Array.from({ length: count }, () => new Array<Cell>(chunk.columnCount));
  for (let c = 0; c < chunk.columnCount; c++) {
    const vector = chunk.getColumnVector(c);
    const convert = converterFor(vector.type.typeId);
    for (let r = 0; r < count; r++) {
      const value = vector.getItem(r) as DuckDBValue;
      rows[r]![c] = value === null || value === undefined ? null : convert(value);
    }
  }
  return rows;
}

function converterFor(type: DuckDBTypeId): (value: DuckDBValue) => Cell {
  switch (type) {
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.BOOLEAN:
      return (value) => value as string | boolean;
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.FLOAT:
      return (value) => (Number.isFinite(value) ? (value as number) : null);
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
      return (value) => value as number;
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return (value) => exactInteger(value as bigint);
    case DuckDBTypeId.DECIMAL:
      return (value) => exactDecimal(String(value));
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return (value) => String(value).replace(" ", "T");
    default:
      return (value) => String(value);
  }
}

function exactInteger(value: bigint): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** 15 significant digits survive the way through a double and back. */
function exactDecimal(text: string): Cell {
  const digits = text.length - (text.startsWith("-") ? 1 : 0) - (text.includes(".") ? 1 : 0);
  return digits <= 15 ? Number(text) : text;
}
