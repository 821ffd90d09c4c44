import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thePlatform } from "../platform/index.ts";
import { askWith, password, signIn, startTown, town } from "./testing.ts";

const hour = 3_600_000;

describe("a session", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  let start: number;
  const whoami = "/api/v1/test-whoami";
  const after = (ms: number) => t.clock.set(new Date(start + ms));

  beforeAll(async () => {
    t = await startTown();
    start = t.clock.now().getTime();
    await t.person("wang.hai");
    await t.person("li.min", { roles: ["admin", "officer"] });
  });
  afterAll(() => t.close());

  it("names its holder as staff of their organisation with their roles", async () => {
    const { ask, answer } = await signIn(t.app, "wang.hai");
    expect(answer.statusCode).toBe(200);
    expect((await ask("GET", whoami)).json()).toEqual({
      kind: "staff",
      id: answer.json().person.id,
      org: town.education.uscc,
      orgKind: "agency",
      level: "city",
      division: "370200",
      roles: ["officer"],
    });
    const session = (await ask("GET", "/api/v1/session")).json();
    expect(session.person.org.authority).toEqual({
      uscc: town.cityAuthority.uscc,
      name: town.cityAuthority.name,
    });
    expect(session.csrf).toBe(answer.json().csrf);
    expect(session.now).toBe(t.clock.now().toISOString());
  });

  it("lives in a cookie that scripts cannot read, other sites do not send and pages outside the API never see", async () => {
    const { answer } = await signIn(t.app, "wang.hai");
    const cookie = answer.cookies[0]!;
    expect(cookie).toMatchObject({ name: "zq_session", httpOnly: true, sameSite: "Lax", path: "/api" });
    expect(cookie.value).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(cookie.secure).toBeUndefined();
    const behindTls = await t.another({ publicUrl: "https://data.example.cn" });
    expect((await signIn(behindTls, "wang.hai")).answer.cookies[0]).toMatchObject({ secure: true });
    await behindTls.close();
  });

  it("is stored as a hash: what the database holds opens no session", async () => {
    const { token } = await signIn(t.app, "wang.hai");
    const stored = await t.db.reading(thePlatform, (tx) =>
      sql<{ row: string }>`select to_jsonb(s)::text as row from parties.session s`.execute(tx),
    );
    expect(stored.rows.length).toBeGreaterThan(0);
    for (const { row } of stored.rows) {
      expect(row).not.toContain(token);
      expect(row).not.toContain(Buffer.from(token).toString("hex"));
    }
  });

  it("ends after eight hours without a request, and not a second earlier", async () => {
    after(0);
    const { ask } = await signIn(t.app, "wang.hai");
    after(8 * hour - 1000);
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    after(16 * hour - 1000);
    expect((await ask("GET", whoami)).json().kind).toBe("anyone");
    after(0);
  });

  it("ends after eight hours at an unattended desk, though its page goes on asking by itself", async () => {
    after(0);
    const { ask } = await signIn(t.app, "wang.hai");
    const byItself = { "x-zhanqiao-unattended": "1" };
    for (const h of [1, 4, 7]) {
      after(h * hour);
      expect((await ask("GET", whoami, undefined, byItself)).json().kind).toBe("staff");
      expect((await ask("GET", "/api/v1/session", undefined, byItself)).json().person).not.toBeNull();
    }
    after(8 * hour);
    expect((await ask("GET", whoami, undefined, byItself)).json().kind).toBe("anyone");
    expect((await ask("GET", whoami)).json().kind).toBe("anyone");
    after(0);
  });

  it("ends seven days after it began, however busy it was", async () => {
    after(0);
    const { ask } = await signIn(t.app, "wang.hai");
    for (let h = 7; h < 7 * 24; h += 7) {
      after(h * hour);
      expect((await ask("GET", whoami)).json().kind).toBe("staff");
    }
    after(7 * 24 * hour - 1000);
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    after(7 * 24 * hour);
    expect((await ask("GET", whoami)).json().kind).toBe("anyone");
    const over = await ask("GET", "/api/v1/session");
    expect(over.json().person).toBeNull();
    expect(over.cookies[0]).toMatchObject({ name: "zq_session", value: "" });
    after(0);
  });

  it("that is over is said to whoever meant to act with it, and is nobody to whoever did not", async () => {
    after(0);
    const { ask, token } = await signIn(t.app, "wang.hai");
    after(9 * hour);
    const acted = await ask("POST", "/api/v1/test-act", {});
    expect([acted.statusCode, acted.json().code]).toEqual([401, "parties.session_over"]);
    const plain = await t.app.inject({
      method: "POST",
      url: "/api/v1/test-act",
      cookies: { zq_session: token },
    });
    expect(plain.json()).toEqual({ kind: "anyone" });
    after(0);
  });

  it("ends at once when its holder signs out", async () => {
    const { ask } = await signIn(t.app, "wang.hai");
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    const out = await ask("DELETE", "/api/v1/session");
    expect(out.statusCode).toBe(204);
    expect(out.cookies[0]).toMatchObject({ name: "zq_session", value: "" });
    expect((await ask("GET", whoami)).json().kind).toBe("anyone");
    expect((await ask("DELETE", "/api/v1/session")).statusCode).toBe(401);
    expect((await t.app.inject({ method: "DELETE", url: "/api/v1/session" })).statusCode).toBe(204);
  });

  it("gives way to the next one begun in the same browser", async () => {
    const first = await signIn(t.app, "wang.hai");
    const second = await first.ask("POST", "/api/v1/session", { login: "wang.hai", password });
    expect(second.statusCode).toBe(200);
    expect((await first.ask("GET", whoami)).json().kind).toBe("anyone");
  });

  it("of somebody who is disabled ends at once, and they cannot sign in again until they are enabled", async () => {
    const made = await t.person("zhou.ting");
    const theirs = await signIn(t.app, "zhou.ting");
    const second = await signIn(t.app, "zhou.ting");
    expect((await theirs.ask("GET", whoami)).json().kind).toBe("staff");
    const admin = await signIn(t.app, "li.min");
    const off = await admin.ask("PATCH", `/api/v1/people/${made.id}`, { active: false });
    expect([off.statusCode, off.json().active]).toEqual([200, false]);
    for (const { ask } of [theirs, second]) expect((await ask("GET", whoami)).json().kind).toBe("anyone");
    const refused = await signIn(t.app, "zhou.ting");
    expect([refused.answer.statusCode, refused.answer.json().code]).toEqual([401, "parties.wrong_login"]);
    await admin.ask("PATCH", `/api/v1/people/${made.id}`, { active: true });
    expect((await theirs.ask("GET", whoami)).json().kind).toBe("anyone");
    expect((await signIn(t.app, "zhou.ting")).answer.statusCode).toBe(200);
  });

  it("takes on a changed role at once, in the process that changed it", async () => {
    const made = await t.person("sun.role");
    const theirs = await signIn(t.app, "sun.role");
    await theirs.ask("GET", whoami);
    const admin = await signIn(t.app, "li.min");
    await admin.ask("PATCH", `/api/v1/people/${made.id}`, { roles: ["head", "head"] });
    expect((await theirs.ask("GET", whoami)).json().roles).toEqual(["head"]);
  });

  it("holds in every process and ends in the others within seconds", async () => {
    const other = await t.another();
    const here = await signIn(t.app, "wang.hai");
    const there = askWith(other, here.token, here.csrf);
    expect((await there("GET", whoami)).json().kind).toBe("staff");
    await here.ask("DELETE", "/api/v1/session");
    await expect
      .poll(async () => (await there("GET", whoami)).json().kind, { timeout: 6_000, interval: 200 })
      .toBe("anyone");
    await other.close();
  });

  it("that nobody began is not found, and no odd cookie breaks anything", async () => {
    for (const odd of ["A".repeat(43), "", "x", "é", "'; drop table parties.session; --", "a".repeat(5000)]) {
      const answer = await t.app.inject({
        url: whoami,
        headers: { cookie: `zq_session=${encodeURIComponent(odd)}` },
      });
      expect(answer.json()).toEqual({ kind: "anyone" });
    }
  });
});

