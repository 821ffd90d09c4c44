import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { demoPassword } from "../demo-accounts.ts";
import { factorRequired } from "../session-terms.ts";
import { password, signIn, startTown, town } from "../testing.ts";
import { appOf, enrol, signInHalf } from "./testing.ts";

const minute = 60_000;
const whoami = "/api/v1/test-whoami";
const factor = "/api/v1/session/second-factor";

describe("a second factor", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  const later = (ms: number) => t.clock.set(new Date(t.clock.now().getTime() + ms));

  beforeAll(async () => {
    t = await startTown({ demo: true });
    await t.person("edu.admin", { roles: ["admin"] });
    await t.person("lib.admin", { roles: ["admin"], org: town.cityLibrary.uscc });
  });
  afterAll(() => t.close());
  beforeEach(() => later(20 * minute));

  it("is enrolled by its holder, confirmed with a code, and ends all other sessions", async () => {
    await t.person("wang.hai");
    const { ask } = await signIn(t.app, "wang.hai");
    const other = await signIn(t.app, "wang.hai");
    expect((await ask("GET", factor)).json()).toEqual({
      enrolled: false,
      since: null,
      recoveryCodesLeft: 0,
      required: false,
      possible: true,
      asksPassword: true,
    });
    const begun = await ask("POST", `${factor}/enrolment`, {});
    expect(begun.statusCode).toBe(201);
    expect(begun.json().uri).toContain("otpauth://totp/");
    expect((await signIn(t.app, "wang.hai")).answer.statusCode).toBe(200);
    const app = appOf(begun.json().secret, t.clock);
    const wrong = await ask("POST", `${factor}/confirmation`, { code: "000000" });
    expect([wrong.statusCode, wrong.json().code]).toEqual([403, "parties.code_wrong"]);
    const done = await ask("POST", `${factor}/confirmation`, { code: app.code() });
    expect(done.json().recoveryCodes).toHaveLength(10);
    expect((await ask("GET", factor)).json()).toMatchObject({ enrolled: true, recoveryCodesLeft: 10 });
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    expect((await other.ask("GET", whoami)).json().kind).toBe("anyone");
    expect(t.recorded.at(-1)).toMatchObject({
      act: "parties.enrol-second-factor",
      article: "43",
      content: {},
    });
    expect((await signInHalf(t.app, "wang.hai")).answer.statusCode).toBe(202);
    // The code that confirmed it is used.
    expect((await (await signInHalf(t.app, "wang.hai")).finish(app.code())).done.statusCode).toBe(403);
  });

  it("that is not confirmed within ten minutes is begun again", async () => {
    await t.person("slow.one");
    for (const [ms, status] of [
      [10 * minute + 1000, 409],
      [10 * minute, 200],
    ] as const) {
      const { ask } = await signIn(t.app, "slow.one");
      const { secret } = (await ask("POST", `${factor}/enrolment`, {})).json();
      later(ms);
      const done = await ask("POST", `${factor}/confirmation`, { code: appOf(secret, t.clock).code() });
      expect(done.statusCode).toBe(status);
    }
  });

  it("is confirmed by the secret that was shown last", async () => {
    await t.person("two.tabs");
    const { ask } = await signIn(t.app, "two.tabs");
    const first = appOf((await ask("POST", `${factor}/enrolment`, {})).json().secret, t.clock);
    const second = appOf((await ask("POST", `${factor}/enrolment`, {})).json().secret, t.clock);
    expect((await ask("POST", `${factor}/confirmation`, { code: first.code() })).statusCode).toBe(403);
    expect((await ask("POST", `${factor}/confirmation`, { code: second.code() })).statusCode).toBe(200);
  });

  it("bears five wrong codes while it is being confirmed", async () => {
    await t.person("wild.guess");
    const { ask } = await signIn(t.app, "wild.guess");
    const { secret } = (await ask("POST", `${factor}/enrolment`, {})).json();
    for (let i = 0; i < 5; i++)
      expect((await ask("POST", `${factor}/confirmation`, { code: "000000" })).statusCode).toBe(403);
    const code = appOf(secret, t.clock).code();
    expect((await ask("POST", `${factor}/confirmation`, { code })).statusCode).toBe(429);
  });

  it("is renewed with password and code only; until the new one is confirmed the old one holds", async () => {
    await t.person("re.newer");
    const { ask } = await signIn(t.app, "re.newer");
    const { app } = await enrol(ask, t.clock);
    later(minute);
    const tries = [{}, { password }, { code: app.code() }, { password: "wrong", code: app.code() }];
    for (const proofs of tries)
      expect((await ask("POST", `${factor}/enrolment`, proofs)).statusCode).toBe(403);
    const begun = await ask("POST", `${factor}/enrolment`, { password, code: app.code() });
    expect(begun.statusCode).toBe(201);
    later(minute);
    expect((await (await signInHalf(t.app, "re.newer")).finish(app.code())).done.statusCode).toBe(200);
    const next = appOf(begun.json().secret, t.clock);
    expect((await ask("POST", `${factor}/confirmation`, { code: next.code() })).statusCode).toBe(200);
    later(minute);
    const half = await signInHalf(t.app, "re.newer");
    expect((await half.finish(app.code())).done.statusCode).toBe(403);
    expect((await half.finish(next.code())).done.statusCode).toBe(200);
  });

  it("is removed, and its recovery codes renewed, with password and code only", async () => {
    await t.person("re.mover");
    const { ask } = await signIn(t.app, "re.mover");
    const { app, codes } = await enrol(ask, t.clock);
    later(minute);
    const renewed = await ask("POST", `${factor}/recovery-codes`, { password, code: app.code() });
    expect(renewed.json().recoveryCodes).toHaveLength(10);
    const half = await signInHalf(t.app, "re.mover");
    expect((await half.finish(codes[0]!)).done.statusCode).toBe(403);
    for (const proofs of [{ code: app.code(1) }, { password, code: "000000" }])
      expect((await ask("POST", `${factor}/removal`, proofs)).statusCode).toBe(403);
    const other = await half.finish(renewed.json().recoveryCodes[0]);
    expect(other.done.statusCode).toBe(200);
    const gone = await ask("POST", `${factor}/removal`, { password, code: renewed.json().recoveryCodes[1] });
    expect(gone.statusCode).toBe(204);
    expect((await ask("GET", factor)).json()).toMatchObject({ enrolled: false, recoveryCodesLeft: 0 });
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    expect((await other.ask("GET", whoami)).json().kind).toBe("anyone");
    expect((await signIn(t.app, "re.mover")).answer.statusCode).toBe(200);
    expect((await ask("POST", `${factor}/removal`, { password, code: "000000" })).json().code).toBe(
      "parties.factor_unknown",
    );
  });

  it("is reset by the organisation's administrator, never their own, and it is recorded", async () => {
    const { id } = await t.person("lost.phone");
    const { ask } = await signIn(t.app, "lost.phone");
    await enrol(ask, t.clock);
    const admin = await signIn(t.app, "edu.admin");
    const listed = async () =>
      (await admin.ask("GET", "/api/v1/people?limit=100"))
        .json()
        .items.find((m: { id: string }) => m.id === id).secondFactor;
    expect(await listed()).toBe(true);
    const path = `/api/v1/people/${id}/second-factor`;
    const other = await signIn(t.app, "lib.admin");
    const unknown = await other.ask(
      "DELETE",
      "/api/v1/people/0193b3f0-0000-7000-8000-000000000000/second-factor",
    );
    const foreign = await other.ask("DELETE", path);
    expect([foreign.statusCode, foreign.body]).toEqual([404, unknown.body]);
    expect((await ask("DELETE", path)).statusCode).toBe(403);
    expect((await t.app.inject({ method: "DELETE", url: path })).statusCode).toBe(401);
    expect(await listed()).toBe(true);
    expect((await admin.ask("DELETE", path)).json()).toMatchObject({ id, secondFactor: false });
    expect(await listed()).toBe(false);
    expect((await ask("GET", whoami)).json().kind).toBe("anyone");
    expect((await signIn(t.app, "lost.phone")).answer.statusCode).toBe(200);
    expect(t.recorded.find((e) => e.act === "parties.reset-second-factor")).toMatchObject({
      article: "42",
      role: "admin",
      subject: id,
      content: {},
    });
    expect((await admin.ask("DELETE", path)).json().code).toBe("parties.factor_unknown");
    const own = admin.answer.json().person.id;
    expect((await admin.ask("DELETE", `/api/v1/people/${own}/second-factor`)).json().code).toBe(
      "parties.own_factor",
    );
  });

  it("is not for accounts whose password is published", async () => {
    await t.person("demo.one", { password: { demo: true } });
    const { ask } = await signIn(t.app, "demo.one", demoPassword);
    expect((await ask("GET", factor)).json().possible).toBe(false);
    expect((await ask("POST", `${factor}/enrolment`, {})).json().code).toBe("parties.factor_demo");
  });

  it("is nobody's business without a session", async () => {
    for (const [method, url, body] of [
      ["GET", factor, undefined],
      ["POST", `${factor}/enrolment`, {}],
      ["POST", `${factor}/confirmation`, { code: "123456" }],
      ["POST", `${factor}/recovery-codes`, { password, code: "123456" }],
      ["POST", `${factor}/removal`, { password, code: "123456" }],
    ] as const) {
      const answer = await t.app.inject({ method, url, ...(body ? { payload: body } : {}) });
      expect([url, answer.statusCode]).toEqual([url, 401]);
    }
  });
});

