import { readFileSync } from "node:fs";
import { logKey, verifyPack } from "@zhanqiao/evidence";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../running.ts";
import { deliver, entryContents, publishedEntry, type SeenCase, submittedEntry } from "./acts.ts";
import { bridgeItems, bridgesCsv } from "./files.ts";
import { seedingTime, sharedCity } from "./shared-city.ts";
import { chromiumIsThere, type Look, newStranger, openBrowser, type Stranger } from "./stranger.ts";

/** What people see and do in a browser (Debian's chromium; skipped by name where it is not installed). */
describe.skipIf(!chromiumIsThere)("in a browser (needs /usr/bin/chromium)", () => {
  const stamp = Date.now();
  let browser: Browser;
  let address: string;
  let officer: Client;
  let entry: SeenCase;
  let waiting: SeenCase;

  beforeAll(async () => {
    [browser, address] = await Promise.all([openBrowser(), sharedCity()]);
    officer = await new Client(address).signIn("yuanlin");
    const reviewer = await new Client(address).signIn("shuju-shenhe");
    entry = await publishedEntry(officer, reviewer, entryContents(`公园桥梁${stamp}`, bridgeItems));
    await deliver(officer, entry.subject, "公园桥梁.csv", bridgesCsv(60));
    waiting = await submittedEntry(officer, entryContents(`待审桥梁${stamp}`, bridgeItems));
  }, seedingTime);
  afterAll(async () => {
    await browser?.close();
  });

  async function signIn({ page }: Stranger, login: string): Promise<void> {
    await page.goto(`${address}/console/`);
    await page.locator("#login").fill(login);
    await page.locator("#password").fill("zhanqiao-demo");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "我的待办" }).waitFor();
  }

  describe("the public", () => {
    let stranger: Stranger;
    let receipt: { number: string; secret: string };
    beforeAll(async () => {
      stranger = await newStranger(browser, address, "light-1440");
    });
    afterAll(() => stranger.context.close());

    it("finds a dataset from the home page", async () => {
      const { page } = stranger;
      await page.goto(address);
      await page.getByRole("searchbox").first().fill(`公园桥梁${stamp}`);
      await page.keyboard.press("Enter");
      await page
        .getByRole("main")
        .getByRole("link", { name: `公园桥梁${stamp}` })
        .first()
        .click();
      await page.waitForURL(`**/dataset/${entry.subject}`);
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain(`公园桥梁${stamp}`);
      expect(stranger.complaints).toEqual([]);
    });

    it("filters its rows and downloads exactly the file that was published", async () => {
      const { page } = stranger;
      await page.locator("#fc").selectOption({ label: "所在区市" });
      await page.locator("#fo").selectOption({ label: "等于" });
      await page.locator("#fv").fill("崂山区");
      await page.locator("#fv").press("Enter");
      await page.getByText(/12/).first().waitFor();
      const cells = page.locator("#preview tbody tr");
      expect(await cells.count()).toBe(12);
      for (const row of await cells.allInnerTexts()) expect(row).toContain("崂山区");
      const link = page.locator('a[href*="/download?"][href*="csv"]').first();
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      const text = readFileSync(await download.path(), "utf8");
      expect(text.trimEnd().split(/\r?\n/)).toHaveLength(61);
      expect(download.suggestedFilename()).toMatch(/\.csv$/);
    });

    it("reports an error without an account, and is shown number and code", async () => {
      const { page } = stranger;
      await page.goto(`${address}/dataset/${entry.subject}/correct`);
      await page.getByRole("button", { name: "提交校核申请" }).click();
      await page.getByRole("radio").first().check();
      await page.locator("#row").fill("QD1003");
      await page.locator("#found").fill("长度与现场标牌不一致");
      await page.getByRole("button", { name: "提交校核申请" }).click();
      await page.getByRole("heading", { name: "校核申请已受理" }).waitFor();
      await stranger.lookAt("receipt");
      const said = (label: string) =>
        page.locator("dt", { hasText: label }).locator("xpath=../dd").first().textContent();
      receipt = { number: (await said("受理编号"))!.trim(), secret: (await said("查询码"))!.trim() };
      expect(receipt.number).toMatch(/^JH/);
    });

    it("follows it, and sees nothing with a wrong code", async () => {
      const { page } = stranger;
      const ask = async (secret: string) => {
        await page.goto(`${address}/follow-up`);
        await page.locator("#number").fill(receipt.number);
        await page.locator("#secret").fill(secret);
        await page.getByRole("button", { name: "查询" }).last().click();
      };
      await ask("not-the-code-at-all");
      await page.getByRole("alert").waitFor();
      await ask(receipt.secret);
      await page.getByText("数据提供单位校核中").first().waitFor();
      expect(await page.getByRole("main").textContent()).toContain("5");
      await stranger.lookAt("followed");
    });

    it("takes the evidence along, which holds without us under the key of the ledger's page", async () => {
      const { page } = stranger;
      await page.locator(".acts .rc").first().waitFor();
      const [pack] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "下载证据包" }).click(),
      ]);
      expect(pack.suggestedFilename()).toBe(`${receipt.number}.zhanqiao-evidence.zip`);
      expect(pack.url()).toBe(`${address}/follow-up/evidence`);
      await page.goto(`${address}/ledger`);
      const key = await page
        .locator("dt", { hasText: /^验证公钥$/ })
        .locator("xpath=../dd")
        .textContent();
      const report = verifyPack(readFileSync(await pack.path()), {
        keys: [logKey(key!.trim())],
        witnesses: [],
      });
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ ok: true, keyGiven: true });
    });
  });

  describe("at the workbench", () => {
    it("a reviewer signs in with a demonstration account and approves with the keyboard alone", async () => {
      const stranger = await newStranger(browser, address, "light-1440");
      const { page } = stranger;
      await page.goto(`${address}/console/`);
      await page.locator("aside.demo li button", { hasText: "青岛市大数据发展管理局" }).first().waitFor();
      await stranger.lookAt("login");
      await signIn(stranger, "shuju-shenhe");
      await stranger.lookAt("duties");
      await page.goto(`${address}/console/?procedure=catalog-entry&case=${waiting.id}`);
      const option = page.locator(".dec .op", { hasText: "审核通过并公布" });
      await option.waitFor();
      await stranger.lookAt("open-case");
      const hint =
        Number(
          await page
            .locator(".dec .op")
            .allInnerTexts()
            .then((all) => all.findIndex((t) => t.includes("审核通过并公布"))),
        ) + 1;
      await page.keyboard.press("Escape");
      await page.keyboard.press(String(hint));
      await page.keyboard.press("Control+Enter");
      await expect.poll(async () => (await officer.get(`/cases/${waiting.id}`)).body.state).toBe("published");
      expect(stranger.complaints).toEqual([]);
      await stranger.context.close();
    });

    it("a reviewer sees each act's place in the ledger and takes the case along as evidence", async () => {
      const stranger = await newStranger(browser, address, "light-1440");
      const { page } = stranger;
      await signIn(stranger, "shuju-shenhe");
      await page.goto(`${address}/console/cases/${entry.id}`);
      await page
        .locator(".lg .rc", { hasText: /存证日志第 \d+ 条/ })
        .first()
        .waitFor();
      await stranger.lookAt("case-receipts");
      const [pack] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "证据包", exact: true }).click(),
      ]);
      const { key } = (await officer.get("/ledger")).body;
      const report = verifyPack(readFileSync(await pack.path()), { keys: [logKey(key)], witnesses: [] });
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ ok: true, keyGiven: true });
      expect(report.view?.acts.length).toBe(await page.locator(".lg > li").count());
      const number = await page.locator(".dd .id span").first().textContent();
      expect(pack.suggestedFilename()).toBe(`${number}.zhanqiao-evidence.zip`);
      expect(stranger.complaints).toEqual([]);
      await stranger.context.close();
    });

    it("an officer drafts an entry in the editor and is told what is missing", async () => {
      const stranger = await newStranger(browser, address, "light-1440");
      const { page } = stranger;
      await signIn(stranger, "yuanlin");
      await page.goto(`${address}/console/catalog/new`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByLabel("名称").first().fill(`口袋公园${stamp}`);
      await page.getByRole("button", { name: "保存草稿" }).first().click();
      await page
        .getByText(/已保存/)
        .first()
        .waitFor();
      await page.getByRole("button", { name: "报审", exact: true }).first().click();
      await stranger.lookAt("editor");
      const drafts = await officer.get(
        `/cases?queue=all&procedure=catalog-entry&state=draft&q=${encodeURIComponent(`口袋公园${stamp}`)}`,
      );
      expect(drafts.body.items).toHaveLength(1);
      await stranger.context.close();
    });

    it("an officer uploads a file, confirms the mapping and publishes it", async () => {
      const stranger = await newStranger(browser, address, "light-1440");
      const { page } = stranger;
      await signIn(stranger, "yuanlin");
      await page.goto(`${address}/console/intake?entry=${entry.subject}`);
      await page
        .locator('input[type="file"]')
        .first()
        .setInputFiles({
          name: "公园桥梁二月.csv",
          mimeType: "text/csv",
          buffer: Buffer.from(bridgesCsv(75)),
        });
      await page.waitForURL("**/console/intake/*");
      await page.getByRole("button", { name: /装载/ }).waitFor();
      await stranger.lookAt("intake-mapping");
      await page.getByRole("button", { name: /装载/ }).click();
      await page.getByRole("button", { name: /发布/ }).waitFor();
      await stranger.lookAt("intake-checked");
      await page.getByRole("button", { name: /发布/ }).click();
      const sure = page.getByRole("dialog").getByRole("button", { name: /发布/ });
      if (await sure.isVisible().catch(() => false)) await sure.click();
      await page.getByText("已发布为第 2 版").first().waitFor();
      await stranger.lookAt("intake-published");
      await stranger.context.close();
    });
  });

  describe("every page", () => {
    const publicPages = (code: string) => ({
      home: "/",
      search: "/search?q=学校",
      "search-nothing": "/search?q=zzzzqqqq",
      dataset: `/dataset/${code}`,
      correct: `/dataset/${code}/correct`,
      "follow-up": "/follow-up",
      law: "/law",
      "law-17": "/law/17",
      "law-37": "/law/37",
      "open-list": "/open-list",
      developers: "/developers",
      ledger: "/ledger",
      accessibility: "/accessibility",
    });
    const staffPages = {
      duties: "/console/",
      cases: "/console/cases",
      catalog: "/console/catalog",
      "editor-new": "/console/catalog/new",
      intake: "/console/intake",
    };

    for (const look of ["light-1440", "dark-390"] as Look[]) {
      it(`of the portal is in order (${look})`, async () => {
        const stranger = await newStranger(browser, address, look);
        const found = await new Client(address).get(`/datasets?q=${encodeURIComponent("义务教育学校名录")}`);
        for (const [name, path] of Object.entries(publicPages(found.body.items[0].code))) {
          await stranger.page.goto(`${address}${path}`);
          await stranger.lookAt(name);
        }
        await stranger.page.goto(`${address}/dataset/none-of-these`);
        expect(await stranger.page.getByRole("main").textContent()).toMatch(/没有|找不到|未找到/);
        await stranger.context.close();
      });

      it(`of the console is in order for an officer and a supervisor (${look})`, async () => {
        const stranger = await newStranger(browser, address, look);
        await signIn(stranger, "jiaoyu");
        for (const [name, path] of Object.entries(staffPages)) {
          await stranger.page.goto(`${address}${path}`);
          await stranger.page.getByRole("heading", { level: 1 }).first().waitFor();
          await stranger.lookAt(`console-${name}`);
        }
        await stranger.context.close();
        const second = await newStranger(browser, address, look);
        await signIn(second, "shuju-jiandu");
        await second.page.goto(`${address}/console/supervision`);
        await second.page.getByRole("heading", { level: 1 }).first().waitFor();
        await second.lookAt("console-supervision");
        await second.context.close();
      });
    }
  });
});
