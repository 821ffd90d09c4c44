import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Built, buildPlatform } from "../../src/build.ts";
import { testServer } from "../../src/platform/db/testing.ts";
import { ensureDatabase, newId, readConfig } from "../../src/platform/index.ts";
import { webIsBuilt } from "../../src/web.ts";

/** The whole platform, empty, behind a proxy on this machine, with narrow limits. */
describe("the platform's limits", () => {
  const name = `limits_${newId(new Date()).replaceAll("-", "")}`;
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-limits-"));
  let platform: Built;
  let address = "";

  beforeAll(async () => {
    const config = readConfig(
      {
        ZHANQIAO_DATA_DIR: dir,
        ZHANQIAO_DATABASE_URL: await ensureDatabase(testServer(), name),
        ZHANQIAO_TRUST_PROXY: "127.0.0.1",
        ZHANQIAO_LIMIT_ADDRESS: "60",
        ZHANQIAO_LIMIT_READING: "12",
        ZHANQIAO_LIMIT_WRITING: "4",
        ZHANQIAO_LIMIT_HEAVY: "2",
      },
      true,
    );
    platform = await buildPlatform(config, pino({ level: "silent" }));
    await platform.app.listen({ host: "127.0.0.1", port: 0 });
    address = `http://127.0.0.1:${(platform.app.server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await platform?.close();
    const client = new pg.Client({ connectionString: testServer() });
    await client.connect();
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
    rmSync(dir, { recursive: true, force: true });
  });

  const ask = (visitor: string, path: string, init: RequestInit = {}) =>
    fetch(address + path, {
      redirect: "manual",
      ...init,
      headers: { "x-forwarded-for": visitor, ...init.headers },
    });
  const codes = async (times: number, visitor: string, path: string, init?: RequestInit) => {
    const seen: number[] = [];
    for (let i = 0; i < times; i++) seen.push((await ask(visitor, path, init)).status);
    return seen;
  };

  it("hold for reading, writing and heavy questions, each by itself, and name when to come again", async () => {
    expect((await codes(13, "203.0.113.1", "/api/v1/health")).filter((s) => s === 429)).toHaveLength(1);
    const json = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    expect(await codes(5, "203.0.113.1", "/api/v1/follow-up", json)).toEqual([400, 400, 400, 400, 429]);
    const heavy = "/api/v1/datasets/none/rows?sort=a";
    expect(await codes(3, "203.0.113.1", heavy)).toEqual([404, 404, 429]);
    const refused = await ask("203.0.113.1", heavy);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ code: "http.too_many", retryAfter: expect.any(Number) });
    expect(await codes(3, "203.0.113.2", "/api/v1/datasets/none/download")).toEqual([404, 404, 429]);
    expect(await codes(3, "203.0.113.2", "/api/v1/datasets/none/rows?limit=1")).toEqual([404, 404, 404]);
  });

  it("are those of the visitor and not of what the visitor's header says before the proxy's word", async () => {
    const seen: number[] = [];
    for (let i = 0; i < 3; i++)
      seen.push((await ask(`198.51.100.${i}, 203.0.113.9`, "/api/v1/datasets/none/download")).status);
    expect(seen).toEqual([404, 404, 429]);
    expect((await ask("203.0.113.10", "/api/v1/datasets/none/download")).status).toBe(404);
  });

  it.skipIf(!webIsBuilt())(
    "count a page of the portal and what it asks to the visitor who asked for the page",
    async () => {
      const pages = await codes(13, "203.0.113.20", "/open-list");
      expect(pages[0]).toBe(200);
      expect(pages.at(-1)).toBe(429);
      const refused = await ask("203.0.113.20", "/open-list");
      expect(refused.status).toBe(429);
      expect(refused.headers.get("content-type")).toContain("text/html");
      expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
      // The questions that pages ask in process are no one else's: neither the proxy's nor this machine's.
      expect((await ask("203.0.113.21", "/open-list")).status).toBe(200);
      expect((await ask("203.0.113.20", "/api/v1/health")).status).toBe(429);
    },
  );

  it("hold in all for an address, whatever it asks for", async () => {
    const seen = await codes(65, "203.0.113.30", "/tile/0/000");
    expect(seen.slice(0, 60)).not.toContain(429);
    expect(seen.slice(62)).toEqual([429, 429, 429]);
    expect((await ask("203.0.113.30", "/api/v1/session")).status).toBe(429);
    expect((await ask("203.0.113.31", "/api/v1/session")).status).toBe(200);
  });
});
