import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OutgoingNeeds, openOutgoing } from "./index.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** Routes by path; what was asked is kept. */
function site() {
  const asked: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const routes: Record<string, Handle> = {};
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = "", url = "", headers } = request;
    asked.push({ method, url, headers, body: Buffer.concat(parts).toString() });
    (routes[url] ?? ((_, r) => r.end("here")))(request, response);
  });
  return {
    asked,
    routes,
    server,
    get port() {
      return (server.address() as AddressInfo).port;
    },
  };
}

const listen = (server: Server) => new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const redirect =
  (status: number, location: string): Handle =>
  (_, response) =>
    response.writeHead(status, { location }).end("moved");

const first = site();
const second = site();
const opened: { close(): Promise<void> }[] = [];
const open = (needs: OutgoingNeeds) => {
  const outgoing = openOutgoing(needs);
  opened.push(outgoing);
  return outgoing;
};
const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => "none",
    (error: { code?: unknown; name: string }) => (typeof error.code === "string" ? error.code : error.name),
  );

let a = "";
let b = "";
beforeAll(async () => {
  await Promise.all([listen(first.server), listen(second.server)]);
  a = `http://127.0.0.1:${first.port}`;
  b = `http://127.0.0.1:${second.port}`;
});
afterAll(async () => {
  await Promise.all(opened.map((o) => o.close()));
  for (const { server } of [first, second]) {
    server.closeAllConnections();
    server.close();
  }
});

describe("a request that leaves the platform", () => {
  it("reaches a listed address with its method, headers and content, and asks for no compression", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    const answer = await go(`${a}/in?x=1`, {
      method: "POST",
      headers: {
        "x-key": "k",
        host: "evil.example",
        "accept-encoding": "gzip",
        "transfer-encoding": "chunked",
      },
      body: new URLSearchParams({ a: "一" }),
    });
    expect(answer).toBeInstanceOf(Response);
    expect([answer.status, answer.url, await answer.text()]).toEqual([200, `${a}/in?x=1`, "here"]);
    const last = first.asked.at(-1)!;
    expect(last).toMatchObject({ method: "POST", url: "/in?x=1", body: "a=%E4%B8%80" });
    expect(last.headers).toMatchObject({
      host: new URL(a).host,
      "x-key": "k",
      "accept-encoding": "identity",
      "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
    });
    expect(last.headers["transfer-encoding"]).toBeUndefined();
  });

  it("does not reach this machine, whatever its name, when nothing is listed", async () => {
    const before = first.asked.length;
    const go = open({ resolve: async () => ["127.0.0.1"] });
    for (const host of ["localhost", "public.example", "127.0.0.1", "[::1]", "0"])
      expect(await codeOf(go(`http://${host}:8080/`)), host).toBe("outgoing.address_forbidden");
    expect(await codeOf(go(`${a}/`))).toBe("outgoing.port");
    expect(first.asked.length).toBe(before);
  });

  it("is refused when one of a name's addresses is internal, even if the others are public", async () => {
    const go = open({ resolve: async () => ["93.184.215.14", "10.0.0.5"] });
    expect(await codeOf(go("http://mixed.example/"))).toBe("outgoing.address_forbidden");
  });

  it("asks a name's addresses once and connects to those it checked (rebinding)", async () => {
    let times = 0;
    // First an allowed address, ever after a forbidden one, as a rebinding name server answers.
    const resolve = async () => (times++ === 0 ? ["127.0.0.1"] : ["169.254.169.254"]);
    const go = open({ allow: [`rebind.example:${first.port}`], resolve });
    expect(await (await go(`http://rebind.example:${first.port}/pinned`)).text()).toBe("here");
    expect(first.asked.at(-1)!.headers.host).toBe(`rebind.example:${first.port}`);
    expect(times).toBe(1);
    const again = open({ allow: [`rebind.example:${first.port}`], resolve });
    expect(await codeOf(again(`http://rebind.example:${first.port}/pinned`))).toBe(
      "outgoing.address_forbidden",
    );
  });

  it("says that a name has no address, and that nobody listens, without saying where", async () => {
    const go = open({
      allow: ["down.example:1"],
      resolve: async (h) => (h === "down.example" ? ["127.0.0.1"] : []),
    });
    expect(await codeOf(go("http://nobody.example/"))).toBe("outgoing.unresolved");
    const error = await go("http://down.example:1/").catch((e: Error) => e);
    expect(error).toMatchObject({ code: "outgoing.unreachable", status: 503 });
    expect((error as Error).message).not.toContain("127.0.0.1");
  });

  it("takes no proxy from the environment", async () => {
    const names = [
      "http_proxy",
      "HTTP_PROXY",
      "https_proxy",
      "HTTPS_PROXY",
      "all_proxy",
      "NODE_USE_ENV_PROXY",
    ];
    for (const name of names) process.env[name] = name.startsWith("NODE") ? "1" : b;
    try {
      const before = second.asked.length;
      expect(await (await open({ allow: ["127.0.0.1"] })(`${a}/`)).text()).toBe("here");
      expect(second.asked.length).toBe(before);
    } finally {
      for (const name of names) delete process.env[name];
    }
  });
});

