import type { BrowserContext, Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { MockServer } from "../dev/mock-api.ts";
import { chromiumIsThere, useWorkbench } from "./workbench.ts";

const pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----";

describe.skipIf(!chromiumIsThere)("systems in the console (needs chromium)", () => {
  const workbench = useWorkbench();
  let mock: MockServer;
  let context: BrowserContext;
  let page: Page;
  beforeEach(async () => {
    ({ mock, context, page } = await workbench.open());
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: mock.origin });
  });

  async function go(login: string) {
    await context.addCookies([{ name: "zq_session", value: login, url: mock.origin }]);
    await page.goto(`${mock.origin}/console/machines`);
    await page.getByRole("heading", { level: 1, name: "系统接入" }).waitFor();
  }
  const dialog = () => page.getByRole("dialog");
  const violations = workbench.complaints;

  it("a system is registered with its key; a private key is recognised and never sent", async () => {
    await go("shengtai.admin");
    const sent: string[] = [];
    page.on("request", (r) => r.method() === "POST" && sent.push(r.postData() ?? ""));
    await page.getByRole("button", { name: "登记系统" }).click();
    await dialog().getByRole("button", { name: "登记系统" }).click();
    expect(await dialog().locator(".fl-bad").allTextContents()).toEqual([
      "请填写系统名称。",
      "请写明用途。",
      "至少选择一项权限。",
      "请粘贴公钥。",
    ]);
    expect(await violations()).toEqual([]);
    await page.locator("#m-name").fill("水质前置机");
    await page.locator("#m-purpose").fill("每日交付水质数据");
    await dialog()
      .getByRole("checkbox", { name: /数据交付/ })
      .check();
    const key = page.locator("#m-publicKey");
    await key.fill(pem.replaceAll("PUBLIC", "PRIVATE"));
    expect(await dialog().locator("#m-publicKey-help").textContent()).toContain("这是私钥");
    await dialog().getByRole("button", { name: "登记系统" }).click();
    expect(sent).toEqual([]);
    await key.fill(pem);
    await page.locator("#m-networks").fill("10.20.0.0/16\nexample.com");
    await dialog().getByRole("button", { name: "登记系统" }).click();
    expect(await dialog().locator("#m-networks-help").textContent()).toContain("第 2 行");
    await page.locator("#m-networks").fill("10.20.0.0/16");
    await dialog().getByRole("button", { name: "登记系统" }).click();
    await page.getByRole("row", { name: /水质前置机/ }).waitFor();
    expect(JSON.parse(sent[0]!)).toEqual({
      ...{
        name: "水质前置机",
        purpose: "每日交付水质数据",
        scopes: ["data:deliver"],
        auth: "private_key_jwt",
      },
      ...{ publicKey: pem, addresses: ["10.20.0.0/16"], expiresAt: "2027-09-28T16:00:00.000Z" },
    });
  });

  it("a secret is shown once, is copied, and is not lost by a slip", async () => {
    await go("shengtai.admin");
    await page.getByRole("button", { name: /更换密钥.*旧版办公系统/ }).click();
    await dialog().getByRole("button", { name: "更换密钥" }).click();
    const field = page.locator("#m-secret");
    await field.waitFor();
    const secret = await field.inputValue();
    expect(secret).toHaveLength(43);
    expect(await violations()).toEqual([]);
    await dialog()
      .getByRole("button", { name: /复制.*client_secret/ })
      .click();
    await dialog()
      .getByRole("button", { name: /已复制/ })
      .waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    await page.keyboard.press("Escape");
    expect(await dialog().getByRole("alert").textContent()).toContain("请确认已保存口令");
    await dialog().getByRole("checkbox", { name: "我已妥善保存" }).check();
    await dialog().getByRole("button", { name: "完成" }).click();
    expect(await dialog().count()).toBe(0);
    expect(await page.content()).not.toContain(secret);
  });

  it("a system is suspended, resumed and deleted, each but the resuming after a word of warning", async () => {
    await go("shengtai.admin");
    const row = page.getByRole("row", { name: /空气质量归集前置机/ });
    await row.getByRole("button", { name: /^停用/ }).click();
    await dialog().getByRole("button", { name: "停用" }).click();
    await row.getByText("已停用").waitFor();
    await row.getByRole("button", { name: /^恢复/ }).click();
    await row.getByText("可用").waitFor();
    await row.getByRole("button", { name: /^删除/ }).click();
    await page.keyboard.press("Escape");
    expect(await row.count()).toBe(1);
    await row.getByRole("button", { name: /^删除/ }).click();
    await dialog().getByRole("button", { name: "删除" }).click();
    await row.waitFor({ state: "detached" });
  });

  it("is for administrators, in their language", async () => {
    await go("shengtai");
    await page.getByText("只有管理员能管理系统接入。").waitFor();
    expect(await page.getByRole("link", { name: "系统接入" }).count()).toBe(0);
    await page.evaluate(() => localStorage.setItem("zq.lang", "en"));
    await context.addCookies([{ name: "zq_session", value: "shengtai.admin", url: mock.origin }]);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Systems" }).waitFor();
    await page.getByRole("cell", { name: "Deliver data" }).first().waitFor();
    expect(await page.getByRole("button", { name: /^Suspend/ }).count()).toBe(1);
  });
});
