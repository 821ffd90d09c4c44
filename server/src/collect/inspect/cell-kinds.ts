import { isCalendarDay } from "../../platform/identifiers/index.ts";

/** What one cell could be read as: a set of bits, since 201902 is an integer, a month and a code at once. */
export const kind = {
  integer: 1 << 0,
  decimal: 1 << 1,
  grouped: 1 << 2,
  currency: 1 << 3,
  percent: 1 << 4,
  /** Digits with a leading zero: 007. */
  zeros: 1 << 5,
  /** More digits than a double holds: 16 and up. */
  long: 1 << 6,
  /** 9.11E+17: what Excel leaves of a long number. */
  scientific: 1 << 7,
  boolean: 1 << 8,
  ymd: 1 << 9,
  ymd8: 1 << 10,
  ymdChinese: 1 << 11,
  dmy: 1 << 12,
  mdy: 1 << 13,
  shortYear: 1 << 14,
  /** The date carries a time of day. */
  clock: 1 << 15,
  time: 1 << 16,
  year: 1 << 17,
  yearChinese: 1 << 18,
  month6: 1 << 19,
  month: 1 << 20,
  monthChinese: 1 << 21,
  quarter: 1 << 22,
  half: 1 << 23,
  yearRange: 1 << 24,
  /** A month or quarter without its year. */
  partial: 1 << 25,
  withUnit: 1 << 26,
  missing: 1 << 27,
  error: 1 << 28,
  bit: 1 << 29,
  /** An unbroken ASCII token with a digit in it. */
  token: 1 << 30,
  /** An unbroken ASCII token without a digit. */
  word: 1 << 31,
} as const;

export const anyNumber =
  kind.integer | kind.decimal | kind.grouped | kind.currency | kind.percent | kind.withUnit | kind.scientific;
export const anyDate = kind.ymd | kind.ymd8 | kind.ymdChinese | kind.dmy | kind.mdy;
export const anyPeriod =
  kind.yearChinese |
  kind.month |
  kind.monthChinese |
  kind.quarter |
  kind.half |
  kind.yearRange |
  kind.month6 |
  kind.partial;
/** Looks like a value rather than the name of one. */
export const anyValue = anyNumber | anyDate | anyPeriod | kind.time | kind.zeros | kind.long;

export const units =
  "平方公里|平方千米|平方米|立方米|万立方米|公里|千米|厘米|毫米|微米|海里|米|公顷|万亩|亩|万吨|吨|公斤|千克|克|毫克|升|毫升|亿元|万元|千元|百元|元|万美元|亿美元|美元|亿人次|万人次|人次|万人|千人|人|万户|户|个|家|所|座|处|栋|套|间|台|辆|艘|架|件|张|份|册|篇|条|项|次|例|场|班|床|辆次|株|棵|头|只|羽|盏|根|本|部|期|批|岁|年|月|天|日|小时|分钟|秒|千瓦时|万千瓦时|亿千瓦时|千瓦|万千瓦|兆瓦|千伏|度|百分点|分贝|㎡|㎥|m²|m³|m2|m3|km²|km2|km|cm|mm|hm²|hm2|ha|kg|mg|μg|ug|g|t|kWh|MWh|kW|MW|kV|Hz|dB|℃|°C|°|‰|%|hPa|Pa|L|mL|ppm|ppb|h|min|s|m";
const compound = `(?:10\\^?\\d\\s*|百|千|万|亿)?(?:${units})(?:[/·*](?:${units}|100km|人|户|年|日|天|月|h|d|a)){0,2}(?:-[123])?`;
// biome-ignore lint/plugin: made of the constants above alone.
export const unitPattern = new RegExp(`^${compound}$`);

// biome-ignore lint/plugin: made of the constants above alone.
const numberWithUnit = new RegExp(`^([-+]?\\d+(?:,\\d{3})*(?:\\.\\d+)?)\\s*(${compound})$`);
const numeric = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/;
const grouped = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const currency =
  /^[-+]?(?:[¥￥$€£]|RMB|CNY|USD)\s?-?\d[\d,]*(?:\.\d+)?$|^[-+]?\d[\d,]*(?:\.\d+)?(?:[万亿])?元$/;
const clockPart =
  "(?:[T ]|\\s+)?(?:(\\d{1,2})(?::|时|点)(?:(\\d{1,2})(?:(?::|分)(?:(\\d{1,2})(?:\\.\\d{1,9})?秒?)?)?)?)?\\s*(AM|PM)?(?:Z|[+-]\\d{2}:?\\d{2})?";
