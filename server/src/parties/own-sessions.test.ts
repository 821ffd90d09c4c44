import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { shortNetwork, thePlatform } from "../platform/index.ts";
import { enrol } from "./factor/testing.ts";
import { browserFamily } from "./origin.ts";
import { type Ask, askWith, password, signIn, startTown, town } from "./testing.ts";

const minute = 60_000;
const whoami = "/api/v1/test-whoami";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

describe("one's own sessions", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  const later = (ms: number) => t.clock.set(new Date(t.clock.now().getTime() + ms));
  const kind = async (ask: Ask) => (await ask("GET", whoami)).json().kind;

  beforeAll(async () => {
    t = await startTown();
    for (const login of ["wang.hai", "chen.yu"]) await t.person(login);
    await t.person("edu.admin", { roles: ["admin"] });
    await t.person("lib.admin", { roles: ["admin"], org: town.cityLibrary.uscc });
  });
  afterAll(() => t.close());
  beforeEach(() => later(9 * 60 * minute));

  it("are listed with when, roughly where, and how they were begun; this one is marked", async () => {
    const begun = t.clock.now().toISOString();
    await t.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { login: "wang.hai", password },
      remoteAddress: "203.0.113.77",
      headers: { "user-agent": firefox },
    });
    later(minute);
    const { ask } = await signIn(t.app, "wang.hai", password, "2001:db8:1:2::77");
    const { items } = (await ask("GET", "/api/v1/sessions")).json();
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      current: true,
      network: "2001:db8:1::/48",
      method: "password",
      factor: null,
    });
    expect(items[1]).toMatchObject({
      current: false,
      createdAt: begun,
      lastSeenAt: begun,
      network: "203.0.113.0/24",
      browser: "Firefox / Linux",
    });
    const rows = await t.db.reading(thePlatform, (tx) =>
      sql<{ row: string }>`select to_jsonb(s)::text as row from parties.session s`.execute(tx),
    );
    const kept = JSON.stringify([rows.rows, t.recorded]);
    for (const whole of ["203.0.113.77", "2001:db8:1:2", "Gecko", "140.0"]) expect(kept).not.toContain(whole);
  });

  it("are ended one by one; anybody else's is as unknown as none", async () => {
    const mine = await signIn(t.app, "wang.hai");
    const other = await signIn(t.app, "wang.hai");
    const theirs = await signIn(t.app, "chen.yu");
    const idOf = async (ask: Ask) =>
      (await ask("GET", "/api/v1/sessions")).json().items.find((s: { current: boolean }) => s.current).id;
    const foreign = await mine.ask("DELETE", `/api/v1/sessions/${await idOf(theirs.ask)}`);
    const none = await mine.ask("DELETE", "/api/v1/sessions/0193b3f0-0000-7000-8000-000000000000");
    const odd = await mine.ask("DELETE", "/api/v1/sessions/x'y");
    expect([foreign.statusCode, foreign.body, odd.body]).toEqual([404, none.body, none.body]);
    expect(await kind(theirs.ask)).toBe("staff");
    const id = await idOf(other.ask);
    expect((await mine.ask("DELETE", `/api/v1/sessions/${id}`)).statusCode).toBe(204);
    expect(await kind(other.ask)).toBe("anyone");
    expect(await kind(mine.ask)).toBe("staff");
    expect((await mine.ask("DELETE", `/api/v1/sessions/${id}`)).statusCode).toBe(404);
    expect(t.recorded.at(-1)).toMatchObject({ act: "parties.end-sessions", content: { sessions: 1 } });
  });

  it("are ended all at once, but for the one that asks", async () => {
    const [mine, ...others] = [
      await signIn(t.app, "wang.hai"),
      await signIn(t.app, "wang.hai"),
      await signIn(t.app, "wang.hai"),
    ] as const;
    const theirs = await signIn(t.app, "chen.yu");
    expect((await mine.ask("DELETE", "/api/v1/sessions")).json()).toEqual({ ended: 2 });
    for (const { ask } of others) expect(await kind(ask)).toBe("anyone");
    expect([await kind(mine.ask), await kind(theirs.ask)]).toEqual(["staff", "staff"]);
    expect((await mine.ask("DELETE", "/api/v1/sessions")).json()).toEqual({ ended: 0 });
    expect((await mine.ask("GET", "/api/v1/sessions")).json().items).toHaveLength(1);
  });

  it("are all ended by the organisation's administrator, and by no other", async () => {
    const theirs = await signIn(t.app, "wang.hai");
    const { id } = theirs.answer.json().person;
    const path = `/api/v1/people/${id}/sessions`;
    const foreign = await (await signIn(t.app, "lib.admin")).ask("DELETE", path);
    expect(foreign.json().code).toBe("parties.person_unknown");
    expect((await (await signIn(t.app, "chen.yu")).ask("DELETE", path)).statusCode).toBe(403);
    expect((await t.app.inject({ method: "DELETE", url: path })).statusCode).toBe(401);
    expect(await kind(theirs.ask)).toBe("staff");
    const admin = await signIn(t.app, "edu.admin");
    expect((await admin.ask("DELETE", path)).json()).toEqual({ ended: 1 });
    expect(await kind(theirs.ask)).toBe("anyone");
    expect(t.recorded.at(-1)).toMatchObject({
      act: "parties.end-sessions",
      role: "admin",
      subject: id,
      content: { sessions: 1 },
    });
    expect((await admin.ask("DELETE", "/api/v1/people/x/sessions")).statusCode).toBe(404);
  });

  it("are shown to nobody without one", async () => {
    for (const [method, url] of [
      ["GET", "/api/v1/sessions"],
      ["DELETE", "/api/v1/sessions"],
      ["DELETE", "/api/v1/sessions/0193b3f0-0000-7000-8000-000000000000"],
    ] as const)
      expect((await t.app.inject({ method, url })).statusCode).toBe(401);
  });
});

