import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { demoPassword } from "../demo-accounts.ts";
import { enrol } from "../factor/testing.ts";
import { askWith, signIn, startTown, town } from "../testing.ts";
import { openIdentityProvider } from "./identity-provider.ts";
import { browserAt, publicUrl, startIdentityProvider, wayOut } from "./testing.ts";

const minute = 60_000;
const own = "/api/v1/session/identities";
const whoami = "/api/v1/test-whoami";

let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
let t: Awaited<ReturnType<typeof startTown>>;
let trusting: Awaited<ReturnType<typeof t.another>>;
let folder: string;

beforeAll(async () => {
  idp = await startIdentityProvider();
  folder = mkdtempSync(join(tmpdir(), "zq-oidc-"));
  const secretFile = join(folder, "client-secret");
  writeFileSync(secretFile, idp.clientSecret);
  const provider = (trustSecondFactor: boolean) =>
    openIdentityProvider(idp.config(secretFile, { trustSecondFactor }), publicUrl, wayOut);
  t = await startTown({ publicUrl, provider: provider(false), demo: true });
  trusting = await t.another({ provider: provider(true), secondFactor: "required" });
  await t.person("edu.admin", { roles: ["admin"] });
  await t.person("lib.admin", { roles: ["admin"], org: town.cityLibrary.uscc });
});
afterAll(async () => {
  await trusting.close();
  await t.close();
  await idp.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => t.clock.set(new Date(t.clock.now().getTime() + 20 * minute)));

/** Somebody signed in with their password, in a browser that can also go to the identity provider. */
async function signedIn(login: string, app = t.app) {
  const { token, csrf, ask, answer } = await signIn(app, login);
  return { ask, browser: browserAt(app, { token, csrf }), id: answer.json().person.id as string };
}
const pathOf = (id: string) => `/api/v1/people/${id}/identities`;

describe("an identity", () => {
  it("is linked by whoever is signed in and proves it, and then lets them in", async () => {
    await t.person("wang.hai");
    const { ask, browser, id } = await signedIn("wang.hai");
    idp.as("sub-hai");
    const linked = await browser.go("link", "/console/account");
    expect(linked.json()).toEqual({ outcome: "linked", returnTo: "/console/account" });
    const { items } = (await ask("GET", own)).json();
    expect(items).toEqual([
      {
        id: items[0].id,
        issuer: idp.issuer,
        subject: "sub-hai",
        linkedBy: "self",
        linkedAt: t.clock.now().toISOString(),
      },
    ]);
    expect(t.recorded.at(-1)).toMatchObject({
      act: "parties.link-identity",
      subject: id,
      content: { by: "self" },
    });
    const fresh = browserAt(t.app);
    expect((await fresh.go()).json().outcome).toBe("signed-in");
    expect((await fresh.ask()("GET", whoami)).json().id).toBe(id);
  });

  it("is one account's alone", async () => {
    await t.person("first.one");
    await t.person("second.one");
    idp.as("sub-one");
    expect((await (await signedIn("first.one")).browser.go("link")).statusCode).toBe(200);
    const { browser, ask } = await signedIn("second.one");
    const taken = await browser.go("link");
    expect([taken.statusCode, taken.json().code]).toEqual([409, "parties.identity_taken"]);
    expect((await ask("GET", own)).json().items).toEqual([]);
  });

  it("is linked in the session that asked for it, and in no other", async () => {
    await t.person("ask.er");
    await t.person("vic.tim");
    idp.as("sub-asker");
    const asker = await signedIn("ask.er");
    const query = await asker.browser.visit((await asker.browser.begin("link")).json().location);
    const victim = await signedIn("vic.tim");
    victim.browser.jar.zq_oidc = asker.browser.jar.zq_oidc!;
    expect((await victim.browser.back(query)).json().code).toBe("parties.flow_over");
    expect((await victim.ask("GET", own)).json().items).toEqual([]);
  });

  it("is linked only with a session, a recent proof and its anti-forgery token", async () => {
    await t.person("late.one");
    expect((await browserAt(t.app).begin("link")).statusCode).toBe(401);
    expect((await browserAt(t.app).begin("prove")).statusCode).toBe(401);
    const { token } = await signIn(t.app, "late.one");
    expect((await browserAt(t.app, { token }).begin("link")).json().code).toBe("parties.csrf");
    const { browser } = await signedIn("late.one");
    t.clock.set(new Date(t.clock.now().getTime() + 15 * minute + 1000));
    expect((await browser.begin("link")).json().code).toBe("parties.authenticate_again");
  });

  it("is stated by the organisation's administrator for somebody of theirs", async () => {
    const { id } = await t.person("pre.registered");
    const admin = await signIn(t.app, "edu.admin");
    const link = (body: object) => admin.ask("POST", pathOf(id), body);
    expect((await link({ issuer: "https://other.example.cn", subject: "sub-pre" })).json().code).toBe(
      "parties.issuer_unknown",
    );
    for (const subject of ["", "a b", "张三", "x".repeat(256)])
      expect((await link({ issuer: idp.issuer, subject })).statusCode).toBe(400);
    const linked = await link({ issuer: idp.issuer, subject: "sub-pre" });
    expect(linked.statusCode).toBe(201);
    expect(linked.json()).toMatchObject({ subject: "sub-pre", linkedBy: "admin" });
    expect((await link({ issuer: idp.issuer, subject: "sub-pre" })).json().code).toBe(
      "parties.identity_taken",
    );
    expect((await admin.ask("GET", pathOf(id))).json().items).toHaveLength(1);
    idp.as("sub-pre");
    const browser = browserAt(t.app);
    expect((await browser.go()).json().outcome).toBe("signed-in");
    const gone = await admin.ask("DELETE", `${pathOf(id)}/${linked.json().id}`);
    expect(gone.statusCode).toBe(204);
    expect((await browser.ask()("GET", whoami)).json().kind).toBe("anyone");
    expect((await browserAt(t.app).go()).json().code).toBe("parties.identity_unlinked");
    expect((await admin.ask("DELETE", `${pathOf(id)}/${linked.json().id}`)).statusCode).toBe(404);
    expect(JSON.stringify(t.recorded)).not.toContain("sub-pre");
  });

  it("is neither seen nor touched by another organisation's administrator, a lower role or nobody", async () => {
    const { id } = await t.person("kept.apart");
    const admin = await signIn(t.app, "edu.admin");
    const body = { issuer: idp.issuer, subject: "sub-apart" };
    const linked = (await admin.ask("POST", pathOf(id), body)).json();
    const unknown = "0193b3f0-0000-7000-8000-000000000000";
    const other = (await signIn(t.app, "lib.admin")).ask;
    for (const [method, path, given] of [
      ["GET", "", undefined],
      ["POST", "", { ...body, subject: "sub-evil" }],
      ["DELETE", `/${linked.id}`, undefined],
    ] as const) {
      const theirs = await other(method, `${pathOf(id)}${path}`, given);
      const none = await other(method, `${pathOf(unknown)}${path}`, given);
      expect([theirs.statusCode, theirs.body]).toEqual([404, none.body]);
      const lower = await (await signIn(t.app, "kept.apart")).ask(method, `${pathOf(id)}${path}`, given);
      expect(lower.statusCode).toBe(403);
      const nobody = await t.app.inject({
        method,
        url: `${pathOf(id)}${path}`,
        ...(given ? { payload: given } : {}),
      });
      expect(nobody.statusCode).toBe(401);
    }
    const stranger = await signIn(t.app, "lib.admin");
    expect((await stranger.ask("DELETE", `${own}/${linked.id}`)).json().code).toBe(
      "parties.identity_unknown",
    );
    expect((await admin.ask("GET", pathOf(id))).json().items).toEqual([linked]);
    expect((await t.app.inject({ url: own })).statusCode).toBe(401);
  });

  it("is unlinked by its holder; sessions begun with it end, and the one that asks stays", async () => {
    await t.person("un.linker");
    idp.as("sub-un");
    const { browser, ask } = await signedIn("un.linker");
    await browser.go("link");
    const elsewhere = browserAt(t.app);
    await elsewhere.go();
    const { items } = (await ask("GET", own)).json();
    expect((await ask("DELETE", `${own}/${items[0].id}`)).statusCode).toBe(204);
    expect((await ask("GET", own)).json().items).toEqual([]);
    expect((await elsewhere.ask()("GET", whoami)).json().kind).toBe("anyone");
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
    expect((await ask("DELETE", `${own}/x'y`)).statusCode).toBe(404);
  });

  it("is not linked to an account whose password is published", async () => {
    const { id } = await t.person("demo.link", { password: { demo: true } });
    const { token, csrf } = await signIn(t.app, "demo.link", demoPassword);
    expect((await browserAt(t.app, { token, csrf }).begin("link")).json().code).toBe("parties.factor_demo");
    const admin = await signIn(t.app, "edu.admin");
    const body = { issuer: idp.issuer, subject: "sub-demo" };
    expect((await admin.ask("POST", pathOf(id), body)).json().code).toBe("parties.factor_demo");
  });

  it("stands for a password: whoever it lets in need not replace one that somebody else has set", async () => {
    const { id } = await t.person("never.typed", { password: "first-given-word" });
    const admin = await signIn(t.app, "edu.admin");
    await admin.ask("POST", pathOf(id), { issuer: idp.issuer, subject: "sub-typed" });
    idp.as("sub-typed");
    const browser = browserAt(t.app);
    await browser.go();
    expect((await browser.ask()("GET", whoami)).json().kind).toBe("staff");
  });
});

describe("a proof by the identity provider", () => {
  it("opens for fifteen minutes what opens accounts, for the same person only", async () => {
    await t.person("prov.er");
    idp.as("sub-prover");
    const { browser, ask } = await signedIn("prov.er");
    await browser.go("link");
    t.clock.set(new Date(t.clock.now().getTime() + 16 * minute));
    const enrolment = "/api/v1/session/second-factor/enrolment";
    expect((await ask("POST", enrolment, {})).statusCode).toBe(403);
    idp.as("sub-somebody-else");
    browser.forgetIdp();
    const other = await browser.go("prove");
    expect([other.statusCode, other.json().code]).toEqual([403, "parties.not_yours"]);
    expect((await ask("POST", enrolment, {})).statusCode).toBe(403);
    idp.as("sub-prover");
    browser.forgetIdp();
    const begun = await browser.begin("prove", "/console/account");
    const asked = new URL(begun.json().location).searchParams;
    expect([asked.get("prompt"), asked.get("max_age")]).toEqual(["login", "60"]);
    const done = await browser.back(await browser.visit(begun.json().location));
    expect(done.json()).toMatchObject({ outcome: "proved", returnTo: "/console/account" });
    const fresh = askWith(t.app, browser.jar.zq_session!, done.json().csrf);
    expect((await fresh("POST", enrolment, {})).statusCode).toBe(201);
    expect((await ask("POST", enrolment, {})).json().code).toBe("parties.session_over");
  });

  it("is of now: an answer that rests on an older sign-in there is refused", async () => {
    await t.person("stale.one");
    idp.as("sub-stale");
    idp.signedInAgo(600);
    const { browser } = await signedIn("stale.one");
    await browser.go("link");
    const location = new URL((await browser.begin("prove")).json().location);
    // Whoever holds the browser leaves out what asks for a new sign-in; the age of the old one is still told.
    for (const asked of ["prompt", "max_age"]) location.searchParams.delete(asked);
    const answer = await browser.back(await browser.visit(location.href));
    expect(answer.json().code).toBe("parties.oidc_wrong");
  });
});

describe("the identity provider's second factor", () => {
  const sessionOf = async (app: typeof t.app, browser: ReturnType<typeof browserAt>) =>
    (await askWith(app, browser.jar.zq_session!, "")("GET", "/api/v1/sessions"))
      .json()
      .items.find((s: { current: boolean }) => s.current);

  it("counts where it is named and the platform trusts it, and nowhere else", async () => {
    const { id } = await t.person("the.head", { roles: ["head"] });
    const admin = await signIn(t.app, "edu.admin");
    await admin.ask("POST", pathOf(id), { issuer: idp.issuer, subject: "sub-head" });
    for (const [amr, counts] of [
      [["pwd", "mfa"], true],
      [["otp"], true],
      [["hwk"], true],
      [["pwd"], false],
      [["pwd", "mfa2"], false],
      [undefined, false],
    ] as const) {
      idp.as("sub-head", amr ? [...amr] : undefined);
      const browser = browserAt(trusting);
      await browser.go();
      const ask = browser.ask();
      expect([amr, (await ask("GET", whoami)).json().kind]).toEqual([amr, counts ? "staff" : "anyone"]);
      expect((await ask("GET", "/api/v1/session")).json().mustEnrolFactor).toBe(!counts);
      if (counts) expect(await sessionOf(trusting, browser)).toMatchObject({ method: "oidc", factor: "idp" });
      const untrusting = browserAt(t.app);
      await untrusting.go();
      expect((await sessionOf(t.app, untrusting)).factor).toBeNull();
    }
  });

  it("stands for one's own only where one linked the identity oneself", async () => {
    const { id } = await t.person("care.ful");
    const theirs = await signedIn("care.ful");
    const { app } = await enrol(theirs.ask, t.clock);
    const admin = await signIn(t.app, "edu.admin");
    await admin.ask("POST", pathOf(id), { issuer: idp.issuer, subject: "sub-of-the-admin" });
    idp.as("sub-of-the-admin", ["mfa"]);
    const taken = browserAt(trusting);
    const half = await taken.go();
    expect([half.statusCode, half.json().outcome]).toEqual([202, "halfway"]);
    expect(taken.jar.zq_session).toBeUndefined();
    t.clock.set(new Date(t.clock.now().getTime() + minute));
    const finished = await taken.post("/api/v1/session/second-factor", { code: app.code() });
    expect(finished.statusCode).toBe(200);
    expect(await sessionOf(trusting, taken)).toMatchObject({ method: "oidc", factor: "totp" });
    idp.as("sub-care", ["mfa"]);
    await theirs.browser.go("link");
    const trusted = browserAt(trusting);
    expect((await trusted.go()).json().outcome).toBe("signed-in");
    const untrusted = await browserAt(t.app).go();
    expect(untrusted.json().outcome).toBe("halfway");
  });
});

describe("a back-channel logout", () => {
  const told = (token: string) =>
    t.app.inject({
      method: "POST",
      url: "/api/v1/session/oidc/logout",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ logout_token: token }).toString(),
    });
  let here: ReturnType<typeof browserAt>;
  const kind = async () => (await here.ask()("GET", whoami)).json().kind;

  beforeAll(async () => {
    await t.person("log.out");
    idp.as("sub-out");
    await (await signedIn("log.out")).browser.go("link");
  });
  beforeEach(async () => {
    idp.as("sub-out");
    here = browserAt(t.app);
    await here.go();
    expect(await kind()).toBe("staff");
  });

  it("ends the sessions begun with that identity, and not the ones begun with a password", async () => {
    const { ask } = await signIn(t.app, "log.out");
    expect((await told(await idp.logoutToken({ sub: "sub-out" }))).statusCode).toBe(204);
    expect(await kind()).toBe("anyone");
    expect((await ask("GET", whoami)).json().kind).toBe("staff");
  });

  it("ends those of one session there, when it names one", async () => {
    expect((await told(await idp.logoutToken({ sid: "another-session" }))).statusCode).toBe(204);
    expect((await told(await idp.logoutToken({ sub: "sub-out", sid: "another-session" }))).statusCode).toBe(
      204,
    );
    expect(await kind()).toBe("staff");
    expect((await told(await idp.logoutToken({ sid: await idp.sidOf("sub-out") }))).statusCode).toBe(204);
    expect(await kind()).toBe("anyone");
  });

  it("is refused when it is forged, for somebody else, stale, or something else", async () => {
    const sub = { sub: "sub-out" };
    const bad = [
      "not.a.token",
      await idp.logoutToken(sub, { key: "other" }),
      await idp.logoutToken(sub, { audience: "another-client" }),
      await idp.logoutToken(sub, { age: 300 }),
      await idp.logoutToken({ ...sub, nonce: "an ID token has one" }),
      await idp.logoutToken({ ...sub, events: {} }),
      await idp.logoutToken({ ...sub, events: "x" }),
      await idp.logoutToken({}),
    ];
    for (const token of bad) {
      const answer = await told(token);
      expect([answer.statusCode, answer.json().code]).toEqual([400, "parties.logout_wrong"]);
    }
    expect(await kind()).toBe("staff");
    expect((await told(await idp.logoutToken({ sub: "sub-nobody" }))).statusCode).toBe(204);
    expect(await kind()).toBe("staff");
  });

  it("reads a form there, and other addresses still read none", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const signingIn = await t.app.inject({
      method: "POST",
      url: "/api/v1/session",
      headers: form,
      payload: "login=a",
    });
    expect(signingIn.statusCode).toBe(415);
  });
});
