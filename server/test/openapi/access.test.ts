import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entryContents } from "../journeys/acts.ts";
import { bridgeItems } from "../journeys/files.ts";
import { type City, everybody, openCity, type Who } from "./city.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { nameOf, stateOf } from "./state.ts";

/** Who may ask for something at all. Whose things they are is held by the journey "somebody else". */
interface Rule {
  /** Why everybody may, or who may. */
  readonly may: string | readonly Who[];
  readonly url?: (t: Things) => string;
  readonly body?: unknown | ((t: Things) => unknown);
  readonly headers?: Record<string, string>;
  /** What those who may are asked for on top, which this test does not have. */
  readonly asksMore?: string;
}

interface Things {
  readonly draft: string;
  readonly intake: string;
  readonly entry: string;
  readonly person: string;
  readonly org: string;
  readonly machine: string;
  /** Another instance, and its one key. */
  readonly peer: { readonly id: string; readonly keys: readonly { readonly keyid: string }[] };
  readonly nextYear: string;
}

const machine = {
  name: "取数",
  purpose: "检验谁可以接入",
  scopes: ["data:read"],
  auth: "client_secret_basic",
};
const peerOf = (n: number) => ({
  ...{ name: `平台${n}`, level: "district", division: `3702${n}`, baseUrl: `http://127.0.0.1:${n}` },
  keys: [peerKey(n)],
});
const peerKey = (n: number) => ({
  algorithm: "ed25519",
  publicKey: Buffer.alloc(32, n).toString("base64"),
});
const staff = everybody.filter((who) => who !== "nobody");
const deliverers = ["officer"] as const;
const piece = { "content-type": "application/offset+octet-stream", "upload-offset": "0" };

