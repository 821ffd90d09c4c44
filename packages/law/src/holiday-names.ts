import type { Text } from "./law-error.ts";

/** The statutory holidays, under the names people use. */
export const holidays = {
  newYear: { zh: "元旦", en: "New Year's Day" },
  spring: { zh: "春节", en: "Spring Festival" },
  qingming: { zh: "清明节", en: "Qingming Festival" },
  labour: { zh: "劳动节", en: "Labour Day" },
  dragonBoat: { zh: "端午节", en: "Dragon Boat Festival" },
  midAutumn: { zh: "中秋节", en: "Mid-Autumn Festival" },
  national: { zh: "国庆节", en: "National Day" },
} as const satisfies Record<string, Text>;

/** Finds our name for a holiday that a table calls by its Chinese name, with or without the final 节. */
export function holidayName(zh: string, en: string): Text {
  const bare = zh.replace(/节$/u, "");
  return Object.values(holidays).find((name) => name.zh.replace(/节$/u, "") === bare) ?? { zh, en };
}
