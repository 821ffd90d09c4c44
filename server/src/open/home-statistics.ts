import { dayOf, startOf } from "@zhanqiao/law";
import { sql } from "kysely";
import { searchEntries, searchQuerySchema } from "../catalog/index.ts";
import { anyone, type Tx } from "../platform/index.ts";
import type { HomeNumbers } from "./contract.ts";
import type { OpenNeeds } from "./needs.ts";
import { formatsOf, later } from "./search-datasets.ts";

const recentOnes = 8;

/** The numbers of the first page: open datasets, rows, agencies, what is new (Art. 28). */
export function homeStatistics(needs: OpenNeeds): Promise<HomeNumbers> {
  return needs.db.reading(anyone, async (tx) => {
    const query = searchQuerySchema.parse({ sort: "updated", limit: 1 });
    const { total, facets } = await searchEntries(tx, needs.organisations, query, [
      "unconditional",
      "conditional",
    ]);
    return {
      datasets: total,
      agencies: facets.provider.length,
      ...(await dataNumbers(tx, startOf(dayOf(needs.clock.now())))),
      byField: facets.field,
      byProvider: facets.provider,
      byDivision: facets.division,
      recent: await recent(tx, needs),
    };
  });
}

// The latest version of every open entry; one line each.
const held = sql`select distinct on (v.entry) v.entry, v.rows, v.published_at, p.open
  from collect.version v join catalog.published p on p.code = v.entry
  where p.open <> 'none' order by v.entry, v.n desc`;

async function dataNumbers(tx: Tx, today: Date) {
  const found = await sql<{ interfaces: number; rows: number; updated_today: number }>`
    with held as (${held})
    select count(*) filter (where held.open = 'unconditional' or p.format = 'api')::int as interfaces,
      coalesce(sum(held.rows) filter (where held.open = 'unconditional'), 0)::float8 as rows,
      count(*) filter (where greatest(p.updated_at, held.published_at) >= ${today})::int as updated_today
    from catalog.published p left join held on held.entry = p.code where p.open <> 'none'`.execute(tx);
  const { interfaces, rows, updated_today: updatedToday } = found.rows[0]!;
  return { interfaces, rows, updatedToday };
}

interface RecentRow {
  readonly code: string;
  readonly name: string;
  readonly provider: string;
  readonly format: "csv";
  readonly open: "unconditional" | "conditional";
  readonly cycle: string;
  readonly updated_at: Date;
  readonly published_at: Date | null;
}

async function recent(tx: Tx, needs: OpenNeeds): Promise<HomeNumbers["recent"]> {
  const found = await sql<RecentRow>`with held as (${held})
    select p.code, p.name, p.provider, p.format, p.open, p.cycle, p.updated_at, held.published_at
    from catalog.published p left join held on held.entry = p.code where p.open <> 'none'
    order by greatest(p.updated_at, held.published_at) desc, p.code limit ${recentOnes}`.execute(tx);
  const orgs = await needs.organisations.organisationsByUscc(
    tx,
    found.rows.map((r) => r.provider),
  );
  return found.rows.map((r) => ({
    code: r.code,
    name: r.name,
    provider: { uscc: r.provider, name: orgs.get(r.provider)?.name ?? r.provider },
    updatedAt: later(r.updated_at.toISOString(), r.published_at ?? undefined),
    updateCycle: r.cycle,
    formats: formatsOf({ format: r.format, openType: r.open }, r.published_at !== null),
  }));
}
