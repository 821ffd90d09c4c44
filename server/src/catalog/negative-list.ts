import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import type { Basis } from "./content.ts";
import type { Organisations } from "./organisations.ts";

export interface NegativeItem {
  readonly code: string;
  readonly name: string;
  readonly provider: { readonly uscc: string; readonly name: string };
  readonly basis: Basis;
  readonly reason: string | null;
  readonly since: string;
}

/** What published data is not shared, since when and on which basis (共享负面清单, Art. 20.2). */
export async function negativeItems(
  tx: Tx,
  organisations: Organisations,
  page: { limit: number; offset: number },
): Promise<{ items: NegativeItem[]; total: number }> {
  const from = sql`from catalog.negative_list n join catalog.entry e using (code)
    where n.until is null and e.state = 'published'`;
  const found = await sql<{
    code: string;
    name: string;
    provider: string;
    basis: Basis;
    reason: string | null;
    since: Date;
  }>`select n.code, e.name, e.provider, n.basis, n.reason, n.since ${from}
    order by n.since desc, n.code limit ${page.limit} offset ${page.offset}`.execute(tx);
  const total = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(tx);
  const orgs = await organisations.organisationsByUscc(
    tx,
    found.rows.map((r) => r.provider),
  );
  const items = found.rows.map((r) => ({
    ...r,
    provider: { uscc: r.provider, name: orgs.get(r.provider)?.name ?? r.provider },
    since: r.since.toISOString(),
  }));
  return { items, total: total.rows[0]!.n };
}