describe("a first password", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  beforeAll(async () => {
    t = await startTown();
  });
  afterAll(() => t.close());

  it("opens nothing but the way to replace it", async () => {
    await t.person("new.one", { password: "given-by-admin-1" });
    const first = await signIn(t.app, "new.one", "given-by-admin-1");
    expect(first.answer.json().mustChangePassword).toBe(true);
    expect((await first.ask("GET", "/api/v1/test-whoami")).json().kind).toBe("anyone");
    expect((await first.ask("GET", "/api/v1/session")).json().mustChangePassword).toBe(true);
    const done = await first.ask("POST", "/api/v1/session/password", {
      current: "given-by-admin-1",
      password,
    });
    expect(done.statusCode).toBe(204);
    expect((await first.ask("GET", "/api/v1/test-whoami")).json().kind).toBe("staff");
    expect((await signIn(t.app, "new.one", "given-by-admin-1")).answer.statusCode).toBe(401);
    expect((await signIn(t.app, "new.one")).answer.json().mustChangePassword).toBe(false);
  });

  it("is replaced only by who knows the present one; guesses count as tries to sign in", async () => {
    await t.person("left.open");
    const { ask } = await signIn(t.app, "left.open");
    const other = await signIn(t.app, "left.open");
    const guess = (current: string) =>
      ask("POST", "/api/v1/session/password", { current, password: "another-long-word" });
    for (let i = 0; i < 5; i++)
      expect((await guess(`guess ${i}`)).json().code).toBe("parties.password_wrong");
    expect((await guess(password)).statusCode).toBe(429);
    t.clock.set(new Date(t.clock.now().getTime() + 15 * 60_000));
    expect((await guess(password)).statusCode).toBe(204);
    expect((await ask("GET", "/api/v1/test-whoami")).json().kind).toBe("staff");
    expect((await other.ask("GET", "/api/v1/test-whoami")).json().kind).toBe("anyone");
  });

  it("and every later one follows the rules: ten characters, five different, without the login", async () => {
    await t.person("rule.reader");
    const { ask } = await signIn(t.app, "rule.reader");
    const to = async (next: string) =>
      (await ask("POST", "/api/v1/session/password", { current: password, password: next })).json().code;
    for (const weak of [
      "123456789",
      "aaaaaaaaaaaaaaa",
      "my-rule.reader-word",
      "栈桥栈桥栈桥栈桥栈桥",
      password,
    ])
      expect(await to(weak)).toBe("parties.password_weak");
    expect(
      (await ask("POST", "/api/v1/session/password", { current: password, password: "海风吹过栈桥又见青岛" }))
        .statusCode,
    ).toBe(204);
    expect((await signIn(t.app, "rule.reader", "海风吹过栈桥又见青岛")).answer.statusCode).toBe(200);
  });
});
