import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../platform/index.ts";
import { type Ask, askWith, signIn, startTown, town } from "../testing.ts";
import { mostMachines } from "./register-machine.ts";
import { assertionPair, farAhead, register } from "./testing.ts";

/** Who registers systems, how, and what is kept of them. */
describe("systems of an organisation", () => {
  let place: Awaited<ReturnType<typeof startTown>>;
  let admin: Ask;
  let other: Ask;
  let district: Ask;
  const asks: Record<string, Ask> = {};

  beforeAll(async () => {
    place = await startTown();
    await place.person("jiaoyu-admin", { roles: ["admin"] });
    await place.person("jiaoyu-officer", { roles: ["officer", "head"] });
    await place.person("tushuguan-admin", { org: town.cityLibrary.uscc, roles: ["admin"] });
    await place.person("shinan-admin", { org: town.shinanAuthority.uscc, roles: ["admin"] });
    await place.person("shi-admin", { org: town.cityAuthority.uscc, roles: ["admin"] });
    await place.person("haixin-admin", { org: town.vendor.uscc, roles: ["admin"] });
    admin = (await signIn(place.app, "jiaoyu-admin")).ask;
    other = (await signIn(place.app, "tushuguan-admin")).ask;
    district = (await signIn(place.app, "shinan-admin")).ask;
    asks.nobody = askWith(place.app, "", "");
    asks.officer = (await signIn(place.app, "jiaoyu-officer")).ask;
    asks.otherAdmin = other;
    asks.districtAdmin = district;
    asks.cityAdmin = (await signIn(place.app, "shi-admin")).ask;
  });
  afterAll(() => place.close());
  const now = () => place.clock.now();

  it("are registered by its administrator, with a secret that is shown once and kept as a hash", async () => {
    const { status, machine, secret, body } = await register(admin, now());
    expect(status, body).toBe(201);
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(machine).toMatchObject({ state: "active", auth: "client_secret_basic", key: null, addresses: [] });
    const listed = await admin("GET", "/api/v1/machines");
    expect(listed.json().items).toContainEqual(machine);
    expect(listed.body).not.toContain(secret);
    const kept = await place.db.pool.connect();
    await kept.query("select set_config('zhanqiao.scope', 'platform', false)");
    const rows = await kept.query(
      "select to_jsonb(c)::text as row, encode(secret_sha256, 'hex') as hash from machines.client c",
    );
    await kept.query("reset all");
    kept.release(true);
    expect(rows.rows.map((r) => r.row).join()).not.toContain(secret);
    expect(rows.rows[0].hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("stand in the ledger by id, scopes and means, citing Art. 43; name and purpose do not", async () => {
    const before = place.recorded.length;
    const pair = assertionPair();
    const { machine } = await register(admin, now(), {
      auth: "private_key_jwt",
      publicKey: pair.pem,
      name: "王海的服务器",
      purpose: "王海负责的事项",
      scopes: ["data:deliver"],
    });
    await admin("PATCH", `/api/v1/machines/${machine.id}`, { suspended: true });
    await admin("PATCH", `/api/v1/machines/${machine.id}`, { suspended: true });
    await admin("PATCH", `/api/v1/machines/${machine.id}`, { suspended: false });
    await admin("POST", `/api/v1/machines/${machine.id}/credential`, { publicKey: assertionPair().pem });
    await admin("DELETE", `/api/v1/machines/${machine.id}`);
    const acts = place.recorded.slice(before);
    expect(acts.map((a) => [a.act, a.article, a.subject])).toEqual([
      ["machines.register", "43", machine.id],
      ["machines.suspend", "44", machine.id],
      ["machines.resume", "43", machine.id],
      ["machines.rotate", "43", machine.id],
      ["machines.delete", "43", machine.id],
    ]);
    expect(acts[0]!.content).toMatchObject({ scopes: ["data:deliver"], key: machine.key!.thumbprint });
    expect(JSON.stringify(acts.map((a) => a.content))).not.toContain("王海");
  });

  it("are nobody's business but their own administrator's", async () => {
    const { machine } = await register(admin, now());
    const tries: [Parameters<Ask>[0], string, unknown][] = [
      ["POST", `/api/v1/machines/${machine.id}/credential`, {}],
      ["PATCH", `/api/v1/machines/${machine.id}`, { suspended: true }],
      ["DELETE", `/api/v1/machines/${machine.id}`, undefined],
    ];
    const seen: Record<string, number[]> = {};
    for (const [who, ask] of Object.entries(asks)) {
      seen[who] = [];
      for (const [method, url, body] of tries) seen[who].push((await ask(method, url, body)).statusCode);
      const list = await ask("GET", "/api/v1/machines");
      seen[who].push(list.statusCode);
      expect(list.body).not.toContain(machine.id);
    }
    expect(seen).toEqual({
      nobody: [401, 401, 401, 401],
      officer: [403, 403, 403, 403],
      otherAdmin: [404, 404, 404, 200],
      districtAdmin: [404, 404, 404, 200],
      cityAdmin: [404, 404, 404, 200],
    });
    expect((await register(asks.officer!, now())).status).toBe(403);
    expect((await register(asks.nobody!, now())).status).toBe(401);
    const still = (await admin("GET", "/api/v1/machines")).json().items;
    expect(still).toContainEqual(machine);
  });

  it("are out of the database's sight for staff of another organisation, and for a machine", async () => {
    const seen = async (caller: Parameters<typeof place.db.reading>[0]) =>
      place.db.reading(caller, async (tx) => {
        const count = async (table: string) =>
          (await sql<{ n: number }>`select count(*)::int as n from ${sql.raw(table)}`.execute(tx)).rows[0]!.n;
        return [await count("machines.client"), await count("parties.person"), await count("machines.token")];
      });
    const of = (org: string) =>
      ({ id: newId(now()), org, orgKind: "agency", level: "city", division: "370200" }) as const;
    const own = await seen({ kind: "staff", roles: ["admin"], ...of(town.education.uscc) });
    expect(own[0]).toBeGreaterThan(0);
    expect(own[2]).toBe(0);
    const foreign = await seen({ kind: "staff", roles: ["admin"], ...of(town.cityLibrary.uscc) });
    expect(foreign[0]).toBe(0);
    const machine = await seen({
      kind: "machine",
      scopes: ["cases:read"],
      ...of(town.education.uscc),
    });
    expect(machine).toEqual([0, 0, 0]);
  });

  it("show a new secret when it is replaced, and none for a key", async () => {
    const { machine, secret } = await register(admin, now());
    const rotated = await admin("POST", `/api/v1/machines/${machine.id}/credential`, {});
    expect(rotated.statusCode, rotated.body).toBe(200);
    expect(rotated.json().secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(rotated.json().secret).not.toBe(secret);
    const withKey = await register(admin, now(), { auth: "private_key_jwt", publicKey: assertionPair().pem });
    expect(withKey.secret).toBeUndefined();
    const noKey = await admin("POST", `/api/v1/machines/${withKey.machine.id}/credential`, {});
    expect([noKey.statusCode, noKey.json().code]).toEqual([422, "machines.key_needed"]);
    expect(
      (
        await admin("POST", `/api/v1/machines/${machine.id}/credential`, { publicKey: assertionPair().pem })
      ).json().code,
    ).toBe("machines.key_unwanted");
  });

  it("are gone once deleted: not listed, not changed, not deleted again", async () => {
    const { machine } = await register(admin, now());
    expect((await admin("DELETE", `/api/v1/machines/${machine.id}`)).statusCode).toBe(204);
    expect((await admin("GET", "/api/v1/machines?limit=100")).body).not.toContain(machine.id);
    expect((await admin("DELETE", `/api/v1/machines/${machine.id}`)).statusCode).toBe(404);
    expect((await admin("PATCH", `/api/v1/machines/${machine.id}`, { suspended: false })).statusCode).toBe(
      404,
    );
    expect((await admin("PATCH", "/api/v1/machines/x", { suspended: false })).statusCode).toBe(404);
  });

  it("end within a year, on the very day", async () => {
    const day = 86_400_000;
    const at = (ms: number) => new Date(now().getTime() + ms).toISOString();
    expect((await register(admin, now(), { expiresAt: at(366 * day) })).status).toBe(201);
    expect((await register(admin, now(), { expiresAt: at(366 * day + 1) })).status).toBe(422);
    expect((await register(admin, now(), { expiresAt: at(0) })).status).toBe(422);
    expect((await register(admin, now(), { expiresAt: at(1) })).status).toBe(201);
  });

  it("once expired are neither resumed nor given a new secret", async () => {
    const own = await startTown();
    try {
      await own.person("guanli", { roles: ["admin"] });
      const first = (await signIn(own.app, "guanli")).ask;
      const { machine } = await register(first, own.clock.now(), {
        expiresAt: new Date(own.clock.now().getTime() + 60_000).toISOString(),
      });
      await first("PATCH", `/api/v1/machines/${machine.id}`, { suspended: true });
      own.clock.set(new Date(own.clock.now().getTime() + 60_000));
      const later = (await signIn(own.app, "guanli")).ask;
      expect((await later("PATCH", `/api/v1/machines/${machine.id}`, { suspended: false })).json().code).toBe(
        "machines.over",
      );
      expect((await later("POST", `/api/v1/machines/${machine.id}/credential`, {})).json().code).toBe(
        "machines.over",
      );
      expect((await later("GET", "/api/v1/machines")).json().items[0].state).toBe("expired");
    } finally {
      await own.close();
    }
  });

  it("of a vendor there are none: it works for another (Art. 47)", async () => {
    const vendor = (await signIn(place.app, "haixin-admin")).ask;
    const { status, body } = await register(vendor, now(), { scopes: ["catalog:read"] });
    expect([status, JSON.parse(body).code, JSON.parse(body).article]).toEqual([
      403,
      "machines.kind_without",
      "47",
    ]);
  });

  it("are registered with nothing that is not understood", async () => {
    const refused = async (given: Record<string, unknown>) => {
      const { status, body } = await register(admin, now(), given as never);
      return [status, JSON.parse(body).code];
    };
    expect(await refused({ scopes: ["cases:approve"] })).toEqual([400, "http.invalid_request"]);
    expect(await refused({ scopes: [] })).toEqual([400, "http.invalid_request"]);
    expect(await refused({ purpose: "  " })).toEqual([400, "http.invalid_request"]);
    expect(await refused({ role: "admin" })).toEqual([400, "http.invalid_request"]);
    expect(await refused({ addresses: ["10.0.0.0/33"] })).toEqual([422, "machines.address_unfit"]);
    expect(await refused({ auth: "none" })).toEqual([400, "http.invalid_request"]);
    expect(await refused({ auth: "private_key_jwt" })).toEqual([422, "machines.key_needed"]);
  });

  it("are bounded in number", async () => {
    const count = (await other("GET", "/api/v1/machines")).json().total;
    for (let i = count; i < mostMachines; i++)
      expect((await register(other, now(), { expiresAt: farAhead(now()) })).status).toBe(201);
    const beyond = await register(other, now());
    expect([beyond.status, JSON.parse(beyond.body).code]).toEqual([409, "machines.too_many"]);
  });
});