const rules: Readonly<Record<string, Rule>> = {
  "POST /api/v1/session": { may: "everybody signs in here" },
  "GET /api/v1/session": { may: "says who is asking" },
  "DELETE /api/v1/session": { may: "ends the caller's own session, or none" },
  "POST /api/v1/session/password": {
    may: staff,
    body: { current: "not the one in use", password: "a-quite-new-password" },
  },
  "POST /api/v1/session/second-factor": { may: "the second step of signing in" },
  "GET /api/v1/session/second-factor": { may: staff },
  "POST /api/v1/session/second-factor/enrolment": {
    may: staff,
    body: { password: "not the one in use" },
    asksMore: "a password",
  },
  "POST /api/v1/session/second-factor/confirmation": {
    may: staff,
    body: { code: "000000" },
    asksMore: "a code",
  },
  "POST /api/v1/session/second-factor/recovery-codes": {
    may: staff,
    body: { password: "not the one in use", code: "000000" },
    asksMore: "a code",
  },
  "POST /api/v1/session/second-factor/removal": {
    may: staff,
    body: { password: "not the one in use", code: "000000" },
    asksMore: "a code",
  },
  "POST /api/v1/session/proof": {
    may: staff,
    body: { password: "not the one in use" },
    asksMore: "a password",
  },
  "POST /api/v1/session/oidc": { may: "everybody signs in here" },
  "POST /api/v1/session/oidc/callback": { may: "the way back of signing in" },
  "POST /api/v1/session/oidc/logout": { may: "the identity provider's own signature is the right" },
  "GET /api/v1/session/identities": { may: staff },
  "DELETE /api/v1/session/identities/{id}": {
    may: staff,
    url: (t) => `/session/identities/${t.draft}`,
    asksMore: "an identity of one's own",
  },
  "GET /api/v1/sessions": { may: staff },
  "DELETE /api/v1/sessions/{id}": {
    may: staff,
    url: (t) => `/sessions/${t.draft}`,
    asksMore: "a session of one's own",
  },
  "DELETE /api/v1/sessions": { may: staff },
  "GET /api/v1/people/{id}/identities": { may: ["admin"], url: (t) => `/people/${t.person}/identities` },
  "POST /api/v1/people/{id}/identities": {
    may: ["admin"],
    url: (t) => `/people/${t.person}/identities`,
    body: { issuer: "https://id.example", subject: "123" },
    asksMore: "an identity provider",
  },
  "DELETE /api/v1/people/{id}/identities/{identity}": {
    may: ["admin"],
    url: (t) => `/people/${t.person}/identities/${t.draft}`,
    asksMore: "an identity that is linked",
  },
  "DELETE /api/v1/people/{id}/second-factor": {
    may: ["admin"],
    url: (t) => `/people/${t.person}/second-factor`,
    asksMore: "a factor that is enrolled",
  },
  "DELETE /api/v1/people/{id}/sessions": { may: ["admin"], url: (t) => `/people/${t.person}/sessions` },
  "GET /api/v1/machines": { may: ["admin", "districtAdmin"] },
  "POST /api/v1/machines": {
    may: ["admin", "districtAdmin"],
    body: (t: Things) => ({ ...machine, expiresAt: t.nextYear }),
  },
  "POST /api/v1/machines/{id}/credential": {
    may: ["admin"],
    url: (t) => `/machines/${t.machine}/credential`,
    body: {},
  },
  "PATCH /api/v1/machines/{id}": {
    may: ["admin"],
    url: (t) => `/machines/${t.machine}`,
    body: { suspended: true },
  },
  "DELETE /api/v1/machines/{id}": { may: ["admin"], url: (t) => `/machines/${t.machine}` },
  "GET /api/v1/machine": { may: [] },
  "GET /.well-known/oauth-authorization-server/oauth": { may: "where machines learn to ask" },
  "GET /oauth/.well-known/oauth-authorization-server": { may: "where machines learn to ask" },
  "POST /oauth/token": { may: "a client's own credential is the right" },
  "GET /api/v1/organisations": { may: "who holds public data is public" },
  "POST /api/v1/organisations": {
    may: ["admin", "districtAdmin"],
    body: {
      ...{
        uscc: "91370202MAXX000073",
        name: "谁可以登记",
        short: "登记",
        kind: "agency",
        holder: "enterprise",
      },
      ...{ sector: "transport", level: "district", division: "370202" },
      admin: { name: "王海", login: "shei-keyi-dengji", password: "haifeng-chui-zhanqiao" },
    },
  },
  "GET /api/v1/organisations/{uscc}": { may: "who holds public data is public" },
  "PATCH /api/v1/organisations/{uscc}": {
    may: ["admin"],
    url: (t) => `/organisations/${t.org}`,
    body: { active: true },
  },
  "GET /api/v1/divisions": { may: "public" },
  "GET /api/v1/people": { may: ["admin", "districtAdmin"] },
  "POST /api/v1/people": {
    may: ["admin", "districtAdmin"],
    body: { name: "王海", login: "shei-keyi", password: "haifeng-chui-zhanqiao", roles: ["officer"] },
  },
  "PATCH /api/v1/people/{id}": { may: ["admin"], url: (t) => `/people/${t.person}`, body: { active: true } },
  "GET /api/v1/demo-accounts": { may: "only where the city is a demonstration" },
  "GET /api/v1/procedures": { may: "how cases go is the law" },
  "GET /api/v1/procedures/{name}": { may: "how cases go is the law" },
  "POST /api/v1/cases": {
    may: ["officer", "otherOfficer"],
    body: { procedure: "catalog-entry", contents: entryContents("谁可以编目", bridgeItems) },
  },
  "GET /api/v1/cases": { may: "a queue of what the caller may see; nobody's is empty" },
  "GET /api/v1/cases/{id}": { may: ["officer", "head"], url: (t) => `/cases/${t.draft}` },
  "GET /api/v1/cases/{id}/receipts": { may: ["officer", "head"], url: (t) => `/cases/${t.draft}/receipts` },
  // Before any act that would wait for its place in the log.
  "GET /api/v1/cases/{id}/evidence": { may: ["officer", "head"], url: (t) => `/cases/${t.draft}/evidence` },
  "POST /api/v1/cases/actions": { may: "tells of each case whether it was done, and why not" },
  "POST /api/v1/cases/{id}/actions/{action}": {
    may: ["officer"],
    url: (t) => `/cases/${t.draft}/actions/submit`,
    body: { contents: {} },
    headers: { "if-match": '"1"' },
  },
  "POST /api/v1/follow-up": { may: "a number and its secret are the right" },
  "POST /api/v1/follow-up/receipts": { may: "a number and its secret are the right" },
  "POST /api/v1/follow-up/evidence": { may: "a number and its secret are the right" },
  "GET /api/v1/statistics/procedures": { may: "how the law is kept is public (Art. 48)" },
  "GET /api/v1/calendar": { may: "public" },
  "POST /api/v1/calendar/years": { may: ["admin"], body: {} },
  "GET /checkpoint": { may: "anybody may verify the log" },
  "GET /tile/{*}": { may: "anybody may verify the log" },
  "GET /api/v1/ledger": { may: "anybody may verify the log" },
  "GET /api/v1/catalog/entries": { may: "what is published is public" },
  "GET /api/v1/catalog/entries/{code}": { may: "what is published is public" },
  "GET /api/v1/catalog/entries/{code}/versions": { may: "what is published is public" },
  "GET /api/v1/catalog/entries/{code}/versions/{n}": { may: "what is published is public" },
  "GET /api/v1/catalog/vocabulary": { may: "public" },
  "GET /api/v1/catalog/negative-list": { may: "public" },
  "GET /api/v1/catalog/open-list": { may: "public (Art. 28)" },
  "GET /api/v1/catalog/open-list/{day}": { may: "public (Art. 28)" },
  "POST /api/v1/intakes": {
    may: deliverers,
    body: (t: Things) => ({ entry: t.entry, name: "a.csv", bytes: 10 }),
  },
  "GET /api/v1/intakes": { may: staff },
  "GET /api/v1/intakes/{id}": { may: ["officer", "head"], url: (t) => `/intakes/${t.intake}` },
  "PATCH /api/v1/intakes/{id}/content": {
    may: deliverers,
    url: (t) => `/intakes/${t.intake}/content`,
    body: "编号",
    headers: piece,
  },
  "POST /api/v1/intakes/{id}/load": {
    may: deliverers,
    url: (t) => `/intakes/${t.intake}/load`,
    body: { mapping: [{ from: 0, to: "a" }] },
  },
  "POST /api/v1/intakes/{id}/publish": {
    may: deliverers,
    url: (t) => `/intakes/${t.intake}/publish`,
    body: {},
  },
  "GET /api/v1/intakes/{id}/findings": {
    may: ["officer", "head"],
    url: (t) => `/intakes/${t.intake}/findings?rule=x`,
  },
  "DELETE /api/v1/intakes/{id}": { may: deliverers, url: (t) => `/intakes/${t.intake}` },
  "GET /api/v1/datasets": { may: "what is open is public (Art. 26)" },
  "GET /api/v1/datasets/{code}": { may: "what is open is public (Art. 26)" },
  "GET /api/v1/datasets/{code}/rows": { may: "what is open is public (Art. 26)" },
  "GET /api/v1/datasets/{code}/download": { may: "what is open is public (Art. 26)" },
  "HEAD /api/v1/datasets/{code}/download": { may: "what is open is public (Art. 26)" },
  "GET /api/v1/statistics/home": { may: "public" },
  "GET /api/v1/law": { may: "the law is public" },
  "GET /api/v1/law/{n}": { may: "the law is public" },
  "GET /.well-known/zhanqiao-instance": { may: "who this instance is, and its public keys" },
  "GET /api/v1/peers": { may: ["admin"] },
  "POST /api/v1/peers": { may: ["admin"], body: peerOf(11) },
  "PATCH /api/v1/peers/{id}": {
    may: ["admin"],
    url: (t) => `/peers/${t.peer.id}`,
    body: { state: "suspended" },
  },
  "POST /api/v1/peers/{id}/keys": {
    may: ["admin"],
    url: (t) => `/peers/${t.peer.id}/keys`,
    body: peerKey(13),
  },
  "DELETE /api/v1/peers/{id}/keys/{keyid}": {
    may: ["admin"],
    url: (t) => `/peers/${t.peer.id}/keys/${t.peer.keys[0]!.keyid}`,
  },
  "POST /api/v1/peers/{id}/check": { may: ["admin"], url: (t) => `/peers/${t.peer.id}/check` },
  "POST /api/v1/peer/hello": {
    may: [],
    body: { from: { name: "市南区平台", level: "district", division: "370202" } },
  },
  "GET /api/v1/peer/checkpoint": { may: [] },
  "GET /api/v1/health": { may: "whether it runs is no secret" },
};

