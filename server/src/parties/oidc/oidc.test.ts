import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { thePlatform } from "../../platform/index.ts";
import { addPerson } from "../add-person.ts";
import { closeOrganisation } from "../close-organisation.ts";
import { askWith, signIn, startTown, town } from "../testing.ts";
import { openIdentityProvider } from "./identity-provider.ts";
import { browserAt, publicUrl, startIdentityProvider, wayOut } from "./testing.ts";

const home = `${publicUrl}/console/`;
const session = "/api/v1/session";

let idp: Awaited<ReturnType<typeof startIdentityProvider>>;
let folder: string;
let secretFile: string;

beforeAll(async () => {
  idp = await startIdentityProvider();
  folder = mkdtempSync(join(tmpdir(), "zq-oidc-"));
  secretFile = join(folder, "client-secret");
  writeFileSync(secretFile, `${idp.clientSecret}\n`);
});
afterAll(async () => {
  await idp.close();
  rmSync(folder, { recursive: true, force: true });
});

const providerWith = (more: Parameters<typeof idp.config>[1] = {}) =>
  openIdentityProvider(idp.config(secretFile, more), publicUrl, wayOut);

describe("signing in with the identity provider", () => {
  let t: Awaited<ReturnType<typeof startTown>>;
  let hai: string;

  beforeAll(async () => {
    t = await startTown({ publicUrl, provider: providerWith() });
    hai = (await t.person("wang.hai")).id;
    await link(hai, "sub-hai");
  });
  afterAll(() => t.close());
  beforeEach(() => idp.as("sub-hai"));

  const link = (person: string, subject: string, issuer = idp.issuer) =>
    t.db.acting(thePlatform, (tx) =>
      sql`insert into parties.identity (id, person, issuer, subject, linked_by, linked_at)
        values (gen_random_uuid(), ${person}, ${issuer}, ${subject}, 'admin', now())`.execute(tx),
    );

  it("begins a session of the person whose issuer and subject are linked", async () => {
    const browser = browserAt(t.app);
    const answer = await browser.go("sign-in", "/console/cases?queue=all");
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({ outcome: "signed-in", returnTo: "/console/cases?queue=all" });
    expect((await browser.ask()("GET", "/api/v1/test-whoami")).json()).toMatchObject({
      kind: "staff",
      id: hai,
    });
    const own = (await browser.ask()("GET", "/api/v1/sessions")).json().items;
    expect(own.find((s: { current: boolean }) => s.current)).toMatchObject({ method: "oidc", factor: null });
    expect(t.recorded.at(-1)).toMatchObject({
      act: "parties.sign-in",
      content: { method: "oidc", factor: null },
    });
    expect(JSON.stringify(t.recorded)).not.toContain("sub-hai");
  });

  it("asks for a code with PKCE (S256), state, nonce, and our own address to come back to", async () => {
    const begun = await browserAt(t.app).begin();
    const asked = new URL(begun.json().location).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: `${publicUrl}/console/oidc`,
      scope: "openid",
    });
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    const cookie = begun.cookies.find((c) => c.name === "zq_oidc")!;
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/api" });
    const stored = await t.db.reading(thePlatform, (tx) =>
      sql<{ row: string }>`select to_jsonb(f)::text as row from parties.oidc_flow f`.execute(tx),
    );
    const secrets = [cookie.value, asked.get("state")!, asked.get("nonce")!];
    for (const { row } of stored.rows) for (const secret of secrets) expect(row).not.toContain(secret);
  });

  it("refuses a wrong state, and the journey is over with it", async () => {
    const browser = browserAt(t.app);
    const query = await browser.visit((await browser.begin()).json().location);
    const wrong = new URLSearchParams(query);
    wrong.set("state", "A".repeat(43));
    const jar = { ...browser.jar };
    const answer = await browser.back(wrong.toString());
    expect([answer.statusCode, answer.json().code]).toEqual([401, "parties.oidc_wrong"]);
    Object.assign(browser.jar, jar);
    expect((await browser.back(query)).json().code).toBe("parties.flow_over");
  });

  it("refuses a code that was used, in the same journey and in another", async () => {
    const browser = browserAt(t.app);
    const query = await browser.visit((await browser.begin()).json().location);
    const jar = { ...browser.jar };
    expect((await browser.back(query)).statusCode).toBe(200);
    Object.assign(browser.jar, jar);
    expect((await browser.back(query)).json().code).toBe("parties.flow_over");
    delete browser.jar.zq_session;
    const next = new URL((await browser.begin()).json().location);
    const replayed = new URLSearchParams(query);
    replayed.set("state", next.searchParams.get("state")!);
    expect((await browser.back(replayed.toString())).json().code).toBe("parties.oidc_wrong");
  });

  it("refuses somebody else's code brought into one's own journey", async () => {
    const theirs = browserAt(t.app);
    const stolen = new URLSearchParams(await theirs.visit((await theirs.begin()).json().location));
    const mine = browserAt(t.app);
    const own = new URL((await mine.begin()).json().location);
    stolen.set("state", own.searchParams.get("state")!);
    const answer = await mine.back(stolen.toString());
    expect([answer.statusCode, answer.json().code]).toEqual([401, "parties.oidc_wrong"]);
    expect(mine.jar.zq_session).toBeUndefined();
  });

  it("refuses the answer in a browser that did not begin the journey", async () => {
    const theirs = browserAt(t.app);
    const query = await theirs.visit((await theirs.begin()).json().location);
    const other = browserAt(t.app);
    expect((await other.back(query)).json().code).toBe("parties.flow_over");
    other.jar.zq_oidc = "A".repeat(43);
    expect((await other.back(query)).json().code).toBe("parties.flow_over");
  });

  it("refuses an ID token with another nonce", async () => {
    const browser = browserAt(t.app);
    const location = new URL((await browser.begin()).json().location);
    location.searchParams.set("nonce", "an-attackers-nonce");
    const answer = await browser.back(await browser.visit(location.href));
    expect([answer.statusCode, answer.json().code]).toEqual([401, "parties.oidc_wrong"]);
  });

  it("refuses an ID token that was changed, is signed by nobody, or is for another client", async () => {
    const parts = (token: string) => token.split(".") as [string, string, string];
    const claims = (payload: string) => JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const part = (of: object) => Buffer.from(JSON.stringify(of)).toString("base64url");
    const forgeries: ((token: string) => string)[] = [
      (token) => {
        const [head, payload, signature] = parts(token);
        return `${head}.${part({ ...claims(payload), sub: "sub-hai" })}.${signature}`;
      },
      (token) => `${part({ alg: "none" })}.${part({ ...claims(parts(token)[1]), sub: "sub-hai" })}.`,
      (token) => `${part({ alg: "HS256" })}.${parts(token)[1]}.${Buffer.alloc(32).toString("base64url")}`,
      (token) => {
        const [head, payload, signature] = parts(token);
        return `${head}.${part({ ...claims(payload), aud: "another-client" })}.${signature}`;
      },
      () => "not.a.token",
    ];
    for (const forge of forgeries) {
      const forging: typeof wayOut = Object.assign(
        async (url: string | URL, init?: RequestInit) => {
          const answer = await wayOut(url, init);
          if (!String(url).endsWith("/token")) return answer;
          const body = (await answer.json()) as { id_token: string };
          return Response.json({ ...body, id_token: forge(body.id_token) });
        },
        { close: async () => {} },
      );
      const app = await t.another({
        publicUrl,
        provider: openIdentityProvider(idp.config(secretFile), publicUrl, forging),
      });
      idp.as("sub-attacker");
      const answer = await browserAt(app).go();
      expect([answer.statusCode, answer.json().code]).toEqual([401, "parties.oidc_wrong"]);
      await app.close();
    }
  });

  it("refuses an answer that names another issuer, or none (RFC 9207)", async () => {
    for (const issuer of ["https://other.example.cn", undefined]) {
      const browser = browserAt(t.app);
      const query = new URLSearchParams(await browser.visit((await browser.begin()).json().location));
      expect(query.get("iss")).toBe(idp.issuer);
      if (issuer) query.set("iss", issuer);
      else query.delete("iss");
      expect((await browser.back(query.toString())).json().code).toBe("parties.oidc_wrong");
    }
  });

  it("refuses what another identity provider hands out, and its subjects of the same name", async () => {
    const other = await startIdentityProvider();
    other.as("sub-hai");
    const browser = browserAt(t.app);
    const location = new URL((await browser.begin()).json().location);
    const elsewhere = new URL(location.pathname + location.search, other.issuer);
    const query = new URLSearchParams(await browser.visit(elsewhere.href));
    query.set("iss", idp.issuer);
    expect((await browser.back(query.toString())).json().code).toBe("parties.oidc_wrong");
    await other.close();

    const min = (await t.person("li.min")).id;
    await link(min, "sub-shared", other.issuer);
    idp.as("sub-shared");
    const answer = await browserAt(t.app).go();
    expect([answer.statusCode, answer.json().code]).toEqual([403, "parties.identity_unlinked"]);
  });

  it("refuses an identity nobody has linked, says who can help and makes no account", async () => {
    const people = () =>
      t.db
        .reading(thePlatform, (tx) => sql`select id from parties.person`.execute(tx))
        .then((r) => r.rows.length);
    const before = await people();
    idp.as("sub-stranger");
    const browser = browserAt(t.app);
    const answer = await browser.go();
    expect([answer.statusCode, answer.json().code]).toEqual([403, "parties.identity_unlinked"]);
    expect(answer.json().detail.zh).toContain("请联系本机构的管理员");
    expect(browser.jar.zq_session).toBeUndefined();
    expect(await people()).toBe(before);
  });

  it("answers a disabled person and a closed organisation as it answers a stranger", async () => {
    const gone = (await t.person("gone.one")).id;
    await link(gone, "sub-gone");
    const closed = await t.db.acting(thePlatform, (tx) =>
      addPerson(
        tx,
        {
          org: town.cityLibrary.uscc,
          name: "书",
          login: "book.one",
          roles: ["officer"],
          password: "first-given-word",
        },
        t.by,
      ),
    );
    await link(closed.id, "sub-closed");
    idp.as("sub-closed");
    expect((await browserAt(t.app).go()).statusCode).toBe(200);
    await t.db.acting(thePlatform, async (tx) => {
      await sql`update parties.person set active = false where id = ${gone}`.execute(tx);
      await closeOrganisation(tx, town.cityLibrary.uscc, false, t.by);
    });
    idp.as("sub-stranger");
    const stranger = await browserAt(t.app).go();
    for (const subject of ["sub-gone", "sub-closed"]) {
      idp.as(subject);
      const answer = await browserAt(t.app).go();
      expect([answer.statusCode, answer.body]).toEqual([403, stranger.body]);
    }
  });

  it("says what the identity provider said when it declines", async () => {
    const browser = browserAt(t.app);
    const state = new URL((await browser.begin()).json().location).searchParams.get("state");
    const query = new URLSearchParams({ error: "access_denied", state: state!, iss: idp.issuer });
    expect((await browser.back(query.toString())).json().code).toBe("parties.oidc_declined");
  });

  it("answers odd queries without a fault", async () => {
    t.clock.set(new Date(t.clock.now().getTime() + 20 * 60_000));
    const odd = [
      "",
      "#",
      "code",
      "code=%00",
      "code=%E0%A4%A",
      "code=a&code=b&state=c&state=d",
      "?code=a",
      "//evil.example/?code=a",
      "error=access_denied",
      "error=%00&state=x",
      "response=a.b.c",
      "id_token=a.b.c&state=x",
      `code=${"x".repeat(7000)}`,
      "__proto__=x&constructor=y",
    ];
    for (const query of odd) {
      const browser = browserAt(t.app);
      await browser.begin();
      const answer = await browser.back(query);
      expect([query, answer.statusCode]).toEqual([query, 401]);
    }
    const browser = browserAt(t.app);
    await browser.begin();
    expect((await browser.back("x".repeat(8001))).statusCode).toBe(400);
    t.clock.set(new Date(t.clock.now().getTime() + 20 * 60_000));
  });

  it("is over after ten minutes, and not a second earlier", async () => {
    const start = t.clock.now().getTime();
    for (const [ms, code] of [
      [10 * 60_000 - 1000, undefined],
      [10 * 60_000, "parties.flow_over"],
    ] as const) {
      t.clock.set(new Date(start));
      const browser = browserAt(t.app);
      const query = await browser.visit((await browser.begin()).json().location);
      t.clock.set(new Date(start + ms));
      expect((await browser.back(query)).json().code).toBe(code);
    }
    t.clock.set(new Date(start));
  });

  it("cannot be begun or ended from another site", async () => {
    const browser = browserAt(t.app);
    const evil = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await browser.post(`${session}/oidc`, { purpose: "sign-in" }, evil)).statusCode).toBe(403);
    const query = await browser.visit((await browser.begin()).json().location);
    expect((await browser.post(`${session}/oidc/callback`, { query }, evil)).statusCode).toBe(403);
  });

  it("bears thirty unfinished journeys in fifteen minutes from an address", async () => {
    t.clock.set(new Date(t.clock.now().getTime() + 20 * 60_000));
    const from = (remoteAddress: string) =>
      t.app.inject({
        method: "POST",
        url: `${session}/oidc`,
        payload: { purpose: "sign-in" },
        remoteAddress,
      });
    for (let i = 0; i < 30; i++) expect((await from("10.9.0.1")).statusCode).toBe(200);
    expect((await from("10.9.0.1")).statusCode).toBe(429);
    expect((await from("10.9.0.2")).statusCode).toBe(200);
  });

  it("is offered by name, and ends with a word where to end it there too", async () => {
    const nobody = (await t.app.inject({ url: session })).json();
    expect(nobody.oidc).toEqual({
      label: { zh: "统一身份认证", en: "Unified identity" },
      issuer: idp.issuer,
    });
    const browser = browserAt(t.app);
    const { csrf } = (await browser.go()).json();
    const out = await askWith(t.app, browser.jar.zq_session!, csrf)("DELETE", session);
    expect(out.statusCode).toBe(200);
    const to = new URL(out.json().idpLogout);
    expect(to.origin).toBe(idp.issuer);
    expect(to.searchParams.get("post_logout_redirect_uri")).toBe(home);
    expect((await browser.ask()("GET", "/api/v1/test-whoami")).json().kind).toBe("anyone");
  });
});