describe("a redirect", () => {
  it("is followed three times and not a fourth", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    for (const n of [1, 2, 3, 4]) first.routes[`/r${n}`] = redirect(302, n === 1 ? "/end" : `/r${n - 1}`);
    expect((await go(`${a}/r3`)).url).toBe(`${a}/end`);
    expect(await codeOf(go(`${a}/r4`))).toBe("outgoing.too_many_redirects");
  });

  it("is checked as the first address was", async () => {
    const go = open({ allow: [`127.0.0.1:${first.port}`] });
    const before = second.asked.length;
    const wrong: [string, string][] = [
      [`${b}/`, "outgoing.port"],
      ["http://127.0.0.1/", "outgoing.address_forbidden"],
      ["http://169.254.169.254/latest/meta-data/", "outgoing.address_forbidden"],
      ["http://[::ffff:127.0.0.1]/", "outgoing.address_forbidden"],
      ["//127.1:8080/", "outgoing.address_forbidden"],
      ["file:///etc/passwd", "outgoing.scheme"],
      ["http://u:p@127.0.0.1/", "outgoing.credentials"],
      ["http://[", "outgoing.redirect_refused"],
    ];
    for (const [location, refusal] of wrong) {
      first.routes["/away"] = redirect(302, location);
      expect(await codeOf(go(`${a}/away`)), location).toBe(refusal);
    }
    expect(second.asked.length).toBe(before);
  });

  it("to another origin carries neither credentials nor the caller's own headers", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    const headers = {
      authorization: "Bearer s",
      cookie: "s=1",
      dpop: "p",
      signature: "s",
      "x-key": "k",
      accept: "a/b",
    };
    first.routes["/same"] = redirect(302, "/kept");
    first.routes["/cross"] = redirect(307, `${b}/bare`);
    await go(`${a}/same`, { headers });
    expect(first.asked.at(-1)).toMatchObject({ url: "/kept", headers });
    await go(`${a}/cross`, { headers });
    const { headers: sent } = second.asked.at(-1)!;
    expect(Object.keys(sent).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  it.each([
    [303, "POST", "GET", ""],
    [303, "HEAD", "HEAD", ""],
    [302, "POST", "GET", ""],
    [301, "POST", "GET", ""],
    [301, "PUT", "PUT", "body"],
    [307, "POST", "POST", "body"],
    [308, "PUT", "PUT", "body"],
  ])("%i to a %s becomes %s", async (status, method, then, body) => {
    const go = open({ allow: ["127.0.0.1"] });
    first.routes["/go"] = redirect(status, "/then");
    await go(`${a}/go`, { method, ...(method === "HEAD" ? {} : { body: "body" }) });
    expect(first.asked.at(-1)).toMatchObject({ method: then, url: "/then", body });
    if (!body) expect(first.asked.at(-1)!.headers["content-type"]).toBeUndefined();
  });

  it("does not take content to another origin, nor content that cannot be sent twice anywhere", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    const before = second.asked.length;
    first.routes["/cross"] = redirect(307, `${b}/bare`);
    expect(await codeOf(go(`${a}/cross`, { method: "POST", body: "secret" }))).toBe(
      "outgoing.redirect_refused",
    );
    expect(second.asked.length).toBe(before);
    first.routes["/go"] = redirect(307, "/then");
    const body = new Blob(["x"]).stream();
    expect(await codeOf(go(`${a}/go`, { method: "POST", body }))).toBe("outgoing.redirect_refused");
  });

  it("is handed back or refused where the caller says so", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    first.routes["/go"] = redirect(302, "/then");
    const answer = await go(`${a}/go`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location"), await answer.text()]).toEqual([
      302,
      "/then",
      "moved",
    ]);
    expect(await codeOf(go(`${a}/go`, { redirect: "error" }))).toBe("outgoing.redirect_refused");
  });
});

