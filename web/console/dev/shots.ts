import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { makeAccountWorld } from "./mock-account.ts";
import { startMock } from "./mock-api.ts";

/**
 * Pictures of every page against the fixture server, and what axe finds on each.
 * node dev/shots.ts <folder> [names…]
 */
const [folder = "shots", ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Shot {
  name: string;
  login: string | null;
  path: string;
  act?: (page: Page) => Promise<void>;
}

const shots: Shot[] = [
  { name: "login", login: null, path: "/" },
  {
    name: "login-bad",
    login: null,
    path: "/",
    act: async (p) => {
      await p.getByLabel("账号", { exact: true }).fill("nobody");
      await p.locator("#password").fill("x");
      await p.getByRole("button", { name: "登录", exact: true }).click();
      await p.getByRole("alert").waitFor();
    },
  },
  {
    name: "second-step",
    login: null,
    path: "/",
    act: async (p) => {
      await p.getByLabel("账号", { exact: true }).fill("dsj.shenhe");
      await p.locator("#password").fill("demo-2026-qd");
      await p.getByRole("button", { name: "登录", exact: true }).click();
      await p.locator("#code").fill("000000");
      await p.getByRole("button", { name: "登录", exact: true }).click();
      await p.getByRole("alert").waitFor();
    },
  },
  { name: "returned", login: null, path: "/oidc?code=a&state=b" },
  { name: "security", login: "dsj.shenhe", path: "/account" },
  {
    name: "enrol",
    login: "shengtai",
    path: "/account",
    act: async (p) => {
      await p.getByRole("button", { name: "启用第二因素" }).click();
      await p.getByRole("button", { name: "继续" }).click();
      await p.locator("#enrol-code").waitFor();
    },
  },
  {
    name: "codes",
    login: "shengtai",
    path: "/account",
    act: async (p) => {
      await p.getByRole("button", { name: "启用第二因素" }).click();
      await p.getByRole("button", { name: "继续" }).click();
      await p.locator("#enrol-code").fill("287082");
      await p.getByRole("button", { name: "确认启用" }).click();
      await p.getByText("我已保存好恢复码").waitFor();
    },
  },
  {
    name: "person-security",
    login: "shengtai.admin",
    path: "/people",
    act: async (p) => {
      await p.getByRole("button", { name: /账号安全.*王海宁/ }).click();
      await p.getByText("3702-000186").first().waitFor();
    },
  },
  { name: "duties", login: "shengtai", path: "/?case=c-2" },
  { name: "duties-list", login: "dsj.shenhe", path: "/" },
  { name: "review", login: "dsj.shenhe", path: "/?procedure=catalog-entry&case=c-air" },
  {
    name: "bulk",
    login: "dsj.shenhe",
    path: "/?procedure=catalog-entry",
    act: async (p) => {
      await p.getByRole("button", { name: "批量办理" }).click();
      for (const box of await p.locator(".qrow input").all()) await box.check();
    },
  },
  { name: "case", login: "dsj.shenhe", path: "/cases/c-1" },
  {
    name: "case-evidence",
    login: "dsj.shenhe",
    path: "/cases/c-1",
    act: async (p) => {
      await p.getByRole("button", { name: "证据包" }).click();
      await p.getByText("已下载").waitFor();
    },
  },
  { name: "cases", login: "dsj.shenhe", path: "/cases" },
  { name: "catalog", login: "shengtai", path: "/catalog" },
  { name: "editor", login: "shengtai", path: "/catalog/c-returned" },
  { name: "editor-new", login: "shengtai", path: "/catalog/new" },
  {
    name: "from-file",
    login: "shengtai",
    path: "/catalog/c-draft",
    act: async (p) => {
      await p.getByRole("button", { name: "从文件填入" }).click();
      await p.getByText("建议理由").waitFor();
    },
  },
  { name: "intakes", login: "shengtai", path: "/intake?entry=370200-ecology-0012" },
  { name: "intake-inspected", login: "shengtai", path: "/intake/i-inspected" },
  {
    name: "intake-checked",
    login: "shengtai",
    path: "/intake/i-checked",
    act: async (p) => {
      await p.getByRole("button", { name: /PM2.5 在/ }).click();
      await p.getByText("18422").first().waitFor();
    },
  },
  { name: "intake-receiving", login: "shengtai", path: "/intake/i-receiving" },
  { name: "intake-refused", login: "shengtai", path: "/intake/i-refused" },
  { name: "intake-loading", login: "shengtai", path: "/intake/i-loading" },
  { name: "supervision", login: "dsj.jiandu", path: "/supervision" },
  { name: "people", login: "shengtai.admin", path: "/people" },
  { name: "machines", login: "shengtai.admin", path: "/machines" },
  {
    name: "machines-new",
    login: "shengtai.admin",
    path: "/machines",
    act: async (p) => {
      await p.getByRole("button", { name: "登记系统" }).click();
      await p.getByRole("dialog").getByRole("button", { name: "登记系统" }).click();
      await p.locator(".fl-bad").first().waitFor();
    },
  },
  {
    name: "machines-secret",
    login: "shengtai.admin",
    path: "/machines",
    act: async (p) => {
      await p.getByRole("button", { name: /更换密钥.*旧/ }).click();
      await p.getByRole("dialog").getByRole("button", { name: "更换密钥" }).click();
      await p.locator("#m-secret").waitFor();
    },
  },
  {
    name: "search",
    login: "shengtai",
    path: "/",
    act: async (p) => {
      await p.keyboard.press("Control+k");
      await p.locator("dialog input").fill("空气");
      await p.locator("dialog [role=option]").first().waitFor();
    },
  },
  {
    name: "help",
    login: "shengtai",
    path: "/",
    act: async (p) => {
      await p.locator(".dd, .qi").first().waitFor();
      await p.keyboard.press("?");
      await p.getByRole("dialog").waitFor();
    },
  },
  {
    name: "account",
    login: "shengtai",
    path: "/",
    act: async (p) => {
      await p.getByRole("button", { name: /账号与显示设置/ }).click();
    },
  },
];

const looks = [
  { id: "light-1440", width: 1440, height: 900, scheme: "light" },
  { id: "dark-1440", width: 1440, height: 900, scheme: "dark" },
  { id: "light-390", width: 390, height: 844, scheme: "light" },
  { id: "dark-390", width: 390, height: 844, scheme: "dark" },
] as const;

const wanted = (process.env.LOOKS ?? "light-1440,light-390").split(",");
if (!existsSync(join(import.meta.dirname, "../dist"))) throw new Error("build first");
const mock = await startMock();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  for (const look of looks.filter((l) => wanted.includes(l.id)))
    for (const shot of shots.filter((s) => only.length === 0 || only.includes(s.name))) {
      mock.world.account = makeAccountWorld();
      const context = await browser.newContext({
        viewport: { width: look.width, height: look.height },
        colorScheme: look.scheme,
        locale: "zh-CN",
        timezoneId: "Asia/Shanghai",
        bypassCSP: false,
      });
      if (shot.login) await context.addCookies([{ name: "zq_session", value: shot.login, url: mock.origin }]);
      const page = await context.newPage();
      const problems: string[] = [];
      page.on(
        "console",
        (m) => ["error", "warning"].includes(m.type()) && problems.push(m.text().slice(0, 300)),
      );
      page.on("pageerror", (e) => problems.push(e.message));
      await page.goto(`${mock.origin}/console${shot.path}`);
      await page.waitForLoadState("networkidle");
      try {
        await shot.act?.(page);
      } catch (thrown) {
        problems.push(`act: ${String(thrown).slice(0, 300)}`);
      }
      await page.waitForTimeout(400);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
      if (wide)
        problems.push(
          `wider than the window: ${await page.evaluate(() => document.documentElement.scrollWidth)}`,
        );
      await page.screenshot({
        path: join(folder, `${shot.name}-${look.id}.png`),
        fullPage: look.width < 500,
      });
      // The page's policy forbids added scripts, as it should: axe comes in by the debugger.
      const client = await context.newCDPSession(page);
      await client.send("Runtime.evaluate", { expression: axe });
      const found = await page.evaluate(async () => {
        type Found = { id: string; nodes: { html: string; any: { message: string }[] }[] };
        type Axe = { run: (on: Document, options: object) => Promise<{ violations: Found[] }> };
        const { axe } = window as unknown as { axe: Axe };
        const results = await axe.run(document, { resultTypes: ["violations"] });
        return results.violations.map(
          (v) =>
            `axe ${v.id}: ${v.nodes
              .slice(0, 3)
              .map((n) => `${n.html.slice(0, 140)} | ${n.any[0]?.message ?? ""}`)
              .join(" || ")}`,
        );
      });
      process.stdout.write(
        `${shot.name} ${look.id}${[...problems, ...found].map((p) => `\n   ${p}`).join("")}\n`,
      );
      await context.close();
    }
} finally {
  await browser.close();
  await mock.close();
}
