import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { MockServer } from "../dev/mock-api.ts";
import { chromiumIsThere, soon, useWorkbench } from "./workbench.ts";

describe.skipIf(!chromiumIsThere)("the console in a browser (needs chromium)", () => {
  const workbench = useWorkbench();
  const { go } = workbench;
  let mock: MockServer;
  let page: Page;
  beforeEach(async () => {
    ({ mock, page } = await workbench.open());
  });
  const current = () => page.locator('.qi[aria-current="true"] h3').textContent();

  it("a demo account is filled in with one click, and what is due first stands at the top", async () => {
    await go("/");
    await page.getByRole("button", { name: /王海宁/ }).click();
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await soon(() => page.locator(".qi h3").first().textContent()).toBe("李沧子站 8 月 3 日 PM2.5 读数异常");
    expect(await page.locator(".qi .cd b").first().textContent()).toBe("已超期 1 个工作日");
    expect(await page.locator(".qi .cd").nth(1).textContent()).toContain("还有 13 小时");
  });

  it("a wrong password is refused in words; after too many tries it says how long to wait", async () => {
    await go("/");
    await page.locator("#login").fill("shengtai");
    await page.locator("#password").fill("wrong");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await soon(() => page.getByRole("alert").textContent()).toContain("账号或密码不正确");
    mock.world.tries = 50;
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await soon(() => page.getByRole("alert").textContent()).toMatch(/请在 \d+ 秒后再试/);
    expect(await page.getByRole("button", { name: "登录", exact: true }).isDisabled()).toBe(true);
  });

  it("the queue is worked by keyboard alone: next, choose, write, submit, and the next case is there", async () => {
    await go("/", "shengtai");
    await page.keyboard.press("j");
    await soon(current).toBe("四方站名称与站牌不一致");
    await page.keyboard.press("k");
    await soon(current).toBe("李沧子站 8 月 3 日 PM2.5 读数异常");
    await page.keyboard.press("2");
    await page.keyboard.press("Control+Enter");
    // The explanation is missing: it says so, and puts the cursor there.
    await soon(() => page.locator(".fl-bad").first().textContent()).toContain("请填写“理由”");
    await page.keyboard.type("与相邻站比对无误，读数属实。");
    await page.keyboard.press("Control+Enter");
    await soon(current).toBe("四方站名称与站牌不一致");
    expect(mock.world.cases.find((c) => c.id === "c-1")?.state).toBe("confirmed");
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog").textContent()).toContain("下一件");
  });

  it("a single key typed into a field is a letter and no shortcut", async () => {
    await go("/?case=c-2", "shengtai");
    await page.keyboard.press("1");
    await page.locator(".dec textarea").first().fill("");
    await page.locator(".dec textarea").first().pressSequentially("jk?x");
    expect(await page.locator(".dec textarea").first().inputValue()).toBe("jk?x");
    expect(await current()).toBe("四方站名称与站牌不一致");
  });

  it("a lost race changes nothing, says who did what, and keeps what was typed", async () => {
    await go("/?case=c-2", "shengtai");
    await page.getByText("已核实，数据无误").click();
    await page.locator(".dec textarea").fill("站牌与名称一致。");
    const other = mock.world.cases.find((c) => c.id === "c-2");
    if (!other) throw new Error("fixture");
    other.version += 1;
    other.history.push({
      ...other.history[0]!,
      version: 2,
      title: { zh: "延长办理", en: "Extend" },
      actor: { kind: "staff", org: { uscc: "x", name: "青岛市生态环境局" } },
    });
    await page.keyboard.press("Control+Enter");
    await soon(() => page.getByRole("alert").textContent()).toContain("青岛市生态环境局");
    expect(await page.getByRole("alert").textContent()).toContain("延长办理");
    expect(other.state).toBe("with-agency");
    expect(await page.locator(".dec textarea").inputValue()).toBe("站牌与名称一致。");
  });

  it("what was typed for a case is there again after a reload, and gone after submitting", async () => {
    await go("/?case=c-2", "shengtai");
    await page.getByText("已核实，数据无误").click();
    await page.locator(".dec textarea").fill("写到一半");
    await page.reload();
    await soon(() => page.locator(".dec textarea").inputValue()).toBe("写到一半");
    await page.locator(".dec textarea").fill("写完了，数据无误。");
    await page.keyboard.press("Control+Enter");
    await soon(() => page.evaluate(() => Object.keys(sessionStorage))).not.toContain("zq.decision.c-2");
  });

  it("a refusal of the server stands at the field it is about, with its article", async () => {
    await go("/?case=c-2", "shengtai");
    await page.getByText("已核实，数据无误").click();
    await page.locator(".dec textarea").fill("拒绝测试");
    await page.keyboard.press("Control+Enter");
    await expect
      .poll(() => page.locator("[data-path=explanation] .fl-bad").textContent())
      .toBe("请写明核实的经过");
    expect(await page.locator(".dec .refusal").textContent()).toContain("第十七条第二款");
  });

  it("entries under review are approved together, and what others changed meanwhile is named", async () => {
    await go("/?procedure=catalog-entry", "dsj.shenhe");
    await page.getByRole("button", { name: "批量办理" }).click();
    for (const box of await page.locator(".qrow input").all()) await box.check();
    const other = mock.world.cases.find((c) => c.id === "c-new2");
    if (other) other.version += 1;
    await page.locator(".bulk-bar").getByRole("button", { name: "审核通过并公布" }).click();
    await page.getByRole("button", { name: "对 3 件提交" }).click();
    const dialog = page.getByRole("dialog");
    await soon(() => dialog.textContent()).toContain("已办 2 件");
    expect(await dialog.textContent()).toContain("公交线路客流日统计");
  });

  it("the reviewer sees what an amendment changes against the published version", async () => {
    await go("/?procedure=catalog-entry&case=c-air", "dsj.shenhe");
    const diff = page.locator(".diff");
    await soon(() => diff.textContent()).toContain("与现行第 4 版比较");
    expect(await diff.locator("ins").allInnerTexts()).toContain("实时");
    expect(await diff.locator("tr.removed").textContent()).toContain("运维人员");
    expect(await diff.locator("tr.added").textContent()).toContain("挥发性有机物");
  });

  it("an upload broken off by a reload goes on where it was, with the same file and no other", async () => {
    const nineMegabytes = {
      name: "小时数据.csv",
      mimeType: "text/csv",
      buffer: Buffer.alloc(9 * 1024 * 1024, 65),
    };
    await go("/intake?entry=370200-ecology-0012", "shengtai");
    let pieces = 0;
    await page.route("**/content", async (route) => {
      if (route.request().method() === "PATCH" && ++pieces > 1) await route.abort();
      else await route.continue();
    });
    await page.locator("input[type=file]").setInputFiles(nineMegabytes);
    await page.waitForURL(/intake\/i-7/);
    const intake = mock.world.intakes.find((i) => i.id === "i-7");
    await soon(() => intake?.received).toBe(4 * 1024 * 1024);
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.unroute("**/content");
    await soon(() => page.locator(".work").textContent()).toContain("上传未完成");
    await page.locator("input[type=file]").setInputFiles({ ...nineMegabytes, name: "别的.csv" });
    await soon(() => page.getByRole("alert").textContent()).toContain("不是同一个文件");
    await page.locator("input[type=file]").setInputFiles(nineMegabytes);
    await soon(() => intake?.received).toBe(9 * 1024 * 1024);
    await soon(() => page.locator("h2").allInnerTexts()).toContain("平台看到的");
  });

  it("loading past what Excel destroyed asks for a person's word; publishing asks once more", async () => {
    await go("/intake/i-inspected", "shengtai");
    await page.getByRole("button", { name: "装载并检查" }).click();
    await soon(() => page.getByRole("alert").textContent()).toContain("请先确认");
    for (const box of await page.locator(".accept input").all()) await box.check();
    await page.getByRole("button", { name: "装载并检查" }).click();
    await page.getByRole("button", { name: "发布", exact: true }).click({ timeout: 10_000 });
    await page.getByRole("button", { name: "确认发布" }).click();
    await soon(() => page.locator(".big-notice").textContent()).toContain("已发布为第 13 版");
  });

  it("failing rows are exported whole as a CSV", async () => {
    await go("/intake/i-checked", "shengtai");
    await page.getByRole("button", { name: /查看未通过的 47 行/ }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出 CSV" }).click();
    const text = readFileSync(await (await download).path(), "utf8");
    expect(text.startsWith("\ufeff行号,列,值\r\n18422,PM10,")).toBe(true);
    expect(text.trim().split("\r\n")).toHaveLength(48);
  });

  it("rows pasted from Excel become items; Enter adds a row; a complaint leads to its cell", async () => {
    await go("/catalog/c-draft", "shengtai");
    await page.getByRole("button", { name: "添加一行" }).click();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "中文名称\t列名\t类型\n站点编码\tZDBM\tC20\n姓名\t2xm\t字符型\n");
      const cell = document.querySelector('[data-row="0"][data-cell="name"]');
      cell?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    const cell = (row: number, name: string) => page.locator(`[data-row="${row}"][data-cell="${name}"]`);
    expect(await cell(0, "length").inputValue()).toBe("20");
    await cell(1, "column").press("Enter");
    await soon(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset.row)).toBe("2");
    await page.getByRole("button", { name: /第 2 行列名须以小写字母开头/ }).click();
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset)).toMatchObject({
      row: "1",
      cell: "column",
    });
    await page.reload();
    await soon(() => cell(0, "name").inputValue()).toBe("站点编码");
  });

  it("an entry is filled from a file's inspection, saved and submitted", async () => {
    await go("/catalog/c-draft", "shengtai");
    await page.getByRole("button", { name: "从文件填入" }).click();
    await page.getByRole("button", { name: "填入 10 项" }).click();
    await soon(() => page.locator("[data-cell=name]").count()).toBe(10);
    await page.getByRole("button", { name: "保存草稿" }).click();
    await soon(() => mock.world.cases.find((c) => c.id === "c-draft")?.version).toBe(2);
    await page.getByRole("button", { name: "报审" }).click();
    // Not before all is there: it leads to the first thing missing instead.
    expect(await page.locator("[data-path=abstract] .fl-bad").textContent()).toContain("第九条第二款");
    expect(mock.world.cases.find((c) => c.id === "c-draft")?.state).toBe("draft");
  });

  it("speaks English when asked to, and remembers it", async () => {
    await go("/", "shengtai");
    await page.getByRole("button", { name: /账号与显示设置/ }).click();
    await page.getByRole("radio", { name: "English" }).check();
    expect(await page.locator("h1").textContent()).toBe("My duties");
    await page.reload();
    await soon(() => page.locator(".qi .cd b").first().textContent()).toBe("1 working day overdue");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  });
});
