import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type MockServer, startMock } from "../dev/mock-api.ts";

const executablePath = process.env.ZHANQIAO_CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(!existsSync(executablePath))("every page of the console (needs chromium)", () => {
  let folder: string;
  let browser: Browser;
  let mock: MockServer;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "zq-console-"));
    await build({
      configFile: join(import.meta.dirname, "../vite.config.ts"),
      build: { outDir: folder, emptyOutDir: true },
      logLevel: "silent",
    });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    mock = await startMock(0, folder);
    await open();
  });

  afterEach(async () => {
    await context.close();
    await mock.close();
    // Whatever a test is about: no page may throw or break the content policy on the way.
    expect(faults).toEqual([]);
  });

  /** A fresh window. Failed requests are expected in some tests and are not faults; policy breaches are. */
  async function open(look: { width?: number; height?: number; colorScheme?: "light" | "dark" } = {}) {
    await context?.close();
    faults = [];
    context = await browser.newContext({
      viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
      colorScheme: look.colorScheme ?? "light",
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
    });
    page = await context.newPage();
    page.on("pageerror", (e) => faults.push(e.message));
    page.on("console", (m) => {
      if (m.type() === "error" && !m.text().includes("Failed to load resource")) faults.push(m.text());
    });
  }

  async function go(path: string, login?: string) {
    if (login) await context.addCookies([{ name: "zq_session", value: login, url: mock.origin }]);
    await page.goto(`${mock.origin}/console${path}`);
    await page.waitForLoadState("networkidle");
  }
  const pages: [path: string, login?: string][] = [
    ["/"],
    ["/?case=c-2", "shengtai"],
    ["/?procedure=catalog-entry&case=c-air", "dsj.shenhe"],
    ["/cases", "dsj.shenhe"],
    ["/cases/c-1", "dsj.shenhe"],
    ["/catalog", "shengtai"],
    ["/catalog/c-returned", "shengtai"],
    ["/intake", "shengtai"],
    ["/intake/i-inspected", "shengtai"],
    ["/intake/i-checked", "shengtai"],
    ["/intake/i-receiving", "shengtai"],
    ["/intake/i-refused", "shengtai"],
    ["/supervision", "dsj.jiandu"],
    ["/people", "shengtai.admin"],
    ["/account", "dsj.shenhe"],
    ["/account", "shengtai"],
    ["/oidc?code=a&state=b"],
    ["/machines", "shengtai.admin"],
    ["/nowhere", "shengtai"],
  ];
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 390])
      it(`axe finds nothing and nothing is cut off, ${colorScheme}, ${width} px`, async () => {
        const found: string[] = [];
        await open({ width, colorScheme });
        for (const [path, login] of pages) {
          await go(path, login);
          await page.locator("h1").first().waitFor({ state: "attached" });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (wide > 1) found.push(`${path}: ${wide} px too wide`);
          // The policy of the page forbids added scripts, as it should: axe comes in by the debugger.
          const debug = await context.newCDPSession(page);
          await debug.send("Runtime.evaluate", { expression: axe });
          const violations = await page.evaluate(async () => {
            const run = (
              window as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } }
            ).axe;
            return (await run.run()).violations.map((v) => v.id);
          });
          found.push(...violations.map((id) => `${path}: ${id}`));
          await debug.detach();
        }
        expect(found).toEqual([]);
      }, 120_000);

  it("keeps to its budget: a shell of 260 KB, 400 KB with any one page (gzip)", async () => {
    const sizes = await import("../dev/sizes.ts");
    const { shell, pages: routes } = sizes.measure(folder);
    expect(shell).toBeLessThan(260 * 1024);
    expect(Object.keys(routes).length).toBeGreaterThan(8);
    for (const [route, bytes] of Object.entries(routes)) expect(bytes, route).toBeLessThan(400 * 1024);
  });
});
