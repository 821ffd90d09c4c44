import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { rightCode } from "../dev/mock-account.ts";
import { ok } from "../dev/mock-answer.ts";
import type { MockServer } from "../dev/mock-api.ts";
import { chromiumIsThere, useWorkbench } from "./workbench.ts";

const word = "demo-2026-qd";

describe.skipIf(!chromiumIsThere)("account and security in a browser (needs chromium)", () => {
  const workbench = useWorkbench();
  const { go } = workbench;
  let mock: MockServer;
  let page: Page;
  beforeEach(async () => {
    ({ mock, page } = await workbench.open());
  });
  const press = (name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
  const heading = (name: string) => page.getByRole("heading", { name, exact: true }).waitFor();
  async function signIn(login: string) {
    await page.getByLabel("账号", { exact: true }).fill(login);
    await page.locator("#password").fill(word);
    await page.keyboard.press("Enter");
  }
  const nothingForAxe = async () => expect(await workbench.complaints()).toEqual([]);

  it("the second step is taken by keyboard: the code is focused, a wrong one is said and begun anew", async () => {
    await go("/");
    await signIn("dsj.shenhe");
    await heading("输入验证码");
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("验证码不正确").waitFor();
    expect(await page.locator("#code").inputValue()).toBe("");
    await nothingForAxe();
    await page.keyboard.type(rightCode);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "我的待办" }).waitFor();
  });

  it("a recovery code can be given instead, and signing in can begin again", async () => {
    await go("/");
    await signIn("dsj.shenhe");
    await press("手机不在身边？使用恢复码");
    await page.getByLabel("恢复码", { exact: true }).waitFor();
    await press("重新登录");
    await page.getByLabel("账号", { exact: true }).waitFor();
  });

  it("a second factor is enrolled: the secret as picture and text, a code, and codes to keep", async () => {
    await go("/account", "shengtai");
    await press("启用第二因素");
    await press("继续");
    await page.getByText("GEZD GNBV GY3T QOJQ").waitFor();
    expect(await page.locator(".qr svg").count()).toBe(1);
    await nothingForAxe();
    await press("确认启用");
    await page.getByText("请输入验证码。").waitFor();
    await page.locator("#enrol-code").fill(rightCode);
    await page.keyboard.press("Enter");
    await page.getByText("7K3M-9QXR-2TVB-C0D9").waitFor();
    await nothingForAxe();
    expect(await page.getByRole("button", { name: "完成" }).isDisabled()).toBe(true);
    const [file] = await Promise.all([page.waitForEvent("download"), press("下载为文本文件")]);
    expect(
      readFileSync((await file.path())!, "utf8")
        .split("\n")
        .filter(Boolean),
    ).toHaveLength(10);
    await page.getByLabel("我已保存好恢复码").check();
    await press("完成");
    await page.getByText("剩余恢复码 10 个").waitFor();
  });

  it("whose role needs one sees nothing else until it is enrolled", async () => {
    mock.world.account.mustEnrol.add("shengtai.head");
    await go("/cases", "shengtai.head");
    await heading("请先启用第二因素");
    expect(await page.getByRole("navigation").count()).toBe(0);
    await nothingForAxe();
    await press("继续");
    await page.locator("#enrol-code").fill(rightCode);
    await press("确认启用");
    await page.getByLabel("我已保存好恢复码").check();
    await press("完成");
    await heading("全部办件");
  });

  it("an act that wants a newer proof asks for the password and is then done by itself", async () => {
    mock.world.account.stale = true;
    await go("/people", "shengtai.admin");
    await press(/账号安全.*王海宁/);
    await press("退出全部设备");
    await heading("请再次验证身份");
    await nothingForAxe();
    await page.locator("#prove-password").fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("当前密码不正确").waitFor();
    await page.locator("#prove-password").fill(word);
    await page.keyboard.press("Enter");
    await page.getByText("已退出 2 个登录。").waitFor();
  });

  it("an act whose proof is not given is refused in words", async () => {
    mock.world.account.stale = true;
    await go("/people", "shengtai.admin");
    await press(/账号安全.*王海宁/);
    await press("退出全部设备");
    await heading("请再次验证身份");
    await page.keyboard.press("Escape");
    await page.getByRole("alert").getByText("此操作需要重新验证身份").waitFor();
  });

  it("whoever came by the identity provider proves it there", async () => {
    mock.world.account.stale = true;
    mock.world.account.method = "oidc";
    mock.world.account.arrival = ok({ outcome: "proved", returnTo: "/console/account" });
    await go("/account", "shengtai");
    await press("修改密码");
    await page.locator("#current").fill(word);
    await page.locator("#next").fill("haifeng-chui-zhanqiao");
    await page.locator("#again").fill("haifeng-chui-zhanqiao");
    await page.getByRole("dialog").getByRole("button", { name: "修改密码" }).click();
    await press("通过统一身份认证验证");
    await page.waitForURL("**/console/account");
    await heading("账号与安全");
  });

  it("devices are ended one by one and all at once", async () => {
    await go("/account", "shengtai");
    await press(/退出.*Safari/);
    await page.getByRole("rowheader", { name: "Safari / iOS" }).waitFor({ state: "detached" });
    await press("退出其他全部设备");
    await page.getByText("已退出 1 个登录。").waitFor();
    expect(await page.getByRole("row").count()).toBe(2);
  });

  it("the identity provider brings somebody in and back to where they were going", async () => {
    mock.world.account.arrival = ok(
      { outcome: "signed-in", returnTo: "/console/cases", csrf: "dev-token" },
      { "set-cookie": "zq_session=shengtai; Path=/; HttpOnly; SameSite=Lax" },
    );
    await go("/cases");
    await press("使用统一身份认证登录");
    await heading("全部办件");
    expect(new URL(page.url()).search).toBe("");
  });

  it("an identity nobody has linked is refused in words that say who can help", async () => {
    await go("/oidc?code=a&state=b");
    await page.getByRole("alert").getByText("请联系本机构的管理员").waitFor();
    expect(new URL(page.url()).search).toBe("");
    await nothingForAxe();
    await press("返回登录页");
    await page.getByLabel("账号", { exact: true }).waitFor();
  });

  it("an administrator links an identity to somebody, and not without a subject", async () => {
    await go("/people", "shengtai.admin");
    await press(/账号安全.*王海宁/);
    await press("关联");
    await page.getByText("请填写身份标识").waitFor();
    await nothingForAxe();
    await page.locator("#link-subject").fill("3702-000999");
    await press("关联");
    await page.getByText("3702-000999").first().waitFor();
  });

  it("signing out leads to the sign-in page at once, and offers to sign out there too", async () => {
    mock.world.account.idpLogout = "https://id.qingdao.example/session/end";
    await go("/account", "shengtai");
    await press(/账号与显示设置/);
    await press("退出登录");
    await heading("登录工作台");
    const there = page.getByRole("link", { name: "同时退出统一身份认证" });
    expect(await there.getAttribute("href")).toBe("https://id.qingdao.example/session/end");
    await nothingForAxe();
  });

  it("speaks English on every part of it", async () => {
    await go("/account", "dsj.shenhe");
    await press(/账号与显示设置/);
    await page.getByLabel("English").check();
    await heading("Account and security");
    for (const name of ["Password", "Second factor", "Linked identities", "Where you are signed in"])
      await heading(name);
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).not.toMatch(/[\u4e00-\u9fff]/);
  });
});
