import { beforeAll, describe, expect, it } from "vitest";
import { seedingTime, sharedCity } from "../journeys/shared-city.ts";
import { Client } from "../running.ts";
import { request, sendRaw } from "./raw.ts";

let address = "";
beforeAll(async () => {
  address = await sharedCity();
}, seedingTime);

const json = "Content-Type: application/json";
/** How many answers came back on one connection. */
const answers = (text: string) =>
  text.split(/(?=HTTP\/1\.1 \d{3})/).filter((t) => t.startsWith("HTTP/1.1")).length;

describe("bytes that could be read in two ways", () => {
  it.each([
    [
      "both a length and chunks",
      ["Content-Length: 6", "Transfer-Encoding: chunked"],
      "0\r\n\r\nGET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    [
      "chunks and a length",
      ["Transfer-Encoding: chunked", "Content-Length: 6"],
      "0\r\n\r\nGET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    [
      "two lengths",
      ["Content-Length: 2", "Content-Length: 40"],
      "{}GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
    ["a length with a sign", ["Content-Length: +2"], "{}"],
    ["a length of words", ["Content-Length: two"], "{}"],
    ["a coding that is not the last", ["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"],
    ["a misspelt coding", ["Transfer-Encoding: xchunked"], "0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a blank before the colon", ["Content-Length : 2"], "{}"],
    ["a folded header", ["X-A: 1\r\n Content-Length: 2"], "{}"],
    ["a bare return", ["X-A: 1\rContent-Length: 2"], "{}"],
    ["a chunk size that is none", ["Transfer-Encoding: chunked"], "zz\r\n{}\r\n0\r\n\r\n"],
    ["a chunk longer than it says", ["Transfer-Encoding: chunked"], "1\r\n{}{}{}\r\n0\r\n\r\n"],
  ])("are refused and end the connection: %s", async (_what, headers, body) => {
    const sent = `POST /api/v1/follow-up HTTP/1.1\r\nHost: a\r\n${json}\r\n${headers.join("\r\n")}\r\n\r\n${body}`;
    const { text, status, ended } = await sendRaw(address, sent);
    expect(status, text).toBeGreaterThanOrEqual(400);
    expect(status, text).toBeLessThan(500);
    expect(answers(text), text).toBe(1);
    expect(ended).toBe(true);
  });

  it("are refused where a request names no host, two, or a line that is none", async () => {
    for (const sent of [
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
      "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
      "GET /\tx HTTP/1.1\r\nHost: a\r\n\r\n",
      "get / HTTP/1.1\r\nHost: a\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ]) {
      const { status, text } = await sendRaw(address, sent, { patience: 3_000 });
      expect([sent, status], text).toEqual([sent, 400]);
    }
  });

  it("leave the next connection in peace", async () => {
    expect((await sendRaw(address, request("GET /api/v1/health"))).status).toBe(200);
  });
});

describe("methods", () => {
  it.each(["TRACE", "TRACK", "CONNECT", "PROPFIND", "LOCK", "DEBUG", "PUT", "DELETE", "PURGE"])(
    "%s of a page or an API address does nothing and echoes nothing",
    async (method) => {
      for (const path of ["/", "/api/v1/datasets"]) {
        const { status, body } = await sendRaw(address, request(`${method} ${path}`, ["X-Secret: echo-me"]), {
          patience: 2_000,
        });
        if (method === "CONNECT") expect([0, 400, 404]).toContain(status);
        else expect([method, [400, 404, 405].includes(status)]).toEqual([method, true]);
        expect(body).not.toContain("echo-me");
      }
    },
  );

  it("are not changed by a header or a parameter", async () => {
    const officer = await new Client(address).signIn("jiaoyu");
    for (const name of ["x-http-method-override", "x-http-method", "x-method-override"]) {
      const { status } = await officer.send("GET", "/session", undefined, { [name]: "DELETE" });
      expect(status).toBe(200);
    }
    await officer.send("GET", "/session?_method=DELETE");
    expect((await officer.get("/session")).body).toMatchObject({ csrf: expect.any(String) });
  });
});

describe("a host that the request made up", () => {
  it("appears in no link, redirect or metadata", async () => {
    const evil = "evil.example";
    const headers = [
      `X-Forwarded-Host: ${evil}`,
      `Forwarded: host=${evil};proto=https`,
      `X-Original-URL: /x`,
    ];
    for (const path of [
      ...[
        "/",
        "/?theme=dark",
        "/search?q=a",
        "/developers",
        "/law",
        "/api/v1/datasets",
        "/api/v1/openapi.json",
      ],
      ...[
        "/.well-known/oauth-authorization-server/oauth",
        "/api/v1/ledger",
        "/console",
        "/console/",
        "/no-such-page",
      ],
      ...["/.well-known/zhanqiao-instance", "/sitemap.xml", "/robots.txt", "/feed.xml"],
    ]) {
      const { text } = await sendRaw(
        address,
        [`GET ${path} HTTP/1.1`, `Host: ${evil}`, "Connection: close", ...headers, "", ""].join("\r\n"),
      );
      expect([path, text.includes(evil)]).toEqual([path, false]);
    }
  });

  it("does not become part of the address of an absolute request", async () => {
    for (const line of [
      "GET http://evil.example/api/v1/health",
      "GET //evil.example/%2e%2e",
      "GET *",
      "OPTIONS *",
    ]) {
      const { status, head } = await sendRaw(address, request(line));
      expect(status, line).toBeLessThan(500);
      expect(head, line).not.toMatch(/^location:.*evil/im);
    }
  });
});

describe("redirects", () => {
  it("lead to no other site, whatever the address and its settings", async () => {
    for (const path of [
      ...["//evil.example/?theme=dark", "/\\evil.example/?theme=dark", "/%2f%2fevil.example?theme=dark"],
      ...["/%5cevil.example?theme=dark", "///evil.example?size=large", "/.//evil.example?theme=dark"],
      ...["/http://evil.example?theme=dark", "/@evil.example?theme=dark", "/%09/evil.example?theme=dark"],
      ...[
        "/x/..//evil.example?theme=dark",
        "/?theme=dark&next=//evil.example",
        "/console//evil.example?theme=dark",
      ],
      ...["/%0d%0aLocation:%20//evil.example?theme=dark", "//evil.example/..%2f?theme=light"],
    ]) {
      const { head, status } = await sendRaw(address, request(`GET ${path}`));
      expect(status, path).toBeLessThan(500);
      const location = /^location: (.*)$/im.exec(head)?.[1];
      if (location === undefined) continue;
      expect(new URL(location, `${address}/a/b`).origin, `${path} -> ${location}`).toBe(
        new URL(address).origin,
      );
      expect(location, path).not.toMatch(/^\/[/\\]/);
    }
  });
});

describe("paths", () => {
  it("lead to no file but those that are served", async () => {
    const ups = [
      "..",
      "%2e%2e",
      "%252e%252e",
      "..%2f",
      "..%5c",
      "..\\",
      "....//",
      ".%00.",
      "%c0%ae%c0%ae",
      "．．",
    ];
    const roots = ["/console/assets/", "/portal-assets/", "/tile/", "/tile/entries/", "/", "/console/"];
    for (const root of roots)
      for (const up of ups)
        for (const file of ["etc/passwd", "package.json", "index.html", "secrets/ledger-key"]) {
          const path = Buffer.from(`${root}${`${up}/`.repeat(6)}${file}`).toString("latin1");
          const { status, body } = await sendRaw(address, request(`GET ${path}`));
          expect([path, status < 500]).toEqual([path, true]);
          expect(body, path).not.toMatch(/root:x:0|"workspaces"|PRIVATE/);
        }
  });

  it("that are too long, too deep or broken are refused in both languages", async () => {
    for (const [path, statuses] of [
      [`/${"a".repeat(15_000)}`, [404, 414, 431]],
      [`/${"a".repeat(17_000)}`, [431]],
      [`/${"a/".repeat(7_000)}`, [404, 414]],
      [`/api/v1/datasets?${"q=a&".repeat(3_500)}`, [400]],
      ["/%", [400]],
      ["/%e4%b8", [400]],
      ["/api/v1/datasets/%00", [400, 404]],
      ["/api/v1/datasets?q=%00", [200, 400]],
      ["/api/v1/datasets?q=%ff%fe", [200, 400]],
    ] as const) {
      const { status, text } = await sendRaw(address, request(`GET ${path}`));
      expect([path.slice(0, 40), statuses.includes(status as never), status], text.slice(0, 400)).toEqual([
        path.slice(0, 40),
        true,
        status,
      ]);
    }
  });
});

describe("headers", () => {
  it("in a flood are refused or ignored, in bounded time", async () => {
    const many = await sendRaw(
      address,
      request(
        "GET /api/v1/health",
        Array.from({ length: 900 }, (_, i) => `x-${i}: 1`),
      ),
    );
    expect([200, 431]).toContain(many.status);
    const large = await sendRaw(address, request("GET /api/v1/health", [`x: ${"a".repeat(20_000)}`]));
    expect(large.status).toBe(431);
    expect(large.body).toContain("http.headers_large");
    const cookies = await sendRaw(address, request("GET /", [`cookie: ${"a=b; ".repeat(2_500)}`]));
    expect(cookies.status).toBe(200);
  });

  it("that we answer with hold nothing of a value's line breaks", async () => {
    for (const path of [
      "/?theme=dark%0d%0aSet-Cookie:%20x=y",
      "/?lang=en%0d%0aSet-Cookie:%20x=y",
      "/search?q=%0d%0aSet-Cookie:%20x=y&theme=dark",
      "/api/v1/catalog/open-list/2026-01-01%0d%0aSet-Cookie:x=y?format=csv",
    ]) {
      const { head, status } = await sendRaw(address, request(`GET ${path}`));
      expect(status, path).toBeLessThan(500);
      expect(head, path).not.toMatch(/^set-cookie:\s*x=y/im);
    }
  });

  it("may ask for ranges of any shape without a fault", async () => {
    const anybody = new Client(address);
    const { items } = (await anybody.get("/datasets?limit=20")).body as { items: { code: string }[] };
    for (const range of [
      "bytes=0-0",
      "bytes=-1",
      "bytes=5-1",
      "bytes=0-99999999999999999999",
      `bytes=${"0-1,".repeat(2000)}0-1`,
      "bytes=x",
      "lines=1-2",
      "bytes=--1",
    ]) {
      const { status } = await anybody.send("GET", `/datasets/${items[1]!.code}/download`, undefined, {
        range,
      });
      expect([range.slice(0, 30), status < 500]).toEqual([range.slice(0, 30), true]);
    }
  });
});