describe("where a second factor is required", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  beforeAll(async () => {
    t = await startTown({ secondFactor: "required" });
  });
  afterAll(() => t.close());

  it("those who decide, manage accounts or read across a level need one, and officers do not", () => {
    const asks = (role: "officer" | "head" | "reviewer" | "supervisor" | "admin", demo = false) =>
      factorRequired("required", { roles: ["officer", role], demo });
    expect((["head", "reviewer", "supervisor", "admin"] as const).map((r) => asks(r))).toEqual(
      Array(4).fill(true),
    );
    expect(asks("officer")).toBe(false);
    expect(asks("admin", true)).toBe(false);
    expect(factorRequired("offered", { roles: ["admin"], demo: false })).toBe(false);
  });

  it("a session without one can only enrol one", async () => {
    await t.person("the.head", { roles: ["head", "admin"] });
    const { answer, ask } = await signIn(t.app, "the.head");
    expect(answer.json()).toMatchObject({ mustEnrolFactor: true, mustChangePassword: false });
    expect((await ask("GET", "/api/v1/session")).json().mustEnrolFactor).toBe(true);
    expect((await ask("GET", whoami)).json().kind).toBe("anyone");
    expect((await ask("GET", "/api/v1/people")).statusCode).toBe(401);
    expect((await ask("GET", "/api/v1/sessions")).json().code).toBe("parties.enrol_first");
    expect((await ask("DELETE", "/api/v1/sessions")).json().code).toBe("parties.enrol_first");
    await enrol(ask, t.clock);
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    expect((await ask("GET", "/api/v1/session")).json().mustEnrolFactor).toBe(false);
    expect((await ask("GET", "/api/v1/people")).statusCode).toBe(200);
  });

  it("a password given by somebody else is replaced before a factor rests on it", async () => {
    await t.person("new.head", { roles: ["head"], password: "given-by-admin-1" });
    const { ask } = await signIn(t.app, "new.head", "given-by-admin-1");
    expect((await ask("POST", `${factor}/enrolment`, {})).json().code).toBe("parties.change_password_first");
    await ask("POST", "/api/v1/session/password", { current: "given-by-admin-1", password });
    expect((await ask("POST", `${factor}/enrolment`, {})).statusCode).toBe(201);
  });

  it("nobody who needs one gives theirs up", async () => {
    await t.person("firm.head", { roles: ["head"] });
    const { ask } = await signIn(t.app, "firm.head");
    const { codes } = await enrol(ask, t.clock);
    expect((await ask("POST", `${factor}/removal`, { password, code: codes[0]! })).json().code).toBe(
      "parties.factor_needed",
    );
  });

  it("whoever is given such a role meanwhile must enrol at once", async () => {
    const { id } = await t.person("pro.moted");
    const theirs = await signIn(t.app, "pro.moted");
    expect((await theirs.ask("GET", whoami)).json().kind).toBe("staff");
    await t.person("some.admin", { roles: ["admin"] });
    const admin = await signIn(t.app, "some.admin");
    await enrol(admin.ask, t.clock);
    await admin.ask("PATCH", `/api/v1/people/${id}`, { roles: ["head"] });
    expect((await theirs.ask("GET", whoami)).json().kind).toBe("anyone");
    await enrol(theirs.ask, t.clock);
    expect((await theirs.ask("GET", whoami)).json().roles).toEqual(["head"]);
  });
});
