import { sql } from "kysely";
import { Secret } from "otpauth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { thePlatform } from "../../platform/index.ts";
import { password, signIn, startTown } from "../testing.ts";
import { enrol, signInHalf } from "./testing.ts";

const minute = 60_000;
const whoami = "/api/v1/test-whoami";

describe("the second step of signing in", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  const factors: Record<string, Awaited<ReturnType<typeof enrol>>> = {};
  const later = (ms: number) => t.clock.set(new Date(t.clock.now().getTime() + ms));

  beforeAll(async () => {
    t = await startTown();
    for (const login of ["wang.hai", "chen.yu", "zhao.lei", "sun.fei"]) {
      await t.person(login);
      factors[login] = await enrol((await signIn(t.app, login)).ask, t.clock);
    }
  });
  afterAll(() => t.close());
  beforeEach(() => later(20 * minute));

  it("follows the right password, which opens nothing by itself", async () => {
    const { answer, half } = await signInHalf(t.app, "wang.hai");
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({
      secondFactor: true,
      expiresAt: new Date(t.clock.now().getTime() + 5 * minute).toISOString(),
    });
    expect(answer.cookies.map((c) => c.name)).toEqual(["zq_half"]);
    expect(answer.cookies[0]).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/api" });
    const asIf = (cookies: Record<string, string>) => t.app.inject({ url: whoami, cookies });
    expect((await asIf({ zq_half: half })).json().kind).toBe("anyone");
    expect((await asIf({ zq_session: half })).json().kind).toBe("anyone");
    const held = await t.db.reading(thePlatform, (tx) =>
      sql<{ row: string }>`select to_jsonb(h)::text as row from parties.half_session h`.execute(tx),
    );
    for (const { row } of held.rows) expect(row).not.toContain(half);
  });

  it("with a code of the app begins a session, once", async () => {
    const { finish } = await signInHalf(t.app, "wang.hai");
    const code = factors["wang.hai"]!.app.code();
    const { done, ask } = await finish(code);
    expect(done.statusCode, done.body).toBe(200);
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    expect(t.recorded.at(-1)).toMatchObject({
      act: "parties.sign-in",
      content: { method: "password", factor: "totp" },
    });
    expect((await finish(factors["wang.hai"]!.app.code(1))).done.json().code).toBe("parties.half_over");
  });

  it("refuses a code that was used before, and an older one after it", async () => {
    const { app } = factors["wang.hai"]!;
    const code = app.code();
    expect((await (await signInHalf(t.app, "wang.hai")).finish(code)).done.statusCode).toBe(200);
    const again = await signInHalf(t.app, "wang.hai");
    expect((await again.finish(code)).done.json().code).toBe("parties.code_wrong");
    expect((await again.finish(app.code(-1))).done.json().code).toBe("parties.code_wrong");
    expect((await again.finish(app.code(1))).done.statusCode).toBe(200);
  });

  it("lets one of two through who give the same code in the same moment", async () => {
    const other = await t.another();
    const halves = await Promise.all([signInHalf(t.app, "chen.yu"), signInHalf(other, "chen.yu")]);
    const code = factors["chen.yu"]!.app.code();
    const done = await Promise.all(halves.map((h) => h.finish(code)));
    expect(done.map((d) => d.done.statusCode).sort()).toEqual([200, 403]);
    await other.close();
  });

  it("takes a code one step early or late, and none of two steps", async () => {
    const { app } = factors["chen.yu"]!;
    for (const [steps, status] of [
      [-2, 403],
      [-1, 200],
      [2, 403],
      [1, 200],
    ] as const)
      expect((await (await signInHalf(t.app, "chen.yu")).finish(app.code(steps))).done.statusCode).toBe(
        status,
      );
  });

  it("is over after five minutes, and not a second earlier", async () => {
    for (const [ms, status] of [
      [5 * minute - 1000, 200],
      [5 * minute, 401],
    ] as const) {
      const { finish } = await signInHalf(t.app, "wang.hai");
      later(ms);
      expect((await finish(factors["wang.hai"]!.app.code())).done.statusCode).toBe(status);
    }
  });

  it("bears five wrong codes in fifteen minutes for a person; the right password forgives none of them", async () => {
    const { app } = factors["zhao.lei"]!;
    for (let i = 0; i < 5; i++) {
      const { finish } = await signInHalf(t.app, "zhao.lei", `10.7.0.${i}`);
      expect((await finish("000000")).done.statusCode).toBe(403);
    }
    const { finish } = await signInHalf(t.app, "zhao.lei", "10.7.0.9");
    expect((await finish(app.code())).done.json()).toMatchObject({
      code: "parties.too_many_tries",
      retryAfter: 900,
    });
    later(15 * minute);
    const next = await signInHalf(t.app, "zhao.lei", "10.7.0.9");
    expect((await next.finish(app.code())).done.statusCode).toBe(200);
  });

  it("bears thirty wrong codes in fifteen minutes from an address, whoever they are for", async () => {
    const from = "10.8.0.1";
    const wrong = async (login: string) => {
      const { answer, finish } = await signInHalf(t.app, login, from);
      return answer.statusCode === 202 ? (await finish("000000")).done.statusCode : answer.statusCode;
    };
    for (let i = 0; i < 4; i++)
      for (const login of Object.keys(factors)) expect(await wrong(login)).toBe(403);
    for (let i = 0; i < 14; i++) await signIn(t.app, `no.body${i}`, "wrong", from);
    expect(await wrong("wang.hai")).toBe(429);
    const elsewhere = await signInHalf(t.app, "wang.hai", "10.8.0.2");
    expect((await elsewhere.finish(factors["wang.hai"]!.app.code())).done.statusCode).toBe(200);
  });

  it("counts before it looks: a burst of codes is not a burst of chances", async () => {
    const { finish } = await signInHalf(t.app, "sun.fei");
    const burst = await Promise.all(Array.from({ length: 12 }, (_v, i) => finish(String(100_000 + i))));
    const codes = burst.map((b) => b.done.statusCode).sort();
    expect(codes).toEqual([...Array(5).fill(403), ...Array(7).fill(429)]);
  });

  it("takes each recovery code once, however it is typed, and records that it was one", async () => {
    const { codes } = factors["chen.yu"]!;
    const first = await signInHalf(t.app, "chen.yu");
    const typed = codes[0]!.toLowerCase().replaceAll("-", " ");
    const { done, ask } = await first.finish(typed);
    expect(done.statusCode, done.body).toBe(200);
    expect(t.recorded.at(-1)).toMatchObject({ content: { method: "password", factor: "recovery" } });
    expect((await ask("GET", "/api/v1/session/second-factor")).json()).toMatchObject({
      recoveryCodesLeft: 9,
    });
    const second = await signInHalf(t.app, "chen.yu");
    expect((await second.finish(codes[0]!)).done.json().code).toBe("parties.code_wrong");
    const race = await Promise.all([
      second.finish(codes[1]!),
      (await signInHalf(t.app, "chen.yu")).finish(codes[1]!),
    ]);
    expect(race.map((r) => r.done.statusCode).sort()).toEqual([200, 403]);
  });

  it("takes nobody else's code", async () => {
    const { finish } = await signInHalf(t.app, "wang.hai");
    expect((await finish(factors["chen.yu"]!.app.code())).done.statusCode).toBe(403);
    expect((await finish(factors["chen.yu"]!.codes[5]!)).done.statusCode).toBe(403);
  });

  it("is over when its holder is disabled meanwhile", async () => {
    const { id } = await t.person("gone.soon");
    const { app } = await enrol((await signIn(t.app, "gone.soon")).ask, t.clock);
    later(minute);
    const { finish } = await signInHalf(t.app, "gone.soon");
    await t.db.acting(thePlatform, (tx) =>
      sql`update parties.person set active = false where id = ${id}`.execute(tx),
    );
    expect((await finish(app.code())).done.json().code).toBe("parties.half_over");
  });

  it("is over when an administrator sets another password meanwhile", async () => {
    const { id } = await t.person("lost.word");
    await t.person("li.admin", { roles: ["admin"] });
    const { app } = await enrol((await signIn(t.app, "lost.word")).ask, t.clock);
    later(minute);
    const { finish } = await signInHalf(t.app, "lost.word");
    const admin = await signIn(t.app, "li.admin");
    expect(
      (await admin.ask("PATCH", `/api/v1/people/${id}`, { password: "a-new-first-word" })).statusCode,
    ).toBe(200);
    expect((await finish(app.code())).done.json().code).toBe("parties.half_over");
  });

  it("answers odd tokens and odd codes without a fault", async () => {
    for (const half of ["", "x", "A".repeat(43), "'; drop table parties.totp; --"]) {
      const answer = await t.app.inject({
        method: "POST",
        url: "/api/v1/session/second-factor",
        payload: { code: "123456" },
        headers: { cookie: `zq_half=${encodeURIComponent(half)}` },
      });
      expect(answer.json().code).toBe("parties.half_over");
    }
    const { finish } = await signInHalf(t.app, "wang.hai");
    for (const odd of ["x", "１２３４５６", "🙂", "%00"])
      expect((await finish(odd)).done.json().code).toBe("parties.code_wrong");
    expect((await finish("")).done.statusCode).toBe(400);
  });

  it("is not taken from another site", async () => {
    const { half } = await signInHalf(t.app, "wang.hai");
    const answer = await t.app.inject({
      method: "POST",
      url: "/api/v1/session/second-factor",
      payload: { code: factors["wang.hai"]!.app.code() },
      cookies: { zq_half: half },
      headers: { origin: "https://evil.example" },
    });
    expect(answer.statusCode).toBe(403);
  });

  it("keeps the secret sealed and the codes hashed, and says nothing of either", async () => {
    const rows = await t.db.reading(thePlatform, (tx) =>
      sql<{ row: string }>`select to_jsonb(x)::text as row from parties.totp x
        union all select to_jsonb(y)::text from parties.recovery_code y`.execute(tx),
    );
    const said = JSON.stringify([rows.rows, t.recorded]);
    for (const { secret, codes } of Object.values(factors)) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain(Buffer.from(Secret.fromBase32(secret).buffer).toString("hex"));
      for (const code of codes) expect(said).not.toContain(code.replaceAll("-", ""));
    }
    expect(said).not.toContain(password);
  });
});
