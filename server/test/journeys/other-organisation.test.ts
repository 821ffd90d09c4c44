import { beforeAll, describe, expect, it } from "vitest";
import { Client } from "../running.ts";
import { beginIntake, deliver, entryContents, piece, publishedEntry, settledIntake } from "./acts.ts";
import { bridgeItems, bridgesCsv } from "./files.ts";
import { seedingTime, sharedCity } from "./shared-city.ts";

/** What belongs to the education bureau, by the ids and codes others might come to know. */
interface Theirs {
  draft: { id: string; number: string; code: string };
  /** Published, not open, with data. */
  closed: { code: string };
  intake: string;
  untouched: string;
  person: string;
  session: string;
  /** A system of the city authority's. */
  machine: string;
  /** Another instance that the city's authority has registered. */
  peer: { id: string; keys: { keyid: string }[] };
  org: string;
}

type Who = "nobody" | "otherAgency" | "head" | "regulator" | "districtReviewer" | "districtAdmin";

/** Who may not, and what they try. An endpoint that is for everybody says why. */
type Rule =
  | { readonly everybody: string }
  | {
      readonly not: readonly Who[];
      readonly path: (t: Theirs) => string;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    };

const outsiders = ["nobody", "otherAgency", "regulator", "districtReviewer"] as const;
const strangers = ["nobody", "otherAgency", "districtReviewer", "districtAdmin"] as const;
const writers = [...strangers, "head", "regulator"] as const;
const peerKey = (n: number) => ({
  algorithm: "ed25519",
  publicKey: Buffer.alloc(32, n).toString("base64"),
});
const piecesOfAFile = { "content-type": "application/offset+octet-stream", "upload-offset": "0" };

const rules: Readonly<Record<string, Rule>> = {
  "GET /api/v1/organisations/{uscc}": { everybody: "who holds public data is public" },
  "PATCH /api/v1/organisations/{uscc}": {
    not: writers,
    path: (t) => `/organisations/${t.org}`,
    body: { active: false },
  },
  "PATCH /api/v1/people/{id}": { not: writers, path: (t) => `/people/${t.person}`, body: { active: false } },
  "DELETE /api/v1/people/{id}/second-factor": {
    not: writers,
    path: (t) => `/people/${t.person}/second-factor`,
  },
  "DELETE /api/v1/people/{id}/sessions": { not: writers, path: (t) => `/people/${t.person}/sessions` },
  "GET /api/v1/people/{id}/identities": { not: writers, path: (t) => `/people/${t.person}/identities` },
  "POST /api/v1/people/{id}/identities": {
    not: writers,
    path: (t) => `/people/${t.person}/identities`,
    body: { issuer: "https://id.example.cn", subject: "somebody" },
  },
  "DELETE /api/v1/people/{id}/identities/{identity}": {
    not: writers,
    path: (t) => `/people/${t.person}/identities/${t.session}`,
  },
  "DELETE /api/v1/session/identities/{id}": {
    not: writers,
    path: (t) => `/session/identities/${t.session}`,
  },
  "DELETE /api/v1/sessions/{id}": { not: writers, path: (t) => `/sessions/${t.session}` },
  "POST /api/v1/machines/{id}/credential": {
    not: writers,
    path: (t) => `/machines/${t.machine}/credential`,
    body: {},
  },
  "PATCH /api/v1/machines/{id}": {
    not: writers,
    path: (t) => `/machines/${t.machine}`,
    body: { suspended: true },
  },
  "DELETE /api/v1/machines/{id}": { not: writers, path: (t) => `/machines/${t.machine}` },
  "GET /api/v1/procedures/{name}": { everybody: "how cases go is the law" },
  "GET /api/v1/cases/{id}": { not: outsiders, path: (t) => `/cases/${t.draft.id}` },
  "POST /api/v1/cases/{id}/actions/{action}": {
    not: writers,
    path: (t) => `/cases/${t.draft.id}/actions/submit`,
    body: { contents: {} },
    headers: { "if-match": '"1"' },
  },
  "GET /tile/{*}": { everybody: "anybody may verify the log; entries hold commitments only" },
  "GET /api/v1/catalog/entries/{code}": { not: outsiders, path: (t) => `/catalog/entries/${t.draft.code}` },
  "GET /api/v1/catalog/entries/{code}/versions": {
    not: outsiders,
    path: (t) => `/catalog/entries/${t.draft.code}/versions`,
  },
  "GET /api/v1/catalog/entries/{code}/versions/{n}": {
    not: outsiders,
    path: (t) => `/catalog/entries/${t.draft.code}/versions/1`,
  },
  "GET /api/v1/catalog/open-list/{day}": { everybody: "the open list is public (Art. 28)" },
  "GET /api/v1/cases/{id}/receipts": { not: outsiders, path: (t) => `/cases/${t.draft.id}/receipts` },
  "GET /api/v1/cases/{id}/evidence": { not: outsiders, path: (t) => `/cases/${t.draft.id}/evidence` },
  "PATCH /api/v1/intakes/{id}/content": {
    not: writers,
    path: (t) => `/intakes/${t.untouched}/content`,
    body: new Uint8Array(10),
    headers: piecesOfAFile,
  },
  "HEAD /api/v1/intakes/{id}/content": { not: strangers, path: (t) => `/intakes/${t.untouched}/content` },
  "GET /api/v1/intakes/{id}": { not: strangers, path: (t) => `/intakes/${t.intake}` },
  "DELETE /api/v1/intakes/{id}": { not: writers, path: (t) => `/intakes/${t.intake}` },
  "POST /api/v1/intakes/{id}/load": {
    not: writers,
    path: (t) => `/intakes/${t.intake}/load`,
    body: { mapping: [{ from: 0, to: "bridge_no" }] },
  },
  "POST /api/v1/intakes/{id}/publish": {
    not: writers,
    path: (t) => `/intakes/${t.intake}/publish`,
    body: {},
  },
  "GET /api/v1/intakes/{id}/findings": {
    not: strangers,
    path: (t) => `/intakes/${t.intake}/findings?rule=x`,
  },
  "GET /api/v1/datasets/{code}": { not: outsiders, path: (t) => `/datasets/${t.closed.code}` },
  "GET /api/v1/datasets/{code}/rows": { not: outsiders, path: (t) => `/datasets/${t.closed.code}/rows` },
  "GET /api/v1/datasets/{code}/download": {
    not: outsiders,
    path: (t) => `/datasets/${t.closed.code}/download?format=csv`,
  },
  "HEAD /api/v1/datasets/{code}/download": {
    not: outsiders,
    path: (t) => `/datasets/${t.closed.code}/download?format=csv`,
  },
  "PATCH /api/v1/peers/{id}": {
    not: writers,
    path: (t) => `/peers/${t.peer.id}`,
    body: { state: "suspended" },
  },
  "POST /api/v1/peers/{id}/keys": {
    not: writers,
    path: (t) => `/peers/${t.peer.id}/keys`,
    body: peerKey(8),
  },
  "DELETE /api/v1/peers/{id}/keys/{keyid}": {
    not: writers,
    path: (t) => `/peers/${t.peer.id}/keys/${t.peer.keys[0]!.keyid}`,
  },
  "POST /api/v1/peers/{id}/check": { not: writers, path: (t) => `/peers/${t.peer.id}/check` },
  "GET /api/v1/law/{n}": { everybody: "the law is public" },
};

