import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOf } from "../../src/parties/factor/testing.ts";
import { startIdentityProvider } from "../../src/parties/oidc/testing.ts";
import { makeCreditCode } from "../../src/platform/identifiers/index.ts";
import { systemClock } from "../../src/platform/index.ts";
import {
  discard,
  freePort,
  newDataDir,
  type Running,
  runCommand,
  settingsFor,
  startPlatform,
} from "../running.ts";
import { chromiumIsThere, newStranger, openBrowser, type Stranger } from "./stranger.ts";

/** A production instance from its first sign-in on, with a real identity provider, in a browser. */
describe.skipIf(!chromiumIsThere)("an administrator's first day (needs /usr/bin/chromium)", () => {
  const uscc = makeCreditCode({ kind: "11", division: "370200", body: "MAYY00002" });
  const better = "栈桥边的灯塔-2026";
  let browser: Browser;
  let dir: string;
  let secrets: string;
  let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
  let running: Running | undefined;
  let stranger: Stranger;
  let first: string;
  let app: ReturnType<typeof appOf>;
  let codes: string[];

  beforeAll(async () => {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    dir = newDataDir();
    secrets = mkdtempSync(join(tmpdir(), "zq-oidc-"));
    idp = await startIdentityProvider(0, address);
    writeFileSync(join(secrets, "client-secret"), idp.clientSecret);
    const made = await runCommand(["init", "--org", "试点市大数据局", "--uscc", uscc, "--login", "guanli"], {
      ...(await settingsFor(dir)),
      ZHANQIAO_PUBLIC_URL: address,
    });
    first = /first password: (\S+)/.exec(made.out)![1]!;
    const { issuer, clientId, clientSecretFile } = idp.config(join(secrets, "client-secret"));
    running = await startPlatform(dir, {
      PORT: String(port),
      ZHANQIAO_DEMO: "off",
      ZHANQIAO_PUBLIC_URL: address,
      ZHANQIAO_OIDC_ISSUER: issuer,
      ZHANQIAO_OIDC_CLIENT_ID: clientId,
      ZHANQIAO_OIDC_CLIENT_SECRET_FILE: clientSecretFile,
      ZHANQIAO_OUTGOING_ALLOW: `127.0.0.1:${idp.port}`,
    });
    browser = await openBrowser();
    stranger = await newStranger(browser, address, "light-1440");
    await stranger.page.goto(`${running.address}/console/`);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
    await idp?.close();
    await discard(dir);
    rmSync(secrets, { recursive: true, force: true });
  });

  const press = (name: string) => stranger.page.getByRole("button", { name, exact: true }).click();
  const heading = (name: string) =>
    stranger.page.getByRole("heading", { name, exact: true }).waitFor({ timeout: 10_000 });
  async function signIn(password: string) {
    await stranger.page.locator("#login").fill("guanli");
    await stranger.page.locator("#password").fill(password);
    await stranger.page.keyboard.press("Enter");
  }
  async function signOut() {
    await stranger.page.getByRole("button", { name: /账号与显示设置/ }).click();
    await press("退出登录");
    await heading("登录工作台");
  }

  it("begins with the first password, which is replaced", async () => {
    const { page } = stranger;
    await signIn(first);
    await heading("请先修改密码");
    await page.locator("#current").fill(first);
    await page.locator("#next").fill(better);
    await page.locator("#again").fill(better);
    await stranger.lookAt("staff-first-password");
    await press("修改密码");
    await heading("请先启用第二因素");
  });

  it("goes on with a second factor, whose secret an app takes and whose codes are kept", async () => {
    const { page } = stranger;
    await press("继续");
    const secret = await page.locator(".secret").textContent();
    app = appOf(secret!.replace(/[^A-Z2-7]/g, ""), systemClock);
    await stranger.lookAt("staff-enrol");
    await page.locator("#enrol-code").fill(app.code());
    await press("确认启用");
    await page.getByLabel("我已保存好恢复码").check();
    codes = await page.locator(".codes li").allTextContents();
    expect(codes).toHaveLength(10);
    await stranger.lookAt("staff-recovery-codes");
    await press("完成");
    await heading("我的待办");
  });

  it("links the identity provider's account, having proved it there", async () => {
    const { page } = stranger;
    idp.as("sub-guanli");
    await page.goto(`${running!.address}/console/account`);
    await heading("账号与安全");
    await stranger.lookAt("staff-account");
    await press("关联我的统一身份认证");
    await page.getByText("sub-guanli").first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/console/account");
    // The way to the identity provider leads elsewhere, as it is meant to.
    expect(stranger.complaints.splice(0).filter((c) => !c.includes(idp.issuer))).toEqual([]);
  });

  it("then comes in by the identity provider and the second factor, and leaves there too if they like", async () => {
    const { page } = stranger;
    await signOut();
    await press("使用统一身份认证登录");
    await heading("输入验证码");
    await page.locator("#code").fill(codes[0]!);
    await page.keyboard.press("Enter");
    // Back to where they were.
    await heading("账号与安全");
    await page.getByText("统一身份认证、恢复码").waitFor();
    await page.getByText("剩余恢复码 9 个").waitFor();
    await signOut();
    const there = page.getByRole("link", { name: "同时退出统一身份认证" });
    expect(new URL((await there.getAttribute("href"))!).origin).toBe(idp.issuer);
    expect(stranger.complaints.splice(0).filter((c) => !c.includes(idp.issuer))).toEqual([]);
    await stranger.lookAt("staff-signed-out");
  });

  it("is told who can help when the identity is nobody's here", async () => {
    const { page, context } = stranger;
    await context.clearCookies();
    idp.as("sub-stranger");
    await page.goto(`${running!.address}/console/cases`);
    await press("使用统一身份认证登录");
    await page.getByRole("alert").getByText("请联系本机构的管理员").waitFor();
    await press("返回登录页");
    await heading("登录工作台");
  });

  it("still comes in by password while the identity provider is away", async () => {
    const { page } = stranger;
    await idp.close();
    await page.reload();
    await signIn(better);
    await heading("输入验证码");
    await page.locator("#code").fill(codes[1]!);
    await page.keyboard.press("Enter");
    await heading("我的待办");
  });
});
