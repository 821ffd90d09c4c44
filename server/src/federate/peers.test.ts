import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Ask, signIn, town } from "../parties/testing.ts";
import { type Staff, thePlatform } from "../platform/index.ts";
import { openInstance } from "./instance.ts";
import {
  cityIdentity,
  districtIdentity,
  send,
  signedHello,
  startInstance,
  stranger,
  type TestInstance,
} from "./testing.ts";

const unknownId = "0193b3f0-0000-7000-8000-00000000ffff";

describe("other instances, as this one's administrator keeps them", () => {
  let city: TestInstance;
  let ask: Ask;
  let n = 20;

  const body = (more: object = {}) => {
    n++;
    const key = stranger(n);
    return {
      key,
      given: {
        name: `平台${n}`,
        level: "district",
        division: `3702${n}`,
        baseUrl: `https://d${n}.example`,
        keys: [key.public],
        ...more,
      },
    };
  };
  const added = async (more: object = {}) => {
    const { key, given } = body(more);
    const answer = await ask("POST", "/api/v1/peers", given);
    expect(answer.statusCode, answer.body).toBe(201);
    return { key, given, peer: answer.json() };
  };
  const hello = async (key: ReturnType<typeof stranger>) => {
    const { status, code } = await send(city, signedHello(city, key));
    return status === 200 ? 200 : code;
  };
  const everything = () =>
    city.db.reading(thePlatform, async (tx) => [
      (await sql`select * from federate.peer order by id`.execute(tx)).rows,
      (await sql`select * from federate.peer_key order by keyid`.execute(tx)).rows,
    ]);

  beforeAll(async () => {
    city = await startInstance(cityIdentity);
    ask = await city.admin();
  });
  beforeEach(() => {
    city.recorded.length = 0;
  });
  afterAll(() => city.close());

  it("are registered with address, place and keys, on the record, and let in from then on", async () => {
    const { key, given, peer } = await added();
    expect(peer).toMatchObject({
      ...{
        name: given.name,
        level: "district",
        division: given.division,
        baseUrl: given.baseUrl,
        state: "active",
      },
      keys: [{ keyid: key.key.keyid, algorithm: "ed25519", publicKey: key.public.publicKey, validTo: null }],
    });
    expect(await hello(key)).toBe(200);
    expect(city.recorded).toMatchObject([
      {
        act: "federate.add-peer",
        article: "8",
        role: "admin",
        subject: peer.id,
        content: { keyids: [key.key.keyid] },
      },
    ]);
    const list = (await ask("GET", "/api/v1/peers")).json().items;
    expect(list.find((p: { id: string }) => p.id === peer.id)).toEqual(peer);
  });

  it("are reached at scheme, host and port; a slash behind them says nothing more", async () => {
    expect((await added({ baseUrl: "https://slash.example:8443/" })).peer.baseUrl).toBe(
      "https://slash.example:8443",
    );
  });

  it("are shut out at once when suspended, and let in again, each on the record", async () => {
    const { key, peer } = await added();
    const to = (state: string) => ask("PATCH", `/api/v1/peers/${peer.id}`, { state });
    expect((await to("suspended")).json().state).toBe("suspended");
    expect(await hello(key)).toBe("federate.peer_suspended");
    expect((await to("suspended")).json().code).toBe("federate.state_same");
    expect((await to("active")).statusCode).toBe(200);
    expect(await hello(key)).toBe(200);
    expect(city.recorded.map((r) => r.act)).toEqual([
      "federate.add-peer",
      "federate.suspend-peer",
      "federate.resume-peer",
    ]);
  });

  it("change keys with an overlap, or end one at once, but never the last of an active one", async () => {
    const { key, peer } = await added();
    const next = stranger(120);
    const rotated = await ask("POST", `/api/v1/peers/${peer.id}/keys`, {
      ...next.public,
      othersUntil: new Date(city.wall.now().getTime() + 1000).toISOString(),
    });
    expect(rotated.statusCode).toBe(201);
    expect([await hello(key), await hello(next)]).toEqual([200, 200]);
    city.wall.set(new Date(city.wall.now().getTime() + 1000));
    expect([await hello(key), await hello(next)]).toEqual(["federate.strict.key_unknown", 200]);
    const end = (keyid: string) => ask("DELETE", `/api/v1/peers/${peer.id}/keys/${keyid}`);
    expect((await end(next.key.keyid)).json().code).toBe("federate.last_key");
    const third = stranger(121, "sm2-sm3");
    expect((await ask("POST", `/api/v1/peers/${peer.id}/keys`, third.public)).statusCode).toBe(201);
    expect((await end(next.key.keyid)).statusCode).toBe(200);
    expect([await hello(next), await hello(third)]).toEqual(["federate.strict.key_unknown", 200]);
    // Ended is ended: it is no key to be ended again, nor to be registered a second time.
    expect((await end(next.key.keyid)).json().code).toBe("federate.key_unknown");
    const again = await ask("POST", `/api/v1/peers/${peer.id}/keys`, next.public);
    expect([again.statusCode, again.json().code]).toEqual([409, "federate.key_taken"]);
    await ask("PATCH", `/api/v1/peers/${peer.id}`, { state: "suspended" });
    expect((await end(third.key.keyid)).statusCode).toBe(200);
    expect(city.recorded.map((r) => r.act)).toEqual([
      "federate.add-peer",
      "federate.add-key",
      "federate.add-key",
      "federate.end-key",
      "federate.suspend-peer",
      "federate.end-key",
    ]);
  });

  it("have keys that begin and end when told", async () => {
    const now = city.wall.now().getTime();
    const at = (ms: number) => new Date(now + ms).toISOString();
    const key = stranger(130);
    await added({ keys: [{ ...key.public, validFrom: at(1000), validTo: at(2000) }] });
    const seen = [];
    for (const ms of [999, 1000, 1999, 2000]) {
      city.wall.set(at(ms));
      seen.push((await hello(key)) === 200);
    }
    expect(seen).toEqual([false, true, true, false]);
  });

  it("are refused, and nothing changes, where what is given does not fit", async () => {
    const { given, peer, key } = await added();
    const before = await everything();
    const tried = async (more: object, base: object = body().given) => {
      const answer = await ask("POST", "/api/v1/peers", { ...base, ...more });
      return [answer.statusCode, answer.json().code];
    };
    expect(await tried({ baseUrl: given.baseUrl })).toEqual([409, "federate.peer_exists"]);
    expect(await tried({ division: given.division })).toEqual([409, "federate.peer_exists"]);
    expect(await tried({ keys: [key.public] })).toEqual([409, "federate.key_taken"]);
    expect(await tried({ keys: [stranger(140).public, stranger(140).public] })).toEqual([
      409,
      "federate.key_taken",
    ]);
    expect(await tried({ baseUrl: city.origin })).toEqual([422, "federate.own_address"]);
    for (const baseUrl of [
      "https://a.example/api",
      "https://user:word@a.example",
      "ftp://a.example",
      "https://A.example",
      "a.example",
      "https://a.example/?x",
      "javascript:alert(1)",
      "https://a.example:443",
    ])
      expect(await tried({ baseUrl }), baseUrl).toEqual([422, "federate.address_invalid"]);
    expect(await tried({ level: "city" })).toEqual([422, "federate.division_mismatch"]);
    expect(await tried({ level: "province", division: "370200" })).toEqual([
      422,
      "federate.division_mismatch",
    ]);
    expect(await tried({ keys: [{ algorithm: "sm2-sm3", publicKey: key.public.publicKey }] })).toEqual([
      422,
      "federate.key_invalid",
    ]);
    expect(await tried({ keys: [{ algorithm: "ed25519", publicKey: "AAAA" }] })).toEqual([
      422,
      "federate.key_invalid",
    ]);
    const past = "2020-01-01T00:00:00Z";
    expect(await tried({ keys: [{ ...stranger(141).public, validFrom: past, validTo: past }] })).toEqual([
      422,
      "federate.period_invalid",
    ]);
    expect(
      await tried({ keys: [{ ...stranger(141).public, validFrom: past, validTo: "2020-01-02T00:00:00Z" }] }),
    ).toEqual([422, "federate.period_invalid"]);
    for (const more of [
      { keys: [] },
      { keys: [{ algorithm: "rsa", publicKey: "x" }] },
      { level: "street" },
      { division: "37" },
      { name: " " },
      { name: "x".repeat(101) },
    ])
      expect((await tried(more))[0]).toBe(400);
    const rotate = await ask("POST", `/api/v1/peers/${peer.id}/keys`, {
      ...stranger(142).public,
      othersUntil: past,
    });
    expect(rotate.json().code).toBe("federate.period_invalid");
    for (const [method, path, given] of [
      ["PATCH", `/api/v1/peers/${unknownId}`, { state: "suspended" }],
      ["POST", `/api/v1/peers/${unknownId}/keys`, stranger(143).public],
      ["DELETE", `/api/v1/peers/${unknownId}/keys/${key.key.keyid}`, undefined],
      ["DELETE", `/api/v1/peers/${peer.id}/keys/ed25519:unknown`, undefined],
      ["POST", `/api/v1/peers/${unknownId}/check`, undefined],
    ] as const)
      expect((await ask(method, path, given)).statusCode, path).toBe(404);
    expect(await everything()).toEqual(before);
  });

  it("are no business of nobody, other roles, districts' administrators or other organisations", async () => {
    const { peer, key } = await added();
    const people: Record<string, [string, string[]]> = {
      "city.officer": [town.cityAuthority.uscc, ["officer"]],
      "city.reviewer": [town.cityAuthority.uscc, ["reviewer"]],
      "city.head": [town.cityAuthority.uscc, ["head", "supervisor"]],
      "shinan.admin": [town.shinanAuthority.uscc, ["admin"]],
      "school.admin": [town.education.uscc, ["admin"]],
      "street.admin": [town.streetOffice.uscc, ["admin"]],
      "vendor.admin": [town.vendor.uscc, ["admin"]],
    };
    const asks: [string, Ask][] = [];
    for (const [login, [org, roles]] of Object.entries(people)) {
      await city.person(login, { org, roles: roles as ["officer"] });
      asks.push([login, (await signIn(city.app, login)).ask]);
    }
    const nobody: Ask = (method, url, payload) =>
      city.app.inject({ method, url, ...(payload === undefined ? {} : { payload: payload as object }) });
    const before = await everything();
    city.recorded.length = 0;
    for (const [who, tries] of [["nobody", nobody] as const, ...asks])
      for (const [method, path, given] of [
        ["GET", "/api/v1/peers", undefined],
        ["POST", "/api/v1/peers", body().given],
        ["PATCH", `/api/v1/peers/${peer.id}`, { state: "suspended" }],
        ["POST", `/api/v1/peers/${peer.id}/keys`, stranger(150).public],
        ["DELETE", `/api/v1/peers/${peer.id}/keys/${key.key.keyid}`, undefined],
        ["POST", `/api/v1/peers/${peer.id}/check`, undefined],
        ["PATCH", `/api/v1/peers/${unknownId}`, { state: "suspended" }],
      ] as const) {
        const answer = await tries(method, path, given);
        expect({ who, method, path, status: answer.statusCode }).toEqual({
          ...{ who, method, path },
          status: who === "nobody" ? 401 : 403,
        });
        expect(answer.body).not.toContain(peer.name);
      }
    expect(await everything()).toEqual(before);
    expect(city.recorded).toEqual([]);
  });

  it("are changed only by who has proved themselves within the last minutes", async () => {
    const { peer } = await added();
    const then = city.clock.now();
    city.clock.set(new Date(then.getTime() + 16 * 60_000));
    const before = await everything();
    for (const [method, path, given] of [
      ["POST", "/api/v1/peers", body().given],
      ["PATCH", `/api/v1/peers/${peer.id}`, { state: "suspended" }],
      ["POST", `/api/v1/peers/${peer.id}/keys`, stranger(151).public],
      ["DELETE", `/api/v1/peers/${peer.id}/keys/x`, undefined],
    ] as const)
      expect((await ask(method, path, given)).json().code, path).toBe("parties.authenticate_again");
    expect((await ask("GET", "/api/v1/peers")).statusCode).toBe(200);
    expect(await everything()).toEqual(before);
    city.clock.set(then);
  });

  it("are shown to authorities' staff by the database, and to nobody else, and nonces to the platform alone", async () => {
    await added();
    const staff = (org: string, orgKind: "authority" | "agency"): Staff => ({
      ...{ kind: "staff", id: "01911111-0000-7000-8000-000000000000", org, orgKind, level: "city" },
      ...{ division: "370200", roles: ["admin"] },
    });
    const rows = (caller: Parameters<typeof city.db.reading>[0], table: "peer" | "peer_key" | "nonce") =>
      city.db.reading(
        caller,
        async (tx) => (await sql`select * from ${sql.id("federate", table)}`.execute(tx)).rows.length,
      );
    expect(await rows(staff(town.cityAuthority.uscc, "authority"), "peer")).toBeGreaterThan(0);
    expect(await rows(staff(town.cityAuthority.uscc, "authority"), "peer_key")).toBeGreaterThan(0);
    expect(await rows(staff(town.cityAuthority.uscc, "authority"), "nonce")).toBe(0);
    expect(await rows(thePlatform, "nonce")).toBeGreaterThan(0);
    for (const caller of [staff(town.education.uscc, "agency"), { kind: "anyone" } as const])
      for (const table of ["peer", "peer_key", "nonce"] as const) expect(await rows(caller, table)).toBe(0);
  });
});

