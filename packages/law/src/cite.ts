import { LawError, quoted } from "./law-error.ts";
import type { PackId } from "./rule.ts";
import { packOf } from "./rule-for.ts";

const DIGITS = "零一二三四五六七八九";

/** A number from 1 to 99 as Chinese law writes it: 21 → 二十一. */
export function chineseNumber(value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 99) {
    throw new LawError("law.number-invalid", {
      zh: "序号须为 1 至 99",
      en: "the number must be from 1 to 99",
    });
  }
  const tens = Math.floor(value / 10);
  const units = value % 10;
  if (tens === 0) return DIGITS[units]!;
  return `${tens === 1 ? "" : DIGITS[tens]}十${units === 0 ? "" : DIGITS[units]}`;
}

/** Writes out a reference: "21.2" → 第二十一条第二款 / Art. 21(2); "ch4" → 第四章 / Chapter 4. */
export function citeArticle(article: string, language: "zh" | "en"): string {
  const match = /^(?:ch(\d{1,2})|(\d{1,2})(?:\.(\d{1,2}))?)$/.exec(article);
  if (!match) {
    throw new LawError("law.article-invalid", {
      zh: `条款“${quoted(article)}”写法不对，应如 21 或 21.2`,
      en: `"${quoted(article)}" is no article reference; write it like 21 or 21.2`,
    });
  }
  const [chapter, number, paragraph] = match.slice(1, 4).map((part) => (part ? Number(part) : null));
  if (chapter) return language === "zh" ? `第${chineseNumber(chapter)}章` : `Chapter ${chapter}`;
  if (language === "en") return `Art. ${number}${paragraph ? `(${paragraph})` : ""}`;
  return `第${chineseNumber(number!)}条${paragraph ? `第${chineseNumber(paragraph)}款` : ""}`;
}

/** Instrument and article together: 《青岛市公共数据管理办法》第十七条第二款. */
export function cite(pack: PackId, article: string | null, language: "zh" | "en"): string {
  const name = packOf(pack).instrument[language];
  const where = article === null ? "" : citeArticle(article, language);
  if (language === "zh") return `《${name}》${where}`;
  return where === "" ? name : `${name}, ${where}`;
}
