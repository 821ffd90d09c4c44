import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sendRaw } from "../../../test/security/raw.ts";
import type { Caller } from "../caller.ts";
import { anyone } from "../caller.ts";
import { makeLog } from "../log.ts";
import { type App, buildServer, type ServerNeeds } from "./index.ts";

const staff = (id: string): Caller => ({
  kind: "staff",
  ...{
    id,
    org: "113702000000000194",
    orgKind: "agency",
    level: "city",
    division: "370200",
    roles: ["officer"],
  },
});

const opened: App[] = [];
async function open(given: Partial<ServerNeeds>): Promise<{ app: App; address: string }> {
  const app = await buildServer({
    log: makeLog("silent"),
    resolveCaller: async ({ headers }) => (headers["x-as"] ? staff(String(headers["x-as"])) : anyone),
    trustProxy: [],
    version: "0",
    ...given,
  });
  app.get("/api/v1/read", async () => ({ ok: true }));
  app.post("/api/v1/write", { schema: { body: z.unknown() } }, async ({ body }) => ({ body }));
  app.get("/api/v1/heavy", { config: { limit: "heavy" } }, async () => ({ ok: true }));
  app.get("/api/v1/tile", { config: { limit: "none" } }, async () => ({ ok: true }));
  app.get("/api/v1/ip", { config: { limit: "none" } }, async ({ ip }) => ({ ip }));
  app.patch("/api/v1/piece", { config: { streams: true } }, async () => ({ ok: true }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  opened.push(app);
  return { app, address: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` };
}
afterAll(() => Promise.all(opened.map((app) => app.close())));

const limits = { address: 100, reading: 3, writing: 2, heavy: 1 };

describe("a refusal of who asks", () => {
  it("leaves a trace that names the route and a pseudonym, and neither address nor contents", async () => {
    const lines: string[] = [];
    const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
    const { app } = await open({ log, limits: { ...limits, writing: 1 } });
    const write = () =>
      app.inject({
        method: "POST",
        url: "/api/v1/write?secret=qd-1898",
        headers: { "x-as": "p7" },
        payload: { words: "不入日志" },
        remoteAddress: "203.0.113.7",
      });
    expect((await write()).statusCode).toBe(200);
    expect((await write()).statusCode).toBe(429);
    expect((await app.inject("/api/v1/nothing")).statusCode).toBe(404);
    const traces = lines.filter((line) => line.includes('"refused"'));
    expect(traces).toHaveLength(1);
    expect(JSON.parse(traces[0]!)).toMatchObject({
      ...{ code: "http.too_many", status: 429, method: "POST", route: "/api/v1/write" },
      ...{ caller: "staff", id: "p7", org: "113702000000000194", network: "203.0.113.0/24" },
    });
    expect(lines.join()).not.toMatch(/203\.0\.113\.7|qd-1898|不入日志/);
  });
});

describe("limits of requests", () => {
  it("let each class through as often as it may and answer 429 with how long to wait", async () => {
    const { app } = await open({ limits });
    const from = (remoteAddress: string) => ({ remoteAddress });
    for (let left = 2; left >= 0; left--) {
      const answer = await app.inject({ url: "/api/v1/read", ...from("203.0.113.1") });
      expect([answer.statusCode, answer.headers["ratelimit-policy"]]).toEqual([200, '"reading";q=3;w=60']);
      expect(answer.headers.ratelimit).toMatch(new RegExp(`^"reading";r=${left};t=\\d+$`));
    }
    const refused = await app.inject({ url: "/api/v1/read", ...from("203.0.113.1") });
    expect(refused.statusCode).toBe(429);
    expect(refused.headers["content-type"]).toContain("application/problem+json");
    expect(refused.json()).toMatchObject({
      code: "http.too_many",
      detail: { zh: expect.stringContaining("秒"), en: expect.stringContaining("seconds") },
      retryAfter: 20,
    });
    expect(refused.headers["retry-after"]).toBe("20");
    expect(refused.headers.ratelimit).toBe('"reading";r=0;t=60');
    for (const [method, url, most] of [
      ["POST", "/api/v1/write", 2],
      ["GET", "/api/v1/heavy", 1],
    ] as const) {
      for (let i = 0; i < most; i++)
        expect((await app.inject({ method, url, payload: {}, ...from("203.0.113.1") })).statusCode).toBe(200);
      expect((await app.inject({ method, url, payload: {}, ...from("203.0.113.1") })).statusCode).toBe(429);
    }
    expect((await app.inject({ url: "/api/v1/read", ...from("203.0.113.2") })).statusCode).toBe(200);
  });

  it("count an account wherever it asks from, and accounts behind one address each for themselves", async () => {
    const { app } = await open({ limits });
    const ask = (who: string, remoteAddress: string) =>
      app.inject({ url: "/api/v1/read", headers: { "x-as": who }, remoteAddress }).then((a) => a.statusCode);
    expect([
      await ask("a", "203.0.113.1"),
      await ask("a", "203.0.113.2"),
      await ask("a", "203.0.113.3"),
    ]).toEqual([200, 200, 200]);
    expect(await ask("a", "203.0.113.4")).toBe(429);
    for (const who of ["b", "c", "d"]) expect(await ask(who, "203.0.113.1")).toBe(200);
  });

  it("count every request of an address before anybody is looked up, unknown addresses and tiles too", async () => {
    let looked = 0;
    const { app } = await open({
      limits: { ...limits, address: 5 },
      resolveCaller: async () => {
        looked++;
        return staff(`s${looked}`);
      },
    });
    const codes: number[] = [];
    for (const url of [
      "/api/v1/read",
      "/api/v1/tile",
      "/nowhere",
      "/api/v1/read",
      "/api/v1/tile",
      "/api/v1/tile",
      "/nowhere",
    ])
      codes.push((await app.inject({ url, remoteAddress: "203.0.113.1" })).statusCode);
    expect(codes).toEqual([200, 200, 404, 200, 200, 429, 429]);
    expect(looked).toBe(5);
  });

  it("count IPv6 by /64", async () => {
    const { app } = await open({ limits });
    const ask = (remoteAddress: string) =>
      app.inject({ url: "/api/v1/heavy", remoteAddress }).then((a) => a.statusCode);
    expect(await ask("2001:db8:1:2::1")).toBe(200);
    expect(await ask("2001:db8:1:2:ffff::2")).toBe(429);
    expect(await ask("2001:db8:1:3::1")).toBe(200);
  });

  it("are not evaded by a forged X-Forwarded-For, nor by Forwarded, X-Real-IP and the like", async () => {
    const { address } = await open({ limits });
    const codes: number[] = [];
    const forged = [
      "x-forwarded-for",
      "forwarded",
      "x-real-ip",
      "x-client-ip",
      "cf-connecting-ip",
      "true-client-ip",
    ];
    for (const [i, name] of forged.entries())
      codes.push((await fetch(`${address}/api/v1/read`, { headers: { [name]: `198.51.100.${i}` } })).status);
    expect(codes).toEqual([200, 200, 200, 429, 429, 429]);
  });

  it("take a client's address from a trusted proxy only, and of its header only what that proxy added", async () => {
    const { address } = await open({ trustProxy: ["127.0.0.1", "10.0.0.0/8"] });
    const seen = async (forwarded: string) => {
      const answer = await fetch(`${address}/api/v1/ip`, { headers: { "x-forwarded-for": forwarded } });
      return ((await answer.json()) as { ip: string }).ip;
    };
    expect(await seen("203.0.113.9")).toBe("203.0.113.9");
    expect(await seen("1.1.1.1, 203.0.113.9")).toBe("203.0.113.9");
    expect(await seen("127.0.0.1, 203.0.113.9, 10.1.1.1")).toBe("203.0.113.9");
    expect(await seen("10.9.9.9, 1.1.1.1, 203.0.113.9")).toBe("203.0.113.9");
  });
});

describe("a request that comes slowly", () => {
  let address = "";
  beforeAll(async () => {
    ({ address } = await open({ arriveMs: 400 }));
  });
  const post = "POST /api/v1/write HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

  it("is let go with its headers unfinished", async () => {
    const drip = ["GET /api/v1/read HTTP/1.1\r\n", ...Array.from({ length: 40 }, (_, i) => `x-${i}: 1\r\n`)];
    const answer = await sendRaw(address, drip, { pause: 100 });
    expect(answer).toMatchObject({ ended: true, status: 408 });
    expect(answer.body).toContain("http.slow");
    expect(answer.took).toBeLessThan(2_500);
  });

  it("is let go with its body unfinished, announced or in pieces", async () => {
    for (const kind of ["Content-Length: 1000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"]) {
      const drip = [post + kind, ...Array<string>(40).fill(kind.startsWith("C") ? " " : "1\r\n \r\n")];
      const answer = await sendRaw(address, drip, { pause: 100 });
      expect(answer, kind).toMatchObject({ ended: true, status: 408 });
      expect(answer.took).toBeLessThan(2_500);
    }
  });

  it("is answered when it comes just in time, and where a route watches over its stream itself", async () => {
    const whole = await sendRaw(
      address,
      [`${post}Connection: close\r\nContent-Length: 2\r\n\r\n`, "{", "}"],
      {
        pause: 100,
      },
    );
    expect(whole.status).toBe(200);
    const piece = await sendRaw(
      address,
      [
        "PATCH /api/v1/piece HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n\r\n",
        ..."{}       ",
      ],
      { pause: 100 },
    );
    expect(piece.status).not.toBe(408);
  });
});

describe("a body that is not read", () => {
  it("is too large, compressed, of another type, or text: each in words, each without a fault", async () => {
    const { address } = await open({});
    const send = async (headers: Record<string, string>, body: string) => {
      const answer = await fetch(`${address}/api/v1/write`, { method: "POST", headers, body });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    const json = { "content-type": "application/json" };
    expect(await send(json, `"${"x".repeat(1024 * 1024 - 2)}"`)).toEqual([200, undefined]);
    expect(await send(json, `"${"x".repeat(1024 * 1024 - 1)}"`)).toEqual([413, "http.too_large"]);
    for (const encoding of ["gzip", "br", "deflate", "zstd", "gzip, identity", "x"])
      expect(await send({ ...json, "content-encoding": encoding }, "{}")).toEqual([415, "http.encoded"]);
    expect(await send({ ...json, "content-encoding": "identity" }, "{}")).toEqual([200, undefined]);
    for (const type of [
      "text/plain",
      "application/xml",
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
      "x",
    ])
      expect(await send({ "content-type": type }, "{}"), type).toEqual([415, "http.unsupported_media"]);
  });
});

describe("answers over https", () => {
  const hsts = async (given: Partial<ServerNeeds>, headers: Record<string, string> = {}) => {
    const { address } = await open(given);
    return (await fetch(`${address}/api/v1/read`, { headers })).headers.get("strict-transport-security");
  };

  it("hold browsers to it where the site is reached so: by its address, or by a trusted proxy's word", async () => {
    expect(await hsts({ publicUrl: "https://data.example" })).toBe("max-age=31536000");
    expect(await hsts({ trustProxy: ["127.0.0.1"] }, { "x-forwarded-proto": "https" })).toBe(
      "max-age=31536000",
    );
  });

  it("do not where it is not, or where only the client says so", async () => {
    expect(await hsts({})).toBeNull();
    expect(await hsts({ publicUrl: "http://data.example" })).toBeNull();
    expect(await hsts({}, { "x-forwarded-proto": "https" })).toBeNull();
  });
});
