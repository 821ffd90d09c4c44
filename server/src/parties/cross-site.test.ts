import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csrfHeader } from "./resolve-caller.ts";
import { sessionCookie } from "./sessions.ts";
import { password, signIn, startTown } from "./testing.ts";

describe("a forged request", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  let hers: Awaited<ReturnType<typeof signIn>>;
  beforeAll(async () => {
    t = await startTown();
    await t.person("wang.hai");
    await t.person("mallory");
    hers = await signIn(t.app, "wang.hai");
  });
  afterAll(() => t.close());

  const act = (headers: Record<string, string>, url = "/api/v1/test-act") =>
    t.app.inject({ method: "POST", url, payload: {}, cookies: { [sessionCookie]: hers.token }, headers });
  const code = async (headers: Record<string, string>) => {
    const answer = await act(headers);
    return answer.statusCode === 200 ? "done" : `${answer.statusCode} ${answer.json().code}`;
  };

  it("with a session needs the session's own token", async () => {
    expect(await code({})).toBe("403 parties.csrf");
    expect(await code({ [csrfHeader]: "" })).toBe("403 parties.csrf");
    expect(await code({ [csrfHeader]: hers.csrf.slice(1) })).toBe("403 parties.csrf");
    const anothers = await signIn(t.app, "mallory");
    expect(await code({ [csrfHeader]: anothers.csrf })).toBe("403 parties.csrf");
    const herOther = await signIn(t.app, "wang.hai");
    expect(await code({ [csrfHeader]: herOther.csrf })).toBe("403 parties.csrf");
    expect(await code({ [csrfHeader]: hers.csrf })).toBe("done");
  });

  it("from another site is refused even with the token", async () => {
    const token = { [csrfHeader]: hers.csrf };
    for (const site of ["cross-site", "same-site", "anything"])
      expect(await code({ ...token, "sec-fetch-site": site })).toBe("403 parties.cross_site");
    for (const origin of [
      "https://evil.example",
      "null",
      "http://localhost.evil.example",
      "http://localhost:9999",
    ])
      expect(await code({ ...token, host: "localhost:80", origin })).toBe("403 parties.cross_site");
    expect(await code({ ...token, host: "localhost:8080", origin: "http://localhost:8080" })).toBe("done");
    expect(await code({ ...token, "sec-fetch-site": "same-origin" })).toBe("done");
  });

  it("that only reads passes: nothing changes by it", async () => {
    const read = await t.app.inject({
      url: "/api/v1/test-whoami",
      cookies: { [sessionCookie]: hers.token },
      headers: { "sec-fetch-site": "cross-site" },
    });
    expect(read.json().kind).toBe("staff");
  });

  it("cannot end somebody's session", async () => {
    const out = await t.app.inject({
      method: "DELETE",
      url: "/api/v1/session",
      cookies: { [sessionCookie]: hers.token },
    });
    expect(out.json().code).toBe("parties.csrf");
    expect((await hers.ask("GET", "/api/v1/test-whoami")).json().kind).toBe("staff");
  });

  it("cannot sign somebody in under another's account", async () => {
    const login = (headers: Record<string, string>) =>
      t.app.inject({
        method: "POST",
        url: "/api/v1/session",
        headers,
        payload: { login: "mallory", password },
      });
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) {
      const answer = await login(headers);
      expect([answer.statusCode, answer.json().code]).toEqual([403, "parties.cross_site"]);
      expect(answer.cookies).toEqual([]);
    }
    expect((await login({ host: "data.example.cn", origin: "https://data.example.cn" })).statusCode).toBe(
      200,
    );
  });

  it("is told apart behind a proxy that hides the public name", async () => {
    const proxied = await t.another({ publicUrl: "https://data.qingdao.example" });
    const login = (origin: string) =>
      proxied.inject({
        method: "POST",
        url: "/api/v1/session",
        headers: { host: "10.0.0.5:8080", origin },
        payload: { login: "wang.hai", password },
      });
    expect((await login("https://data.qingdao.example")).statusCode).toBe(200);
    expect((await login("https://other.qingdao.example")).statusCode).toBe(403);
    await proxied.close();
  });
});
