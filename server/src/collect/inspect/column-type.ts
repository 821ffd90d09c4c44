import { anyDate, anyNumber, anyPeriod, kind } from "./cell-kinds.ts";
import type { ColumnProfile } from "./column-profile.ts";
import { hints } from "./header-names.ts";
import type { CellFormat, ColumnType } from "./inspection.ts";

export interface TypeDecision {
  type: ColumnType;
  formats?: CellFormat[];
  /** Day and month could not be told apart. */
  ambiguous?: boolean;
  /** Unit found behind the numbers. */
  unit?: string;
  /** Whether a cell with these readings is of the type. Placeholders (NA, -) are asked about separately. */
  fits: (bits: number) => boolean;
  /** Placeholders count as no value. */
  placeholders: boolean;
}

const has = (bits: number) => (cell: number) => (cell & bits) !== 0;

/** Decides a column's type from its cells and, where they leave it open, from its name. */
export function decideType(name: string, unit: string | undefined, profile: ColumnProfile): TypeDecision {
  const missing = profile.count((b) => (b & kind.missing) !== 0 && (b & kind.boolean) === 0);
  const errors = profile.count(has(kind.error));
  const total = profile.filled - missing - errors;
  if (total <= 0) return { type: "empty", fits: () => true, placeholders: true };
  const share = (fits: (bits: number) => boolean) => profile.count(fits) / total;
  return (
    dates(name, profile, share) ??
    times(share) ??
    periods(name, profile, share) ??
    booleans(name, profile, share) ??
    numbers(name, unit, profile, share) ??
    codes(name, profile, share) ?? { type: "text", fits: () => true, placeholders: false }
  );
}

type Share = (fits: (bits: number) => boolean) => number;

function dates(name: string, profile: ColumnProfile, share: Share): TypeDecision | undefined {
  const written = share(has(kind.ymd | kind.ymdChinese | kind.dmy | kind.mdy));
  const digits = share(has(kind.ymd8));
  const accepted =
    written >= 0.2 || digits < 0.95 ? kind.ymd | kind.ymdChinese | kind.dmy | kind.mdy : anyDate;
  if (share(has(accepted)) < 0.8) {
    // 8 digits that are all days are days: of random numbers 0.08 % are. Mixed with written dates they count too.
    if (written > 0 && share(has(anyDate)) >= 0.9) return dated(profile, anyDate, share);
    return serials(name, profile, share);
  }
  return dated(profile, written > 0 && digits > 0 ? anyDate : accepted, share);
}

function dated(profile: ColumnProfile, accepted: number, share: Share): TypeDecision {
  const fits = has(accepted);
  const clock = share((b) => fits(b) && (b & kind.clock) !== 0);
  const type = clock >= 0.05 ? "datetime" : "date";
  const counts = new Map<CellFormat, number>();
  const put = (format: CellFormat, count: number) => count > 0 && counts.set(format, count);
  put("YYYY-MM-DD", profile.count(has(kind.ymd)));
  put("YYYY年M月D日", profile.count(has(kind.ymdChinese)));
  if (accepted & kind.ymd8) put("YYYYMMDD", profile.count(has(kind.ymd8)));
  const order = dayMonthOrder(profile);
  for (const short of [false, true]) {
    const count = profile.count(
      (b) => (b & (kind.dmy | kind.mdy)) !== 0 && ((b & kind.shortYear) !== 0) === short,
    );
    if (order !== "month") put(short ? "D/M/YY" : "D/M/YYYY", count);
    if (order !== "day") put(short ? "M/D/YY" : "M/D/YYYY", order === "month" ? count : count - 0.1);
  }
  const formats = [...counts].sort((a, b) => b[1] - a[1]).map(([format]) => format);
  const clockFits = type === "date" ? (b: number) => fits(b) && (b & kind.clock) === 0 : fits;
  const orderFits =
    order === "day"
      ? (b: number) => clockFits(b) && ((b & kind.dmy) !== 0 || (b & kind.mdy) === 0)
      : order === "month"
        ? (b: number) => clockFits(b) && ((b & kind.mdy) !== 0 || (b & kind.dmy) === 0)
        : clockFits;
  return {
    type,
    formats,
    ...(order === "unknown" ? { ambiguous: true } : {}),
    fits: orderFits,
    placeholders: true,
  };
}

