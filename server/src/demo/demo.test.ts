import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Built, buildPlatform } from "../build.ts";
import { inspectFile } from "../collect/inspect/index.ts";
import { testServer } from "../platform/db/testing.ts";
import { checkCreditCode } from "../platform/identifiers/index.ts";
import { ensureDatabase, makeLog, readConfig, thePlatform } from "../platform/index.ts";
import { cityData } from "./generate/city-data.ts";
import { publicServiceData } from "./generate/public-service-data.ts";
import { districts, streets } from "./generate/words.ts";
import { writeFileOf } from "./generate/write-file.ts";
import { demoOrganisations } from "./organisations.ts";
import { seedCity } from "./seed.ts";

const datasets = [...publicServiceData("2026-11-20"), ...cityData("2026-11-20")];

describe("the demo city's generator", () => {
  it("has Qingdao's 10 districts and 141 streets, and only valid credit codes, each once", () => {
    expect(districts).toHaveLength(10);
    expect(streets).toHaveLength(141);
    const codes = demoOrganisations().map((o) => o.uscc);
    expect(codes.filter((c) => !checkCreditCode(c).valid)).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it("writes the same file for the same seed, and another for the next edition", async () => {
    const dir = mkdtempSync(join(tmpdir(), "demo-files-"));
    const files = ["a", "b", "c"].map((n) => join(dir, n));
    const [a, b, c] = files as [string, string, string];
    await writeFileOf(datasets[1]!, a, 1);
    await writeFileOf(datasets[1]!, b, 1);
    await writeFileOf(datasets[1]!, c, 2);
    const sums = await Promise.all(
      files.map(async (f) => (await inspectFile(f)) as { file: { sha256: string } }),
    );
    expect(sums[0]!.file.sha256).toBe(sums[1]!.file.sha256);
    expect(sums[0]!.file.sha256).not.toBe(sums[2]!.file.sha256);
  });

  for (const dataset of datasets)
    it(`${dataset.file} is understood as what it is: ${dataset.delivery}, ${dataset.rows} rows`, async () => {
      const path = join(mkdtempSync(join(tmpdir(), "demo-file-")), dataset.file);
      await writeFileOf(dataset, path);
      const seen = await inspectFile(path);
      if (!seen.ok) throw new Error(seen.reason.zh);
      const messy = dataset.delivery === "messy-xlsx";
      expect(seen.rows).toBe(dataset.rows);
      expect(seen.header.rows).toEqual([messy ? 3 : 1]);
      expect(seen.container).toBe(messy ? "xlsx" : "csv");
      expect(seen.columns.map((c) => c.label)).toEqual(dataset.columns.map((c) => c.item.name));
    });
});

describe("the demo city's story", () => {
  let platform: Built;
  const count = async (statement: string) =>
    (await platform.db.reading(thePlatform, (tx) => sql<{ n: number }>`${sql.raw(statement)}`.execute(tx)))
      .rows[0]!.n;

  beforeAll(async () => {
    const url = await ensureDatabase(testServer(), `demo_${process.pid}_${Date.now() % 100000}`);
    const dir = mkdtempSync(join(tmpdir(), "demo-city-"));
    platform = await buildPlatform(
      readConfig({ ZHANQIAO_DATA_DIR: dir, ZHANQIAO_DATABASE_URL: url }, true),
      makeLog("silent"),
    );
    await platform.work();
    await seedCity(platform);
  }, 180_000);
  afterAll(() => platform?.close());

  it("leaves a case in every declared state of every declared procedure", async () => {
    const states = await platform.db.reading(thePlatform, (tx) =>
      sql<{ at: string }>`select distinct procedure || ' ' || state as at from procedure.case_file`.execute(
        tx,
      ),
    );
    const told = new Set(states.rows.map((r) => r.at));
    const declared = platform.procedures.modules.flatMap(({ declaration: d }) =>
      Object.keys(d.states).map((s) => `${d.name} ${s}`),
    );
    expect(declared.filter((s) => !told.has(s))).toEqual([]);
  });

  it("has clocks that were met, that are running and that have run out", async () => {
    expect(
      await count("select count(*)::int as n from procedure.period where outcome = 'met'"),
    ).toBeGreaterThan(3);
    expect(
      await count(
        "select count(*)::int as n from procedure.period where ended_at is null and due_at > now()",
      ),
    ).toBeGreaterThan(2);
    expect(
      await count(
        "select count(*)::int as n from procedure.period where ended_at is null and due_at <= now()",
      ),
    ).toBeGreaterThan(1);
  });

  it("opens every dataset with a version, some with several", async () => {
    expect(await count("select count(distinct entry)::int as n from collect.version")).toBe(datasets.length);
    expect(await count("select max(n)::int as n from collect.version")).toBe(3);
  });

  it("changes nothing when it is told again", async () => {
    const before = await count("select count(*)::int as n from ledger.entry");
    await seedCity(platform);
    expect(await count("select count(*)::int as n from ledger.entry")).toBe(before);
  });
});