describe("an answer", () => {
  it("may be as large as the limit and not a byte larger, announced or not", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    first.routes["/said"] = (_, r) => r.writeHead(200, { "content-length": "1000" }).end(Buffer.alloc(1000));
    first.routes["/unsaid"] = (_, r) => {
      r.write(Buffer.alloc(600));
      r.end(Buffer.alloc(400));
    };
    for (const path of ["/said", "/unsaid"]) {
      expect((await (await go(a + path, { maxBytes: 1000 })).arrayBuffer()).byteLength).toBe(1000);
      expect(await codeOf(go(a + path, { maxBytes: 999 }).then((x) => x.arrayBuffer())), path).toBe(
        "outgoing.too_large",
      );
    }
    first.routes["/endless"] = (_, r) => {
      const more = () => r.write(Buffer.alloc(65_536)) && setImmediate(more);
      r.on("drain", more);
      more();
    };
    expect(await codeOf(go(`${a}/endless`, { maxBytes: 1e6 }).then((x) => x.text()))).toBe(
      "outgoing.too_large",
    );
  });

  it("must come in time: headers, every piece of the body, the whole", async () => {
    const go = open({ allow: ["127.0.0.1"], silenceMs: 1000 });
    first.routes["/silent"] = () => {};
    expect(await codeOf(go(`${a}/silent`, { timeoutMs: 150 }))).toBe("outgoing.too_slow");
    first.routes["/stuck"] = (_, r) => void r.write("begun");
    expect(await codeOf(go(`${a}/stuck`, { timeoutMs: 150 }).then((x) => x.text()))).toBe(
      "outgoing.too_slow",
    );
    expect(await codeOf(go(`${a}/stuck`).then((x) => x.text()))).toBe("outgoing.too_slow");
    expect(await codeOf(go(`${a}/silent`))).toBe("outgoing.too_slow");
    first.routes["/drip"] = (_, r) => {
      const timer = setInterval(() => r.write("."), 20);
      r.on("close", () => clearInterval(timer));
    };
    expect(await codeOf(go(`${a}/drip`, { timeoutMs: 300 }).then((x) => x.text()))).toBe("outgoing.too_slow");
  });

  it("is not waited for longer than the limit while a name is being looked up", async () => {
    const go = open({ resolve: () => new Promise(() => {}) });
    expect(await codeOf(go("http://stuck.example/", { timeoutMs: 100 }))).toBe("outgoing.too_slow");
    const hasty = open({ resolve: () => new Promise(() => {}), connectMs: 100 });
    expect(await codeOf(hasty("http://stuck.example/"))).toBe("outgoing.too_slow");
  });

  it("ends with the caller's own reason when the caller gives up", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    first.routes["/silent"] = () => {};
    expect(await codeOf(go(`${a}/silent`, { signal: AbortSignal.timeout(100) }))).toBe("TimeoutError");
  });

  it("in a compression that was not asked for is refused, so that the bytes counted are the bytes", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    first.routes["/gz"] = (_, r) =>
      r.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(9999)));
    expect(await codeOf(go(`${a}/gz`))).toBe("outgoing.encoded");
  });

  it("that is no HTTP, or has endless headers, is refused in words", async () => {
    const odd = createTcp((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(`HTTP/1.1 200 OK\r\n${"x: ".padEnd(20_000, "a")}\r\n\r\n`));
    });
    const noise = createTcp((socket) => {
      socket.on("error", () => {});
      socket.end("220 smtp.example ESMTP\r\n");
    });
    await Promise.all([listen(odd), listen(noise)]);
    const go = open({ allow: ["127.0.0.1"] });
    const at = (s: Server) => `http://127.0.0.1:${(s.address() as AddressInfo).port}/`;
    expect(await codeOf(go(at(odd)))).toBe("outgoing.too_large");
    expect(await codeOf(go(at(noise)))).toBe("outgoing.unreachable");
    odd.close();
    noise.close();
  });

  it("without content has none, and is given the caller's shape", async () => {
    const go = open({ allow: ["127.0.0.1"] });
    first.routes["/none"] = (_, r) => r.writeHead(204).end();
    expect(await (await go(`${a}/none`)).text()).toBe("");
    const head = await go(`${a}/x`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});
