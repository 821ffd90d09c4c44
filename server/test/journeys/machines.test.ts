import type { webcrypto } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { bundleAt, decodeBundle, decodeEntry, type LedgerEntry, tilePath, tileWidth } from "@zhanqiao/tlog";
import * as oauth from "openid-client";
import { beforeAll, describe, expect, it } from "vitest";
import { assertionPair, startSystem } from "../../src/parties/machines/testing.ts";
import { Client, runCommand } from "../running.ts";
import { entryContents, publishedEntry, receiptsOf, type SeenCase, settledIntake } from "./acts.ts";
import { bridgeItems, bridgesCsv, realFile } from "./files.ts";
import { seedingTime, sharedCity } from "./shared-city.ts";

/** An agency's own system, from its registration to a published version, and what it cannot do. */
describe("an agency's own system", () => {
  const stamp = Date.now();
  let address: string;
  let admin: Client;
  let officer: Client;
  let entry: SeenCase;
  let theirs: SeenCase;
  let now: string;
  const pair = assertionPair();
  let id: string;
  let config: oauth.Configuration;
  let proofs: oauth.DPoPHandle;
  let token: string;

  beforeAll(async () => {
    address = await sharedCity();
    const signIn = (login: string) => new Client(address).signIn(login);
    admin = await signIn("shuju-guanli");
    officer = await signIn("shuju-zhuanyuan");
    const reviewer = await signIn("shuju-shenhe");
    const other = await signIn("jiaotong");
    entry = await publishedEntry(officer, reviewer, entryContents(`系统交付桥梁${stamp}`, bridgeItems));
    theirs = await publishedEntry(other, reviewer, entryContents(`他局桥梁${stamp}`, bridgeItems));
    now = (await officer.get("/session")).body.now;
  }, seedingTime);

  const registerBody = (scopes: string[], more: object = {}) => ({
    name: `归集前置机${stamp}`,
    purpose: "按月交付桥梁名录",
    scopes,
    auth: "private_key_jwt",
    publicKey: pair.pem,
    expiresAt: new Date(Date.parse(now) + 30 * 86_400_000).toISOString(),
    ...more,
  });

  /** Sends a request with the token and a proof, taking up the nonce. */
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const raw = body instanceof Uint8Array;
    const answer = await oauth.fetchProtectedResource(
      config,
      token,
      new URL(`/api/v1${path}`, address),
      method,
      body === undefined ? undefined : raw ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
      new Headers({
        ...(body === undefined || raw ? {} : { "content-type": "application/json" }),
        ...headers,
      }),
      { DPoP: proofs },
    );
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : {} };
  };
  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: { status?: number; cause?: unknown }) => thrown,
    );
    return error?.status;
  };

  it("is registered by its administrator and finds its way by the metadata", async () => {
    const made = await admin.send("POST", "/machines", registerBody(["data:deliver", "catalog:read"]));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    id = made.body.machine.id;
    const key = await crypto.subtle.importKey(
      "jwk",
      pair.privateKey.export({ format: "jwk" }) as webcrypto.JsonWebKey,
      { name: "ECDSA", namedCurve: "P-256" },
      false,
      ["sign"],
    );
    config = await oauth.discovery(new URL(`${address}/oauth`), id, undefined, oauth.PrivateKeyJwt(key), {
      algorithm: "oauth2",
      execute: [oauth.allowInsecureRequests],
    });
    expect(config.serverMetadata().token_endpoint).toBe(`${address}/oauth/token`);
    proofs = oauth.getDPoPHandle(config, await oauth.randomDPoPKeyPair("ES256"));
    const got = await oauth.clientCredentialsGrant(config, {}, { DPoP: proofs });
    expect(got).toMatchObject({ token_type: "dpop", expires_in: 300, scope: "catalog:read data:deliver" });
    token = got.access_token;
    expect((await ask("GET", "/machine")).body).toMatchObject({
      id,
      scopes: ["catalog:read", "data:deliver"],
    });
  });

  it("delivers a file in two pieces, loads it and publishes it; the ledger says that a system did", async () => {
    const file = bridgesCsv(83);
    const before = (await admin.get("/ledger")).body.size;
    const { body: begun } = await ask("POST", "/intakes", {
      entry: entry.subject,
      name: "月报.csv",
      bytes: file.length,
    });
    const piece = (from: number, to: number) =>
      ask("PATCH", `/intakes/${begun.id}/content`, file.subarray(from, to), {
        "content-type": "application/offset+octet-stream",
        "upload-offset": String(from),
      });
    const half = file.length >> 1;
    expect((await piece(0, half)).status).toBe(204);
    expect((await piece(half, file.length)).status).toBe(204);
    const inspected = await settledIntake(
      { get: (path: string) => ask("GET", path) } as unknown as Client,
      begun.id,
    );
    expect(inspected.state, JSON.stringify(inspected)).toBe("inspected");
    const mapping = inspected.mapping.map(({ from, to }: { from: number; to: string }) => ({ from, to }));
    const load = await ask("POST", `/intakes/${begun.id}/load`, { mapping });
    expect(load.status, JSON.stringify(load.body)).toBe(202);
    const checked = await settledIntake(
      { get: (path: string) => ask("GET", path) } as unknown as Client,
      begun.id,
    );
    expect(checked).toMatchObject({ state: "checked", rows: 83 });
    const published = await ask("POST", `/intakes/${begun.id}/publish`, { note: "系统交付" });
    expect(published.body).toMatchObject({ entry: entry.subject, version: 1, rows: 83 });

    // The officer sees the file as any other of the organisation's.
    expect((await officer.get(`/intakes/${begun.id}`)).body).toMatchObject({
      state: "published",
      version: 1,
    });
    const acts = await entriesSince(address, before);
    expect(acts).toContainEqual(
      expect.objectContaining({
        act: "dataset.published",
        article: "12",
        actor: { id, role: "machine", org: expect.stringMatching(/^[0-9A-Z]{18}$/) },
      }),
    );
    const { out, err, code } = await runCommand(["ledger", "verify", address]);
    expect([code, err, out]).toEqual([0, "", expect.stringContaining("everything agrees")]);
  });

  const real = realFile("real/beijing/危险化学品生产企业安全生产许可信息.csv");
  it.skipIf(!real)("delivers a real GBK table (needs the shared test data)", async () => {
    const items = [
      ["企业名称", "company", "string"],
      ["许可类型", "kind", "string"],
      ["项目大类", "class", "string"],
      ["项目小类", "subclass", "string"],
      ["申请类型", "request", "string"],
      ["申请日期", "asked_on", "date"],
      ["发证日期", "issued_on", "date"],
      ["所属区县", "district", "string"],
    ] as const;
    const reviewer = await new Client(address).signIn("shuju-shenhe");
    const made = await publishedEntry(officer, reviewer, entryContents(`系统交付许可${stamp}`, items));
    const { body: begun } = await ask("POST", "/intakes", {
      entry: made.subject,
      name: "许可.csv",
      bytes: real!.length,
    });
    await ask("PATCH", `/intakes/${begun.id}/content`, real!, {
      "content-type": "application/offset+octet-stream",
      "upload-offset": "0",
    });
    const system = { get: (path: string) => ask("GET", path) } as unknown as Client;
    const inspected = await settledIntake(system, begun.id);
    const mapping = inspected.mapping.map(({ from, to, type, format }: Record<string, unknown>) => ({
      ...{ from, to },
      ...(type ? { type } : {}),
      ...(format ? { format } : {}),
    }));
    expect((await ask("POST", `/intakes/${begun.id}/load`, { mapping })).status).toBe(202);
    expect(await settledIntake(system, begun.id)).toMatchObject({ state: "checked" });
    expect((await ask("POST", `/intakes/${begun.id}/publish`, {})).body).toMatchObject({
      rows: 55,
      version: 1,
    });
  });

  it("has no way to another organisation's entry, file or draft", async () => {
    expect(await refused(ask("GET", "/cases"))).toBe(403);
    const begin = await ask("POST", "/intakes", { entry: theirs.subject, name: "a.csv", bytes: 10 });
    expect([begin.status, begin.body.code]).toEqual([403, "collect.not_yours"]);
    const other = await new Client(address).signIn("jiaotong");
    const file = await other.send("POST", "/intakes", { entry: theirs.subject, name: "a.csv", bytes: 10 });
    expect(file.status).toBe(201);
    for (const [method, path, body] of [
      ["GET", `/intakes/${file.body.id}`, undefined],
      ["DELETE", `/intakes/${file.body.id}`, undefined],
      ["POST", `/intakes/${file.body.id}/publish`, {}],
    ] as const)
      expect([method, (await ask(method, path, body)).status]).toEqual([method, 404]);
    const draft = await other.send("POST", "/cases", {
      procedure: "catalog-entry",
      contents: entryContents(`他局草稿${stamp}`, bridgeItems),
    });
    expect((await ask("GET", `/catalog/entries/${draft.body.case.subject}`)).status).toBe(404);
    // What agencies may read about each other it reads as one of them; nobody else does.
    expect((await ask("GET", "/catalog/negative-list")).status).toBe(200);
    expect((await new Client(address).get("/catalog/negative-list")).status).toBe(403);
  });

  it("with every scope there is, reads what waits for its organisation and does nothing that is for people", async () => {
    const all = ["catalog:read", "data:read", "data:deliver", "cases:read"];
    const made = await admin.send(
      "POST",
      "/machines",
      registerBody(all, { auth: "client_secret_basic", publicKey: undefined }),
    );
    const system = await startSystem({
      dial: address,
      publicUrl: address,
      id: made.body.machine.id,
      secret: made.body.secret,
    });
    const full = await system.token();
    const draft = await officer.send("POST", "/cases", {
      procedure: "catalog-entry",
      contents: entryContents(`系统可见${stamp}`, bridgeItems),
    });
    const waiting = draft.body.case;
    const seen = await (await system.call(full, "GET", `/api/v1/cases/${waiting.id}`)).json();
    expect(seen).toMatchObject({ number: waiting.number, can: [] });
    const duties = (await (
      await system.call(full, "GET", "/api/v1/cases?queue=duties&limit=100")
    ).json()) as { items: SeenCase[] };
    const mine = (await officer.get("/cases?queue=duties&limit=100")).body.items as SeenCase[];
    expect(mine.length).toBeGreaterThan(0);
    for (const c of mine) expect(duties.items.map((d) => d.id)).toContain(c.id);
    expect((await system.call(full, "GET", `/api/v1/cases/${waiting.id}/receipts`)).status).toBe(200);
    expect((await receiptsOf(officer, waiting.id)).length).toBe(1);

    const { paths } = (await admin.get("/openapi.json")).body as {
      paths: Record<string, Record<string, object>>;
    };
    const open: string[] = [];
    for (const [path, methods] of Object.entries(paths))
      for (const method of Object.keys(methods)) {
        // Beginning a session looks at no identity, a system's as little as a person's.
        if (!path.startsWith("/api/") || path.startsWith("/api/v1/session")) continue;
        const url = path.replace(/\{[^}]+\}/g, waiting.id);
        const answer = await system.once(
          full,
          method.toUpperCase(),
          url,
          ["get", "head"].includes(method) ? {} : { body: {} },
        );
        const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
        if (answer.status !== 403 || code !== "machines.not_for_machines")
          open.push(`${method.toUpperCase()} ${path}`);
      }
    // What is open to systems is listed here, so that opening a route is a decision and never an oversight.
    expect(open.sort()).toEqual([
      "DELETE /api/v1/intakes/{id}",
      "GET /api/v1/cases",
      "GET /api/v1/cases/{id}",
      "GET /api/v1/cases/{id}/receipts",
      "GET /api/v1/catalog/entries",
      "GET /api/v1/catalog/entries/{code}",
      "GET /api/v1/catalog/entries/{code}/versions",
      "GET /api/v1/catalog/entries/{code}/versions/{n}",
      "GET /api/v1/catalog/negative-list",
      "GET /api/v1/catalog/open-list",
      "GET /api/v1/catalog/open-list/{day}",
      "GET /api/v1/catalog/vocabulary",
      "GET /api/v1/datasets",
      "GET /api/v1/datasets/{code}",
      "GET /api/v1/datasets/{code}/download",
      "GET /api/v1/datasets/{code}/rows",
      "GET /api/v1/intakes",
      "GET /api/v1/intakes/{id}",
      "GET /api/v1/intakes/{id}/findings",
      "GET /api/v1/machine",
      "GET /api/v1/procedures",
      "GET /api/v1/procedures/{name}",
      "HEAD /api/v1/datasets/{code}/download",
      "PATCH /api/v1/intakes/{id}/content",
      "POST /api/v1/intakes",
      "POST /api/v1/intakes/{id}/load",
      "POST /api/v1/intakes/{id}/publish",
    ]);
  });

  it("is shut out the moment it is suspended", async () => {
    expect((await admin.send("PATCH", `/machines/${id}`, { suspended: true })).status).toBe(200);
    expect(await refused(ask("GET", "/machine"))).toBe(401);
    await expect(oauth.clientCredentialsGrant(config, {}, { DPoP: proofs })).rejects.toMatchObject({
      error: "invalid_client",
    });
  });
});

/** The entries of the log from place `from` on, as anybody reads them; waits until there are more. */
async function entriesSince(address: string, from: number): Promise<LedgerEntry[]> {
  const client = new Client(address);
  let size = from;
  for (let tries = 0; tries < 100 && size <= from; tries++) {
    await pause(100);
    size = (await client.get("/ledger")).body.size;
  }
  // Whatever was under way when the size was read is in by now.
  await pause(1_500);
  size = (await client.get("/ledger")).body.size;
  const found: LedgerEntry[] = [];
  for (let n = Math.floor(from / tileWidth); n * tileWidth < size; n++) {
    const tile = bundleAt(size, n)!;
    const answer = await fetch(`${address}/${tilePath(tile)}`);
    found.push(
      ...decodeBundle(tile, new Uint8Array(await answer.arrayBuffer())).map((bytes) => decodeEntry(bytes)),
    );
  }
  return found.slice(from % tileWidth);
}
