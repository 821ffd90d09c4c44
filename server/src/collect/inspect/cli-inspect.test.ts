import { describe, expect, it } from "vitest";
import { runInspect } from "./cli-inspect.ts";
import { workshop } from "./testing.ts";

const { put } = workshop();

describe("zhanqiao inspect", () => {
  it("prints a table for people and everything as JSON", async () => {
    const path = put("序号,名称\n1,甲\n2,乙\n合计,2\n", "cli.csv");
    const people = await runInspect([path]);
    expect(people.exit).toBe(0);
    expect(people.out).toContain("数据 2 行 × 2 列");
    const { out, exit } = await runInspect([path, "--json"]);
    expect([exit, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({
        ok: true,
        container: "csv",
        rows: 2,
        setAside: [expect.objectContaining({ kind: "total", rows: [4] })],
      }),
    ]);
  });

  it("a refusal is JSON too, with exit code 1; a wrong call has exit code 2", async () => {
    const path = put("<html><body>502 Bad Gateway</body></html>", "bad.csv");
    const { out, exit } = await runInspect([path, "--json"]);
    expect([exit, JSON.parse(out)]).toEqual([
      1,
      expect.objectContaining({ ok: false, code: "inspect.html_page" }),
    ]);
    expect((await runInspect([path])).out).toContain("不能接收");
    expect((await runInspect([])).exit).toBe(2);
  });
});
