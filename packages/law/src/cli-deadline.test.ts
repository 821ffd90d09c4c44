import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDeadlineArgs, runDeadline } from "./cli-deadline.ts";

const run = (line: string) => runDeadline(line.split(" "));
const json = (line: string) => JSON.parse(run(`${line} --json`).out);

describe("zhanqiao deadline", () => {
  it("prints the due day alone", () => {
    expect(run("--from 2026-09-30 --days 1")).toEqual({ out: "2026-10-08", exit: 0 });
    expect(run("--from=2026-10-08 --days=2")).toEqual({ out: "2026-10-10", exit: 0 });
  });

  it("says that a day is provisional when a year's notice is not known", () => {
    expect(run("--from 2026-12-31 --days 1").out).toMatch(/^2027-01-04 \(暂定.*provisional/);
    expect(json("--from 2026-12-31 --days 1").provisional).toBe(true);
  });

  it("--json names instrument and article and gives each day with its reason", () => {
    const deadline = json("--from 2026-09-30 --days 1");
    expect(deadline).toMatchObject({
      from: "2026-09-30",
      due: "2026-10-08",
      dueAt: "2026-10-08T16:00:00.000Z",
      days: 1,
      packs: ["qingdao-299"],
      instrument: { zh: "中华人民共和国民法典" },
      article: "201",
      counted: [{ day: "2026-10-08", n: 1, reason: "weekday" }],
      provisional: false,
    });
    expect(deadline.skipped).toHaveLength(7);
    expect(deadline.skipped[0]).toEqual({
      day: "2026-10-01",
      reason: "holiday",
      name: { zh: "国庆节", en: "National Day" },
    });
  });

  it("takes days and article from a rule", () => {
    expect(json("--from 2026-10-10 --rule correction.by-agency")).toMatchObject({
      due: "2026-10-16",
      days: 5,
      instrument: { zh: "青岛市公共数据管理办法", number: { zh: "青岛市人民政府令第299号" } },
      article: "17.2",
      counting: { article: "201" },
      competing: [],
    });
  });

  it("with both packs the shorter rule binds a government and the other is shown", () => {
    const both = "--from 2026-03-02 --rule catalog.amend --pack qingdao-299 --pack statecouncil-809";
    expect(json(both)).toMatchObject({
      days: 10,
      article: "17",
      competing: [{ pack: "qingdao-299", article: "10", days: 15 }],
    });
    expect(json(`${both} --holder enterprise`)).toMatchObject({ days: 15, article: "10", competing: [] });
  });

  it.each([
    ["", "不认识的参数"],
    ["--days 1", "缺少 --from"],
    ["--from 2026-09-30", "任选其一"],
    ["--from 2026-09-30 --days 1 --rule share.answer", "任选其一"],
    ["--from 2026-02-30 --days 1", "不是有效日期"],
    ["--from 2026-09-30 --days 0", "--days 须为"],
    ["--from 2026-09-30 --days 3651", "--days 须为"],
    ["--from 2026-09-30 --days 1e3", "--days 须为"],
    ["--from 2026-09-30 --days -1", "--days 须为"],
    ["--from 2026-09-30 --days", "缺少取值"],
    ["--from 2026-09-30 --days --json", "缺少取值"],
    ["--from 2026-09-30 --days 1 --days 2", "重复"],
    ["--from 2026-09-30 --days 1 --colour red", "不认识的参数"],
    ["--from 2026-09-30 --days 1 --json=yes", "不认识的参数"],
    ["--from 2026-09-30 --days 1 --holder constructor", "不认识的义务主体"],
    ["--from 2026-09-30 --days 1 --pack gdpr", "没有名为"],
    ["--from 2026-09-30 --rule __proto__", "没有名为"],
    ["--from 2026-09-30 --rule catalog.review", "没有约束"],
    ["--from 2024-01-31 --rule catalog.amend", "没有约束"],
    ["--from 2099-12-30 --days 10", "超出可计算范围"],
    ["--from 1999-01-01 --days 1", "2000 年起"],
  ])("refuses “%s” in two languages with exit code 2", (line, message) => {
    const { out, exit } = run(line);
    expect(exit).toBe(2);
    expect(out).toContain(message);
    expect(out.split("\n")).toHaveLength(2);
  });

  it("whatever is typed, it answers or refuses, and never throws", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "--from",
        "--days",
        "--rule",
        "--pack",
        "--holder",
        "--json",
        "2026-09-30",
        "1",
        "qingdao-299",
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
        expect([0, 2]).toContain(runDeadline(argv).exit);
      }),
      { numRuns: 500 },
    );
  });

  it("a hostile argument is shortened and cleaned before it is repeated", () => {
    const { out } = runDeadline([`\u001b[31m${"x".repeat(100_000)}`]);
    expect(out.length).toBeLessThan(200);
    expect(out).not.toContain("\u001b");
  });

  it("explains itself on --help, and parses what it is told", () => {
    expect(runDeadline(["--help"])).toMatchObject({ exit: 0 });
    expect(parseDeadlineArgs(["--from", "2026-09-30", "--days", "3"])).toEqual({
      from: "2026-09-30",
      days: 3,
      rule: null,
      packs: ["qingdao-299"],
      holder: "government",
      json: false,
    });
  });
});