/** Ids and codes that travel in bodies instead of addresses. */
const inBodies: readonly [string, readonly Who[], (t: Theirs) => [path: string, body: object]][] = [
  [
    "an intake for an entry of theirs",
    writers,
    (t) => ["/intakes", { entry: t.closed.code, name: "a.csv", bytes: 10 }],
  ],
  [
    "a narrower share type for an entry of theirs",
    writers,
    (t) => [
      "/cases",
      {
        procedure: "share-type",
        subject: t.closed.code,
        contents: {
          to: "conditional",
          reason: "只供内部使用",
          basis: { kind: "law", title: "中华人民共和国某法", clause: "第一条" },
        },
      },
    ],
  ],
];

describe("somebody else", () => {
  let address: string;
  let owner: Client;
  let theirs: Theirs;
  let endpoints: string[];
  const clients = {} as Record<Who, Client>;

  beforeAll(async () => {
    address = await sharedCity();
    const signIn = (login: string) => new Client(address).signIn(login);
    owner = await signIn("jiaoyu");
    const reviewer = await signIn("shuju-shenhe");
    clients.nobody = new Client(address);
    clients.otherAgency = await signIn("jiaotong");
    clients.head = await signIn("jiaoyu-fuze");
    clients.regulator = await signIn("wangxin");
    clients.districtReviewer = await signIn("shinan-shuju-shenhe");
    clients.districtAdmin = await signIn("shinan-shuju-guanli");

    const name = `他人不可见${Date.now()}`;
    const drafted = await owner.send("POST", "/cases", {
      procedure: "catalog-entry",
      contents: entryContents(name, bridgeItems),
    });
    const law = { kind: "law", title: "中华人民共和国个人信息保护法", clause: "第十条" };
    const closed = await publishedEntry(
      owner,
      reviewer,
      entryContents(`${name}不开放`, bridgeItems, { openType: "none", openBasis: law }),
    );
    await deliver(owner, closed.subject, "不开放.csv", bridgesCsv(20));
    const file = bridgesCsv(30);
    const intake = await beginIntake(owner, closed.subject, "待装载.csv", file.length);
    await piece(owner, intake, 0, file);
    await settledIntake(owner, intake);
    const admin = await signIn("shuju-guanli");
    const me = (await owner.get("/session")).body.person;
    theirs = {
      draft: { id: drafted.body.case.id, number: drafted.body.case.number, code: drafted.body.case.subject },
      closed: { code: closed.subject },
      intake,
      untouched: await beginIntake(owner, closed.subject, "未上传.csv", 500),
      person: (await admin.get("/people")).body.items[0].id,
      session: (await owner.get("/sessions")).body.items[0].id,
      machine: (
        await admin.send("POST", "/machines", {
          name: "他人不可见的前置机",
          purpose: "检验隔离",
          scopes: ["cases:read"],
          auth: "client_secret_basic",
          expiresAt: new Date(Date.parse((await owner.get("/session")).body.now) + 86_400_000).toISOString(),
        })
      ).body.machine.id,
      peer: (
        await admin.send("POST", "/peers", {
          ...{ name: "他人不可见的平台", level: "district", division: "370203" },
          ...{ baseUrl: "https://shibei.example", keys: [peerKey(7)] },
        })
      ).body,
      org: me.org.uscc,
    };
    const { paths } = (await clients.nobody.get("/openapi.json")).body as { paths: Record<string, object> };
    endpoints = Object.entries(paths).flatMap(([path, methods]) =>
      path.includes("{") ? Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`) : [],
    );
  }, seedingTime);

  /** All that must stay as it is, as its owner sees it. */
  async function everything() {
    const admin = await new Client(address).signIn("shuju-guanli");
    const seen = await Promise.all([
      owner.get(`/cases/${theirs.draft.id}`),
      owner.get(`/intakes/${theirs.intake}`),
      owner.get(`/intakes/${theirs.untouched}`),
      owner.get(`/organisations/${theirs.org}`),
      owner.get(`/catalog/entries/${theirs.closed.code}`),
      owner.get(`/intakes?entry=${theirs.closed.code}`),
    ]);
    const people = (await admin.get("/people?limit=100")).body.items as {
      id: string;
      active: boolean;
      roles: string[];
    }[];
    const machines = (await admin.get("/machines?limit=100")).body.items as { id: string }[];
    const peers = (await admin.get("/peers")).body.items as { id: string }[];
    // Others work in the same city at the same time and may have added to these lists.
    return [
      ...seen.map((s) => s.body),
      machines.find((m) => m.id === theirs.machine),
      peers.find((p) => p.id === theirs.peer.id),
      people.filter((p) => p.id === theirs.person).map(({ id, active, roles }) => ({ id, active, roles })),
    ];
  }

  it("every endpoint of the OpenAPI document that takes an id or a code has a rule here", () => {
    expect(endpoints.filter((e) => !rules[e])).toEqual([]);
    // HEAD of a file's content is served, though the document does not list it.
    const listed = new Set([...endpoints, "HEAD /api/v1/intakes/{id}/content"]);
    expect(Object.keys(rules).filter((r) => !listed.has(r))).toEqual([]);
  });

  for (const [endpoint, rule] of Object.entries(rules)) {
    if ("everybody" in rule) continue;
    it(`gets nothing by ${endpoint}`, async () => {
      const before = await everything();
      for (const who of rule.not) {
        const method = endpoint.split(" ")[0]!;
        const answer = await clients[who].send(method, rule.path(theirs), rule.body, rule.headers);
        expect({ who, status: answer.status, refused: [401, 403, 404].includes(answer.status) }).toEqual({
          who,
          status: answer.status,
          refused: true,
        });
        expect(JSON.stringify(answer.body)).not.toContain("他人不可见");
      }
      expect(await everything()).toEqual(before);
    });
  }

  for (const [what, not, attempt] of inBodies)
    it(`gets nothing by ${what}`, async () => {
      const before = await everything();
      for (const who of not) {
        const [path, body] = attempt(theirs);
        const answer = await clients[who].send("POST", path, body);
        expect([401, 403, 404], `${who}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(
          answer.status,
        );
      }
      expect(await everything()).toEqual(before);
    });

  it("in bulk, gets nothing done on a case of theirs", async () => {
    const before = await everything();
    for (const who of writers) {
      const answer = await clients[who].send("POST", "/cases/actions", {
        action: "submit",
        contents: {},
        cases: [{ id: theirs.draft.id, version: 1 }],
      });
      if (answer.status === 200) expect(answer.body.done).toEqual([]);
      else expect([401, 403, 404]).toContain(answer.status);
    }
    expect(await everything()).toEqual(before);
  });

  it("does not find their case by its number, in a queue, in a search or among statistics of names", async () => {
    for (const who of outsiders) {
      expect((await clients[who].get(`/cases/${theirs.draft.number}`)).status).toBe(404);
      const queue = await clients[who].get(
        `/cases?queue=all&limit=100&q=${encodeURIComponent("他人不可见")}`,
      );
      if (queue.status === 200)
        expect(queue.body.items.map((c: { id: string }) => c.id)).not.toContain(theirs.draft.id);
      const found = await clients[who].get(`/datasets?q=${encodeURIComponent("他人不可见")}&limit=100`);
      expect(found.body.items.map((e: { code: string }) => e.code)).not.toContain(theirs.closed.code);
    }
  });

  it("cannot tell an id that exists from one that does not", async () => {
    const unknown = "0193b3f0-0000-7000-8000-000000000000";
    const [theirOwn, none] = await Promise.all([
      clients.otherAgency.get(`/cases/${theirs.draft.id}`),
      clients.otherAgency.get(`/cases/${unknown}`),
    ]);
    expect(theirOwn.body).toEqual(none.body);
  });
});