describe("what opens accounts", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  const later = (ms: number) => t.clock.set(new Date(t.clock.now().getTime() + ms));
  const again = "parties.authenticate_again";

  beforeAll(async () => {
    t = await startTown();
  });
  afterAll(() => t.close());
  beforeEach(() => later(20 * minute));

  it("is changed within fifteen minutes of a proof of who one is, and not a second later", async () => {
    await t.person("edu.admin", { roles: ["admin"] });
    const { ask } = await signIn(t.app, "edu.admin");
    const add = (login: string) =>
      ask("POST", "/api/v1/people", { name: "新", login, password: "first-given-word", roles: ["officer"] });
    later(15 * minute);
    const added = await add("in.time");
    expect(added.statusCode).toBe(201);
    later(1000);
    const { id } = added.json();
    const acts = [
      [
        "POST",
        "/api/v1/people",
        { name: "新", login: "too.late", password: "first-given-word", roles: ["officer"] },
      ],
      ["PATCH", `/api/v1/people/${id}`, { active: false }],
      ["DELETE", `/api/v1/people/${id}/second-factor`, undefined],
      ["DELETE", `/api/v1/people/${id}/sessions`, undefined],
      ["DELETE", `/api/v1/people/${id}/identities/${id}`, undefined],
      ["POST", `/api/v1/people/${id}/identities`, { issuer: "https://id.example.cn", subject: "x" }],
      ["DELETE", `/api/v1/session/identities/${id}`, undefined],
      ["POST", "/api/v1/session/password", { current: password, password: "another-long-word" }],
      ["POST", "/api/v1/session/second-factor/enrolment", {}],
      ["POST", "/api/v1/session/second-factor/recovery-codes", { password, code: "123456" }],
      ["POST", "/api/v1/session/second-factor/removal", { password, code: "123456" }],
      ["PATCH", `/api/v1/organisations/${town.cityLibrary.uscc}`, { active: false }],
    ] as const;
    for (const [method, url, body] of acts) {
      const answer = await ask(method, url, body);
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 403, again]);
    }
    expect((await ask("GET", "/api/v1/people")).statusCode).toBe(200);
    expect((await ask("GET", "/api/v1/people")).json().total).toBe(2);
  });

  it("is open again after the password was given once more; wrong ones count as tries to sign in", async () => {
    await t.person("busy.admin", { roles: ["admin"] });
    const { ask } = await signIn(t.app, "busy.admin");
    later(16 * minute);
    const { id } = await t.person("some.body");
    const off = () => ask("PATCH", `/api/v1/people/${id}`, { active: false });
    expect((await off()).json().code).toBe(again);
    for (let i = 0; i < 4; i++) {
      const wrong = await ask("POST", "/api/v1/session/proof", { password: "wrong" });
      expect([wrong.statusCode, wrong.json().code]).toEqual([403, "parties.password_wrong"]);
    }
    expect((await off()).json().code).toBe(again);
    const proved = await ask("POST", "/api/v1/session/proof", { password });
    expect(proved.statusCode).toBe(200);
    // It goes on under a new token; the one before is nobody's.
    expect((await off()).json().code).toBe("parties.session_over");
    const token = proved.cookies.find((c) => c.name === "zq_session")!.value;
    const fresh = askWith(t.app, token, proved.json().csrf);
    expect((await fresh("PATCH", `/api/v1/people/${id}`, { active: false })).statusCode).toBe(200);
    const { items } = (await fresh("GET", "/api/v1/sessions")).json();
    expect(items.filter((s: { current: boolean }) => s.current)).toHaveLength(1);
    expect(t.recorded.some((e) => e.act === "parties.prove-again")).toBe(true);
    for (let i = 0; i < 5; i++) await fresh("POST", "/api/v1/session/proof", { password: "wrong" });
    expect((await fresh("POST", "/api/v1/session/proof", { password })).statusCode).toBe(429);
    expect((await signIn(t.app, "busy.admin")).answer.statusCode).toBe(429);
  });

  it("is not opened by a proof given in another session, nor by nobody", async () => {
    await t.person("two.desks", { roles: ["admin"] });
    const old = await signIn(t.app, "two.desks");
    later(16 * minute);
    const fresh = await signIn(t.app, "two.desks");
    const enrolment = "/api/v1/session/second-factor/enrolment";
    expect((await old.ask("POST", enrolment, {})).json().code).toBe(again);
    expect((await fresh.ask("POST", enrolment, {})).statusCode).toBe(201);
    const nobody = await t.app.inject({
      method: "POST",
      url: "/api/v1/session/proof",
      payload: { password },
    });
    expect(nobody.statusCode).toBe(401);
  });

  it("ends other sessions when the password changes, and keeps the second factor", async () => {
    await t.person("care.ful");
    const { ask } = await signIn(t.app, "care.ful");
    const { app } = await enrol(ask, t.clock);
    later(minute);
    const next = "another-long-word-here";
    expect(
      (await ask("POST", "/api/v1/session/password", { current: password, password: next })).statusCode,
    ).toBe(204);
    const { answer } = await signIn(t.app, "care.ful", next);
    expect(answer.statusCode).toBe(202);
    const half = answer.cookies.find((c) => c.name === "zq_half")!.value;
    const done = await t.app.inject({
      method: "POST",
      url: "/api/v1/session/second-factor",
      payload: { code: app.code() },
      cookies: { zq_half: half },
    });
    expect(done.statusCode).toBe(200);
    const token = done.cookies.find((c) => c.name === "zq_session")!.value;
    expect((await askWith(t.app, token, done.json().csrf)("GET", whoami)).json().kind).toBe("staff");
  });
});

