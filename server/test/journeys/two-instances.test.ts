import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openCheckpoint, parseVerifierKey } from "@zhanqiao/tlog";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPlatform } from "../../src/build.ts";
import { appendAct } from "../../src/ledger/index.ts";
import {
  createDivisions,
  createOrganisation,
  createPerson,
  divisionsOfCity,
} from "../../src/parties/index.ts";
import { testServer } from "../../src/platform/db/testing.ts";
import { ensureDatabase, newId, readConfig, thePlatform } from "../../src/platform/index.ts";
import { Client, freePort } from "../running.ts";

const places = {
  city: {
    name: "青岛市平台",
    level: "city",
    division: "370200",
    authority: { uscc: "1137020000000001A7", name: "青岛市大数据局", short: "市大数据局" },
  },
  district: {
    name: "市南区平台",
    level: "district",
    division: "370202",
    authority: { uscc: "1137020200000002A5", name: "市南区大数据局", short: "市南大数据局" },
  },
} as const;

/** A whole platform on a database and a port of its own, with its authority's administrator signed in. */
async function startWhole({ authority, ...place }: (typeof places)[keyof typeof places], sm2: boolean) {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-instance-"));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const database = `peer_${newId(new Date()).replaceAll("-", "")}`;
  const url = await ensureDatabase(testServer(), database);
  const settings = {
    ...{ ZHANQIAO_DATA_DIR: dir, ZHANQIAO_DATABASE_URL: url, ZHANQIAO_DEMO: "on" },
    ...{ ZHANQIAO_PUBLIC_URL: address, ZHANQIAO_OUTGOING_ALLOW: "127.0.0.1" },
    ...{ ZHANQIAO_INSTANCE_NAME: place.name, ZHANQIAO_INSTANCE_LEVEL: place.level },
    ...{ ZHANQIAO_INSTANCE_DIVISION: place.division, ZHANQIAO_PEER_SM2: sm2 ? "on" : "off" },
  };
  const platform = await buildPlatform(readConfig(settings, true), pino({ level: "silent" }));
  const by = { caller: thePlatform, at: platform.clock.now(), append: appendAct };
  const login = `${place.level}-guanli`;
  await platform.db.acting(thePlatform, async (tx) => {
    await createDivisions(tx, divisionsOfCity("370200"));
    const { level, division } = place;
    const kind = { kind: "authority", holder: "government", sector: null } as const;
    await createOrganisation(tx, { ...authority, ...kind, level, division }, by);
    await createPerson(
      tx,
      { org: authority.uscc, name: "王海", login, roles: ["admin"], password: { demo: true } },
      by,
    );
  });
  await platform.work();
  await platform.app.listen({ port, host: "127.0.0.1" });
  const said = await (await fetch(`${address}/.well-known/zhanqiao-instance`)).json();
  return {
    address,
    said: said as { name: string; level: string; division: string; keys: object[] },
    admin: await new Client(address).signIn(login),
    close: async () => {
      await platform.close();
      rmSync(dir, { recursive: true, force: true });
      const client = new pg.Client({ connectionString: testServer() });
      await client.connect();
      await client.query(`drop database if exists ${database} with (force)`);
      await client.end();
    },
  };
}
type Whole = Awaited<ReturnType<typeof startWhole>>;

for (const sm2 of [false, true])
  describe(`two whole platforms, ${sm2 ? "with SM2 keys" : "with Ed25519 keys"}`, () => {
    let city: Whole;
    let district: Whole;
    beforeAll(async () => {
      city = await startWhole(places.city, sm2);
      district = await startWhole(places.district, sm2);
    }, 120_000);
    afterAll(async () => {
      await city?.close();
      await district?.close();
    });

    const registers = async (one: Whole, other: Whole): Promise<string> => {
      const { name, level, division, keys } = other.said;
      const given = { name, level, division, baseUrl: other.address, keys };
      const answer = await one.admin.send("POST", "/peers", given);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return answer.body.id;
    };
    const head = async (of: Whole) => {
      for (let tries = 0; tries < 200; tries++) {
        const { status, body } = await of.admin.get("/ledger");
        if (status === 200) return body as { key: string; origin: string };
        await pause(100);
      }
      throw new Error("no checkpoint was published");
    };

    it("register each other, check each other both ways and show each other their ledgers' signed heads", async () => {
      const districtId = await registers(city, district);
      const before = (await city.admin.send("POST", `/peers/${districtId}/check`)).body;
      expect(before).toMatchObject({ ok: false, code: "federate.answer_unsigned" });
      const cityId = await registers(district, city);
      for (const [one, id, other, place] of [
        [city, districtId, district, places.district],
        [district, cityId, city, places.city],
      ] as const) {
        const { key, origin } = await head(other);
        const { body } = await one.admin.send("POST", `/peers/${id}/check`);
        expect(body).toMatchObject({
          ok: true,
          answer: {
            you: { level: one.said.level, algorithm: sm2 ? "sm2-sm3" : "ed25519" },
            me: { name: place.name, level: place.level, division: place.division },
            agrees: true,
          },
        });
        const shown = openCheckpoint(body.answer.checkpoint, { origin, log: parseVerifierKey(key) });
        expect(shown.size).toBeGreaterThan(0);
      }
    });

    it("hear nothing from each other once one is suspended, and again when it is not", async () => {
      const id = (await city.admin.get("/peers")).body.items[0].id as string;
      const back = (await district.admin.get("/peers")).body.items[0].id as string;
      const state = (to: string) => city.admin.send("PATCH", `/peers/${id}`, { state: to });
      const check = async () => (await district.admin.send("POST", `/peers/${back}/check`)).body;
      expect((await state("suspended")).status).toBe(200);
      expect(await check()).toMatchObject({
        ok: false,
        detail: { en: expect.stringContaining("federate.peer_suspended") },
      });
      expect((await state("active")).status).toBe(200);
      expect(await check()).toMatchObject({ ok: true });
    });
  });
