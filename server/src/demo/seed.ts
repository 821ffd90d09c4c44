import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { publishOpenList } from "../catalog/index.ts";
import type { CollectNeeds } from "../collect/index.ts";
import { cityAuthority, dataAuthorityOf, demoPassword, organisationsByUscc } from "../parties/index.ts";
import { type Clock, type Database, settableClock, thePlatform } from "../platform/index.ts";
import type { EngineNeeds } from "../procedure/index.ts";
import { foundCity } from "./city.ts";
import { cityData } from "./generate/city-data.ts";
import type { DemoDataset } from "./generate/dataset.ts";
import { publicServiceData } from "./generate/public-service-data.ts";
import { writeFileOf } from "./generate/write-file.ts";
import { shownAccounts } from "./organisations.ts";
import { tellOpening, tellSharing } from "./story-attributes.ts";
import { catalogue, tellCatalog } from "./story-catalog.ts";
import { tellCorrections } from "./story-corrections.ts";
import { makeTeller, type Teller } from "./teller.ts";

export interface SeedNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly procedures: EngineNeeds;
  readonly collect: CollectNeeds;
}

/** Days before the end on which each further delivery of a dataset came; the first came 20 days before. */
const deliveries: Readonly<Record<string, readonly number[]>> = {
  环境空气质量日报: [7, 1],
  公共停车场信息: [1],
  海水浴场水质监测: [1],
  农产品批发价格: [1],
  义务教育学校名录: [6],
  食品监督抽检结果: [3],
};

/**
 * Fills an empty platform with the demo city, told as a story that ends now. Does nothing where it has been told; a
 * telling that was cut off is refused in words, because half a city would look like a whole one.
 */
export async function seedCity(needs: SeedNeeds): Promise<void> {
  const state = await begin(needs.db);
  if (state === "told") return;
  if (state === "broken")
    throw new Error(
      "演示城市上次没有建完，请删除数据文件夹后重新启动 / the demo city was cut off while being made: delete the data folder and start again",
    );
  const end = needs.clock.now();
  const founding = settableClock(new Date(end.getTime() - 40 * 86_400_000));
  const city = await foundCity(needs.db, founding);
  const teller = makeTeller({ procedures: needs.procedures, collect: needs.collect, city, end });
  const dir = await mkdtemp(join(tmpdir(), "zhanqiao-demo-"));
  try {
    const last = teller.dayOf(1);
    const datasets = [...publicServiceData(last), ...cityData(last)];
    for (const dataset of datasets)
      await catalogue(
        teller,
        dataset.provider,
        { ...dataset.content, items: dataset.columns.map((c) => c.item) },
        30,
      );
    await Promise.all([deliverAll(teller.aside(), datasets, dir), tell(teller)]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  await needs.db.acting(thePlatform, async (tx) => {
    await publishOpenList(tx, { organisationsByUscc, dataAuthorityOf, cityAuthority }, end);
    await sql`update platform.demo set told_at = ${end}`.execute(tx);
  });
}

async function tell(t: Teller): Promise<void> {
  await tellCatalog(t);
  await tellSharing(t);
  await tellOpening(t);
  await tellCorrections(t);
}

async function deliverAll(t: Teller, datasets: readonly DemoDataset[], dir: string): Promise<void> {
  for (const [i, dataset] of datasets.entries()) {
    const days = [20, ...(deliveries[dataset.content.name] ?? [])];
    for (const [edition, day] of days.entries()) {
      const path = join(dir, `${i}-${edition}-${dataset.file}`);
      // Later deliveries bring a little more than the ones before.
      await writeFileOf(dataset, path, edition + 1, dataset.rows + edition * 9);
      t.at(day, `0${8 + (i % 2)}:${String(10 + i).padStart(2, "0")}`);
      const code = t.entries.get(dataset.content.name)!.code;
      await t.deliver(t.city.as(dataset.provider, "officer"), code, { path, name: dataset.file });
    }
  }
}

async function begin(db: Database): Promise<"new" | "told" | "broken"> {
  return db.acting(thePlatform, async (tx) => {
    await sql`create table if not exists platform.demo (begun_at timestamptz not null default now(), told_at timestamptz)`.execute(
      tx,
    );
    const found = await sql<{ told_at: Date | null }>`select told_at from platform.demo`.execute(tx);
    if (found.rows.length) return found.rows[0]!.told_at ? "told" : "broken";
    await sql`insert into platform.demo default values`.execute(tx);
    return "new";
  });
}

/** The demo accounts as the start page prints them. */
export function describeAccounts(): string[] {
  return [
    `  演示账号 demo accounts (口令 password: ${demoPassword})`,
    ...shownAccounts.map(([login, what]) => `    ${login.padEnd(16)} ${what}`),
  ];
}
