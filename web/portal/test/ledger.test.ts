import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ledger } from "../src/fixtures/cases.ts";
import { fixtureApi } from "../src/fixtures.ts";
import { commandsFor } from "../src/pages/ledger/load.ts";
import { portal } from "./portal.ts";

const shown = async (head: object | undefined, lang = "zh") => {
  const app = await portal(fixtureApi({ "/ledger": head }));
  return (await app.inject({ url: "/ledger", headers: { cookie: `zq_lang=${lang}` } })).body;
};

describe("the page of the evidence log (Art. 37)", () => {
  it("says where the log stands: entries, time, root and every key", async () => {
    const body = await shown(ledger);
    for (const text of [
      "4,183",
      "2026年3月18日 08:30",
      ledger.root,
      ledger.key,
      ledger.secondKey ?? "",
      "SM2",
    ])
      expect(body).toContain(text);
  });

  it("names each witness with what it cosigned last, when, and what stands in its way", async () => {
    const body = await shown(ledger);
    for (const text of [
      "witness.example/qingdao-1",
      "4,170 条",
      "2026年3月18日 06:10",
      "连不上",
      "还没有附签",
    ])
      expect(body).toContain(text);
    expect(body).not.toContain("目前还没有见证方");
  });

  it("shows no table of witnesses where there are none, and says what that leaves unproven", async () => {
    const body = await shown({ ...ledger, witnesses: [] });
    expect(body).not.toContain("见证方最近一次附签");
    expect(body).toContain("目前还没有见证方");
  });

  it("gives commands with this site's address and key", async () => {
    const body = await shown(ledger);
    expect(body).toContain(`npx zhanqiao ledger verify https://data.example --key ${ledger.key}`);
    expect(body).toContain(`zhanqiao-verify 证据包.zip --key ${ledger.key}`);
    expect(body).toContain("--since checkpoint.txt");
    expect(body).toContain('href="/checkpoint"');
    expect(await shown(ledger, "en")).toContain("zhanqiao-verify PACK.zip --key");
  });

  it("quotes in them what a shell would take apart", () => {
    expect(commandsFor("https://data.example", "a b'; rm -rf /+1+x", "p.zip").whole).toBe(
      String.raw`npx zhanqiao ledger verify https://data.example --key 'a b'\''; rm -rf /+1+x'`,
    );
  });

  it("says that there is no checkpoint yet, and still what the log is", async () => {
    const app = await portal(async (path, init) =>
      path.endsWith("/ledger")
        ? { status: 503, body: { code: "ledger.not_published" }, headers: {} }
        : fixtureApi()(path, init),
    );
    const { statusCode, body } = await app.inject("/ledger");
    expect(statusCode).toBe(200);
    expect(body).toContain("还没有第一个检查点");
    expect(body).toContain("这是什么");
    expect(body).not.toContain("npx zhanqiao");
    expect(body).not.toContain("目前还没有见证方");
  });

  it("says that the log cannot be read when it cannot", async () => {
    const body = await shown(undefined);
    expect(body).toContain("存证日志暂时无法读取");
    expect(body).not.toContain("还没有第一个检查点");
  });

  it("stays within 30 KB, with a hundred witnesses too", async () => {
    const witnesses = Array.from({ length: 100 }, (_v, i) => ({
      name: `witness.example/${(i * 7919).toString(36)}`,
      size: 4000 + i,
      cosignedAt: "2026-03-18T00:30:06Z",
      trouble: null,
    }));
    expect(gzipSync(await shown({ ...ledger, witnesses })).length).toBeLessThan(30 * 1024);
  });

  it("is led to from every page's foot, from Article 37 and from what a dataset's history says", async () => {
    const app = await portal();
    expect((await app.inject("/law/37")).body).toMatch(/<p class="links"><a href="\/ledger">/);
    expect((await app.inject("/law/17")).body).not.toMatch(/<p class="links"><a href="\/ledger">/);
    const foot = (await app.inject("/")).body.split('<footer class="ft">')[1];
    expect(foot).toContain('href="/ledger"');
  });
});

describe("the developers' page", () => {
  it("tells agencies how their systems get in: registered, by DPoP, no Bearer", async () => {
    const { body } = await (await portal()).inject("/developers");
    expect(body).toContain("DPoP（RFC 9449）");
    expect(body).toContain("不接受 Bearer");
    expect(body).toContain('href="/.well-known/oauth-authorization-server/oauth"');
    expect(body).toContain('href="/api/v1/openapi.json"');
  });
});
