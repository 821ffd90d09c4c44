import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { code, dataset, fixtureApi, home } from "../src/fixtures.ts";
import { addresses, portal, tagsOf } from "./portal.ts";

const app = await portal();
const read = async (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe.each(["zh", "en"])("every page in %s", (lang) => {
  it.each(addresses)("%s is whole: a title, one h1, no stray value, nothing inline", async (url) => {
    const { statusCode, body, headers } = await read(url, { cookie: `zq_lang=${lang}` });
    expect(statusCode).toBe(200);
    expect(body).toMatch(/<title>[^<]+<\/title>/);
    expect(body.match(/<h1/g)).toHaveLength(1);
    expect(body).toContain(lang === "zh" ? '<html lang="zh-CN"' : '<html lang="en"');
    expect(body).not.toMatch(/undefined|\[object Object\]|NaN/);
    const tags = tagsOf(body);
    const all = tags.flatMap((tag) => tag.attributes);
    expect(all.filter((name) => name === "style" || name.startsWith("on"))).toEqual([]);
    expect(tags.filter(({ name, attributes }) => name === "script" && !attributes.includes("nonce"))).toEqual(
      [],
    );
    expect(String(headers["content-security-policy"])).toContain("default-src 'none'");
    expect(String(headers["content-security-policy"])).not.toContain("unsafe");
  });
});

describe("the portal", () => {
  it("answers an unknown address, dataset, version and article with a page that says so", async () => {
    for (const url of ["/nope", "/dataset/370200-none-0001", `/dataset/${code}/v/99`, "/law/99", "/law/x"]) {
      const { statusCode, body } = await read(url);
      expect(statusCode).toBe(404);
      expect(body).toContain("没有找到这个页面");
    }
  });

  it("leaves addresses of the API and the console to their owners", async () => {
    const { headers } = await read("/api/v1/nothing");
    expect(headers["content-type"]).toMatch(/json/);
  });

  it("shows scores out of a hundred with their decimal, and the reason of each that is not whole", async () => {
    const { current } = dataset;
    const quality = { ...current!.quality!, score: 98.5 };
    const scored = await portal(
      fixtureApi({ [`/datasets/${code}`]: { ...dataset, current: { ...current!, quality } } }),
    );
    const { body } = await scored.inject(`/dataset/${code}`);
    expect(body).toContain("98.5 分");
    expect(body).toContain("有 6 行缺值");
    for (const name of ["完整性", "一致性", "准确性"]) expect(body).toContain(name);
  });

  it("says a fault of the API without its words, and keeps the reference", async () => {
    const failing = await portal(async () => ({
      status: 500,
      body: { detail: "secret stack" },
      headers: {},
    }));
    const { statusCode, body } = await failing.inject("/search");
    expect(statusCode).toBe(500);
    expect(body).toContain("页面暂时打不开");
    expect(body).not.toContain("secret stack");
  });

  it("shows the home page without blocks whose numbers the API does not give", async () => {
    const bare = await portal(async () => ({ status: 503, body: {}, headers: {} }));
    const { statusCode, body } = await bare.inject("/");
    expect(statusCode).toBe(200);
    expect(body).not.toContain("办理时限公示");
    expect(body).not.toContain("按领域浏览");
  });

  it("says that nothing is open yet rather than showing zeros", async () => {
    const none = { datasets: 0, byField: [], byProvider: [], byDivision: [], recent: [] };
    const empty = await portal(fixtureApi({ "/statistics/home": none }));
    expect((await empty.inject("/")).body).toContain("还没有开放的数据集");
  });

  it("never carries a session to the API", async () => {
    const asked: unknown[] = [];
    const watching = await portal(async (path, init) => {
      asked.push(init?.headers);
      return fixtureApi()(path, init);
    });
    await watching.inject({ url: "/", headers: { cookie: "zq_session=secret" } });
    expect(JSON.stringify(asked)).not.toContain("secret");
  });

  it("compresses pages for who accepts it", async () => {
    const { rawPayload, headers } = await read("/", { "accept-encoding": "gzip" });
    expect(headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(rawPayload).toString()).toContain("</html>");
  });

  it("keeps the dataset page within 30 KB", async () => {
    expect(gzipSync((await read(`/dataset/${code}`)).body).length).toBeLessThan(30 * 1024);
  });

  it("asks the API for what the preview's address says", async () => {
    const paths: string[] = [];
    const watching = await portal(async (path, init) => {
      paths.push(path);
      return fixtureApi()(path, init);
    });
    await watching.inject(`/dataset/${code}?f=total~%3E%3D~200&fc=name&fo=contains&fv=%22a&sort=-total`);
    const rows = new URL(paths.find((path) => path.includes("/rows")) ?? "", "http://x").searchParams;
    expect(rows.get("where")).toBe('total ge 200 and name contains """a"');
    expect(rows.get("sort")).toBe("-total");
    expect(rows.get("count")).toBe("true");
  });

  it("offers no preview and no download of data that is open on conditions", async () => {
    const entry = { ...dataset.entry, openType: "conditional", openCondition: "签署协议" };
    const closed = await portal(fixtureApi({ [`/datasets/${code}`]: { ...dataset, entry } }));
    const { body } = await closed.inject(`/dataset/${code}`);
    expect(body).toContain("签署协议");
    expect(body.includes("/download")).toBe(false);
    expect(body.includes("QD-P-00028")).toBe(false);
  });

  it("shows why rows could not be read and keeps the rest of the page", async () => {
    const refusing = await portal(async (path, init) =>
      path.includes("/rows")
        ? { status: 400, body: { detail: { zh: "条件写错了", en: "Wrong filter" } }, headers: {} }
        : fixtureApi()(path, init),
    );
    const { statusCode, body } = await refusing.inject(`/dataset/${code}`);
    expect(statusCode).toBe(200);
    expect(body).toContain("条件写错了");
    expect(body).toContain("办理记录");
  });

  it("takes every number of the home page from the API", async () => {
    const changed = { ...home, datasets: 98_765, updatedToday: 4321 };
    const { body } = await (await portal(fixtureApi({ "/statistics/home": changed }))).inject("/");
    expect(body).toContain("9.877");
    expect(body).toContain("4,321");
  });
});

describe("settings", () => {
  it("keeps theme and size in cookies and goes on to the clean address", async () => {
    const { statusCode, headers } = await read("/search?q=a&theme=dark&size=large");
    expect(statusCode).toBe(303);
    expect(headers.location).toBe("/search?q=a");
    expect(String(headers["set-cookie"])).toContain("zq_theme=dark");
    expect(String(headers["set-cookie"])).toContain("zq_size=large");
    const { body } = await read("/", { cookie: "zq_theme=dark; zq_size=large" });
    expect(body).toContain('data-theme="dark"');
    expect(body).toContain('class="large"');
  });

  it("never leads to another host", async () => {
    for (const url of [
      "//evil.example/?theme=dark",
      "/%5C%5Cevil.example?theme=dark",
      "/\\evil.example?theme=dark",
    ]) {
      const { headers } = await read(url);
      expect(new URL(String(headers.location ?? "/"), "https://data.example").host).toBe("data.example");
    }
  });

  it("lets an address name its language, and ignores anything else it names", async () => {
    expect((await read("/?lang=en")).body).toContain('<html lang="en"');
    expect((await read("/?lang=xx&theme=%22onload")).body).toContain('<html lang="zh-CN"');
  });
});
