import type { Lang } from "./language.tsx";

const parts = (iso: string) => {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return null;
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: "Asia/Shanghai",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]));
};

/** An instant as a person reads it in Asia/Shanghai: 2026年9月28日 16:05 / 2026-09-28 16:05. */
export function instant(iso: string | null | undefined, lang: Lang): string {
  const p = iso ? parts(iso) : null;
  if (!p) return "—";
  if (lang === "en") return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
  return `${p.year}年${Number(p.month)}月${Number(p.day)}日 ${p.hour}:${p.minute}`;
}

/** The same without the year, for lists: 9月28日 16:05 / 09-28 16:05. */
export function shortInstant(iso: string | null | undefined, lang: Lang): string {
  const p = iso ? parts(iso) : null;
  if (!p) return "—";
  if (lang === "en") return `${p.month}-${p.day} ${p.hour}:${p.minute}`;
  return `${Number(p.month)}月${Number(p.day)}日 ${p.hour}:${p.minute}`;
}

/** A day YYYY-MM-DD: 10月10日 / 10-10. */
export function shortDay(day: string, lang: Lang): string {
  const [, month, date] = day.split("-");
  return lang === "en" ? `${month}-${date}` : `${Number(month)}月${Number(date)}日`;
}

/** A day YYYY-MM-DD with its year: 2026年10月10日 / 2026-10-10. */
export function longDay(day: string, lang: Lang): string {
  const [year, month, date] = day.split("-");
  return lang === "en" ? day : `${year}年${Number(month)}月${Number(date)}日`;
}

/** Bytes in words of 1024: 1.4 MB. */
export function bytesText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let n = bytes;
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit += 1;
  }
  return `${unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

export const count = (n: number) => n.toLocaleString("en-US");
