import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InjectOptions } from "fastify";
import { pino } from "pino";
import type { EntryContent, Item } from "../catalog/index.ts";
import { aLaw, organisations, staff, testCatalog, town } from "../catalog/testing.ts";
import { collectMigrations, takeIn } from "../collect/index.ts";
import { appendAct, ledgerMigrations } from "../ledger/index.ts";
import { openEngine } from "../platform/engine/index.ts";
import { anyone, buildServer, migrate, openFiles } from "../platform/index.ts";
import { checkEntryVersion, correctionModule } from "../quality/index.ts";
import { type OpenNeeds, openMigrations, openScans, registerOpen } from "./index.ts";

export const officer = staff(town.transport, "officer");
export const reviewer = staff(town.cityData, "reviewer");

/** Items of a list of parking lots; the phone number of whoever runs one is personal, and closed. */
export const items: Item[] = [
  { name: "停车场名称", column: "name", type: "string", nullable: true, grade: "L1" },
  { name: "所在区", column: "district", type: "string", nullable: true, grade: "L1" },
  { name: "泊位总数", column: "spaces", type: "integer", nullable: true, unit: "个", grade: "L1" },
  { name: "启用日期", column: "opened", type: "date", nullable: true, grade: "L2" },
  { name: "备注", column: "remark", type: "string", nullable: true, grade: "L1" },
  { name: "联系电话", column: "phone", type: "string", nullable: true, grade: "L3", personal: true },
];

/** Personal information may stand in an unconditionally open entry where a law demands it; not in what is served. */
export const openContent: Partial<EntryContent> = { items, grade: "L3", openBasis: aLaw };

const districts = ["市南区", "市北区", "崂山区"];
export const remarks: Readonly<Record<number, string>> = {
  0: '=HYPERLINK("http://evil.example","点这里")',
  1: "+cmd|' /C calc'!A0",
  2: "-2+3",
  3: "@SUM(1+1)",
  4: "＝1+1",
  5: "-12.5",
  6: '普通，含逗号和"引号"',
};

export const parkingRows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    name: `第${i + 1}停车场`,
    district: districts[i % 3]!,
    spaces: 10 + ((i * 7) % 200),
    opened: `2020-01-${String((i % 28) + 1).padStart(2, "0")}`,
    remark: remarks[i] ?? `备注${i}`,
    phone: `138${String(10_000_000 + i)}`,
  }));

export function parkingCsv(count: number): string {
  const cell = (value: string | number) => `"${String(value).replaceAll('"', '""')}"`;
  const lines = parkingRows(count).map((row) => Object.values(row).map(cell).join(","));
  return `${[items.map((i) => i.name).join(","), ...lines].join("\r\n")}\r\n`;
}

/** Opening on a real database, file store, intake, ledger, engine and HTTP server. */
export async function testOpen() {
  const catalog = await testCatalog();
  await migrate(catalog.db, [ledgerMigrations, collectMigrations, openMigrations]);
  const dir = await mkdtemp(join(tmpdir(), "zhanqiao-open-"));
  const files = openFiles(dir);
  const engine = await openEngine({ dir, cursorKey: Buffer.alloc(32, 7), memoryLimit: "256MiB" });
  const scans = openScans({ dir, memoryLimit: "256MiB" });
  const correction = correctionModule(organisations);
  const engineNeeds = {
    ...catalog.needs,
    append: appendAct,
    modules: [...catalog.needs.modules, correction],
  };
  const needs: OpenNeeds = {
    db: catalog.db,
    files,
    clock: catalog.clock,
    organisations,
    engine,
    scans,
    declarations: engineNeeds.modules.map((m) => m.declaration),
    statute: catalog.needs.statute,
    publicUrl: "https://data.example",
  };
  const app = await buildServer({
    log: pino({ level: "silent" }),
    resolveCaller: async () => anyone,
    trustProxy: [],
    version: "0",
  });
  registerOpen(app, needs);
  await app.ready();

  const collecting = {
    db: catalog.db,
    files,
    clock: catalog.clock,
    jobs: { enqueue: async () => undefined },
    organisations,
    append: appendAct,
    check: checkEntryVersion,
    uploadLimit: 256 * 1024 * 1024,
  };
  let count = 0;
  /** Delivers text as a file, through intake, and publishes it as the next version. */
  const deliver = async (code: string, text: string) => {
    const path = join(dir, `delivered-${++count}.csv`);
    await writeFile(path, text);
    return takeIn(collecting, { path, entry: code, caller: officer, accept: "all" });
  };
  const get = (path: string, headers: Record<string, string> = {}, method: InjectOptions["method"] = "GET") =>
    app.inject({ method, url: `/api/v1${path}`, headers });
  const publishedDataset = async (rows: number, more: Partial<EntryContent> = {}) => {
    const { code } = await catalog.published({ ...openContent, ...more });
    const version = await deliver(code, parkingCsv(rows));
    return { code, version };
  };
  return {
    ...catalog,
    engineNeeds,
    needs,
    app,
    dir,
    files,
    get,
    deliver,
    publishedDataset,
    close: async () => {
      await app.close();
      await engine.close();
      await scans.close();
      await catalog.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type TestOpen = Awaited<ReturnType<typeof testOpen>>;