describe("this instance, as it shows itself", () => {
  it("says its name, place, interface and public keys, the same after a restart; SM2's where that is on", async () => {
    const [plain, national] = await Promise.all([
      startInstance(cityIdentity),
      startInstance(districtIdentity, { sm2: true }),
    ]);
    const shown = async (i: TestInstance) => (await i.app.inject("/.well-known/zhanqiao-instance")).json();
    try {
      expect(await shown(plain)).toEqual({
        ...cityIdentity,
        api: `${plain.origin}/api/v1/peer/`,
        profile: "zhanqiao-peer-v1",
        keys: [{ keyid: expect.stringMatching(/^ed25519:.{43}$/), ...plain.keys[0] }],
      });
      expect((await shown(national)).keys.map((k: { algorithm: string }) => k.algorithm)).toEqual([
        "ed25519",
        "sm2-sm3",
      ]);
      const restarted = await national.another();
      expect((await restarted.inject("/.well-known/zhanqiao-instance")).json()).toEqual(
        await shown(national),
      );
      await restarted.close();
    } finally {
      await Promise.all([plain.close(), national.close()]);
    }
  });
});

describe("what this instance is said to be", () => {
  it("must be a division of its level, or it does not start", () => {
    const open = (level: "province" | "city" | "district", division: string) => () =>
      openInstance({
        ...{ identity: { name: "平台", level, division }, publicUrl: "https://a.example" },
        ...{ secretsDir: mkdtempSync(join(tmpdir(), "peer-secrets-")), sm2: false },
      });
    for (const [level, division] of [
      ["province", "370000"],
      ["city", "370200"],
      ["district", "370202"],
    ] as const) {
      expect(open(level, division)).not.toThrow();
      for (const other of ["province", "city", "district"] as const)
        if (other !== level) expect(open(other, division)).toThrow(/ZHANQIAO_INSTANCE_DIVISION/);
    }
  });
});

