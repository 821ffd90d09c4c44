import type { Label } from "./api-types.ts";

export type Language = "zh" | "en";

const locale = (language: Language) => (language === "zh" ? "zh-CN" : "en-GB");
const zone = "Asia/Shanghai";

// Making a formatter costs a hundred times what using one does.
const made = new Map<string, Intl.NumberFormat>();
function numbers(language: Language, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = made.get(key) ?? new Intl.NumberFormat(locale(language), options);
  made.set(key, known);
  return known;
}
const civilDay = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
const minutes = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
const longDay = {
  zh: new Intl.DateTimeFormat("zh-CN", { timeZone: "UTC", dateStyle: "long" }),
  en: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "long" }),
};

/** A label in the reader's language; what an agency wrote in Chinese stays Chinese. */
export function say(label: Label | number | null | undefined, language: Language): string {
  if (label === null || label === undefined) return "";
  if (typeof label === "object") return label[language] || label.zh || label.en || "";
  return String(label);
}

export function count(n: number, language: Language): string {
  return numbers(language).format(n);
}

/** A number as exact as it is given. */
export function exact(n: number, language: Language): string {
  return numbers(language, { maximumFractionDigits: 20 }).format(n);
}

/** A quality score of 0–100 with its one decimal: 98.5; a whole one without. Cut, so that 99.96 never becomes 100. */
export function points(score: number, language: Language): string {
  return numbers(language, { maximumFractionDigits: 1 }).format(Math.floor(score * 10 + 1e-6) / 10);
}

/** A large count shortened to three digits and its unit: 4,628,448 → ["462.8", "万"] or ["4.63", "M"]. */
export function bigCount(n: number, language: Language): [figure: string, unit: string] {
  if (n < 10_000) return [count(n, language), ""];
  const parts = numbers(language, {
    notation: "compact",
    maximumSignificantDigits: 4,
  }).formatToParts(n);
  const unit = parts.find((part) => part.type === "compact")?.value ?? "";
  const figure = parts
    .filter((part) => part.type !== "compact" && part.type !== "literal")
    .map((part) => part.value)
    .join("");
  return [figure, unit];
}

/** `share` in 0..1 as a percentage; whole numbers carry no decimals, and 99.96 % never becomes 100 %. */
export function percent(share: number, language: Language): string {
  const cut = share < 1 ? Math.min(Math.round(share * 1000) / 1000, 0.999) : 1;
  return numbers(language, { style: "percent", maximumFractionDigits: 1 }).format(cut);
}

/** Bytes in decimal units, as file managers and download dialogs show them. */
export function bytes(n: number, language: Language): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  const figure = numbers(language, { maximumFractionDigits: digits }).format(value);
  return `${figure} ${units[unit]}`;
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The civil day in Asia/Shanghai of an instant or a day, `YYYY-MM-DD`; the text itself where it is neither. */
export function dayOf(instant: string | Date): string {
  if (typeof instant === "string" && isDay(instant)) return instant;
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  return civilDay.format(date);
}

/** 2026年10月10日 · 10 October 2026. */
export function day(instant: string, language: Language): string {
  const civil = dayOf(instant);
  if (!isDay(civil)) return civil;
  return longDay[language].format(new Date(`${civil}T00:00:00Z`));
}

/** Hours and minutes in Asia/Shanghai, 24-hour. */
export function clockTime(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  return minutes.format(date);
}

/** Day and time in Asia/Shanghai; a day alone stays a day. */
export function moment(instant: string, language: Language): string {
  return isDay(instant) ? day(instant, language) : `${day(instant, language)} ${clockTime(instant)}`.trim();
}

/** Whole civil days in Asia/Shanghai between `instant` and `now`: 0 today, 1 yesterday. */
export function daysAgo(instant: string, now: Date): number {
  const at = Date.parse(`${dayOf(instant)}T00:00:00Z`);
  const today = Date.parse(`${dayOf(now)}T00:00:00Z`);
  return Math.round((today - at) / 86_400_000);
}
