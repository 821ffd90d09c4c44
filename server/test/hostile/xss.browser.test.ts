import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { chromiumIsThere, newStranger, openBrowser, type Stranger } from "../journeys/stranger.ts";
import { type HostileCity, shortPayload, writePayloads } from "./hostile-city.ts";
import { canary, payloads } from "./strings.ts";

/** Run in the page: what there is that text alone could not have made. */
const foreign = `(() => {
  const found = [];
  if (window.${canary} !== undefined) found.push("the canary sang");
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) found.push(element.tagName + " " + name + "=" + value);
      if (/^(?:href|src|action|formaction|xlink:href|data)$/.test(name) && /^[\\s\\u0000-\\u0020]*(?:javascript|vbscript|data:text)/i.test(value))
        found.push(element.tagName + " " + name + "=" + value);
    }
    if (/^(?:IFRAME|OBJECT|EMBED|BASE|PLAINTEXT|MATH|APPLET|FRAME)$/.test(element.tagName)) found.push(element.tagName);
    if (element.tagName === "IMG" && !/^(?:https?:|data:image|\\/)/.test(element.getAttribute("src") ?? "/")) found.push("IMG");
    if (element.tagName === "SCRIPT" && element.type !== "application/ld+json" && (element.textContent ?? "").includes("${canary}")) found.push("SCRIPT");
    if (element.tagName === "A" && element.href && !/^(?:https?|mailto):$/.test(element.protocol)) found.push("A " + element.href);
    if (element.tagName === "META" && /refresh/i.test(element.httpEquiv)) found.push("META");
  }
  return found;
})()`;

describe.skipIf(!chromiumIsThere)("hostile texts in a browser (needs /usr/bin/chromium)", () => {
  let browser: Browser;
  let address: string;
  let city: HostileCity;
  beforeAll(async () => {
    [browser, address] = await Promise.all([openBrowser(), sharedCity()]);
    city = await writePayloads(address);
  }, seedingTime + 120_000);
  afterAll(() => browser?.close());

  async function visitor(): Promise<Stranger & { readonly dialogs: string[] }> {
    const stranger = await newStranger(browser, address, "light-1440");
    const dialogs: string[] = [];
    stranger.page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    return { ...stranger, dialogs };
  }

  /** Everything on the page is text: nothing ran, nothing was made of it, and the text itself is to be read. */
  async function plain(page: Page, where: string, reads: readonly string[]): Promise<void> {
    await page.waitForLoadState("networkidle");
    const shown = String(
      await page.evaluate(
        "document.body.innerText + [...document.querySelectorAll('input,textarea')].map((i) => i.value).join()",
      ),
    );
    expect({ where, found: await page.evaluate(foreign) }).toEqual({ where, found: [] });
    for (const text of reads) expect([where, shown.includes(text), text]).toEqual([where, true, text]);
  }

  const signIn = async (page: Page, login: string) => {
    await page.goto(`${address}/console/`);
    await page.locator("#login").fill(login);
    await page.locator("#password").fill("zhanqiao-demo");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "我的待办" }).waitFor();
  };

  it("the portal shows them as text on every page that has them", async () => {
    const who = await visitor();
    const { subject } = city.entry;
    const name = `${payloads[0]}${payloads[1]}`;
    const asked = encodeURIComponent(payloads[1]!);
    for (const [path, ...reads] of [
      [`/dataset/${subject}`, name, payloads[20]!],
      [`/dataset/${subject}?lang=en`, name],
      [`/dataset/${subject}?where=${asked}&sort=${asked}&select=${asked}`],
      [`/dataset/${subject}/correct`, name],
      [`/dataset/${subject}/correct?row=${asked}&column=${asked}`],
      [`/search?q=${asked}`, payloads[1]!],
      [`/search?q=${encodeURIComponent('"><script>window.__canary=1</script>')}&provider=${asked}`],
      [`/org/${asked}`],
      [`/dataset/${asked}`],
      [`/law/${asked}`],
      ["/open-list"],
      ["/"],
    ] as const) {
      await who.page.goto(`${address}${path}`);
      await plain(who.page, path, reads);
    }
    await who.page.goto(`${address}/follow-up?lang=zh`);
    await who.page.locator("#number").fill(city.correction.number);
    await who.page.locator("#secret").fill(city.correction.secret);
    await who.page.getByRole("button", { name: "查询" }).last().click();
    await who.page.getByText("数据提供单位校核中").first().waitFor();
    await plain(who.page, "follow-up", []);
    expect([who.dialogs, who.complaints.filter((c) => !/status of 4\d\d/.test(c))]).toEqual([[], []]);
    await who.context.close();
  }, 240_000);

  it("the workbench shows them as text to whoever has to read them", async () => {
    const who = await visitor();
    await signIn(who.page, "yuanlin");
    const duties = (await city.officer.get("/cases?queue=duties&procedure=correction&limit=100")).body.items;
    const mine = duties.find((c: { number: string }) => c.number === city.correction.number);
    for (const [path, ...reads] of [
      ["/console/"],
      [`/console/?procedure=correction&case=${mine.id}`, payloads[2]!],
      [`/console/?procedure=catalog-entry&case=${city.entry.id}`],
      ["/console/cases"],
      [`/console/cases/${mine.id}`],
      ["/console/catalog"],
      [`/console/catalog/${city.entry.id}`],
      [`/console/intake`],
      [`/console/intake/${city.intake}`],
      [`/console/intake/${city.waiting}`, payloads[2]!],
      ["/console/account"],
      [`/console/cases?q=${encodeURIComponent(payloads[1]!)}`],
    ] as const) {
      await who.page.goto(`${address}${path}`);
      await plain(who.page, path, reads);
    }
    expect([who.dialogs, who.complaints.filter((c) => !/status of 4\d\d/.test(c))]).toEqual([[], []]);
    await who.context.close();

    const admin = await visitor();
    await signIn(admin.page, "shuju-guanli");
    for (const [path, ...reads] of [
      ["/console/people", shortPayload],
      ["/console/machines"],
      ["/console/supervision"],
    ] as const) {
      await admin.page.goto(`${address}${path}`);
      await plain(admin.page, path, reads);
    }
    expect([admin.dialogs, admin.complaints.filter((c) => !/status of 4\d\d/.test(c))]).toEqual([[], []]);
    await admin.context.close();
  }, 240_000);
});
