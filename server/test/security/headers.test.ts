import { setTimeout as pause } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { chromiumIsThere, newStranger, openBrowser } from "../journeys/stranger.ts";
import { Client } from "../running.ts";
import { request, sendRaw } from "./raw.ts";

let address = "";
let code = "";
beforeAll(async () => {
  address = await sharedCity();
  const anybody = new Client(address);
  const { items } = (await anybody.get("/datasets?limit=20")).body as { items: { code: string }[] };
  for (const item of items)
    if (!code && (await anybody.get(`/datasets/${item.code}/rows?limit=1`)).status === 200) code = item.code;
}, seedingTime);

/** What every answer must say, whatever it is. */
function standsIn(headers: Headers, what: string): void {
  expect(headers.get("x-content-type-options"), what).toBe("nosniff");
  expect(headers.get("x-frame-options"), what).toBe("DENY");
  expect(headers.get("referrer-policy"), what).toBe("same-origin");
  expect(headers.get("cross-origin-opener-policy"), what).toBe("same-origin");
  expect(headers.get("cross-origin-resource-policy"), what).toMatch(/^(same|cross)-origin$/);
  expect(headers.get("permissions-policy"), what).toContain("camera=()");
  expect(headers.get("cache-control"), what).toBeTruthy();
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy, what).toContain("default-src 'none'");
  expect(policy, what).toContain("frame-ancestors 'none'");
  expect(policy, what).toContain("base-uri 'none'");
  expect(policy, what).not.toMatch(/unsafe-|\*|https?:/);
  for (const name of ["server", "x-powered-by", "x-aspnet-version"])
    expect(headers.get(name), what).toBeNull();
  // No answer over http asks browsers for https that is not there.
  expect(headers.get("strict-transport-security"), what).toBeNull();
}

const asset = async (page: string, pattern: RegExp) =>
  pattern.exec(await (await fetch(address + page)).text())![1]!;

describe("the headers of every answer", () => {
  it("stand in pages, API answers, downloads, tiles, assets, errors, redirects and what is not there", async () => {
    const answers: [string, number, RequestInit?][] = [
      ["/", 200],
      ["/search?q=a", 200],
      [`/dataset/${code}`, 200],
      [`/dataset/${code}/correct`, 200],
      ["/dataset/none", 404],
      ["/no-such-page", 404],
      ["/?theme=dark", 303],
      ["/follow-up", 403, { method: "POST", body: new URLSearchParams({ number: "1" }) }],
      [await asset("/", /href="(\/portal-assets\/[^"]+\.css)"/), 200],
      ["/portal-assets/none.css", 404],
      ["/portal-assets/mark.svg", 200],
      ["/console", 200],
      ["/console/any/deep/page", 200],
      [await asset("/console/", /src="(\/console\/assets\/[^"]+\.js)"/), 200],
      ["/console/assets/none.js", 404],
      ["/api/v1/health", 200],
      ["/api/v1/openapi.json", 200],
      ["/api/v1/datasets", 200],
      [`/api/v1/datasets/${code}/rows?limit=1`, 200],
      [`/api/v1/datasets/${code}/rows?where=(`, 400],
      [`/api/v1/datasets/${code}/rows?limit=x`, 400],
      [`/api/v1/datasets/${code}/download`, 200],
      ["/api/v1/datasets/none", 404],
      ["/api/v1/session", 200],
      ["/api/v1/nowhere", 404],
      ["/api/v1/cases", 400, { method: "POST", body: "{", headers: { "content-type": "application/json" } }],
      ["/checkpoint", 200],
      ["/tile/0/x999", 404],
      ["/.well-known/oauth-authorization-server/oauth", 200],
      [
        "/oauth/token",
        400,
        {
          method: "POST",
          body: "grant_type=x",
          headers: { "content-type": "application/x-www-form-urlencoded" },
        },
      ],
      ["/oauth/token", 413, { method: "POST", body: "x".repeat(9000) }],
      ["/%zz", 400],
      [`/api/v1/datasets/${"x".repeat(400)}`, 404],
    ];
    // A city that has just begun publishes its first checkpoint within seconds.
    for (let i = 0; i < 100 && (await fetch(`${address}/checkpoint`)).status !== 200; i++) await pause(100);
    for (const [path, status, init] of answers) {
      const answer = await fetch(address + path, { redirect: "manual", ...init });
      const what = `${init?.method ?? "GET"} ${path.slice(0, 80)}`;
      await answer.arrayBuffer();
      expect([what, answer.status]).toEqual([what, status]);
      standsIn(answer.headers, what);
    }
  });

  it("stand in the answer to what is no HTTP at all", async () => {
    for (const bytes of ["NONSENSE\r\n\r\n", request("GET /\u0001"), request(`GET /${"x".repeat(20_000)}`)]) {
      const { head, status } = await sendRaw(address, bytes);
      expect([400, 431]).toContain(status);
      const lines = head
        .split("\r\n")
        .slice(1)
        .map((line) => line.split(": ") as [string, string]);
      standsIn(new Headers(lines), bytes.slice(0, 20));
    }
  });

  it("keep personal answers from every cache, and let open data be read by other sites without credentials", async () => {
    const officer = await new Client(address).signIn("jiaoyu");
    for (const path of [
      "/session",
      "/cases",
      "/intakes",
      "/sessions",
      "/duties",
      "/organisations",
      "/entries",
    ]) {
      const { headers } = await officer.get(path);
      expect(headers.get("cache-control"), path).toBe("no-store");
      expect(headers.get("access-control-allow-origin"), path).toBeNull();
      expect(headers.get("cross-origin-resource-policy"), path).toBe("same-origin");
    }
    const { headers } = await new Client(address).get("/datasets");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const out = await officer.send("DELETE", "/session");
    expect(out.headers.get("clear-site-data")).toBe('"cache"');
  });

  it("tell how often one may ask", async () => {
    const { headers } = await new Client(address).get("/datasets");
    expect(headers.get("ratelimit-policy")).toMatch(/^"reading";q=\d+;w=60$/);
    expect(headers.get("ratelimit")).toMatch(/^"reading";r=\d+;t=\d+$/);
  });
});