// biome-ignore lint/plugin: made of the constants above alone.
const ymd = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${clockPart}$`);
// biome-ignore lint/plugin: made of the constants above alone.
const ymdChinese = new RegExp(`^(\\d{4})\\s*年\\s*(\\d{1,2})\\s*月\\s*(\\d{1,2})\\s*[日号]?${clockPart}$`);
// biome-ignore lint/plugin: made of the constants above alone.
const slashed = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${clockPart}$`);
const quarterWords = "[一二三四1-4]";
// biome-ignore lint/plugin: made of the constants above alone.
const quarter = new RegExp(`^(?:第?${quarterWords}季度?|[-/ ]?[Qq][1-4])$`);
// biome-ignore lint/plugin: made of the constants above alone.
const partOfYear = new RegExp(
  `^第?${quarterWords}(?:季度?|月份?)$|^[Qq][1-4]$|^十[一二]?月份?$|^[五六七八九]月份?$|^[上下]半年$`,
);

const missingWords = new Set([
  "NA",
  "N/A",
  "NaN",
  "nan",
  "null",
  "NULL",
  "None",
  "-",
  "--",
  "—",
  "——",
  "/",
  "\\",
  "\\N",
  "无",
  "暂无",
  "空",
  "不详",
  "未知",
  "待定",
  "…",
]);
const errorWords = /^#(?:N\/A|REF!|DIV\/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|####*)$/;
const booleans: Record<string, "true-false" | "是否" | "有无" | "yes-no"> = {
  true: "true-false",
  false: "true-false",
  是: "是否",
  否: "是否",
  有: "有无",
  yes: "yes-no",
  no: "yes-no",
  y: "yes-no",
  n: "yes-no",
};

/** Which way of saying yes and no a tidy cell uses. `无` counts only beside `有`, which the column decides. */
export const booleanWords = (text: string) => (text === "无" ? "有无" : booleans[text.toLowerCase()]);

/** The unit behind a number, as in 3279.00米. */
export const unitOf = (text: string): string | undefined => numberWithUnit.exec(text)?.[2];

/** All the readings of one tidy cell (`tidyCell`), not blank. */
export function readKinds(text: string): number {
  if (text.length > 64) return 0;
  const first = text.charCodeAt(0);
  let bits = 0;
  const last = text.charCodeAt(text.length - 1);
  const digitFirst = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46;
  if (digitFirst) {
    if (numeric.test(text)) bits |= numberKinds(text);
    else if (grouped.test(text)) bits |= kind.grouped | (text.includes(".") ? kind.decimal : kind.integer);
    else if (last === 37 && numeric.test(text.slice(0, -1))) bits |= kind.percent | kind.decimal;
    bits |= dateKinds(text);
    if ((bits & (anyNumber | anyDate | anyPeriod)) === 0 && numberWithUnit.test(text)) bits |= kind.withUnit;
    if (currency.test(text)) bits |= kind.currency;
  } else if (
    first > 127 ||
    (first >= 65 && first <= 122) ||
    first === 36 ||
    first === 47 ||
    first === 35 ||
    first === 92
  ) {
    if (currency.test(text)) bits |= kind.currency | kind.decimal;
    if (text.length <= 7 && partOfYear.test(text)) bits |= kind.partial;
    if (text.length <= 5 && booleanWords(text)) bits |= kind.boolean;
    if (errorWords.test(text)) bits |= kind.error;
  }
  if (text.length <= 4 && missingWords.has(text)) bits |= kind.missing;
  // 0-4 is a range.
  if (text.length >= 2 && first < 128 && /^[\w][\w\-./()[\]]*$/.test(text) && !/^\d{1,5}-\d{1,5}$/.test(text))
    bits |= /\d/.test(text) ? kind.token : kind.word;
  return bits;
}

