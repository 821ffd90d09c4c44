import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoPassword } from "./demo-accounts.ts";
import { askWith, password, signIn, startTown } from "./testing.ts";

const minute = 60_000;

describe("signing in", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  beforeAll(async () => {
    t = await startTown();
    for (const login of ["wang.hai", "chen.yu", "zhao.lei"]) await t.person(login);
  });
  afterAll(() => t.close());
  const later = (ms: number) => t.clock.set(new Date(t.clock.now().getTime() + ms));

  it("answers an unknown login and a wrong password with the same words, status and fields", async () => {
    const wrong = await signIn(t.app, "wang.hai", "not the password", "10.1.0.1");
    const unknown = await signIn(t.app, "nobody.here", "not the password", "10.1.0.1");
    expect(wrong.answer.statusCode).toBe(401);
    expect(unknown.answer.statusCode).toBe(401);
    expect(unknown.answer.body).toBe(wrong.answer.body);
    const names = (a: typeof wrong) => Object.keys(a.answer.headers).sort();
    expect(names(unknown)).toEqual(names(wrong));
    expect(wrong.answer.cookies).toEqual([]);
  });

  it("takes as long for an unknown login as for a wrong password", async () => {
    later(20 * minute);
    const time = async (login: string) => {
      const from = performance.now();
      await signIn(t.app, login, "not the password", "10.1.0.2");
      return performance.now() - from;
    };
    await time("warm.up");
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 4; i++) {
      known.push(await time("chen.yu"));
      unknown.push(await time("no.such"));
    }
    // Hashing takes tens of milliseconds; an answer without it, one or two.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
    later(20 * minute);
  });

  it("finds a login however it is capitalised or widened", async () => {
    for (const typed of ["Wang.Hai", " wang.hai ", "ＷＡＮＧ．ｈａｉ"])
      expect((await signIn(t.app, typed)).answer.statusCode).toBe(200);
  });

  it("bears five wrong tries in fifteen minutes for a login, from wherever they come; then even the right password waits", async () => {
    for (let i = 0; i < 5; i++)
      expect(
        (await signIn(t.app, i % 2 ? "zhao.lei" : "ZHAO.LEI", "wrong", `10.2.0.${i}`)).answer.statusCode,
      ).toBe(401);
    const sixth = await signIn(t.app, "zhao.lei", password, "10.2.0.9");
    expect(sixth.answer.statusCode).toBe(429);
    expect(sixth.answer.json()).toMatchObject({
      code: "parties.too_many_tries",
      retryAfter: 900,
      article: "43",
    });
    expect(sixth.answer.headers["retry-after"]).toBe("900");
    later(15 * minute - 1000);
    const almost = await signIn(t.app, "zhao.lei", password, "10.2.0.9");
    expect([almost.answer.statusCode, almost.answer.json().retryAfter]).toEqual([429, 1]);
    later(1000);
    expect((await signIn(t.app, "zhao.lei", password, "10.2.0.9")).answer.statusCode).toBe(200);
  });

  it("forgets the wrong tries of a login after a right one", async () => {
    later(20 * minute);
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) await signIn(t.app, "chen.yu", "wrong", "10.3.0.1");
      expect((await signIn(t.app, "chen.yu", password, "10.3.0.1")).answer.statusCode).toBe(200);
    }
  });

  it("counts before it looks: a burst of guesses is not a burst of chances", async () => {
    later(20 * minute);
    const other = await t.another();
    const burst = await Promise.all(
      Array.from({ length: 12 }, (_, i) => signIn(i % 2 ? t.app : other, "zhao.lei", "wrong", `10.4.0.${i}`)),
    );
    const codes = burst.map((b) => b.answer.statusCode).sort();
    expect(codes).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
    await other.close();
  });

  it("bears thirty wrong tries in fifteen minutes from an address; a forged X-Forwarded-For does not evade it", async () => {
    later(20 * minute);
    const attempt = (i: number, login = `someone.${i}`) =>
      t.app.inject({
        method: "POST",
        url: "/api/v1/session",
        remoteAddress: "10.5.0.1",
        headers: {
          "x-forwarded-for": `203.0.113.${i}`,
          "x-real-ip": `203.0.113.${i}`,
          forwarded: `for=203.0.113.${i}`,
        },
        payload: { login, password: login === "wang.hai" ? password : "wrong" },
      });
    for (let i = 0; i < 30; i++) expect((await attempt(i)).statusCode).toBe(401);
    expect((await attempt(31)).statusCode).toBe(429);
    expect((await attempt(32, "wang.hai")).statusCode).toBe(429);
    expect((await signIn(t.app, "wang.hai", password, "10.5.0.2")).answer.statusCode).toBe(200);
    later(15 * minute);
    expect((await attempt(33, "wang.hai")).statusCode).toBe(200);
  });

  it("behind a trusted proxy counts the address the proxy saw, not the one the client put before it", async () => {
    later(20 * minute);
    const proxied = await t.another({ trustProxy: ["192.0.2.1"] });
    const attempt = (i: number, client: string) =>
      proxied.inject({
        method: "POST",
        url: "/api/v1/session",
        remoteAddress: "192.0.2.1",
        headers: { "x-forwarded-for": `203.0.113.${i}, ${client}` },
        payload: { login: `someone.${i}`, password: "wrong" },
      });
    for (let i = 0; i < 30; i++) expect((await attempt(i, "198.51.100.7")).statusCode).toBe(401);
    expect((await attempt(30, "198.51.100.7")).statusCode).toBe(429);
    expect((await attempt(31, "198.51.100.8")).statusCode).toBe(401);
    await proxied.close();
  });

  it("refuses what is no login or password without a fault", async () => {
    later(20 * minute);
    const send = (payload: unknown) =>
      t.app.inject({
        method: "POST",
        url: "/api/v1/session",
        payload: payload as object,
        remoteAddress: "10.6.0.1",
      });
    for (const payload of [
      {},
      { login: "wang.hai" },
      { login: { $ne: null }, password: { $ne: null } },
      { login: ["wang.hai"], password },
      { login: "x".repeat(201), password },
      { login: "wang.hai", password: "x".repeat(257) },
      null,
    ])
      expect((await send(payload)).statusCode).toBe(400);
    for (const login of ["a\u0000b", "\ud800", "wang.hai\u0000"])
      expect((await send({ login, password })).statusCode).toBe(400);
    for (const login of ["' or 1=1 --", "𠮷野家", "%", "<script>"])
      expect((await send({ login, password })).statusCode).toBe(401);
  });

  it("is recorded by pseudonym, and a wrong try is not recorded at all (Art. 43)", async () => {
    later(20 * minute);
    t.recorded.length = 0;
    const good = await signIn(t.app, "wang.hai");
    await signIn(t.app, "wang.hai", "wrong");
    await good.ask("DELETE", "/api/v1/session");
    const id = good.answer.json().person.id;
    expect(t.recorded.map((e) => [e.act, e.article, e.subject])).toEqual([
      ["parties.sign-in", "43", id],
      ["parties.sign-out", "43", id],
    ]);
    expect(t.recorded[0]!.caller).toMatchObject({ kind: "staff", id });
    expect(JSON.stringify(t.recorded)).not.toMatch(/wang|王海/);
  });

  it("leaves no session behind when the ledger cannot take the act", async () => {
    const push = t.recorded.push;
    t.recorded.push = () => {
      throw new Error("the ledger is not there");
    };
    const failed = await signIn(t.app, "wang.hai");
    t.recorded.push = push;
    expect(failed.answer.statusCode).toBe(500);
    expect(failed.answer.cookies).toEqual([]);
    expect(failed.answer.body).not.toContain("ledger is not there");
  });
});