interface Blocked {
  readonly ran: number;
  readonly shown: string;
  readonly base: boolean;
  readonly found: readonly string[];
}

/** What markup that got into a page would try; runs in the page. */
const attack = `(async () => {
  const found = [];
  document.addEventListener("securitypolicyviolation", (e) => found.push(e.effectiveDirective));
  const holder = document.body.appendChild(document.createElement("div"));
  const add = (name, more, to = holder) => to.appendChild(Object.assign(document.createElement(name), more));
  add("script", { textContent: "window.ran = 1" });
  add("script", { src: "https://evil.example/x.js" });
  add("style", { textContent: "body { display: none }" });
  add("img", { src: "https://evil.example/x.png" });
  add("iframe", { src: "https://evil.example/" });
  add("base", { href: "https://evil.example/" }, document.head);
  const button = add("button", {});
  button.setAttribute("onclick", "window.ran = 2");
  button.click();
  await fetch("https://evil.example/take").catch(() => {});
  await new Promise((done) => setTimeout(done, 200));
  const shown = getComputedStyle(document.body).display;
  return { ran: window.ran ?? 0, shown, base: document.baseURI.startsWith("https://evil"), found };
})()`;

describe.skipIf(!chromiumIsThere)("the pages' policy in a browser (needs /usr/bin/chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it("breaks nothing of the portal or the console, in Chinese and English, light and dark", async () => {
    for (const look of ["light-1440", "dark-390"] as const) {
      const visitor = await newStranger(browser, address, look);
      const { page, complaints } = visitor;
      for (const path of [
        "/",
        "/search?q=%E5%AD%A6%E6%A0%A1",
        `/dataset/${code}`,
        `/dataset/${code}/correct`,
        "/open-list",
        "/law",
        "/law/21",
        "/ledger",
        "/developers?lang=en",
        "/follow-up",
        "/accessibility",
      ]) {
        await page.goto(address + path);
        await page.waitForLoadState("networkidle");
        expect([path, ...complaints]).toEqual([path]);
      }
      await page.goto(`${address}/console/`);
      await page.locator("#login").fill("jiaoyu");
      await page.locator("#password").fill("zhanqiao-demo");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "我的待办" }).waitFor();
      expect(complaints).toEqual([]);
      await visitor.context.close();
    }
  });

  it("runs no script and takes no style that the page did not bring itself", async () => {
    for (const path of [`/dataset/${code}`, "/console/"]) {
      const { page, context } = await newStranger(browser, address, "light-1440");
      await page.goto(address + path);
      const blocked = (await page.evaluate(attack)) as Blocked;
      expect(blocked).toMatchObject({ ran: 0, base: false });
      expect(blocked.shown).not.toBe("none");
      expect([...new Set(blocked.found)].sort()).toEqual([
        "base-uri",
        "connect-src",
        "frame-src",
        "img-src",
        "script-src-attr",
        "script-src-elem",
        "style-src-elem",
      ]);
      await context.close();
    }
  });
});
