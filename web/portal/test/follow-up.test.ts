import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { fixtureApi } from "../src/fixtures.ts";
import { passKey, seal, unseal } from "../src/http/pass.ts";
import type { ApiInit, PortalApi } from "../src/http/portal-api.ts";
import { portal } from "./portal.ts";

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const type = { "content-type": "application/x-www-form-urlencoded" };
const known = { number: "JH-2026-000128", secret: "7Q2M-K9XD-4TWB" };
const inputs = (body: string) =>
  Object.fromEntries(
    [...body.matchAll(/name="(token|pass)" value="([^"]+)"/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
const cookiesOf = (headers: Record<string, unknown>) =>
  [headers["set-cookie"] ?? []].flat().map((cookie) => String(cookie).split(";")[0] ?? "");

/** A reader with the cookies a browser would keep. */
async function reader(api: PortalApi = fixtureApi()) {
  const app = await portal(api);
  const jar = new Map<string, string>();
  const keep = (headers: Record<string, unknown>) => {
    for (const cookie of cookiesOf(headers)) jar.set(cookie.split("=")[0] ?? "", cookie);
  };
  const post = async (url: string, fields: Record<string, string>, more: Record<string, string> = {}) => {
    const headers = { ...type, cookie: [...jar.values()].join("; "), ...more };
    const answer = await app.inject({ method: "POST", url, headers, payload: form(fields) });
    keep(answer.headers);
    return answer;
  };
  const opened = await app.inject("/follow-up");
  keep(opened.headers);
  const { token = "" } = inputs(opened.body);
  return {
    app,
    jar,
    token,
    post,
    ask: (fields: Record<string, string>) => post("/follow-up", { ...fields, token }),
  };
}

describe("following a request", () => {
  it("shows state, countdown and history to who has number and secret", async () => {
    const { statusCode, body } = await (await reader()).ask(known);
    expect(statusCode).toBe(200);
    expect(body).toContain("机构校核中");
    expect(body).toContain("还剩 3 个工作日");
    expect(body).toContain("2026年3月23日 (周一)");
    expect(body).not.toContain(known.secret);
  });

  it("shows where each act stands in the log, and which one waits for its place", async () => {
    const { body } = await (await reader()).ask(known);
    const acts = body.slice(body.indexOf('id="acts"')).split("<li>");
    expect(acts[1]).toContain('href="/ledger?entry=4102#entry"');
    expect(acts[1]).toContain("日志第 4,102 条");
    expect(acts[2]).toContain("等待写入日志");
    expect(body).toContain("写入以后才能下载");
  });

  it("shows the history without receipts when they cannot be had, and says so", async () => {
    const api: PortalApi = async (path, init) =>
      path.endsWith("/receipts") ? { status: 503, body: {}, headers: {} } : fixtureApi()(path, init);
    const { statusCode, body } = await (await reader(api)).ask(known);
    expect(statusCode).toBe(200);
    expect(body).toContain("开始校核");
    expect(body).toContain("存证回执暂时取不到");
    expect(body).not.toContain("日志第");
  });

  it("answers a wrong number and a wrong secret alike, and never repeats the secret", async () => {
    const number = await (await reader()).ask({ ...known, number: "JH-2026-999999" });
    const secret = await (await reader()).ask({ ...known, secret: "AAAA-AAAA-AAAA" });
    for (const { statusCode, body } of [number, secret]) {
      expect(statusCode).toBe(404);
      expect(body).toContain("没有找到，请核对编号和查询码");
      expect(body).not.toMatch(/7Q2M-K9XD-4TWB|AAAA-AAAA-AAAA/);
    }
  });

  it("shows nothing of a case by its number alone", async () => {
    const { body } = await (await portal()).inject("/case/JH-2026-000128");
    expect(body).toContain('value="JH-2026-000128"');
    expect(body).not.toContain("机构校核中");
  });
});

describe("the evidence pack of a case followed", () => {
  const bytes = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff, 0x00, 0xfe, 0x80]);
  const withPack =
    (sent: unknown[] = []): PortalApi =>
    async (path, init?: ApiInit) => {
      if (!path.endsWith("/follow-up/evidence")) return fixtureApi()(path, init);
      sent.push(path, init?.body);
      return { status: 200, body: Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]), headers: {} };
    };

  it("comes byte for byte as the API gives it, named after the case and kept nowhere", async () => {
    const sent: unknown[] = [];
    const { post, ask } = await reader(withPack(sent));
    const found = await ask(known);
    const { statusCode, headers, rawPayload } = await post("/follow-up/evidence", inputs(found.body));
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe("application/zip");
    expect(headers["content-disposition"]).toBe(
      'attachment; filename="JH-2026-000128.zhanqiao-evidence.zip"',
    );
    expect(headers["cache-control"]).toBe("no-store");
    expect(rawPayload.equals(bytes)).toBe(true);
    // Number and secret go in the body, never in an address.
    expect(sent).toEqual(["/api/v1/follow-up/evidence", known]);
  });

  it("is asked for without the secret standing in the page or in a readable cookie", async () => {
    const { jar, ask } = await reader(withPack());
    const { body, headers } = await ask(known);
    const cookie = [headers["set-cookie"] ?? []].flat().find((text) => text.startsWith("zq_pass="));
    expect(cookie).toMatch(/; Path=\/follow-up; Max-Age=900; HttpOnly; SameSite=Strict; Secure$/);
    const everything = body + [...jar.values()].join();
    expect(everything).not.toContain(known.secret);
    expect(everything).not.toContain(Buffer.from(known.secret).toString("base64url"));
  });

  it("is refused to a page without its reader's key, without its token, and from another site", async () => {
    const sent: unknown[] = [];
    const { jar, post, ask } = await reader(withPack(sent));
    const { token = "", pass = "" } = inputs((await ask(known)).body);
    const changed = `${pass.slice(0, 20)}${pass[20] === "A" ? "B" : "A"}${pass.slice(21)}`;
    const attempts = [
      await post("/follow-up/evidence", { pass }),
      await post("/follow-up/evidence", { token }),
      await post("/follow-up/evidence", { token, pass: changed }),
      await post("/follow-up/evidence", { token, pass }, { origin: "https://evil.example" }),
      await post("/follow-up/evidence", { token, pass }, { "sec-fetch-site": "cross-site" }),
    ];
    jar.delete("zq_pass");
    attempts.push(await post("/follow-up/evidence", { token, pass }));
    for (const { statusCode, body } of attempts) {
      expect(statusCode).toBe(403);
      expect(body).toContain("下载已失效");
    }
    expect(sent).toEqual([]);
  });

  const refusing =
    (status: number, more: object = {}): PortalApi =>
    async (path, init) =>
      path.endsWith("/follow-up/evidence") ? { status, body: more, headers: {} } : fixtureApi()(path, init);

  it("is said to be on its way while the last act waits, with a button that asks again", async () => {
    const { post, ask } = await reader(refusing(503, { code: "ledger.evidence_not_yet", retryAfter: 2 }));
    const first = await post("/follow-up/evidence", inputs((await ask(known)).body));
    expect(first.statusCode).toBe(503);
    expect(first.headers["retry-after"]).toBe("2");
    expect(first.body).toContain("证据包还没有准备好");
    expect(first.body).toContain("请在 2 秒后再试");
    const again = await post("/follow-up/evidence", inputs(first.body));
    expect(again.statusCode).toBe(503);
    expect(again.body).not.toContain(known.secret);
  });

  it("is told to wait when too many are asked for", async () => {
    const { post, ask } = await reader(refusing(429, { retryAfter: 60 }));
    const { statusCode, body } = await post("/follow-up/evidence", inputs((await ask(known)).body));
    expect(statusCode).toBe(429);
    expect(body).toContain("下载过于频繁");
    expect(body).toContain("请在 60 秒后再试");
  });

  it("is a page of words when the case is gone, too large for a pack, or the fault is ours", async () => {
    for (const [status, words] of [
      [404, "没有找到，请核对编号和查询码"],
      [422, "该办件超出一个证据包的大小限制"],
      [500, "页面暂时打不开"],
    ] as const) {
      const detail = { zh: "该办件超出一个证据包的大小限制", en: "Too large" };
      const { post, ask } = await reader(refusing(status, { detail }));
      const answer = await post("/follow-up/evidence", inputs((await ask(known)).body));
      expect(answer.statusCode).toBe(status);
      expect(answer.headers["content-type"]).toContain("text/html");
      expect(answer.body).toContain(words);
    }
  });

  it("has a page at its address for who comes back to it", async () => {
    const { statusCode, body } = await (await portal()).inject("/follow-up/evidence");
    expect(statusCode).toBe(200);
    expect(body).toContain('action="/follow-up"');
  });
});

describe("a pass", () => {
  it("opens with the key it was sealed for and with no other", () => {
    const key = passKey(undefined);
    const sealed = seal(known, key);
    expect(unseal(sealed, key)).toEqual(known);
    expect(unseal(sealed, passKey(undefined))).toBeUndefined();
    expect(unseal(sealed.slice(0, -2), key)).toBeUndefined();
    for (const nothing of [null, "", "x", "A".repeat(2000)]) expect(unseal(nothing, key)).toBeUndefined();
    expect(unseal(sealed, "short")).toBeUndefined();
    expect(unseal(sealed, undefined)).toBeUndefined();
  });

  it("is another text each time, and keeps a reader's key so that two windows both work", () => {
    const key = passKey(undefined);
    expect(seal(known, key)).not.toBe(seal(known, key));
    expect(passKey(key)).toBe(key);
    expect(passKey("forged")).not.toBe("forged");
  });
});
