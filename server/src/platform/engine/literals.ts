import type { Literal } from "./plan.ts";
import { refuse } from "./refusals.ts";
import { type Column, decimalParts } from "./table-schema.ts";

/** A value to bind: its text and the stored type it is cast to by the engine. */
export interface TypedValue {
  readonly text: string;
  readonly stored: string;
}

const integer = /^[+-]?\d{1,38}$/;
const number = /^[+-]?\d{1,38}(?:\.\d{1,38})?(?:[eE][+-]?\d{1,3})?$/;
const plainDecimal = /^[+-]?(\d{1,38})(?:\.(\d{1,38}))?$/;
const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const clock = /^([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?$/;

/**
 * Gives a literal the type of the column it is compared with. Refuses what is not of that type, a day that
 * does not exist, a number beyond the column's range and text that is not well-formed Unicode.
 */
export function typeLiteral(column: Column, literal: Literal): TypedValue {
  const text = typeof literal === "string" ? literal : String(literal);
  const wrong = () =>
    refuse("wrong_value", { params: { column: column.label, type: column.type, value: text.slice(0, 60) } });
  if (!text.isWellFormed() || text.includes("\u0000")) throw wrong();
  const decimal = decimalParts(column.stored);
  if (decimal) {
    const parts = plainDecimal.exec(text.trim());
    if (!parts) throw wrong();
    const digits = parts[1]!.replace(/^0+/, "").length;
    const scale = parts[2]?.length ?? 0;
    if (digits + Math.max(scale, decimal.scale) > 38) throw wrong();
    // A literal finer or larger than the column must not be rounded to it: 1.005 is not 1.01.
    const fits = scale <= decimal.scale && digits <= decimal.width - decimal.scale;
    const wide = `DECIMAL(38,${Math.max(scale, decimal.scale)})`;
    return { text: text.trim(), stored: fits ? column.stored : wide };
  }
  switch (column.stored) {
    case "BIGINT": {
      const trimmed = text.trim();
      if (!integer.test(trimmed)) throw wrong();
      const value = BigInt(trimmed.replace(/^\+/, ""));
      if (value > 9223372036854775807n || value < -9223372036854775808n) throw wrong();
      return { text: String(value), stored: "BIGINT" };
    }
    case "DOUBLE":
      if (!number.test(text.trim()) || !Number.isFinite(Number(text))) throw wrong();
      return { text: text.trim(), stored: "DOUBLE" };
    case "BOOLEAN":
      if (text !== "true" && text !== "false") throw wrong();
      return { text, stored: "BOOLEAN" };
    case "DATE":
      if (!isDay(text)) throw wrong();
      return { text, stored: "DATE" };
    case "TIMESTAMP": {
      const [date = "", time] = text.split(/[T ]/, 2);
      if (!isDay(date) || (time !== undefined && !clock.test(time))) throw wrong();
      return { text: time === undefined ? date : `${date} ${time}`, stored: "TIMESTAMP" };
    }
    case "TIME":
      if (!clock.test(text)) throw wrong();
      return { text, stored: "TIME" };
    default:
      return { text, stored: "VARCHAR" };
  }
}

function isDay(text: string): boolean {
  const parts = day.exec(text);
  if (!parts) return false;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const length = new Date(Date.UTC(year || 2000, month, 0)).getUTCDate();
  return year > 0 && month >= 1 && month <= 12 && date >= 1 && date <= length;
}
