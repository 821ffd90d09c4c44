import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LawError } from "../law-error.ts";
import { qingdao299 } from "../packs/qingdao-299.ts";
import { bearers } from "./article.ts";
import { articleOf, articles, chapters } from "./index.ts";

const root = join(import.meta.dirname, "../../../..");
const data = process.env.ZHANQIAO_TEST_DATA ?? join(root, "../shared/data");
const lawText = join(data, "../law/measures.zh.md");

describe("the articles of order 299", () => {
  it("are 52 in eight chapters, in order", () => {
    expect(articles.map((article) => article.number)).toEqual(Array.from({ length: 52 }, (_, i) => i + 1));
    expect(chapters.map((chapter) => chapter.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const first = chapters.map((chapter) => articles.find((article) => article.chapter === chapter)!.number);
    expect(first).toEqual([1, 9, 19, 26, 31, 40, 48, 52]);
  });

  it("each have one sentence in Chinese and one in English, and known bearers", () => {
    for (const { number, summary, bearers: who } of articles) {
      expect(summary.zh.match(/。/gu), `Art. ${number}`).toHaveLength(1);
      expect(summary.zh.endsWith("。")).toBe(true);
      expect(summary.en, `Art. ${number}`).toMatch(/^[A-Z][^。]*\.$/);
      expect(who.every((bearer) => bearer in bearers)).toBe(true);
    }
  });

  it("carry exactly the periods of the rule pack", () => {
    const rules = qingdao299.rules.map((rule) => `${rule.article.split(".")[0]} ${rule.id}`).sort();
    const indexed = articles
      .flatMap((article) => article.periods.map((id) => `${article.number} ${id}`))
      .sort();
    expect(indexed).toEqual(rules);
    expect(articles.filter((article) => article.setsLimit).map((article) => article.number)).toEqual([
      16, 48,
    ]);
  });

  it("are found by number, and no other number is one", () => {
    expect(articleOf(21).chapter.title.zh).toBe("公共数据共享");
    for (const number of [0, 53, 1.5, Number.NaN]) expect(() => articleOf(number)).toThrow(LawError);
  });

  it.skipIf(!existsSync(lawText))(
    "say it in our own words: no 14 characters running are the law's (needs the law's text)",
    () => {
      const law = readFileSync(lawText, "utf8").replace(/\s/gu, "");
      for (const { number, summary } of articles) {
        const line = summary.zh.replace(/\s/gu, "");
        for (let i = 0; i + 14 <= line.length; i++) {
          expect(law.includes(line.slice(i, i + 14)), `Art. ${number}: ${line.slice(i, i + 14)}`).toBe(false);
        }
      }
    },
  );
});
