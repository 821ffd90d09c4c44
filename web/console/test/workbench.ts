import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type MockServer, startMock } from "../dev/mock-api.ts";

const executablePath = process.env.ZHANQIAO_CHROMIUM ?? "/usr/bin/chromium";
export const chromiumIsThere = existsSync(executablePath);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Something that comes true soon; the machine may be busy. */
export const soon = <T>(look: () => T) => expect.poll(look, { timeout: 10_000 });

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
}

/**
 * The workbench as built, in a real browser, on a stand-in of the API that starts anew for each test. Failed requests
 * are expected in some tests; whatever a test is about, no page may throw or break the content policy on the way.
 */
export function useWorkbench() {
  let folder: string;
  let browser: Browser;
  let mock: MockServer | undefined;
  let context: BrowserContext | undefined;
  let page: Page;
  let faults: string[] = [];

  beforeAll(async () => {
    folder = await builtConsole();
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  }, 180_000);
  afterAll(() => browser?.close());
  afterEach(async () => {
    await context?.close();
    await mock?.close();
    context = mock = undefined;
    expect(faults.splice(0)).toEqual([]);
  });

  return {
    folder: () => folder,
    /** A fresh window; the stand-in stays as it is within one test. */
    async open({ width = 1440, height = 900, colorScheme = "light" }: Look = {}) {
      await context?.close();
      mock ??= await startMock(0, folder);
      const place = { locale: "zh-CN", timezoneId: "Asia/Shanghai" };
      context = await browser.newContext({ viewport: { width, height }, colorScheme, ...place });
      page = await context.newPage();
      faults = [];
      page.on("pageerror", (e) => faults.push(e.message));
      page.on("console", (m) => {
        if (m.type() === "error" && !m.text().includes("Failed to load resource")) faults.push(m.text());
      });
      return { mock, context, page };
    },
    async go(path: string, login?: string) {
      const { origin } = mock!;
      if (login) await context!.addCookies([{ name: "zq_session", value: login, url: origin }]);
      await page.goto(`${origin}/console${path}`);
      await page.waitForLoadState("networkidle");
    },
    /** What axe has to say of the page as it stands. */
    async complaints(): Promise<string[]> {
      // The page's policy forbids added scripts, as it should: axe comes in by the debugger.
      const debug = await context!.newCDPSession(page);
      await debug.send("Runtime.evaluate", { expression: axe });
      await debug.detach();
      return page.evaluate(async () => {
        type Axe = { run: () => Promise<{ violations: { id: string }[] }> };
        return (await (window as unknown as { axe: Axe }).axe.run()).violations.map((v) => v.id);
      });
    },
  };
}

/** The console built from the sources as they are, once for all files of a run. */
async function builtConsole(): Promise<string> {
  const root = process.env.ZHANQIAO_TEST_CITY ?? mkdtempSync(join(tmpdir(), "zq-console-"));
  const folder = join(root, "console");
  const done = join(root, "console.built");
  try {
    mkdirSync(folder);
  } catch {
    for (let tries = 0; !existsSync(done); tries++) {
      if (tries > 1500) throw new Error("the console was not built in 150 s");
      await pause(100);
    }
    return folder;
  }
  await build({
    configFile: join(import.meta.dirname, "../vite.config.ts"),
    build: { outDir: folder, emptyOutDir: true },
    logLevel: "silent",
  });
  writeFileSync(done, "");
  return folder;
}
