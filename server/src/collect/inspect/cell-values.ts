import { isCalendarDay } from "../../platform/identifiers/index.ts";
import { kind, readKinds } from "./cell-kinds.ts";
import { tidyCell } from "./cell-text.ts";
import type { CellFormat } from "./inspection.ts";

const pad = (n: number | string, width = 2): string => String(n).padStart(width, "0");

/**
 * The day 1899-12-30 + `serial` of Excel's 1900 calendar as ISO text, with the time when it has one. Serials
 * under 61 are refused: Excel counts a 29 February 1900 that never was.
 */
export function excelDate(serial: number, base1904 = false): string | undefined {
  const days = serial + (base1904 ? 1462 : 0);
  if (!(days >= 61 && days < 2_958_466)) return undefined;
  const milliseconds = Math.round((days - 25_569) * 86_400) * 1000;
  const iso = new Date(milliseconds).toISOString();
  return days % 1 === 0 ? iso.slice(0, 10) : iso.slice(0, 19).replace("T", " ");
}

const dateParts = /^(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})[日号]?[T\s]*(.*)$/;
const slashed = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})[T\s]*(.*)$/;

/**
 * Reads a date or datetime cell in one of `formats` as `YYYY-MM-DD` or `YYYY-MM-DD hh:mm:ss`; undefined when it
 * is not one. Two-digit years are 2000–2069 and 1970–1999.
 */
export function readDate(cell: string, formats: readonly CellFormat[]): string | undefined {
  const text = tidyCell(cell);
  const bits = readKinds(text);
  let year: number;
  let month: number;
  let day: number;
  let rest = "";
  if (bits & (kind.ymd | kind.ymdChinese)) {
    const match = dateParts.exec(text)!;
    [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    rest = match[4]!;
  } else if (bits & kind.ymd8 && formats.includes("YYYYMMDD")) {
    [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))];
    if (text.length === 14) rest = `${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12)}`;
  } else if (bits & (kind.dmy | kind.mdy)) {
    const match = slashed.exec(text)!;
    const dayFirst = formats.some((f) => f === "D/M/YYYY" || f === "D/M/YY");
    [day, month] = dayFirst ? [Number(match[1]), Number(match[2])] : [Number(match[2]), Number(match[1])];
    year = Number(match[3]);
    if (match[3]!.length === 2) year += year < 70 ? 2000 : 1900;
    rest = match[4]!;
  } else if (formats.includes("excel-serial") && bits & (kind.integer | kind.decimal)) {
    return excelDate(Number(text));
  } else return undefined;
  if (!isCalendarDay(year, month, day)) return undefined;
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  const clock = /^(\d{1,2})(?:[:时点](\d{1,2})?)?(?:[:分](\d{1,2})?)?[秒.\d]*\s*(AM|PM)?/i.exec(rest);
  if (rest === "" || !clock) return date;
  let hour = Number(clock[1]);
  if (clock[4]) hour = (hour % 12) + (/p/i.test(clock[4]) ? 12 : 0);
  return `${date} ${pad(hour)}:${pad(clock[2] ?? 0)}:${pad(clock[3] ?? 0)}`;
}

/** Reads a number in any of the written forms (1,234.5, ¥12, 3279.00米) as plain decimal text. A percentage stays the number before its sign. */
export function readNumber(cell: string): string | undefined {
  const text = tidyCell(cell);
  const match = /^[¥￥$€£A-Z\s]*([-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?)\.?(?:\s*\S{0,12})?$/.exec(text);
  if (!match || !/\d/.test(match[1]!)) return undefined;
  return match[1]!.replaceAll(",", "").replace(/^\+/, "");
}

const chineseDigits: Record<string, number> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  十一: 11,
  十二: 12,
};
const smallNumber = (text: string): number => chineseDigits[text] ?? Number(text);

/**
 * Reads a period as sortable text: `2023`, `2023-03`, `2023-Q2`, `2023-H1`, `2023/2024`; undefined when it has no
 * year. 201904 is a quarter where `formats` holds `YYYY0Q`.
 */
export function readPeriod(cell: string, formats: readonly CellFormat[]): string | undefined {
  const text = tidyCell(cell);
  const match = /^(\d{4})\s*(?:学年度?|年度?)?(.*)$/.exec(text);
  if (!match) return undefined;
  const year = match[1]!;
  const rest = match[2]!.trim();
  if (rest === "") return year;
  const quarter = /^第?([一二三四1-4])季度?$|^[-/ ]?[Qq]([1-4])$/.exec(rest);
  if (quarter) return `${year}-Q${smallNumber(quarter[1] ?? quarter[2]!)}`;
  if (/^[上下]半年$|^[-/ ]?[Hh][12]$/.test(rest)) return `${year}-H${/上|1/.test(rest) ? 1 : 2}`;
  if (/^\d{2}$/.test(rest)) {
    if (formats.includes("YYYY0Q")) return `${year}-Q${Number(rest)}`;
    return Number(rest) >= 1 && Number(rest) <= 12 ? `${year}-${rest}` : undefined;
  }
  const month = /^[-/.]?(\d{1,2}|[一二三四五六七八九十]{1,2})(?:月份?)?$/.exec(rest);
  if (month) return `${year}-${pad(smallNumber(month[1]!))}`;
  const range = /^[-–—~～至到/]\s*(\d{4})/.exec(rest);
  return range ? `${year}/${range[1]}` : undefined;
}
