import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { MockServer } from "../dev/mock-api.ts";
import { chromiumIsThere, soon, useWorkbench } from "./workbench.ts";

describe.skipIf(!chromiumIsThere)("a case's receipts and evidence (needs chromium)", () => {
  const workbench = useWorkbench();
  let mock: MockServer;
  let page: Page;
  beforeEach(async () => {
    const opened = await workbench.open();
    ({ mock, page } = opened);
    await opened.context.addCookies([{ name: "zq_session", value: "dsj.shenhe", url: mock.origin }]);
  });

  const open = () => page.goto(`${mock.origin}/console/cases/c-done`);
  const button = () => page.getByRole("button", { name: "证据包", exact: true });
  const standing = () => page.locator(".ev").textContent();
  const { complaints } = workbench;

  it("each act says where it stands in the log, and one without a place yet that it waits", async () => {
    await open();
    await soon(() => page.locator(".lg .rc").allTextContents()).toEqual([
      "等待写入日志",
      "存证日志第 20417 条",
    ]);
    await page.getByRole("button", { name: "存证日志第 20417 条" }).click();
    const link = page.getByRole("dialog").getByRole("link", { name: "在公开页面上查看这一条" });
    expect(await link.getAttribute("href")).toBe("/ledger?entry=20417#entry");
  });

  it("an act that waits is looked for again until it has its place", async () => {
    let asked = 0;
    await page.route("**/receipts", async (route) => {
      asked += 1;
      const answer = await route.fetch();
      const body = (await answer.json()) as { items: { index: number | null }[] };
      for (const [i, item] of body.items.entries()) item.index = asked > 1 ? 20417 + i : null;
      await route.fulfill({ response: answer, json: body });
    });
    await open();
    await soon(() => page.locator(".lg .rc").allTextContents()).toEqual([
      "存证日志第 20418 条",
      "存证日志第 20417 条",
    ]);
    expect(asked).toBe(2);
  });

  it("receipts that cannot be had leave the history, say so and are asked for again on request", async () => {
    let down = true;
    await page.route("**/receipts", (route) => (down ? route.fulfill({ status: 404 }) : route.continue()));
    await open();
    await page.getByText("回执暂时取不到").waitFor();
    expect(await page.locator(".lg li").count()).toBe(2);
    down = false;
    await page.getByRole("button", { name: "重试" }).click();
    await soon(() => page.locator(".lg .rc").count()).toBe(2);
  });

  it("the evidence pack is saved under the case's number, and the page says so", async () => {
    await open();
    const [pack] = await Promise.all([page.waitForEvent("download"), button().click()]);
    expect(pack.suggestedFilename()).toMatch(/^JH-2026-00398\.zhanqiao-evidence\.zip$/);
    expect(readFileSync(await pack.path()).toString("latin1")).toBe("PK\x05\x06");
    await soon(standing).toContain(`已下载 ${pack.suggestedFilename()}`);
    expect(await complaints()).toEqual([]);
  }, 30_000);

  it("while the last act waits it says so, asks again by itself, and then has it", async () => {
    mock.world.evidenceWaits = 1;
    await open();
    const saved = page.waitForEvent("download");
    await button().click();
    await soon(standing).toContain("最后一步还在等待写入日志，1 秒后自动再试");
    expect(await button().isDisabled()).toBe(true);
    expect(await complaints()).toEqual([]);
    await saved;
    expect(mock.world.evidenceWaits).toBe(0);
  }, 30_000);

  it("waiting can be stopped, and then nothing more is asked for", async () => {
    mock.world.evidenceWaits = 99;
    await open();
    await button().click();
    await page.getByRole("button", { name: "停止" }).click();
    const left = mock.world.evidenceWaits;
    await page.waitForTimeout(1500);
    expect(mock.world.evidenceWaits).toBe(left);
    expect(await button().isDisabled()).toBe(false);
    expect(await standing()).not.toContain("等待");
  }, 30_000);

  it("a fault is said in words, with a button that tries again", async () => {
    let broken = true;
    await page.route("**/evidence", (route) => (broken ? route.fulfill({ status: 500 }) : route.continue()));
    await open();
    await button().click();
    await soon(() => page.locator(".ev [role=alert]").textContent()).toContain("服务器出错");
    expect(await complaints()).toEqual([]);
    broken = false;
    const saved = page.waitForEvent("download");
    await page.locator(".ev").getByRole("button", { name: "重试" }).click();
    await saved;
    await soon(() => page.locator(".ev [role=alert]").count()).toBe(0);
  }, 30_000);
});
