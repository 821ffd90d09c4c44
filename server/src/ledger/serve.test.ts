import {
  encodeBundle,
  leafHash,
  memoryReader,
  openCheckpoint,
  tileWidth,
  treeRoot,
  verifyLog,
} from "@zhanqiao/tlog";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thePlatform } from "../platform/index.ts";
import { tileKey } from "./log-files.ts";
import { sequence } from "./sequence.ts";
import { origin, type TestLedger, testLedger } from "./testing.ts";

describe("the log as any tile client reads it", () => {
  let l: TestLedger;
  let base: string;
  const get = (path: string, init?: RequestInit) => fetch(`${base}/${path}`, init);
  beforeAll(async () => {
    l = await testLedger();
    await l.append(300);
    await sequence(l.needs);
    await l.append(290);
    await sequence(l.needs);
    base = await l.app.listen({ host: "127.0.0.1", port: 0 });
  });
  afterAll(() => l.close());

  it("can be mirrored over HTTP with nothing but checkpoint, tiles and entry bundles, and verifies", async () => {
    const mirror = new Map<string, Uint8Array>();
    const fetched: string[] = [];
    const report = await verifyLog({
      verifierKey: l.needs.key.verifierKey,
      fetch: async (path) => {
        fetched.push(path);
        const answer = await get(path);
        if (answer.status === 404) return undefined;
        expect(answer.status).toBe(200);
        mirror.set(path, new Uint8Array(await answer.arrayBuffer()));
        return mirror.get(path);
      },
    });
    expect(report).toMatchObject({ ok: true, size: 590, entries: 590 });
    expect(fetched.every((path) => /^(checkpoint|tile\/(entries|\d+)\/\d{3}(\.p\/\d+)?)$/.test(path))).toBe(
      true,
    );
    const offline = await verifyLog({
      verifierKey: l.needs.key.verifierKey,
      fetch: async (path) => mirror.get(path),
    });
    expect(offline).toEqual(report);
  });

  it("serves hashes and entries in the bytes the specification gives them", async () => {
    const rows = await l.db.reading(thePlatform, (tx) =>
      sql<{ bytes: Buffer }>`select bytes from ledger.entry order by index`.execute(tx),
    );
    const entries = rows.rows.map((row) => new Uint8Array(row.bytes));
    const leaves = entries.map(leafHash);
    const tile = Buffer.from(await (await get("tile/0/002.p/78")).arrayBuffer());
    expect(tile.equals(Buffer.concat(leaves.slice(512)))).toBe(true);
    const above = Buffer.from(await (await get("tile/1/000.p/2")).arrayBuffer());
    expect(above.subarray(32).equals(await treeRoot(256, memoryReader(leaves.slice(256, 512))))).toBe(true);
    const bundle = Buffer.from(await (await get("tile/entries/001")).arrayBuffer());
    expect(bundle.equals(encodeBundle(entries.slice(256, 512)))).toBe(true);
    const checkpoint = openCheckpoint(await (await get("checkpoint")).text(), {
      origin,
      log: l.needs.key.verifier,
    });
    expect(Buffer.from(checkpoint.root).equals(await treeRoot(590, memoryReader(leaves)))).toBe(true);
  });

  it("says what each is, how long it keeps, and that any site may read it", async () => {
    const checkpoint = await get("checkpoint");
    expect(Object.fromEntries(checkpoint.headers)).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-cache",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    });
    for (const path of ["tile/0/000", "tile/entries/000", "tile/0/002.p/78"])
      expect(Object.fromEntries((await get(path)).headers)).toMatchObject({
        "content-type": "application/octet-stream",
        "cache-control": "public, max-age=31536000, immutable",
        "access-control-allow-origin": "*",
      });
    const missing = await get("tile/0/999");
    expect(missing.status).toBe(404);
    expect(missing.headers.get("access-control-allow-origin")).toBe("*");
    expect(missing.headers.get("cache-control")).toBe("no-store");
  });

  it("tells a client that already has it so, and answers HEAD without a body", async () => {
    for (const path of ["checkpoint", "tile/0/000", "tile/entries/002.p/78"]) {
      const whole = await get(path);
      const etag = whole.headers.get("etag")!;
      const length = (await whole.arrayBuffer()).byteLength;
      const again = await get(path, { headers: { "if-none-match": etag } });
      expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
      expect((await get(path, { headers: { "if-none-match": `"other", W/${etag}` } })).status).toBe(304);
      expect((await get(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
      const head = await get(path, { method: "HEAD" });
      expect([head.status, Number(head.headers.get("content-length")), head.headers.get("etag")]).toEqual([
        ...[200, length],
        etag,
      ]);
      expect((await head.arrayBuffer()).byteLength).toBe(0);
    }
  });

  it("gives a partial tile after the full one took its place, and any width that was ever signed or could have been", async () => {
    expect(l.needs.files.exists(tileKey("tile/0/001.p/44"))).toBe(false);
    for (const level of ["0", "entries"]) {
      const full = Buffer.from(await (await get(`tile/${level}/001`)).arrayBuffer());
      for (const width of [1, 44, tileWidth - 1]) {
        const answer = await get(`tile/${level}/001.p/${width}`);
        expect(answer.status).toBe(200);
        const part = Buffer.from(await answer.arrayBuffer());
        expect(full.subarray(0, part.length).equals(part)).toBe(true);
        if (level === "0") expect(part.length).toBe(width * 32);
      }
    }
    expect((await get("tile/0/002.p/77")).status).toBe(200);
  });

  it("has nothing else: no tile beyond the checkpoint, no other spelling, no way out of the folder", async () => {
    const none = [
      ...["tile/0/002", "tile/0/002.p/79", "tile/entries/002.p/79", "tile/1/000.p/3", "tile/2/000.p/1"],
      ...[
        "tile/0/000.p/256",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/64/000",
        "tile/00/000",
        "tile/entries/000.p/0",
      ],
      ...["tile/0/..%2f..%2fkey", "tile/0/000.p/01", "tile/"],
    ];
    for (const path of none) expect([path, (await get(path)).status]).toEqual([path, 404]);
    for (const method of ["POST", "PUT", "DELETE"])
      expect((await get("checkpoint", { method })).status).toBe(404);
  });
});
