/** What a spreadsheet's number format makes of a number. */
export type NumberLook = "number" | "date" | "time" | { digits: number };

const builtInDates = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);
const builtInTimes = new Set([18, 19, 20, 21, 32, 33, 45, 46, 47]);

/** Reads a number format by its id (ECMA-376, 18.8.30) and, for those of the file itself, its code. */
export function readNumberFormat(id: number, code: string | undefined): NumberLook {
  if (code === undefined) return builtInDates.has(id) ? "date" : builtInTimes.has(id) ? "time" : "number";
  const first = code.split(";")[0]!;
  const bare = first.replace(/"[^"]*"|\\.|_.|\*./g, "").replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "");
  // 000000: a code shown with its leading zeros.
  if (/^0{2,}$/.test(bare)) return { digits: bare.length };
  if (/general|[#0?]/i.test(bare.replace(/s\.0+|\.0+/g, ""))) return "number";
  if (/[yd]|m{1,5}/i.test(bare)) return /[yd]/i.test(bare) || !/[hs]/i.test(bare) ? "date" : "time";
  return /[hs]/i.test(bare) ? "time" : "number";
}

/** A stored double as a spreadsheet shows it: 15 significant digits, no exponent for whole numbers. */
export function showNumber(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
  return String(Number(value.toPrecision(15)));
}

/** `hh:mm:ss` of a fraction of a day. */
export function showTime(fraction: number): string {
  const seconds = Math.round((fraction % 1) * 86_400);
  const part = (n: number) => String(n).padStart(2, "0");
  return `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`;
}