describe("where a session was begun", () => {
  it("is told as a /24 or a /48", () => {
    expect(shortNetwork("203.0.113.77")).toBe("203.0.113.0/24");
    expect(shortNetwork("::ffff:203.0.113.77")).toBe("203.0.113.0/24");
    expect(shortNetwork("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1::/48");
    expect(shortNetwork("2001:db8::1%eth0")).toBe("2001:db8:0::/48");
    expect(shortNetwork("")).toBe("");
    expect(shortNetwork("somewhere")).toBe("");
  });

  it("is told as the families of browser and system", () => {
    const windows =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";
    expect(browserFamily(`${windows} Safari/537.36`)).toBe("Chrome / Windows");
    expect(browserFamily(`${windows} Safari/537.36 Edg/142.0.0.0`)).toBe("Edge / Windows");
    expect(browserFamily(`${windows} Safari/537.36 QQBrowser/19.0`)).toBe("QQ / Windows");
    expect(
      browserFamily(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
      ),
    ).toBe("Safari / iOS");
    expect(browserFamily("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/132.0 Mobile")).toBe(
      "Chrome / HarmonyOS",
    );
    expect(browserFamily(firefox)).toBe("Firefox / Linux");
    expect(browserFamily("curl/8.0")).toBe("");
    expect(browserFamily(undefined)).toBe("");
    expect(browserFamily(`${"x".repeat(100_000)}Firefox/1`)).toBe("");
  });
});
