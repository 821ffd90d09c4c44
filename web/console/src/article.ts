import type { Lang } from "./language.tsx";

const digits = "零一二三四五六七八九";

/** A number from 1 to 99 in Chinese as articles are numbered: 21 → 二十一. Others stay in digits. */
export function chineseNumber(n: number): string {
  if (!Number.isInteger(n) || n < 1 || n > 99) return String(n);
  if (n < 10) return digits[n] as string;
  const tens = Math.floor(n / 10);
  return `${tens === 1 ? "" : digits[tens]}十${n % 10 ? digits[n % 10] : ""}`;
}

const instruments: Record<string, { zh: string; en: string }> = {
  "qingdao-299": { zh: "《青岛市公共数据管理办法》", en: "Qingdao Public Data Measures, " },
  "statecouncil-809": { zh: "《政务数据共享条例》", en: "Government Data Sharing Regulations, " },
};

/** "21.2" → 第二十一条第二款 / Art. 21(2); with `instrument` the name of the regulation stands before it. */
export function citeArticle(article: string, lang: Lang, instrument?: string): string {
  const [number, paragraph] = article.split(".").map(Number);
  const named = instrument ? (instruments[instrument]?.[lang] ?? "") : "";
  if (!number) return named + article;
  if (lang === "en") return `${named}Art. ${number}${paragraph ? `(${paragraph})` : ""}`;
  return `${named}第${chineseNumber(number)}条${paragraph ? `第${chineseNumber(paragraph)}款` : ""}`;
}
