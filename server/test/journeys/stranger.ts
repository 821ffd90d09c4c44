import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

export const chromiumPath = "/usr/bin/chromium";
export const chromiumIsThere = existsSync(chromiumPath);

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const looks = {
  "light-1440": { width: 1440, height: 900, colorScheme: "light" },
  "dark-1440": { width: 1440, height: 900, colorScheme: "dark" },
  "light-390": { width: 390, height: 844, colorScheme: "light" },
  "dark-390": { width: 390, height: 844, colorScheme: "dark" },
} as const;
export type Look = keyof typeof looks;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

/** Somebody at a browser who notes everything that goes wrong around them. */
export interface Stranger {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console, broken policies, requests to other hosts, failed requests: should stay empty. */
  readonly complaints: string[];
  /** Looks closely at the page as it stands: axe, sideways scrolling, complaints so far; takes a picture. */
  lookAt(name: string): Promise<void>;
}

/** A fresh visitor without cookies. Pictures go to ZHANQIAO_TEST_PICTURES when it is set. */
export async function newStranger(browser: Browser, address: string, look: Look): Promise<Stranger> {
  const { width, height, colorScheme } = looks[look];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  const complaints: string[] = [];
  const page = await context.newPage();
  await page.addInitScript(`document.addEventListener("securitypolicyviolation", (event) =>
    console.error("policy violated: " + event.violatedDirective + " " + event.blockedURI))`);
  page.on("console", (message) => {
    // The browser notes every page that is answered with 404; whether it should be is the journey's to say.
    if (message.type() === "error" && !message.text().includes("status of 404"))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && url.origin !== new URL(address).origin)
      complaints.push(`${page.url()}: asks ${url.origin}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500 || (response.status() === 404 && !response.request().isNavigationRequest()))
      complaints.push(`${response.status()} ${response.url()}`);
  });
  const lookAt = async (name: string): Promise<void> => {
    await page.waitForLoadState("networkidle");
    await picture(page, `${name}-${look}`);
    const found = await axe(page);
    const sideways = Number(
      await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
    );
    // The console scrolls inside itself: were its document longer than the window, it would scroll into nothing.
    const into = Number(
      await page.evaluate(
        'location.pathname.startsWith("/console") && innerWidth > 1000 && !document.getElementById("login") ? document.documentElement.scrollHeight - innerHeight : 0',
      ),
    );
    const seen = {
      intoNothing: Math.max(0, into),
      page: name,
      look,
      found,
      sideways: Math.max(0, sideways),
      complaints: complaints.splice(0),
    };
    expect.soft(seen).toEqual({ page: name, intoNothing: 0, look, found: [], sideways: 0, complaints: [] });
  };
  return { page, context, complaints, lookAt };
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: Violation[];
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map((n) => `${id}: ${n.target.join(" ")} ${n.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
  );
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.ZHANQIAO_TEST_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
