import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { chromiumIsThere, newStranger, openBrowser, type Stranger } from "../journeys/stranger.ts";
import { type HostileCity, writePayloads } from "./hostile-city.ts";
import { names, password } from "./hostile-people.ts";
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
    // Blanks are the browser's to break; every other character is to be there.
    const tidied = (text: string) => text.replace(/\s+/g, " ").trim();
    const missing = reads.filter((text) => !tidied(shown).includes(tidied(text)));
    expect({ where, missing }).toEqual({ where, missing: [] });
  }

  const signIn = async (page: Page, login: string, by = "zhanqiao-demo") => {
    await page.goto(`${address}/console/`);
    await page.locator("#login").fill(login);
    await page.locator("#password").fill(by);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "我的待办" }).waitFor();
  };

  /** The payloads that a case was given, by its id or its number. */
  const texts = (of: string): string[] => {
    const all = [...city.written.cases.get(of)!.texts];
    expect(all.length).toBeGreaterThan(0);
    return all;
  };
  const quiet = (who: Awaited<ReturnType<typeof visitor>>) =>
    expect([who.dialogs, who.complaints.filter((c) => !/status of 4\d\d/.test(c))]).toEqual([[], []]);

  it("would be found, were one of them put into a page as anything but text", async () => {
    const context = await browser.newContext({ javaScriptEnabled: true });
    const page = await context.newPage();
    const unfound: string[] = [];
    // Those that make an element; the others run only in an attribute, a script or another language's template.
    for (const text of payloads.filter((each) =>
      /^[^\w＜&]*<(?:script>|img|svg o|iframe|object|base|a |meta|details)/.test(each),
    )) {
      await page.setContent(`<p>${text}</p>`, { waitUntil: "commit" });
      if (((await page.evaluate(foreign)) as string[]).length === 0) unfound.push(text);
    }
    expect(unfound).toEqual([]);
    await context.close();
  });

  it.concurrent("the portal shows them as text on every page that has them", async () => {
    const who = await visitor();
    const { subject } = city.entry;
    const name = `${payloads[0]}${payloads[1]}`;
    const asked = encodeURIComponent(payloads[1]!);
    const [, , , , , , , opened] = city.changes;
    for (const [path, ...reads] of [
      [`/dataset/${subject}`, name, payloads[20]!, names.org],
      [`/dataset/${subject}?lang=en`, name, names.org],
      [`/dataset/${subject}?where=${asked}&sort=${asked}&select=${asked}`],
      [`/dataset/${subject}/correct`, name],
      [`/dataset/${subject}/correct?row=${asked}&column=${asked}`],
      [`/dataset/${city.other.subject}`, `${payloads[2]}${payloads[3]}`, String(opened!.document.condition)],
      [`/search?q=${asked}`, payloads[1]!],
      [`/search?q=${encodeURIComponent('"><script>window.__canary=1</script>')}&provider=${asked}`],
      [`/search?provider=${city.agency.uscc}`, names.org],
      [`/org/${city.agency.uscc}`, names.org, name],
      [`/org/${asked}`],
      [`/dataset/${asked}`],
      [`/law/${asked}`],
      ["/open-list"],
      ["/"],
    ] as const) {
      await who.page.goto(`${address}${path}`);
      await plain(who.page, path, reads);
    }
    const { followUp, id } = city.corrections.corrected;
    await who.page.goto(`${address}/follow-up?lang=zh`);
    await who.page.locator("#number").fill(followUp.number);
    await who.page.locator("#secret").fill(followUp.secret);
    await who.page.getByRole("button", { name: "查询" }).last().click();
    await who.page.getByText("已更正").first().waitFor();
    await plain(who.page, "follow-up", [
      String((await city.officer.get(`/cases/${id}`)).body.document.outcome),
    ]);
    quiet(who);
    await who.context.close();
  }, 240_000);

  it.concurrent("the workbench shows them as text to whoever has to read them", async () => {
    const who = await visitor();
    await signIn(who.page, city.agency.login, password);
    const { corrected, confirmed, rejected, waiting } = city.corrections;
    const [rejectedShare, , notShared, , , , widened] = city.changes;
    const asked = texts(waiting.followUp.number);
    for (const [path, ...reads] of [
      ["/console/", names.person],
      [`/console/?procedure=correction&case=${waiting.id}`, ...asked],
      [`/console/cases/${waiting.id}`, ...asked],
      ...[corrected, confirmed, rejected].map(({ id }) => [`/console/cases/${id}`, ...texts(id)] as const),
      ...[rejectedShare!, notShared!, widened!, city.retired].map(
        ({ id }) => [`/console/cases/${id}`, ...texts(id)] as const,
      ),
      [`/console/cases/${city.draft.id}`, city.draft.title],
      [`/console/catalog/${city.draft.id}`, city.draft.title],
      ["/console/cases", names.org],
      ["/console/catalog"],
      [`/console/catalog/${city.entry.id}`],
      [`/console/intake`, `${payloads[1]}.csv`],
      [`/console/intake/${city.intake}`],
      [`/console/intake/${city.waiting}`, payloads[2]!],
      ["/console/account", "Firefox / Linux"],
      [`/console/cases?q=${encodeURIComponent(payloads[1]!)}`],
    ] as const) {
      await who.page.goto(`${address}${path}`);
      await plain(who.page, path, reads);
    }
    quiet(who);
    await who.context.close();
  }, 240_000);

  it.concurrent("and to those who keep accounts, systems and the law", async () => {
    const admin = await visitor();
    await signIn(admin.page, "shuju-guanli");
    for (const [path, ...reads] of [
      ["/console/people", names.person],
      ["/console/machines", names.machine, names.purpose],
      ["/console/supervision"],
    ] as const) {
      await admin.page.goto(`${address}${path}`);
      await plain(admin.page, path, reads);
    }
    quiet(admin);
    await admin.context.close();

    const head = await visitor();
    await signIn(head.page, "jiaoyu-fuze");
    const path = `/console/cases/${city.extended.id}`;
    await head.page.goto(`${address}${path}`);
    await plain(head.page, path, texts(city.extended.id));
    quiet(head);
    await head.context.close();
  }, 120_000);
});
