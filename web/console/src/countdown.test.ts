import { describe, expect, it } from "vitest";
import type { Clock } from "./api-types.ts";
import { countdown } from "./countdown.ts";
import { fillText } from "./texts/messages.ts";

const clock = (more: Partial<Clock>): Clock => ({
  name: "answer",
  rule: "correction.by-agency",
  title: { zh: "校核完毕", en: "Checked" },
  article: "17.2",
  instrument: "qingdao-299",
  workingDays: 5,
  startedOn: "2026-09-22",
  due: "2026-09-29",
  dueText: { zh: "2026年9月29日 (周二·工作日)", en: "Tue 2026-09-29" },
  dueAt: "2026-09-29T16:00:00Z",
  status: "running",
  remaining: 3,
  elapsed: 0.4,
  owedBy: { uscc: "", name: "市生态环境局" },
  ...more,
});
const now = Date.parse("2026-09-29T02:10:00Z");
const say = (c: Clock | null, lang: "zh" | "en" = "zh") => {
  const { text, params } = countdown(c, now);
  return fillText(text, lang, params);
};

describe("a countdown", () => {
  it("counts working days while there are some", () => {
    expect(say(clock({}))).toBe("剩 3 个工作日");
    expect(say(clock({ remaining: 1 }), "en")).toBe("1 working day left");
    expect(countdown(clock({}), now).hours).toBeUndefined();
  });

  it("says hours on the last day only, up to 24:00", () => {
    const last = countdown(clock({ remaining: 0, status: "amber" }), now);
    expect(fillText(last.text, "zh", last.params)).toBe("今日 24:00 到期");
    expect(last.urgency).toBe("today");
    expect(last.hours && fillText(last.hours.text, "zh", last.hours.params)).toBe("还有 13 小时 50 分");
  });

  it("never shows hours below zero when the minute has just passed", () => {
    const last = countdown(clock({ remaining: 0 }), Date.parse("2026-09-29T16:00:30Z"));
    expect(last.hours?.params).toEqual({ h: 0, m: 0 });
  });

  it("is amber from half-time and red when overdue", () => {
    expect(countdown(clock({ status: "amber", remaining: 2 }), now).urgency).toBe("amber");
    expect(countdown(clock({ status: "running", remaining: 4 }), now).urgency).toBe("ok");
    expect(countdown(clock({ status: "overdue", remaining: -2, elapsed: 1.4 }), now).urgency).toBe("over");
    expect(say(clock({ status: "overdue", remaining: -2 }))).toBe("已超期 2 个工作日");
  });

  it("counts one day overdue even in the first hours after the deadline", () => {
    expect(say(clock({ status: "overdue", remaining: 0 }))).toBe("已超期 1 个工作日");
  });

  it("tells a period met from one met late, and a case without a period from both", () => {
    expect(say(clock({ status: "met" }))).toBe("按时完成");
    expect(say(clock({ status: "late" }))).toBe("超期办结");
    expect(say(null)).toBe("没有法定时限");
  });

  it("keeps its bar between nothing and all", () => {
    expect(countdown(clock({ elapsed: 1.8 }), now).elapsed).toBe(1);
    expect(countdown(clock({ elapsed: -0.1 }), now).elapsed).toBe(0);
  });
});
