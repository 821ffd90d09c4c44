import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../platform/db/testing.ts";
import { anyone, type Tx, thePlatform } from "../platform/index.ts";
import { countFiling, filingsLookBack } from "./count-filing.ts";
import { procedureMigrations } from "./index.ts";

const start = new Date("2026-03-02T01:00:00Z");
const after = (ms: number) => new Date(start.getTime() + ms);

describe("filing without an account", () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase([procedureMigrations]);
  });
  afterAll(() => db.close());

  const file = (address: string, at: Date, most = 3) =>
    db.acting(thePlatform, (tx) => countFiling(tx, { address, at, most }));

  it("is taken as often as the limit says and not once more, until the first is an hour old", async () => {
    for (const minutes of [0, 10, 20]) await file("203.0.113.1", after(minutes * 60_000));
    const late = after(filingsLookBack - 1000);
    await expect(file("203.0.113.1", late)).rejects.toMatchObject({
      code: "procedure.too_many_filings",
      status: 429,
      details: { retryAfter: 1 },
    });
    await file("203.0.113.1", after(filingsLookBack));
    await expect(file("203.0.113.1", after(filingsLookBack))).rejects.toMatchObject({
      details: { retryAfter: 600 },
    });
    await file("203.0.113.2", after(filingsLookBack));
  });

  it("counts an IPv6 client by its /64 and an IPv4-mapped one as IPv4", async () => {
    for (const n of [1, 2, 3]) await file(`2001:db8:1:2:${n}::${n}`, start);
    await expect(file("2001:DB8:1:2:ffff::9", start)).rejects.toMatchObject({ status: 429 });
    await file("2001:db8:1:3::1", start);
    for (const _ of [1, 2, 3]) await file("198.51.100.7", start);
    await expect(file("::ffff:198.51.100.7", start)).rejects.toMatchObject({ status: 429 });
  });

  it("lets no more through when many come at once to many connections", async () => {
    const all = await Promise.allSettled(Array.from({ length: 9 }, () => file("203.0.113.50", start)));
    expect(all.filter((one) => one.status === "fulfilled")).toHaveLength(3);
  });

  it("counts nothing when the filing itself fails", async () => {
    const failing = db.acting(thePlatform, async (tx) => {
      await countFiling(tx, { address: "203.0.113.60", at: start, most: 1 });
      throw new Error("refused");
    });
    await expect(failing).rejects.toThrow("refused");
    await file("203.0.113.60", start, 1);
  });

  it("keeps only hashes, no longer than they count, for nobody but the platform to read", async () => {
    const rows = (tx: Tx) => sql<{ at: Date }>`select * from procedure.filing`.execute(tx);
    expect((await db.reading(anyone, rows)).rows).toEqual([]);
    const kept = (await db.reading(thePlatform, rows)).rows;
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain("203.0.113");
    await file("203.0.113.99", after(5 * filingsLookBack));
    expect((await db.reading(thePlatform, rows)).rows).toHaveLength(1);
  });
});