/** Which comes first in 3/6/2024: told by the cells where only one reading is a day of the calendar. */
function dayMonthOrder(profile: ColumnProfile): "none" | "day" | "month" | "unknown" {
  const onlyDay = profile.count((b) => (b & kind.dmy) !== 0 && (b & kind.mdy) === 0);
  const onlyMonth = profile.count((b) => (b & kind.mdy) !== 0 && (b & kind.dmy) === 0);
  const both = profile.count((b) => (b & kind.mdy) !== 0 && (b & kind.dmy) !== 0);
  if (onlyDay + onlyMonth + both === 0) return "none";
  if (onlyDay > onlyMonth * 9) return "day";
  if (onlyMonth > onlyDay * 9) return "month";
  if (onlyDay === 0 && onlyMonth === 0) {
    // 5/5/2020 is one day in either order.
    for (const [value, seen] of profile.distinct.values) {
      const match = seen.bits & kind.dmy ? /^\s*(\d{1,2})[-/.](\d{1,2})/.exec(value) : null;
      if (match && Number(match[1]) !== Number(match[2])) return "unknown";
    }
    return "month";
  }
  return "unknown";
}

/** Excel's day numbers: 44327 under a heading that speaks of a date. */
function serials(name: string, profile: ColumnProfile, share: Share): TypeDecision | undefined {
  if (!hints.date.test(name) || share(has(kind.integer | kind.decimal)) < 0.95) return undefined;
  if (profile.least < 18_264 || profile.greatest > 73_050) return undefined;
  const type = share(has(kind.decimal)) > 0 ? "datetime" : "date";
  return { type, formats: ["excel-serial"], fits: has(kind.integer | kind.decimal), placeholders: true };
}

function times(share: Share): TypeDecision | undefined {
  return share(has(kind.time)) >= 0.9
    ? { type: "time", fits: has(kind.time), placeholders: true }
    : undefined;
}

function periods(name: string, profile: ColumnProfile, share: Share): TypeDecision | undefined {
  const hinted = hints.period.test(name);
  const sure = kind.yearChinese | kind.month | kind.monthChinese | kind.quarter | kind.half | kind.yearRange;
  const sureShare = share(has(sure));
  const accepted = anyPeriod | (hinted || sureShare > 0 ? kind.year : 0);
  const codeLike = hints.code.test(name) && !hinted;
  const likely =
    sureShare >= 0.5 ||
    (sureShare > 0 && hinted) ||
    (!codeLike && profile.filled >= 3 && share(has(kind.month6)) >= 0.95) ||
    (hints.year.test(name) && share(has(kind.year)) >= 0.8) ||
    (hinted && share(has(kind.partial)) >= 0.8);
  if (!likely || share(has(accepted)) < 0.8) return undefined;
  const quarters = hints.quarter.test(name) && onlyQuarters(profile);
  const onlyPartial = share(has(kind.partial)) >= 0.8;
  const forms: [CellFormat, number][] = [
    ["YYYY", kind.year],
    ["YYYY年", kind.yearChinese],
    [quarters ? "YYYY0Q" : "YYYYMM", kind.month6],
    ["YYYY-MM", kind.month],
    ["YYYY年M月", kind.monthChinese],
    ["quarter", kind.quarter],
    ["half-year", kind.half],
    ["year-range", kind.yearRange],
    ["M月", onlyPartial ? kind.partial : 0],
  ];
  const formats = forms
    .map(([format, bits]) => ({ format, count: profile.count(has(bits)) }))
    .filter((f) => f.count > 0)
    .sort((a, b) => b.count - a.count)
    .map((f) => f.format);
  // A quarter without its year cannot be put on an axis of time, unless the whole column is so.
  const fits = onlyPartial ? has(kind.partial) : has(accepted & ~kind.partial);
  return { type: "period", formats, fits, placeholders: true };
}

/** Whether all six-digit periods end in 01–04: under a heading of quarters they are quarters, not months. */
function onlyQuarters(profile: ColumnProfile): boolean {
  let seen = 0;
  for (const [value, { bits }] of profile.distinct.values) {
    if (!(bits & kind.month6)) continue;
    seen++;
    if (!/0[1-4]\s*$/.test(value)) return false;
  }
  return seen >= 2;
}