describe("an identity provider that is away", () => {
  it("stops neither start-up nor signing in with a password, is said to be away, and serves again when it is back", async () => {
    const first = await startIdentityProvider();
    const config = { ...first.config(secretFile) };
    await first.close();
    const t = await startTown({ publicUrl, provider: openIdentityProvider(config, publicUrl, wayOut) });
    const { id } = await t.person("wang.hai");
    expect((await signIn(t.app, "wang.hai")).answer.statusCode).toBe(200);
    const away = await browserAt(t.app).begin();
    expect([away.statusCode, away.json().code, away.json().retryAfter]).toEqual([
      503,
      "parties.oidc_away",
      10,
    ]);
    const back = await startIdentityProvider(first.port);
    await t.db.acting(thePlatform, (tx) =>
      sql`insert into parties.identity (id, person, issuer, subject, linked_by, linked_at)
        values (gen_random_uuid(), ${id}, ${back.issuer}, 'sub-hai', 'admin', now())`.execute(tx),
    );
    back.as("sub-hai");
    expect((await browserAt(t.app).go()).json().outcome).toBe("signed-in");
    const browser = browserAt(t.app);
    const query = await browser.visit((await browser.begin()).json().location);
    await back.close();
    const lost = await browser.back(query);
    expect([lost.statusCode, lost.json().code]).toEqual([503, "parties.oidc_away"]);
    await t.close();
  });

  it("that is not configured is not there", async () => {
    const t = await startTown();
    expect((await t.app.inject({ url: session })).json().oidc).toBeNull();
    expect((await browserAt(t.app).begin()).json().code).toBe("parties.oidc_off");
    expect((await browserAt(t.app).back("code=x")).json().code).toBe("parties.oidc_off");
    await t.close();
  });
});
