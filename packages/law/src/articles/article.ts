import type { Text } from "../law-error.ts";
import type { RuleId } from "../rule.ts";

/** Whom an article of order 299 gives something to do, or leaves free to do. */
export type Bearer =
  | "government"
  | "authority"
  | "city-authority"
  | "sector-department"
  | "regulator"
  | "agency"
  | "provider"
  | "requester"
  | "operator"
  | "exchange"
  | "vendor"
  | "competent-body"
  | "public";

/** The bearers with the words shown for them. */
export const bearers: Readonly<Record<Bearer, Text>> = {
  government: { zh: "市、区（市）政府", en: "city and district governments" },
  authority: { zh: "大数据主管部门", en: "data authorities" },
  "city-authority": { zh: "市级大数据主管部门", en: "the city's data authority" },
  "sector-department": { zh: "行业主管部门", en: "sector departments" },
  regulator: { zh: "网信、公安、保密、国安部门", en: "security regulators" },
  agency: { zh: "公共管理和服务机构", en: "agencies" },
  provider: { zh: "数据提供单位", en: "the provider" },
  requester: { zh: "数据需求单位", en: "the requester" },
  operator: { zh: "授权运营单位", en: "the operator" },
  exchange: { zh: "数据交易平台运营单位", en: "the exchange" },
  vendor: { zh: "第三方服务机构", en: "vendors" },
  "competent-body": { zh: "有权处分机关", en: "the body competent to discipline" },
  public: { zh: "自然人、法人和非法人组织", en: "people and organisations" },
};

/** A chapter of order 299. */
export interface Chapter {
  readonly number: number;
  readonly title: Text;
}

/**
 * One article of order 299 as the platform reads it: a sentence of ours, never the law's text. `periods` are
 * the rules of pack qingdao-299 that rest on it; `setsLimit` marks a period somebody sets case by case.
 */
export interface Article {
  readonly number: number;
  readonly chapter: Chapter;
  readonly summary: Text;
  readonly bearers: readonly Bearer[];
  readonly periods: readonly RuleId[];
  readonly setsLimit: boolean;
}

type Extra = { periods?: readonly RuleId[]; setsLimit?: boolean };

/** Builds the article maker of one chapter, so that each article reads as one entry. */
export function chapterOf(number: number, zh: string, en: string) {
  const chapter: Chapter = { number, title: { zh, en } };
  return (n: number, zhLine: string, enLine: string, who: readonly Bearer[], extra: Extra = {}): Article => ({
    number: n,
    chapter,
    summary: { zh: zhLine, en: enLine },
    bearers: who,
    periods: extra.periods ?? [],
    setsLimit: extra.setsLimit ?? false,
  });
}