function numberKinds(text: string): number {
  let bits = 0;
  const sign = text[0] === "-" || text[0] === "+" ? 1 : 0;
  if (/[eE]/.test(text))
    return kind.decimal | (/^\d(?:\.\d+)?[eE]\+\d{2,3}$/.test(text) ? kind.scientific : 0);
  if (text.includes(".")) {
    // Written with a leading zero other than 0.5: a code such as 01.02.
    return text.charCodeAt(sign) === 48 && text.charCodeAt(sign + 1) !== 46 ? kind.zeros : kind.decimal;
  }
  const digits = text.length - sign;
  if (digits > 1 && text.charCodeAt(sign) === 48) bits |= kind.zeros;
  else bits |= kind.integer;
  if (digits > 15) bits |= kind.long;
  if (digits === 1 && sign === 0 && (text === "0" || text === "1")) bits |= kind.bit;
  if (sign === 1) return bits;
  if (digits === 4 && isYear(Number(text))) bits |= kind.year;
  if (
    digits === 6 &&
    isYear(Number(text.slice(0, 4))) &&
    Number(text.slice(4)) >= 1 &&
    Number(text.slice(4)) <= 12
  )
    bits |= kind.month6;
  if (digits === 8 && isDay(text.slice(0, 4), text.slice(4, 6), text.slice(6))) bits |= kind.ymd8;
  if (
    digits === 14 &&
    isDay(text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)) &&
    isClock(text.slice(8, 10), text.slice(10, 12), text.slice(12))
  )
    bits |= kind.ymd8 | kind.clock;
  return bits;
}

const isYear = (year: number): boolean => year >= 1900 && year <= 2100;
const isDay = (y: string, m: string, d: string): boolean =>
  isYear(Number(y)) && isCalendarDay(Number(y), Number(m), Number(d));
const isClock = (h?: string, m?: string, s?: string): boolean =>
  Number(h ?? 0) <= 24 && Number(m ?? 0) <= 59 && Number(s ?? 0) <= 60;

function dateKinds(text: string): number {
  let match = ymd.exec(text);
  if (match) {
    if (!isClock(match[5], match[6], match[7])) return 0;
    return isDay(match[1]!, match[3]!, match[4]!) ? kind.ymd | (match[5] ? kind.clock : 0) : 0;
  }
  match = ymdChinese.exec(text);
  if (match) {
    if (!isClock(match[4], match[5], match[6])) return 0;
    return isDay(match[1]!, match[2]!, match[3]!) ? kind.ymdChinese | (match[4] ? kind.clock : 0) : 0;
  }
  match = slashed.exec(text);
  if (match) {
    const [, a, separator, b, year, h, m, s] = match;
    // 12.05.20 is a version or a number far more often than a day.
    if (year!.length === 2 && separator === ".") return 0;
    if (!isClock(h, m, s)) return 0;
    const y = year!.length === 2 ? String(2000 + Number(year)) : year!;
    let bits = 0;
    if (isDay(y, b!, a!)) bits |= kind.dmy;
    if (isDay(y, a!, b!)) bits |= kind.mdy;
    if (bits !== 0) bits |= (year!.length === 2 ? kind.shortYear : 0) | (h ? kind.clock : 0);
    return bits;
  }
  if (/^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(text)) {
    const [h, m, s] = text.split(":");
    return isClock(h, m, s) ? kind.time : 0;
  }
  match = /^(\d{4})\s*(?:年度?)?\s*(.*)$/.exec(text);
  if (!match || !isYear(Number(match[1]))) {
    return /^\d{1,2}月份?$/.test(text) && Number.parseInt(text, 10) <= 12 && Number.parseInt(text, 10) > 0
      ? kind.partial
      : 0;
  }
  return periodKinds(text, match[2]!);
}

function periodKinds(text: string, rest: string): number {
  if (rest === "") return text.includes("年") ? kind.yearChinese : 0;
  const hasYear = text.includes("年");
  if (quarter.test(rest)) return kind.quarter;
  if (/^[上下]半年$/.test(rest) || /^[-/ ]?[Hh][12]$/.test(rest)) return kind.half;
  if (/^(?:\d{1,2}|[一二三四五六七八九十]{1,3})月份?$/.test(rest) && hasYear) {
    const month = Number.parseInt(rest, 10);
    return Number.isNaN(month) || (month >= 1 && month <= 12) ? kind.monthChinese : 0;
  }
  if (/^[-/.]\d{1,2}$/.test(rest) && !hasYear) {
    const month = Number(rest.slice(1));
    return month >= 1 && month <= 12 ? kind.month : 0;
  }
  if (/^\s*[-–—~～至到/]\s*\d{4}\s*(?:年|学年|年度)?$/.test(rest)) return kind.yearRange;
  return /^学年度?$/.test(rest) ? kind.yearRange : 0;
}