describe("checking another instance", () => {
  let city: TestInstance;
  let district: TestInstance;
  let ask: Ask;
  let id: string;
  beforeAll(async () => {
    [city, district] = await Promise.all([
      startInstance(cityIdentity),
      startInstance(districtIdentity, { checkpoint: "a\nb" }),
    ]);
    ask = await city.admin();
    const made = await ask("POST", "/api/v1/peers", {
      ...districtIdentity,
      baseUrl: district.origin,
      keys: district.keys,
    });
    id = made.json().id;
  });
  afterAll(() => Promise.all([city.close(), district.close()]));
  const check = async () => (await ask("POST", `/api/v1/peers/${id}/check`)).json();

  it("says that the other does not know us, before it does", async () => {
    expect(await check()).toMatchObject({
      ok: false,
      code: "federate.answer_unsigned",
      detail: { en: expect.stringContaining("federate.strict.key_unknown") },
    });
  });

  it("says what it believes us to be and where its ledger stands, once both know each other", async () => {
    await district.knows({ ...cityIdentity, baseUrl: city.origin, keys: city.keys });
    expect(await check()).toMatchObject({
      ok: true,
      answer: { you: cityIdentity, me: districtIdentity, agrees: true, checkpoint: "a\nb" },
      milliseconds: expect.any(Number),
    });
  });

  it("says so when the two do not agree who is who", async () => {
    await district.db.acting(thePlatform, (tx) =>
      sql`update federate.peer set division = '370100'`.execute(tx),
    );
    expect(await check()).toMatchObject({
      ok: false,
      code: "federate.hello_disagrees",
      answer: { agrees: false },
    });
  });

  it("says so when the other cannot be reached", async () => {
    await district.app.close();
    expect(await check()).toMatchObject({ ok: false, code: "federate.unreachable" });
  });
});
