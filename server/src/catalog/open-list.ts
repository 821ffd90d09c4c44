import { createHash } from "node:crypto";
import { dayOf } from "@zhanqiao/law";
import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import type { OpenListItem } from "./contract.ts";
import type { Organisations } from "./organisations.ts";
import { refuse } from "./refusals.ts";
import { insertOpenList } from "./store.ts";
import type { Cycle, Format } from "./vocabulary.ts";

interface Row {
  readonly code: string;
  readonly name: string;
  readonly provider: string;
  readonly open: "unconditional" | "conditional";
  readonly format: Format;
  readonly condition: string | null;
  readonly cycle: Cycle;
  readonly open_since: Date;
}

export interface Snapshot {
  readonly day: string;
  readonly count: number;
  readonly sha256: string;
  readonly published_at: Date;
}

/** The open list as it is now (开放清单, Art. 28): what is open, on which conditions, how often updated. */
export async function openEntries(
  tx: Tx,
  organisations: Organisations,
  page: { provider?: string | undefined; limit: number; offset: number },
): Promise<{ items: OpenListItem[]; total: number }> {
  const where = page.provider
    ? sql`p.open <> 'none' and p.provider = ${page.provider}`
    : sql`p.open <> 'none'`;
  const found = await sql<Row>`select code, name, provider, open, format, card->>'openCondition' as condition,
      cycle, open_since
    from catalog.published p where ${where} order by code limit ${page.limit} offset ${page.offset}`.execute(
    tx,
  );
  const total = await sql<{
    n: number;
  }>`select count(*)::int as n from catalog.published p where ${where}`.execute(tx);
  const orgs = await organisations.organisationsByUscc(
    tx,
    found.rows.map((r) => r.provider),
  );
  const items = found.rows.map((r) => ({
    code: r.code,
    name: r.name,
    provider: { uscc: r.provider, name: orgs.get(r.provider)?.name ?? r.provider },
    openAttribute: r.open,
    openType: kindOf(r.format),
    condition: r.condition,
    updateCycle: r.cycle,
    since: r.open_since.toISOString(),
  }));
  return { items, total: total.rows[0]!.n };
}

function kindOf(format: Format): OpenListItem["openType"] {
  if (format === "api") return "interface";
  return format === "document" || format === "image" ? "document" : "dataset";
}

/**
 * Keeps the open list of today for good, unless today's is there already or nothing changed since the last one.
 * Runs as the platform, in a job.
 * @returns the day when a list was published.
 */
export async function publishOpenList(
  tx: Tx,
  organisations: Organisations,
  at: Date,
): Promise<string | undefined> {
  const { items } = await openEntries(tx, organisations, { limit: 1_000_000, offset: 0 });
  const sha256 = createHash("sha256").update(JSON.stringify(items)).digest("hex");
  const [last] = await openListSnapshots(tx, 1);
  if (last?.sha256 === sha256 || (!last && items.length === 0)) return undefined;
  const day = dayOf(at);
  return (await insertOpenList(tx, { day, entries: items, sha256, at })) ? day : undefined;
}

/** The days for which a list was kept, the latest first. */
export async function openListSnapshots(tx: Tx, limit = 400): Promise<Snapshot[]> {
  const found = await sql<Snapshot>`select day, count, sha256, published_at from catalog.open_list
    order by day desc limit ${limit}`.execute(tx);
  return found.rows;
}

/** The open list as it stood on a day. Refuses (404) where none was published that day. */
export async function openListOf(tx: Tx, day: string): Promise<Snapshot & { entries: OpenListItem[] }> {
  const found = await sql<Snapshot & { entries: OpenListItem[] }>`select * from catalog.open_list
    where day = ${day}::date`.execute(tx);
  if (!found.rows[0]) throw refuse("snapshot_missing", { article: "28" });
  return found.rows[0];
}