describe("demonstration accounts", () => {
  it("are listed and sign in in demo mode, and exist nowhere else", async () => {
    const t = await startTown({ demo: true });
    await t.person("demo.officer", { password: { demo: true }, name: "演示专员" });
    await t.person("real.officer");
    const listed = await t.app.inject("/api/v1/demo-accounts");
    expect(listed.json().items).toEqual([
      {
        login: "demo.officer",
        password: demoPassword,
        person: "演示专员",
        role: "officer",
        org: { uscc: "1137020000000003A9", name: "青岛市教育局" },
      },
    ]);
    const inside = await signIn(t.app, "demo.officer", demoPassword);
    expect(inside.answer.json().mustChangePassword).toBe(false);
    const change = await inside.ask("POST", "/api/v1/session/password", { current: demoPassword, password });
    expect(change.json().code).toBe("parties.demo_fixed");

    const production = await t.another({ demo: false });
    expect((await production.inject("/api/v1/demo-accounts")).statusCode).toBe(404);
    expect((await signIn(production, "demo.officer", demoPassword)).answer.statusCode).toBe(401);
    const carriedOver = await askWith(production, inside.token, inside.csrf)("GET", "/api/v1/test-whoami");
    expect(carriedOver.json().kind).toBe("anyone");
    await production.close();
    await t.close();
  });
});