function booleans(name: string, profile: ColumnProfile, share: Share): TypeDecision | undefined {
  const words = [...profile.booleans].sort((a, b) => b[1] - a[1]);
  if (words[0] && share(has(kind.boolean)) >= 0.95 && profile.distinct.count <= 4) {
    const word = words[0][0] as CellFormat;
    // 无 alone is a placeholder, and a lone letter in a one-valued column says nothing.
    const both = profile.distinct.count >= 2 || word === "true-false" || hints.boolean.test(name);
    if (both) return { type: "boolean", formats: [word], fits: has(kind.boolean), placeholders: false };
  }
  if (hints.boolean.test(name) && share(has(kind.bit)) >= 0.95)
    return { type: "boolean", formats: ["0-1"], fits: has(kind.bit), placeholders: true };
  return undefined;
}

function numbers(
  name: string,
  unit: string | undefined,
  profile: ColumnProfile,
  share: Share,
): TypeDecision | undefined {
  const digits = share(has(kind.integer | kind.zeros | kind.long | kind.scientific));
  const scientific = share(has(kind.scientific));
  const clockLike = hints.clock.test(name) && profile.longest <= 2;
  const codeHint = hints.code.test(name) && !hints.serial.test(name);
  const withDecimals = share((b) => (b & kind.decimal) !== 0 && (b & kind.scientific) === 0);
  const coded =
    digits >= 0.8 &&
    withDecimals < 0.05 &&
    !clockLike &&
    (share(has(kind.zeros)) > 0 ||
      share(has(kind.long)) > 0.2 ||
      (codeHint && profile.least >= 0) ||
      scientific >= 0.5);
  if (coded) {
    const lost = share(has(kind.long)) > 0 || codeHint ? kind.scientific : 0;
    return {
      type: "code",
      fits: (b) =>
        (b & (kind.integer | kind.zeros | kind.long | kind.token | kind.word)) !== 0 && (b & lost) === 0,
      placeholders: true,
    };
  }
  const accepted = anyNumber | (clockLike ? kind.zeros : 0);
  if (share(has(accepted)) < 0.85) return undefined;
  if (codeHint && scientific > 0) return undefined;
  const formats: CellFormat[] = [];
  if (share(has(kind.withUnit)) > 0) formats.push("with-unit");
  if (share(has(kind.grouped)) > 0) formats.push("grouped");
  if (share(has(kind.currency)) > 0) formats.push("currency");
  if (share(has(kind.percent)) > 0) formats.push("percent");
  if (
    formats.length > 0 &&
    share((b) => has(accepted)(b) && !has(kind.withUnit | kind.grouped | kind.currency | kind.percent)(b)) > 0
  )
    formats.push("plain");
  const common = [...profile.units].sort((a, b) => b[1].count - a[1].count)[0];
  const fractional = share(has(kind.decimal | kind.withUnit)) > 0;
  const paid =
    share(has(kind.currency)) >= 0.5 ||
    (unit ?? common?.[0] ?? "").endsWith("元") ||
    (hints.money.test(name) && !unit);
  const type = paid ? "money" : fractional ? "decimal" : "integer";
  const shown = unit ?? common?.[0] ?? (formats.includes("percent") ? "%" : undefined);
  return {
    type,
    ...(formats.length > 0 ? { formats } : {}),
    ...(shown ? { unit: shown } : {}),
    fits: has(accepted),
    placeholders: true,
  };
}

function codes(name: string, profile: ColumnProfile, share: Share): TypeDecision | undefined {
  const coded = hints.code.test(name);
  const token = share(has(kind.token | kind.long | kind.zeros | (coded ? kind.scientific : 0)));
  const average = profile.textLength / Math.max(1, profile.filled);
  // 股票代码: most are digits, yet NIU is one of them.
  const allTokens = coded
    ? share(has(kind.token | kind.word | kind.long | kind.zeros | kind.scientific))
    : token;
  if (allTokens < 0.9 || token < 0.5 || average > 48) return undefined;
  // Tokens with digits under any name; a name that says code lets single digits in.
  const varied = profile.distinct.count > Math.min(5, profile.filled / 2);
  if (!coded && !varied) return undefined;
  // Numbers with a slip among them are no codes.
  if (!coded && share(has(kind.integer | kind.decimal)) >= 0.5) return undefined;
  const lost = coded ? kind.scientific : 0;
  return { type: "code", fits: (b) => (b & lost) === 0, placeholders: true };
}
