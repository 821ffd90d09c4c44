import { describe, expect, it } from "vitest";
import { chineseNumber, citeArticle } from "./article.ts";
import { bytesText, instant, longDay, shortDay } from "./dates.ts";
import { percent, totalsOf } from "./supervision/totals.ts";
import { csvOf } from "./ui/save-file.ts";

describe("an article", () => {
  it("is cited in the form of the law", () => {
    expect(citeArticle("21.2", "zh")).toBe("第二十一条第二款");
    expect(citeArticle("10", "zh", "qingdao-299")).toBe("《青岛市公共数据管理办法》第十条");
    expect(citeArticle("17.3", "en")).toBe("Art. 17(3)");
  });

  it("is numbered in Chinese up to 99", () => {
    expect([1, 9, 10, 11, 20, 52, 99].map(chineseNumber)).toEqual([
      "一",
      "九",
      "十",
      "十一",
      "二十",
      "五十二",
      "九十九",
    ]);
  });
});

describe("a time", () => {
  it("is shown in Asia/Shanghai, whatever the machine's zone", () => {
    expect(instant("2026-09-28T16:05:00Z", "zh")).toBe("2026年9月29日 00:05");
    expect(instant("2026-09-28T08:05:00Z", "en")).toBe("2026-09-28 16:05");
    expect(instant(null, "zh")).toBe("—");
  });

  it("is a day without a clock where a day is meant", () => {
    expect(longDay("2026-10-08", "zh")).toBe("2026年10月8日");
    expect(shortDay("2026-10-08", "zh")).toBe("10月8日");
  });
});

describe("an amount", () => {
  it("of bytes is said in units of 1024", () => {
    expect(bytesText(900)).toBe("900 B");
    expect(bytesText(1536)).toBe("1.5 KB");
    expect(bytesText(48_284_420)).toBe("46.0 MB");
  });

  it("of duties met is never rounded up to all of them", () => {
    expect(percent(1)).toBe("100%");
    expect(percent(0.9999)).toBe("99.9%");
    expect(percent(0.986)).toBe("98.6%");
  });

  it("of all procedures is a share of what has ended or is overdue", () => {
    const period = {
      rule: "r",
      title: { zh: "", en: "" },
      article: "1",
      workingDays: 1,
      medianDays: 1,
      share: 1,
    };
    const item = { procedure: "p", title: { zh: "", en: "" }, open: 0, closed: 0 };
    const totals = totalsOf([{ ...item, periods: [{ ...period, met: 8, late: 1, overdue: 1, running: 5 }] }]);
    expect(totals).toEqual({ met: 8, late: 1, overdue: 1, running: 5, share: 0.8 });
    expect(totalsOf([]).share).toBeNull();
  });
});

describe("a CSV for people", () => {
  it("has a byte-order mark, quotes what needs it and runs no formula in a spreadsheet", () => {
    const text = csvOf(
      ["行", "值"],
      [
        [1, '=HYPERLINK("x")'],
        [2, 'a,"b"'],
        [3, -12.5],
        [4, null],
      ],
    );
    expect(text).toBe('\ufeff行,值\r\n1,"\'=HYPERLINK(""x"")"\r\n2,"a,""b"""\r\n3,-12.5\r\n4,\r\n');
  });
});
