import { generateKeyPairSync } from "node:crypto";
import { request as plainRequest } from "node:http";
import type { AddressInfo } from "node:net";
import * as DPoP from "dpop";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thePlatform } from "../../platform/index.ts";
import { type Ask, signIn, startTown } from "../testing.ts";
import { perPair } from "./failures.ts";
import { tokenRequestLimit } from "./oauth-routes.ts";
import {
  assertion,
  assertionPair,
  basic,
  craftProof,
  rawJwt,
  register,
  type SystemNeeds,
  startSystem,
} from "./testing.ts";

const publicUrl = "https://data.qingdao.example";
const tokenUrl = `${publicUrl}/oauth/token`;

/** Opens a process to the network and answers where. */
async function listen(app: Pick<FastifyInstance, "listen" | "server">): Promise<string> {
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

describe("the token endpoint, over HTTP", () => {
  let place: Awaited<ReturnType<typeof startTown>>;
  let dial: string;
  let elsewhere: string;
  let close: () => Promise<void>;
  let admin: Ask;
  let system: Required<Pick<SystemNeeds, "dial" | "publicUrl" | "id" | "secret">>;

  beforeAll(async () => {
    place = await startTown({ publicUrl, trustProxy: ["127.0.0.1"] });
    const second = await place.another();
    [dial, elsewhere] = [await listen(place.app), await listen(second)];
    close = async () => {
      await second.close();
      await place.close();
    };
    await place.person("guanli", { roles: ["admin"] });
    admin = (await signIn(place.app, "guanli")).ask;
    system = await withSecret();
  });
  afterAll(() => close());

  async function withSecret(given: Parameters<typeof register>[2] = {}) {
    const { machine, secret, body } = await register(admin, place.clock.now(), given);
    expect(machine, body).toBeDefined();
    return { dial, publicUrl, id: machine.id, secret };
  }
  async function withKey(pair = assertionPair(), given: Parameters<typeof register>[2] = {}) {
    const made = await register(admin, place.clock.now(), {
      auth: "private_key_jwt",
      publicKey: pair.pem,
      ...given,
    });
    expect(made.status, made.body).toBe(201);
    return { dial, publicUrl, id: made.machine.id, assertionKey: pair.privateKey };
  }
  /** A system that already has a nonce, so that a request fails only for what the test is about. */
  async function warmed(needs: SystemNeeds) {
    const made = await startSystem(needs);
    const first = await made.requestToken({});
    expect(await first.json()).toMatchObject({ error: "use_dpop_nonce" });
    expect(made.nonces.token).toBeDefined();
    return made;
  }
  const said = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { error: string }).error,
  ];

  it("asks for its nonce, then gives a token that is bound to a key, short-lived and not to be stored", async () => {
    const made = await warmed(system);
    const answer = await made.requestToken({ scope: "data:deliver" });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      token_type: "DPoP",
      expires_in: 300,
      scope: "data:deliver",
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect([...answer.headers.keys()].filter((n) => n.startsWith("access-control"))).toEqual([]);
  });

  it("takes an assertion signed with the registered key: P-256, Ed25519, RSA", async () => {
    const ed = generateKeyPairSync("ed25519");
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    for (const [pair, alg] of [
      [assertionPair(), "ES256"],
      [ed, "EdDSA"],
      [rsa, "PS256"],
      [rsa, "RS256"],
    ] as const) {
      const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
      const needs = await withKey({ ...pair, pem } as ReturnType<typeof assertionPair>);
      const made = await startSystem(needs);
      const body = async () =>
        new URLSearchParams({
          grant_type: "client_credentials",
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: await assertion(needs.id, pair.privateKey, `${publicUrl}/oauth`, { alg }),
        });
      await made.requestToken({ body: await body() });
      const answer = await made.requestToken({ body: await body() });
      expect(answer.status, `${alg} ${await answer.text()}`).toBe(200);
    }
  });

  it("keeps a token's hash, key and end, and never the token", async () => {
    const token = await (await startSystem(system)).token("catalog:read");
    const rows = await place.db.reading(thePlatform, (tx) =>
      sql<{
        row: string;
      }>`select to_jsonb(t)::text as row from machines.token t where client = ${system.id}`.execute(tx),
    );
    expect(rows.rows.length).toBeGreaterThan(0);
    expect(rows.rows.map((r) => r.row).join()).not.toContain(token);
  });

  it("gives no scope that was not registered, none it does not know, and all when none is named", async () => {
    const made = await warmed(await withSecret({ scopes: ["catalog:read", "cases:read"] }));
    expect(await said(await made.requestToken({ scope: "catalog:read data:deliver" }))).toEqual([
      400,
      "invalid_scope",
    ]);
    expect(await said(await made.requestToken({ scope: "catalog:read admin" }))).toEqual([
      400,
      "invalid_scope",
    ]);
    expect(await said(await made.requestToken({ scope: "openid" }))).toEqual([400, "invalid_scope"]);
    const all = (await (await made.requestToken({})).json()) as { scope: string };
    expect(all.scope).toBe("catalog:read cases:read");
  });

  it("gives nothing without a proof: there are no bearer tokens", async () => {
    const made = await warmed(system);
    expect(await said(await made.requestToken({ proof: null }))).toEqual([400, "invalid_grant"]);
  });

  it("refuses a proof that is wrong in any one thing", async () => {
    const made = await warmed(system);
    const key = made.key;
    const right = () => ({ htm: "POST", htu: tokenUrl, nonce: made.nonces.token });
    const now = Math.floor(Date.now() / 1000);
    const other = await DPoP.generateKeyPair("ES256");
    const { exportJWK } = await import("jose");
    const wrong: Record<string, string> = {
      "another method": await craftProof(key, { ...right(), htm: "GET" }),
      "another address": await craftProof(key, { ...right(), htu: `${publicUrl}/oauth/other` }),
      "the address it is dialled at": await craftProof(key, { ...right(), htu: `${dial}/oauth/token` }),
      "a time ahead": await craftProof(key, { ...right(), iat: now + 65 }),
      "a time behind": await craftProof(key, { ...right(), iat: now - 65 }),
      "another type": await craftProof(key, right(), { typ: "JWT" }),
      "another key's signature": await craftProof(key, right(), { jwk: await exportJWK(other.publicKey) }),
      "no algorithm": rawJwt(
        { alg: "none", typ: "dpop+jwt", jwk: await exportJWK(key.publicKey) },
        { ...right(), jti: "a", iat: now },
      ),
      "a shared secret": rawJwt(
        { alg: "HS256", typ: "dpop+jwt", jwk: { kty: "oct", k: "AAAA" } },
        { ...right(), jti: "a", iat: now },
        "AAAA",
      ),
      "no proof at all": "x.y.z",
    };
    for (const [what, proof] of Object.entries(wrong))
      expect([what, ...(await said(await made.requestToken({ proof })))]).toEqual([
        what,
        400,
        "invalid_dpop_proof",
      ]);
    const stale = await craftProof(key, { ...right(), nonce: "A".repeat(43) });
    expect(await said(await made.requestToken({ proof: stale }))).toEqual([400, "use_dpop_nonce"]);
    const good = await craftProof(key, { ...right(), iat: now - 55 });
    expect((await made.requestToken({ proof: good })).status).toBe(200);
  });

  it("goes by its own address, whatever Host and X-Forwarded-Host say", async () => {
    const made = await warmed(system);
    const proof = await craftProof(made.key, {
      htm: "POST",
      htu: "https://evil.example/oauth/token",
      nonce: made.nonces.token,
    });
    const headers = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example",
    };
    expect(await said(await made.requestToken({ proof, headers }))).toEqual([400, "invalid_dpop_proof"]);
    expect((await made.requestToken({ headers })).status).toBe(200);
  });

  it("takes a proof once, of two processes asked at the same moment", async () => {
    const made = await warmed(system);
    const proof = await craftProof(made.key, { htm: "POST", htu: tokenUrl, nonce: made.nonces.token });
    const far = await startSystem({ ...system, dial: elsewhere }, made.key);
    const answers = await Promise.all([
      made.requestToken({ proof }),
      far.requestToken({ proof }),
      made.requestToken({ proof }),
      far.requestToken({ proof }),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 400, 400, 400]);
  });

  it("takes an assertion once, for itself alone, of the registered key, and not for long", async () => {
    const pair = assertionPair();
    const needs = await withKey(pair);
    const made = await startSystem(needs);
    await made.requestToken({});
    const issuer = `${publicUrl}/oauth`;
    const ask = async (jwt: string) =>
      made.requestToken({
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: jwt,
        }),
      });
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: needs.id, sub: needs.id, aud: issuer, jti: "x", exp: now + 60 };
    const wrong: Record<string, string> = {
      "another audience": await assertion(needs.id, pair.privateKey, "https://elsewhere.example/oauth"),
      "two audiences": await assertion(needs.id, pair.privateKey, [issuer, "https://elsewhere.example"]),
      "another key": await assertion(needs.id, assertionPair().privateKey, issuer),
      "another issuer": await assertion(needs.id, pair.privateKey, issuer, { iss: system.id }),
      "over an hour": await assertion(needs.id, pair.privateKey, issuer, { exp: now + 3600 }),
      expired: await assertion(needs.id, pair.privateKey, issuer, { exp: now - 60 }),
      "no algorithm": rawJwt({ alg: "none" }, claims),
      "the public key as a shared secret": rawJwt({ alg: "HS256" }, claims, "AAAA"),
    };
    for (const [what, jwt] of Object.entries(wrong))
      expect([what, ...(await said(await ask(jwt)))]).toEqual([what, 401, "invalid_client"]);
    // Nine failures of this system from here; one more would be the limit's.
    const good = await assertion(needs.id, pair.privateKey, issuer);
    expect((await ask(good)).status).toBe(200);
    expect(await said(await ask(good))).toEqual([401, "invalid_client"]);
  });

  it("refuses a wrong secret, an empty one, one in the body, and a system that uses a key", async () => {
    const needs = await withSecret();
    const made = await warmed(needs);
    const grant = { grant_type: "client_credentials" };
    const withHeader = (authorization: string) => made.requestToken({ headers: { authorization } });
    expect(await said(await withHeader(basic(needs.id, `${needs.secret}x`)))).toEqual([
      401,
      "invalid_client",
    ]);
    expect(await said(await withHeader(basic(needs.id, "")))).toEqual([400, "invalid_request"]);
    // Its hash is what the platform keeps: whoever steals the table cannot use it.
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256").update(needs.secret).digest("base64url");
    expect(await said(await withHeader(basic(needs.id, hash)))).toEqual([401, "invalid_client"]);
    const bare = await startSystem({ dial, publicUrl, id: needs.id });
    const body = new URLSearchParams({ ...grant, client_id: needs.id, client_secret: needs.secret });
    expect(await said(await bare.requestToken({ body }))).toEqual([401, "invalid_client"]);
    const keyed = await withKey();
    expect(await said(await withHeader(basic(keyed.id, needs.secret)))).toEqual([401, "invalid_client"]);
    expect(await said(await withHeader(basic("nobody\u0000", "x")))).toEqual([400, "invalid_request"]);
    expect(await said(await withHeader("Bearer abc"))).toEqual([400, "invalid_request"]);
  });

  it("ends guessing at a secret from one network, on both sides of the limit, and keeps nobody else out", async () => {
    const needs = await withSecret();
    const from = (address: string) => ({ "x-forwarded-for": address });
    const made = await warmed({ ...needs, headers: from("203.0.113.7") });
    const wrong = { authorization: basic(needs.id, "wrong") };
    for (let i = 0; i < perPair; i++)
      expect(await said(await made.requestToken({ headers: wrong }))).toEqual([401, "invalid_client"]);
    const beyond = await made.requestToken({ headers: wrong });
    expect(Number(beyond.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(await said(beyond)).toEqual([429, "temporarily_unavailable"]);
    expect((await made.requestToken({})).status).toBe(429);
    // A forged leftmost address changes nothing: the trusted proxy's own word counts.
    expect((await made.requestToken({ headers: from("198.51.100.1, 203.0.113.7") })).status).toBe(429);
    expect((await made.requestToken({ headers: from("203.0.113.8") })).status).toBe(200);
    const neighbour = await warmed({ ...system, headers: from("203.0.113.7") });
    expect((await neighbour.requestToken({})).status).toBe(200);
  });

  it("answers what it cannot read in JSON, within bounds, whatever form is asked for", async () => {
    const made = await warmed(system);
    const html = await made.requestToken({
      headers: { accept: "text/html", authorization: basic(system.id, "wrong") },
    });
    expect(html.headers.get("content-type")).toContain("application/json");
    expect(await said(html)).toEqual([401, "invalid_client"]);
    const large = await made.requestToken({
      body: new URLSearchParams({ grant_type: "client_credentials", x: "x".repeat(tokenRequestLimit) }),
    });
    expect(await said(large)).toEqual([413, "invalid_request"]);
    const json = await fetch(`${dial}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(await said(json)).toEqual([400, "invalid_request"]);
    for (const grant of ["authorization_code", "refresh_token", "password", "", "__proto__"])
      expect(
        (await said(await made.requestToken({ body: new URLSearchParams({ grant_type: grant }) })))[0],
      ).toBe(400);
    const twice = new URLSearchParams("grant_type=client_credentials&grant_type=client_credentials");
    expect(await said(await made.requestToken({ body: twice }))).toEqual([400, "invalid_request"]);
    expect(await chunked(dial)).toBe(411);
  });

  it("answers whatever is sent with less than 500 and in JSON", async () => {
    const word = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom(
        "client_credentials",
        "__proto__",
        "constructor",
        system.id,
        "\u0000",
        "a.b.c",
        "%zz",
        "null",
      ),
    );
    const names = [
      "grant_type",
      "scope",
      "client_id",
      "client_secret",
      "client_assertion",
      "client_assertion_type",
      "resource",
      "authorization_details",
    ];
    const header = word.map((w) => w.replace(/[^\t\x20-\x7e]/g, "?").trim());
    const asked = fc.record({
      fields: fc.array(fc.tuple(fc.constantFrom(...names), word), { maxLength: 6 }),
      raw: fc.option(fc.uint8Array({ maxLength: 60 })),
      type: fc.constantFrom(
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
      ),
      authorization: fc.option(
        fc.oneof(
          header,
          header.map((w) => `Basic ${btoa(w)}`),
          header.map((w) => `DPoP ${w}`),
        ),
      ),
      dpop: fc.option(header),
      accept: fc.constantFrom("application/json", "text/html", "*/*", "nonsense"),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ fields, raw, type, authorization, dpop, accept }) => {
        const answer = await fetch(`${dial}/oauth/token`, {
          method: "POST",
          headers: {
            ...{ "content-type": type, accept, "x-forwarded-for": "198.51.100.77" },
            ...(authorization ? { authorization } : {}),
            ...(dpop ? { dpop } : {}),
          },
          body: raw ? (raw as Uint8Array<ArrayBuffer>) : new URLSearchParams(fields).toString(),
        });
        const text = await answer.text();
        expect(answer.status, text).toBeLessThan(500);
        expect(answer.status, text).toBeGreaterThanOrEqual(400);
        expect(JSON.parse(text)).toMatchObject({ error: expect.any(String) });
        expect(text).not.toContain("node_modules");
      }),
      { numRuns: 250 },
    );
  });

  it("answers pages of other sites nothing", async () => {
    const made = await warmed(system);
    const answer = await made.requestToken({ headers: { origin: "https://evil.example" } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    const before = await fetch(`${dial}/oauth/token`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(before.status).toBe(404);
    expect(before.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("is all there is of the provider", async () => {
    for (const path of [
      "auth",
      "reg",
      "me",
      "device",
      "session/end",
      "token/introspection",
      "request",
      "backchannel",
      "jwks",
    ])
      for (const method of ["GET", "POST"])
        expect([path, (await fetch(`${dial}/oauth/${path}`, { method })).status]).toEqual([path, 404]);
    expect((await fetch(`${dial}/oauth/token`)).status).toBe(404);
  });

  it("says what it can do at both well-known addresses (RFC 8414)", async () => {
    for (const path of [
      "/.well-known/oauth-authorization-server/oauth",
      "/oauth/.well-known/oauth-authorization-server",
    ]) {
      const answer = await fetch(dial + path);
      expect(await answer.json()).toMatchObject({
        issuer: `${publicUrl}/oauth`,
        token_endpoint: tokenUrl,
        grant_types_supported: ["client_credentials"],
        dpop_signing_alg_values_supported: ["ES256", "EdDSA", "Ed25519"],
      });
    }
  });

  it("knows no system that is suspended, deleted or expired", async () => {
    const needs = await withSecret();
    const made = await warmed(needs);
    const change = (suspended: boolean) => admin("PATCH", `/api/v1/machines/${needs.id}`, { suspended });
    await change(true);
    expect(await said(await made.requestToken({}))).toEqual([401, "invalid_client"]);
    await change(false);
    expect((await made.requestToken({})).status).toBe(200);
    const soon = await withSecret({
      expiresAt: new Date(place.clock.now().getTime() + 60_000).toISOString(),
    });
    const brief = await warmed(soon);
    const before = place.clock.now();
    place.clock.set(new Date(before.getTime() + 59_999));
    expect((await brief.requestToken({})).status).toBe(200);
    place.clock.set(new Date(before.getTime() + 60_000));
    expect(await said(await brief.requestToken({}))).toEqual([401, "invalid_client"]);
    place.clock.set(before);
    await admin("DELETE", `/api/v1/machines/${needs.id}`);
    expect(await said(await made.requestToken({}))).toEqual([401, "invalid_client"]);
  });
});

/** The status of a token request whose length is not announced. */
const chunked = (dial: string) =>
  new Promise<number>((done, failed) => {
    const sent = plainRequest(`${dial}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", "transfer-encoding": "chunked" },
    });
    sent.once("response", (answer) => {
      answer.resume();
      done(answer.statusCode ?? 0);
    });
    sent.once("error", failed);
    sent.write("grant_type=client_credentials");
    sent.end();
  });
