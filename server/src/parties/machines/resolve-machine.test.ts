import type { AddressInfo } from "node:net";
import * as DPoP from "dpop";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";
import { exportJWK } from "jose";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { thePlatform } from "../../platform/index.ts";
import { type Ask, password, signIn, startTown, town } from "../testing.ts";
import { openMachineAccess } from "./index.ts";
import { craftProof, rawJwt, register, type SystemNeeds, startSystem } from "./testing.ts";

const publicUrl = "https://data.qingdao.example";
const self = "/api/v1/machine";

async function listen(app: Pick<FastifyInstance, "listen" | "server">): Promise<string> {
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

describe("the API to a system, over HTTP", () => {
  let place: Awaited<ReturnType<typeof startTown>>;
  let dial: string;
  let elsewhere: string;
  let close: () => Promise<void>;
  let admin: Ask;
  let authority: Ask;
  const logged: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });

  beforeAll(async () => {
    place = await startTown({ publicUrl, trustProxy: ["127.0.0.1"], log });
    const second = await place.another();
    [dial, elsewhere] = [await listen(place.app), await listen(second)];
    close = async () => {
      await second.close();
      await place.close();
    };
    await place.person("guanli", { roles: ["admin"] });
    await place.person("shi-guanli", { org: town.cityAuthority.uscc, roles: ["admin"] });
    admin = (await signIn(place.app, "guanli")).ask;
    authority = (await signIn(place.app, "shi-guanli")).ask;
  });
  afterAll(() => close());
  afterEach(() => vi.useRealTimers());

  async function registered(
    given: Parameters<typeof register>[2] = {},
  ): Promise<SystemNeeds & { secret: string }> {
    const { machine, secret, body } = await register(admin, place.clock.now(), given);
    expect(machine, body).toBeDefined();
    return { dial, publicUrl, id: machine.id, secret };
  }
  /** A system with a token and a nonce, so that a request fails only for what the test is about. */
  async function ready(given: Parameters<typeof register>[2] = {}, more: Partial<SystemNeeds> = {}) {
    const needs = { ...(await registered(given)), ...more };
    const made = await startSystem(needs);
    const token = await made.token();
    await made.once(token, "GET", self);
    return { ...made, token, needs };
  }
  const said = async (answer: Response) => {
    const challenge = /error="([^"]+)"/.exec(answer.headers.get("www-authenticate") ?? "")?.[1];
    const body = (await answer.json().catch(() => ({}))) as { code?: string };
    return [answer.status, challenge, body.code];
  };

  it("asks for its nonce once, then knows system, organisation and scopes", async () => {
    const needs = await registered({ scopes: ["catalog:read", "cases:read"] });
    const made = await startSystem(needs);
    const token = await made.token("cases:read");
    const first = await made.once(token, "GET", self);
    expect(first.headers.get("dpop-nonce")).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(first.headers.get("content-type")).toContain("application/problem+json");
    expect(await said(first)).toEqual([401, "use_dpop_nonce", "machines.nonce"]);
    const answer = await made.once(token, "GET", self);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      id: needs.id,
      org: { uscc: town.education.uscc, name: town.education.name },
      scopes: ["cases:read"],
    });
    const listed = (await admin("GET", "/api/v1/machines?limit=100")).json().items;
    expect(listed.find((m: { id: string }) => m.id === needs.id).lastUsedAt).toBe(
      place.clock.now().toISOString(),
    );
  });

  it("takes no bearer token, in any letters, and no token without a proof", async () => {
    const { token, once } = await ready();
    expect(await said(await once(token, "GET", self, { scheme: "Bearer" }))).toEqual([
      401,
      "invalid_token",
      "machines.bearer",
    ]);
    expect(await said(await once(token, "GET", self, { scheme: "bEARER", proof: null }))).toEqual([
      401,
      "invalid_token",
      "machines.bearer",
    ]);
    expect(await said(await once(token, "GET", self, { proof: null }))).toEqual([
      401,
      "invalid_dpop_proof",
      "machines.proof",
    ]);
    expect((await once(token, "GET", self, { scheme: "dpop" })).status).toBe(200);
    const twice = await once(`${token} x`, "GET", self);
    expect(await said(twice)).toEqual([401, "invalid_token", "machines.token"]);
  });

  it("takes a token from nobody but the holder of its key", async () => {
    const { token, nonces } = await ready();
    const thief = await startSystem(await registered());
    thief.nonces.api = nonces.api;
    expect(await said(await thief.once(token, "GET", self))).toEqual([
      401,
      "invalid_token",
      "machines.token",
    ]);
    const own = await thief.token();
    expect((await thief.once(own, "GET", self)).status).toBe(200);
  });

  it("refuses a proof that is wrong in any one thing", async () => {
    const { token, key, nonces, once } = await ready();
    const other = await DPoP.generateKeyPair("ES256");
    const now = Math.floor(Date.now() / 1000);
    const right = () => ({ htm: "GET", htu: publicUrl + self, nonce: nonces.api, token });
    const flat = { htm: "GET", htu: publicUrl + self, nonce: nonces.api, jti: "a", iat: now };
    const jwk = await exportJWK(key.publicKey);
    const wrong: Record<string, string> = {
      "another method": await craftProof(key, { ...right(), htm: "POST" }),
      "another path": await craftProof(key, { ...right(), htu: `${publicUrl}/api/v1/machines` }),
      "another host": await craftProof(key, { ...right(), htu: `https://evil.example${self}` }),
      "the address it is dialled at": await craftProof(key, { ...right(), htu: dial + self }),
      "a name in the address": await craftProof(key, {
        ...right(),
        htu: `https://a@data.qingdao.example${self}`,
      }),
      "another token": await craftProof(key, { ...right(), token: "A".repeat(43) }),
      "no token": await craftProof(key, { htm: "GET", htu: publicUrl + self, nonce: nonces.api }),
      "a time ahead": await craftProof(key, { ...right(), iat: now + 65 }),
      "a time behind": await craftProof(key, { ...right(), iat: now - 65 }),
      "another type": await craftProof(key, right(), { typ: "at+jwt" }),
      "another key's signature": await craftProof(key, right(), { jwk: await exportJWK(other.publicKey) }),
      "the private key in it": await craftProof(key, right(), { jwk: { ...jwk, d: "AAAA" } }),
      "no algorithm": rawJwt({ alg: "none", typ: "dpop+jwt", jwk }, flat),
      "a shared secret": rawJwt(
        { alg: "HS256", typ: "dpop+jwt", jwk: { kty: "oct", k: "AAAA" } },
        flat,
        "AAAA",
      ),
      "an algorithm we do not take": rawJwt({ alg: "RS256", typ: "dpop+jwt", jwk }, flat, "AAAA"),
      "an empty jti": await craftProof(key, { ...right(), jti: "" }),
      "a long jti": await craftProof(key, { ...right(), jti: "x".repeat(257) }),
      "two proofs": `${await craftProof(key, right())}, ${await craftProof(key, right())}`,
      nothing: "x",
    };
    for (const [what, proof] of Object.entries(wrong))
      expect([what, ...(await said(await once(token, "GET", self, { proof })))]).toEqual([
        what,
        401,
        "invalid_dpop_proof",
        "machines.proof",
      ]);
    const queried = await craftProof(key, { ...right(), htu: `${publicUrl}${self}?x=1#y` });
    expect((await once(token, "GET", self, { proof: queried })).status).toBe(200);
    expect((await once(token, "GET", `${self}?a=b`)).status).toBe(200);
  });

  it("answers any proof at all with a refusal, whatever key, header or claim it makes up", async () => {
    const { token, key, nonces } = await ready();
    const jwk = await exportJWK(key.publicKey);
    const now = Math.floor(Date.now() / 1000);
    const claims = { htm: "GET", htu: publicUrl + self, nonce: nonces.api, jti: "a", iat: now };
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(null, -1, 1e308, "", [], {}, "\u0000", "x".repeat(400)),
    );
    const over = (names: string[]) => fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 2 });
    const made = fc.record({
      header: over(["alg", "typ", "jwk", "kid", "crit", "b64", "x5c"]),
      jwk: over(["kty", "crv", "x", "y", "d", "n", "e", "k", "alg", "use", "key_ops", "ext"]),
      payload: over(["htm", "htu", "iat", "jti", "nonce", "ath", "exp", "nbf", "iss", "aud"]),
      signature: fc.oneof(fc.base64String({ maxLength: 100 }), fc.constant("A".repeat(86))),
    });
    await fc.assert(
      fc.asyncProperty(made, async ({ header, jwk: changed, payload, signature }) => {
        const head = { alg: "ES256", typ: "dpop+jwt", jwk: { ...jwk, ...changed }, ...header };
        const answer = await fetch(dial + self, {
          headers: {
            authorization: `DPoP ${token}`,
            dpop: rawJwt(head, { ...claims, ...payload }, signature.replace(/[^A-Za-z0-9_-]/g, "")),
          },
        });
        expect(answer.status, await answer.text()).toBe(401);
        expect(answer.headers.get("www-authenticate")).toContain("invalid_dpop_proof");
      }),
      { numRuns: 250 },
    );
  });

  it("bears a clock that is off by a minute, and no more", async () => {
    const { token, key, nonces, once } = await ready();
    const at = Math.floor(Date.now() / 1000) * 1000;
    vi.useFakeTimers({ toFake: ["Date"], now: at });
    const ask = async (off: number) => {
      const proof = await craftProof(key, {
        htm: "GET",
        htu: publicUrl + self,
        nonce: nonces.api,
        token,
        iat: at / 1000 + off,
      });
      return (await once(token, "GET", self, { proof })).status;
    };
    expect([await ask(60), await ask(-60), await ask(61), await ask(-61)]).toEqual([200, 200, 401, 401]);
  });

  it("takes a proof once, of two processes asked at the same moment", async () => {
    const { token, key, nonces, once, needs } = await ready();
    const proof = await craftProof(key, { htm: "GET", htu: publicUrl + self, nonce: nonces.api, token });
    const far = await startSystem({ ...needs, dial: elsewhere }, key);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((i) => (i % 2 ? once : far.once)(token, "GET", self, { proof })),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([200, 401, 401, 401]);
    expect(await said(await once(token, "GET", self, { proof }))).toEqual([
      401,
      "invalid_dpop_proof",
      "machines.proof",
    ]);
  });

  it("takes a nonce for a while and says the next one with the answer", async () => {
    const at = Math.ceil(Date.now() / 120_000) * 120_000;
    vi.useFakeTimers({ toFake: ["Date"], now: at });
    const { token, nonces, once } = await ready();
    await once(token, "GET", self);
    const old = nonces.api;
    vi.setSystemTime(at + 239_000);
    nonces.api = old;
    const answer = await once(token, "GET", self);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("dpop-nonce")).not.toBe(old);
    expect((await once(token, "GET", self)).headers.get("dpop-nonce")).toBeNull();
    vi.setSystemTime(at + 241_000);
    nonces.api = old;
    expect(await said(await once(token, "GET", self))).toEqual([401, "use_dpop_nonce", "machines.nonce"]);
  });

  it("takes a token for five minutes", async () => {
    const at = Math.floor(Date.now() / 1000) * 1000;
    vi.useFakeTimers({ toFake: ["Date"], now: at });
    const { token, call } = await ready();
    vi.setSystemTime(at + 299_000);
    expect((await call(token, "GET", self)).status).toBe(200);
    vi.setSystemTime(at + 300_000);
    expect(await said(await call(token, "GET", self))).toEqual([401, "invalid_token", "machines.token"]);
    expect(await said(await call("A".repeat(43), "GET", self))).toEqual([
      401,
      "invalid_token",
      "machines.token",
    ]);
    expect(await said(await call("short", "GET", self))).toEqual([401, "invalid_token", "machines.token"]);
  });

  it("opens to it only what its scopes hold, and nothing that is for people", async () => {
    const { token, call } = await ready({ scopes: ["cases:read"] });
    const refused = await call(token, "GET", "/api/v1/test-data");
    expect(refused.headers.get("www-authenticate")).toContain('scope="data:read"');
    expect(await said(refused)).toEqual([403, "insufficient_scope", "machines.scope"]);
    for (const [method, path] of [
      ["GET", "/api/v1/people"],
      ["POST", "/api/v1/people"],
      ["GET", "/api/v1/machines"],
      ["POST", "/api/v1/machines"],
      ["POST", "/api/v1/test-act"],
      ["GET", "/api/v1/session"],
    ] as const)
      expect([
        path,
        ...(await said(await call(token, method, path, method === "POST" ? { body: {} } : {}))),
      ]).toEqual([path, 403, "insufficient_scope", "machines.not_for_machines"]);
    expect((await call(token, "GET", "/api/v1/no-such-place")).status).toBe(404);
    const reader = await ready({ scopes: ["data:read"] });
    const caller = await (await reader.call(reader.token, "GET", "/api/v1/test-data")).json();
    expect(caller).toEqual({
      ...{ kind: "machine", id: reader.needs.id, org: town.education.uscc, orgKind: "agency" },
      ...{ level: "city", division: "370200", scopes: ["data:read"] },
    });
  });

  it("is told by the OpenAPI document which scope opens a route, and that people need none", async () => {
    const { paths, components } = place.app.swagger() as unknown as {
      paths: Record<string, Record<string, { security?: object[] }>>;
      components: { securitySchemes: Record<string, { type: string }> };
    };
    expect(paths["/api/v1/test-data"]!.get!.security).toEqual([{}, { system: ["data:read"] }]);
    expect(paths[self]!.get!.security).toEqual([{}, { system: [] }]);
    expect(paths["/api/v1/people"]!.get!.security).toBeUndefined();
    expect(components.securitySchemes.system!.type).toBe("oauth2");
  });

  it("is a system and not a person when a cookie comes along, and its token is no cookie", async () => {
    const { token, call } = await ready({ scopes: ["data:read"] });
    const person = await signIn(place.app, "guanli", password);
    const headers = { cookie: `zq_session=${person.token}` };
    expect(await (await call(token, "GET", "/api/v1/test-data", { headers })).json()).toMatchObject({
      kind: "machine",
    });
    expect((await call(token, "GET", "/api/v1/people", { headers })).status).toBe(403);
    const asCookie = await fetch(`${dial}/api/v1/test-data`, { headers: { cookie: `zq_session=${token}` } });
    expect(await asCookie.json()).toEqual({ kind: "anyone" });
    const self401 = await fetch(dial + self, { headers });
    expect(self401.status).toBe(401);
  });

  it("ends a system's access at once here, and within three seconds in another process", async () => {
    const acts: [string, (id: string) => Promise<unknown>][] = [
      ["suspended", (id) => admin("PATCH", `/api/v1/machines/${id}`, { suspended: true })],
      ["deleted", (id) => admin("DELETE", `/api/v1/machines/${id}`)],
      ["rotated", (id) => admin("POST", `/api/v1/machines/${id}/credential`, {})],
    ];
    for (const [what, act] of acts) {
      const { token, call, key, needs } = await ready();
      const far = await startSystem({ ...needs, dial: elsewhere }, key);
      expect((await far.call(token, "GET", self)).status).toBe(200);
      await act(needs.id);
      const ended = performance.now();
      expect([what, ...(await said(await call(token, "GET", self)))]).toEqual([
        what,
        401,
        "invalid_token",
        "machines.token",
      ]);
      await vi.waitFor(async () => expect((await far.call(token, "GET", self)).status).toBe(401), {
        timeout: 10_000,
        interval: 200,
      });
      // Three seconds, and what asking takes on a busy machine.
      expect(performance.now() - ended).toBeLessThan(4_500);
    }
  });

  it("gives nothing back when a system is resumed: it asks for a new token", async () => {
    const { call, needs, token: old } = await ready();
    await admin("PATCH", `/api/v1/machines/${needs.id}`, { suspended: true });
    await admin("PATCH", `/api/v1/machines/${needs.id}`, { suspended: false });
    expect((await call(old, "GET", self)).status).toBe(401);
    const made = await startSystem(needs);
    expect((await made.call(await made.token(), "GET", self)).status).toBe(200);
  });

  it("ends with the registration, on the very millisecond, and with the organisation", async () => {
    const before = place.clock.now();
    const { token, call } = await ready({ expiresAt: new Date(before.getTime() + 60_000).toISOString() });
    place.clock.set(new Date(before.getTime() + 59_999));
    expect((await call(token, "GET", self)).status).toBe(200);
    place.clock.set(new Date(before.getTime() + 60_000));
    expect((await call(token, "GET", self)).status).toBe(401);
    place.clock.set(before);

    const closing = await ready();
    const close = (active: boolean) =>
      authority("PATCH", `/api/v1/organisations/${town.education.uscc}`, { active });
    expect((await close(false)).statusCode).toBe(200);
    expect(await said(await closing.call(closing.token, "GET", self))).toEqual([
      401,
      "invalid_token",
      "machines.token",
    ]);
    const refused = await closing.requestToken({});
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([
      401,
      "invalid_client",
    ]);
    await close(true);
    admin = (await signIn(place.app, "guanli")).ask;
    expect((await closing.call(closing.token, "GET", self)).status).toBe(200);
  });

  it("is open from the networks registered only, as the trusted proxy saw them", async () => {
    const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
    const { token, once } = await ready({ addresses: ["10.20.0.0/16", "2001:db8::/32"] }, from("10.20.3.4"));
    expect((await once(token, "GET", self)).status).toBe(200);
    expect((await once(token, "GET", self, from("::ffff:10.20.3.5"))).status).toBe(200);
    expect((await once(token, "GET", self, from("2001:db8::1"))).status).toBe(200);
    expect(await said(await once(token, "GET", self, from("10.21.0.1")))).toEqual([
      401,
      "invalid_token",
      "machines.token",
    ]);
    expect((await once(token, "GET", self, from("10.20.3.4, 10.21.0.1"))).status).toBe(401);
    const { needs } = await ready({ addresses: ["10.20.0.0/16"] }, from("10.20.3.4"));
    const outside = await startSystem({ ...needs, ...from("10.21.0.1") });
    const answer = await outside.requestToken({});
    expect(answer.status).toBe(401);
  });

  it("forgets proofs, tokens and failures once they are over, and nothing before", async () => {
    const { token, once } = await ready();
    expect((await once(token, "GET", self)).status).toBe(200);
    const count = () =>
      place.db.reading(thePlatform, async (tx) => {
        const found = await sql<{ n: number }>`select (select count(*) from machines.used_jti)::int
          + (select count(*) from machines.token)::int + (select count(*) from machines.failure)::int as n`.execute(
          tx,
        );
        return found.rows[0]!.n;
      });
    const sweepAt = async (at: Date) => {
      const access = openMachineAccess({
        ...{
          db: place.db,
          clock: place.clock,
          wall: { now: () => at },
          append: async () => {},
          log,
          publicUrl,
        },
        key: new Uint8Array(32),
      });
      await access.jobs[0]!.work({});
    };
    await sweepAt(new Date());
    const before = await count();
    expect(before).toBeGreaterThan(2);
    expect((await once(token, "GET", self)).status).toBe(200);
    await sweepAt(new Date(Date.now() + 3_600_000));
    expect(await count()).toBe(0);
  });

  it("writes no token, secret or proof into the log", () => {
    expect(logged.join("")).not.toMatch(/eyJ|Basic |DPoP /);
  });
});
