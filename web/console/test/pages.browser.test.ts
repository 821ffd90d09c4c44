import { describe, expect, it } from "vitest";
import { chromiumIsThere, useWorkbench } from "./workbench.ts";

describe.skipIf(!chromiumIsThere)("every page of the console (needs chromium)", () => {
  const workbench = useWorkbench();
  const { go } = workbench;

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
        const { page } = await workbench.open({ width, colorScheme });
        for (const [path, login] of pages) {
          await go(path, login);
          await page.locator("h1").first().waitFor({ state: "attached" });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (wide > 1) found.push(`${path}: ${wide} px too wide`);
          found.push(...(await workbench.complaints()).map((id) => `${path}: ${id}`));
        }
        expect(found).toEqual([]);
      }, 120_000);

  it("keeps to its budget: a shell of 260 KB, 400 KB with any one page (gzip)", async () => {
    const sizes = await import("../dev/sizes.ts");
    const { shell, pages: routes } = sizes.measure(workbench.folder());
    expect(shell).toBeLessThan(260 * 1024);
    expect(Object.keys(routes).length).toBeGreaterThan(8);
    for (const [route, bytes] of Object.entries(routes)) expect(bytes, route).toBeLessThan(400 * 1024);
  });
});
