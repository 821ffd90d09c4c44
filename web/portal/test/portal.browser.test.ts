import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { code, fixtureApi } from "../src/fixtures.ts";
import { addresses, portal } from "./portal.ts";

const executablePath = process.env.ZHANQIAO_CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let assets: string;
beforeAll(async () => {
  assets = mkdtempSync(join(tmpdir(), "portal-client-"));
  const configFile = join(import.meta.dirname, "../vite.config.ts");
  await build({
    configFile,
    mode: "client",
    logLevel: "error",
    build: { outDir: assets, emptyOutDir: true },
  });
}, 60_000);
afterAll(() => rmSync(assets, { recursive: true, force: true }));

describe("the client bundle", () => {
  it("keeps style and script within 15 KB each", () => {
    const size = (end: string) =>
      readdirSync(assets)
        .filter((name) => name.endsWith(end))
        .reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
    expect(size(".css")).toBeGreaterThan(1000);
    expect(size(".css")).toBeLessThan(15 * 1024);
    expect(size(".js")).toBeLessThan(15 * 1024);
  });
});

describe.skipIf(!existsSync(executablePath))("the pages in a browser (needs chromium)", () => {
  let app: FastifyInstance;
  let browser: Browser;
  let base: string;
  /** The last act of a case is not in the checkpoint yet. */
  let waits = false;
  beforeAll(async () => {
    app = await portal(async (path, init) => {
      if (waits && path.endsWith("/follow-up/evidence"))
        return { status: 503, body: { code: "ledger.evidence_not_yet", retryAfter: 2 }, headers: {} };
      return fixtureApi()(path, init);
    }, assets);
    base = await app.listen({ port: 0, host: "127.0.0.1" });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const open = async (settings: Record<string, string>, width: number, bypassCSP: boolean) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP });
    await context.addCookies(
      Object.entries(settings).map(([name, value]) => ({ name: `zq_${name}`, value, url: base })),
    );
    return context;
  };

  /** The pages that have no address of their own: a case that was looked up, and its evidence not ready yet. */
  async function answers(page: Page, look: (name: string) => Promise<void>) {
    await page.goto(`${base}/case/JH-2026-000128`);
    await page.locator("#secret").fill("7Q2M-K9XD-4TWB");
    await page.locator("form button").click();
    await page.locator(".acts").waitFor();
    await look("a case looked up");
    waits = true;
    await Promise.all([page.waitForURL("**/follow-up/evidence"), page.locator("form button").click()]);
    waits = false;
    await look("evidence not ready");
  }

  it.each([
    { theme: "light", lang: "zh" },
    { theme: "dark", lang: "zh" },
    { theme: "light", lang: "en" },
    { theme: "dark", lang: "en" },
  ])(
    "axe finds nothing on any page ($theme, $lang)",
    async (settings) => {
      const context = await open(settings, 1280, true);
      const page = await context.newPage();
      const look = async (name: string) => {
        await page.evaluate(axe);
        const found = await page.evaluate(
          `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations.map((v) => v.id + " " + v.nodes[0].target))`,
        );
        expect(found, name).toEqual([]);
      };
      for (const address of addresses) {
        await page.goto(base + address);
        await look(address);
      }
      await answers(page, look);
      await context.close();
    },
    120_000,
  );

  it.each([{ size: "normal" }, { size: "large" }])(
    "nothing scrolls sideways at 320 px ($size)",
    async (settings) => {
      for (const lang of ["zh", "en"]) {
        const context = await open({ ...settings, lang }, 320, true);
        const page = await context.newPage();
        const look = async (name: string) => {
          const over = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          expect(over, `${lang} ${name}`).toBeLessThanOrEqual(0);
        };
        for (const address of addresses) {
          await page.goto(base + address);
          await look(address);
        }
        await answers(page, look);
        await context.close();
      }
    },
    120_000,
  );

  it("its own policy blocks nothing, and nothing is asked of another host", async () => {
    const context = await open({}, 1280, false);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(base)) complaints.push(request.url());
    });
    for (const address of addresses) await page.goto(base + address);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it("reads, filters, asks for a correction, follows it and takes its evidence along without JavaScript", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${base}/dataset/${code}`);
    await page.locator("#fc").selectOption("total");
    await page.locator("#fo").selectOption(">=");
    await page.locator("#fv").fill("200");
    await page.locator(".tb button").click();
    expect(page.url()).toContain("fv=200");
    await page.locator(".chip").waitFor();
    await page.locator(".fix-row").first().click();
    await page.locator("#found").fill("收费标准与公告不符");
    await page.locator("form button[type=submit]").click();
    const [number, secret] = await page.locator(".slip code").allTextContents();
    await page.locator("a.btn.p").click();
    await page.locator("#number").fill(number ?? "");
    await page.locator("#secret").fill(secret ?? "");
    await page.locator("form button[type=submit]").click();
    expect(await page.locator("h1").textContent()).toBe("校核申请");
    expect(await page.locator(".clock").count()).toBe(1);
    expect(await page.locator(".acts .rc").allTextContents()).toEqual(["日志第 4,102 条", "等待写入日志"]);
    const [pack] = await Promise.all([page.waitForEvent("download"), page.locator("form button").click()]);
    expect(pack.suggestedFilename()).toBe("JH-2026-000128.zhanqiao-evidence.zip");
    expect(readFileSync(await pack.path()).toString("latin1")).toBe("PK\x05\x06");
    expect(page.url()).toBe(`${base}/follow-up`);
    expect(pack.url()).toBe(`${base}/follow-up/evidence`);
    await context.close();
  }, 60_000);

  it("is still while it loads (CLS ≤ 0.02)", async () => {
    const context = await open({}, 390, false);
    const page = await context.newPage();
    await page.goto(`${base}/dataset/${code}`);
    const shift = await page.evaluate(
      `new Promise((done) => { let sum = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true }); setTimeout(() => done(sum), 500); })`,
    );
    expect(shift).toBeLessThanOrEqual(0.02);
    await context.close();
  }, 60_000);
});