describe("a lower role, and nobody", () => {
  let city: City;
  let operations: Operation[];
  let things: Things;

  beforeAll(async () => {
    city = await openCity();
    operations = operationsOf((await city.platform.app.inject({ url: "/api/v1/openapi.json" })).json());
    things = await thingsOf(city);
    await city.publish();
  }, 300_000);

  afterAll(() => city?.close());

  it("every operation of the OpenAPI document has a rule here, and every rule an operation", () => {
    const named = operations.map(({ method, path }) => `${method} ${path}`);
    expect(named.filter((n) => !rules[n])).toEqual([]);
    expect(Object.keys(rules).filter((n) => !named.includes(n))).toEqual([]);
  });

  for (const [name, rule] of Object.entries(rules)) {
    const { may } = rule;
    if (typeof may === "string") continue;
    const [method, path] = name.split(" ") as [string, string];
    const ask = async (who: Who) => {
      const { statusCode } = await city.send({
        who,
        method,
        url: rule.url ? `/api/v1${rule.url(things)}` : path,
        headers: {
          ...(rule.body === undefined ? {} : { "content-type": "application/json" }),
          ...rule.headers,
        },
        ...(rule.body === undefined
          ? {}
          : { body: typeof rule.body === "function" ? rule.body(things) : rule.body }),
      });
      return [who, statusCode] as const;
    };

    it(`${name}: everybody${may.length ? ` but ${may.join(", ")}` : ""} is refused, and nothing changes`, async () => {
      const before = await stateOf(city.pool);
      for (const other of everybody.filter((who) => !may.includes(who))) {
        const [who, status] = await ask(other);
        expect([401, 403, 404], `${who}: ${status}`).toContain(status);
      }
      expect(nameOf(await stateOf(city.pool))).toBe(nameOf(before));
    });

    if (may.length === 0 || rule.asksMore) continue;
    it(`${name}: ${may.join(", ")} may`, async () => {
      for (const one of may) {
        const [who, status] = await ask(one);
        expect([401, 403, 404], `${who}: ${status}`).not.toContain(status);
        expect(status).toBeLessThan(500);
      }
    });
  }
});

async function thingsOf({ pool, send }: City): Promise<Things> {
  const one = async (sql: string) => (await pool.query<{ v: string }>(sql)).rows[0]!.v;
  const org = await one("select org as v from parties.person where login = 'jiaoyu'");
  const entry = await one(`select code as v from catalog.published where provider = '${org}' limit 1`);
  const nextYear = new Date(Date.now() + 300 * 86_400_000).toISOString();
  const made = async (url: string, body: unknown, who: Who = "officer") => {
    const headers = { "content-type": "application/json" };
    const answer = await send({ who, method: "POST", url: `/api/v1${url}`, headers, body });
    expect(answer.statusCode, answer.body).toBe(201);
    return answer.json();
  };
  const name = "谁可以办理";
  return {
    org,
    entry,
    draft: (await made("/cases", { procedure: "catalog-entry", contents: entryContents(name, bridgeItems) }))
      .case.id,
    intake: (await made("/intakes", { entry, name: "a.csv", bytes: 10 })).id,
    machine: (await made("/machines", { ...machine, expiresAt: nextYear }, "admin")).machine.id,
    peer: await made("/peers", peerOf(12), "admin"),
    nextYear,
    person: await one("select id::text as v from parties.person where login = 'shuju-fuhe'"),
  };
}
