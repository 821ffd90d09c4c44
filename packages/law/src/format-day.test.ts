import { describe, expect, it } from "vitest";
import { publishedCalendar } from "./calendar.ts";
import { chineseNumber, cite, citeArticle } from "./cite.ts";
import { formatDay } from "./format-day.ts";
import { LawError } from "./law-error.ts";
import { day } from "./testing/arbitraries.ts";

const calendar = publishedCalendar();

describe("a day as it is shown", () => {
  it.each([
    ["2026-10-10", "2026年10月10日 (周六·调休工作日)", "10 October 2026 (Sat, make-up working day)"],
    ["2026-10-08", "2026年10月8日 (周四)", "8 October 2026 (Thu)"],
    ["2026-10-01", "2026年10月1日 (周四·国庆节放假)", "1 October 2026 (Thu, National Day holiday)"],
    ["2026-10-11", "2026年10月11日 (周日·休息日)", "11 October 2026 (Sun, weekend)"],
    [
      "2027-01-04",
      "2027年1月4日 (周一·放假安排未公布)",
      "4 January 2027 (Mon, holiday notice not yet published)",
    ],
  ])("%s", (text, zh, en) => {
    expect(formatDay(day(text), calendar, "zh")).toBe(zh);
    expect(formatDay(day(text), calendar, "en")).toBe(en);
  });
});

describe("a citation", () => {
  it("is written as each language writes it", () => {
    expect(cite("qingdao-299", "17.2", "zh")).toBe("《青岛市公共数据管理办法》第十七条第二款");
    expect(cite("qingdao-299", "10", "zh")).toBe("《青岛市公共数据管理办法》第十条");
    expect(cite("statecouncil-809", "ch4", "zh")).toBe("《政务数据共享条例》第四章");
    expect(cite("statecouncil-809", null, "zh")).toBe("《政务数据共享条例》");
    expect(cite("qingdao-299", "21.2", "en")).toBe(
      "Qingdao Measures for the Administration of Public Data, Art. 21(2)",
    );
    expect(citeArticle("ch4", "en")).toBe("Chapter 4");
  });

  it("numbers run from 一 to 九十九", () => {
    expect([1, 10, 11, 20, 52, 99].map(chineseNumber)).toEqual([
      "一",
      "十",
      "十一",
      "二十",
      "五十二",
      "九十九",
    ]);
    for (const number of [0, 100, 1.5]) expect(() => chineseNumber(number)).toThrow(LawError);
  });

  it("of nothing sensible is refused", () => {
    for (const text of ["", "x", "21.", "123", "ch"]) expect(() => citeArticle(text, "zh")).toThrow(LawError);
  });
});
