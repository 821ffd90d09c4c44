import type { Text } from "../platform/index.ts";
import type { EntryDraft } from "./content.ts";
import type { OpenType, Term } from "./vocabulary.ts";

/** What a scheme finds wrong with an entry. `path` is a JSON pointer without the leading slash. */
export interface GradeProblem extends Text {
  readonly path: string;
  readonly article: string;
}

/**
 * A classification and grading scheme (Art. 7). The city's authority sets its own; a deployment plugs one in
 * here, and everything that asks about classes or grades asks the scheme.
 */
export interface Scheme {
  readonly id: string;
  readonly title: Text;
  readonly classes: Readonly<Record<string, Term>>;
  /** From the least to the most protected; the order is the rank. */
  readonly grades: Readonly<Record<string, Term>>;
  /** Pure. What is wrong with class, grade and open type of an entry; empty when nothing is. */
  check(content: EntryDraft): GradeProblem[];
}

const classes = {
  governance: { zh: "综合政务", en: "General government" },
  economy: { zh: "经济管理", en: "Economic management" },
  finance: { zh: "财政、金融", en: "Public finance" },
  "land-energy": { zh: "国土资源、能源", en: "Land and energy" },
  "industry-transport": { zh: "工业、交通", en: "Industry and transport" },
  information: { zh: "信息产业", en: "Information industry" },
  "construction-environment": { zh: "城乡建设、环境保护", en: "Construction and environment" },
  "agriculture-water": { zh: "农业、水利", en: "Agriculture and water" },
  commerce: { zh: "商业、贸易", en: "Commerce" },
  tourism: { zh: "旅游、服务业", en: "Tourism and services" },
  "weather-surveying": { zh: "气象、海洋、测绘", en: "Weather, sea and surveying" },
  justice: { zh: "政法、监察", en: "Justice" },
  "science-education": { zh: "科技、教育", en: "Science and education" },
  "culture-health": { zh: "文化、卫生、体育", en: "Culture, health and sport" },
  labour: { zh: "劳动、人事", en: "Labour and personnel" },
  "civil-affairs": { zh: "民政、社区", en: "Civil affairs" },
  other: { zh: "其他", en: "Other" },
} as const;

const grades = {
  L1: { zh: "一般数据 1 级", en: "General, level 1", note: { zh: "公开无影响", en: "no harm when public" } },
  L2: { zh: "一般数据 2 级", en: "General, level 2", note: { zh: "轻微影响", en: "slight harm" } },
  L3: {
    zh: "一般数据 3 级",
    en: "General, level 3",
    note: { zh: "一般影响；含个人信息的不低于此级", en: "some harm; personal information is at least this" },
  },
  L4: { zh: "一般数据 4 级", en: "General, level 4", note: { zh: "严重影响", en: "serious harm" } },
  important: { zh: "重要数据", en: "Important data", note: { zh: "不得开放", en: "never open" } },
  core: { zh: "核心数据", en: "Core data", note: { zh: "不得开放", en: "never open" } },
} as const;

const rank = new Map(Object.keys(grades).map((grade, i) => [grade, i]));
const rankOf = (grade: string | undefined) => (grade === undefined ? -1 : (rank.get(grade) ?? -1));
const neverOpen = new Set(["important", "core"]);
const isOpen = (type: OpenType | undefined) => type === "unconditional" || type === "conditional";

/** The scheme where a deployment sets none: general data L1–L4, important, core (数据安全法 art. 21's tiers). */
export const defaultScheme: Scheme = {
  id: "general-important-core",
  title: { zh: "一般（1—4 级）、重要、核心", en: "General (levels 1–4), important, core" },
  classes,
  grades,
  check(content) {
    const found: GradeProblem[] = [];
    const say = (path: string, article: string, zh: string, en: string) =>
      found.push({ path, article, zh, en });
    if (content.class !== undefined && !Object.hasOwn(classes, content.class))
      say("class", "7", "没有这个分类", "there is no such class");
    if (content.grade !== undefined && !rank.has(content.grade))
      say("grade", "7", "没有这个级别", "there is no such grade");

    for (const [i, item] of (content.items ?? []).entries()) {
      const path = `items/${i}/grade`;
      if (item.grade !== undefined && !rank.has(item.grade))
        say(path, "7", "没有这个级别", "there is no such grade");
      if (item.personal && rankOf(item.grade ?? content.grade) < rankOf("L3"))
        say(path, "7", "个人信息项不低于 3 级", "an item of personal information is at least L3");
      if (content.grade !== undefined && rankOf(item.grade) > rankOf(content.grade))
        say("grade", "7", `级别不得低于“${item.name}”的级别`, `may not be below the grade of ${item.column}`);
    }
    if (content.grade !== undefined && neverOpen.has(content.grade) && isOpen(content.openType))
      say("openType", "26.2", "重要数据、核心数据不得开放", "important and core data are never open");
    return found;
  },
};
