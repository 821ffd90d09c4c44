import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import type { Division, Org, OrganisationsQuery, OrgRef } from "./contract.ts";
import { refuse } from "./refusals.ts";

interface Row extends Omit<Org, "division" | "authority"> {
  readonly division: string;
  readonly division_name: string;
  readonly authority_uscc: string | null;
  readonly authority_name: string | null;
}

// The authority is found, never stored: registered later or replaced, it holds for everybody at once.
const selected = sql`select o.uscc, o.name, o.short, o.kind, o.holder, o.sector, o.level, o.division, o.active,
    d.name as division_name, a.uscc as authority_uscc, a.name as authority_name
  from parties.organisation o
  join parties.division d on d.code = o.division
  left join parties.organisation a
    on a.kind = 'authority' and a.active and a.level = o.level and a.division = left(o.division, 6)`;

const orgOf = (r: Row): Org => ({
  uscc: r.uscc,
  name: r.name,
  short: r.short,
  kind: r.kind,
  holder: r.holder,
  sector: r.sector,
  level: r.level,
  division: { code: r.division, name: r.division_name },
  authority: r.authority_uscc ? { uscc: r.authority_uscc, name: r.authority_name! } : null,
  active: r.active,
});

/** Organisations by credit code; unknown codes are left out. At most a few hundred at once. */
export async function organisationsByUscc(tx: Tx, usccs: readonly string[]): Promise<Map<string, Org>> {
  const possible = [...new Set(usccs)].filter((u) => /^[0-9A-Z]{18}$/.test(u));
  if (possible.length === 0) return new Map();
  const found = await sql<Row>`${selected} where o.uscc = any(${possible})`.execute(tx);
  return new Map(found.rows.map((r) => [r.uscc, orgOf(r)]));
}

/** One organisation, closed ones included: their addresses and acts remain. */
export async function organisation(tx: Tx, uscc: string): Promise<Org | undefined> {
  return (await organisationsByUscc(tx, [uscc])).get(uscc);
}

/** Credit code and name as they stand beside acts and cases; unknown codes are left out. */
export async function orgRefs(tx: Tx, usccs: readonly string[]): Promise<Map<string, OrgRef>> {
  const found = await organisationsByUscc(tx, usccs);
  return new Map([...found].map(([uscc, { name }]) => [uscc, { uscc, name }]));
}

/**
 * The data authority that an organisation answers to: of the same level and division (Arts. 6, 9).
 * Its own for an authority. Refuses (409) where none is registered.
 */
export async function dataAuthorityOf(tx: Tx, uscc: string): Promise<OrgRef> {
  const found = await organisation(tx, uscc);
  if (!found) throw refuse("organisation_unknown");
  if (!found.authority) throw refuse("no_authority", { article: "6.1" });
  return found.authority;
}

/** The city's data authority, to which the Measures leave rules and the negative list (Arts. 7, 8, 20). */
export async function cityAuthority(tx: Tx): Promise<OrgRef> {
  const found = await sql<OrgRef>`select uscc, name from parties.organisation
    where kind = 'authority' and level = 'city' and active order by division limit 1`.execute(tx);
  if (!found.rows[0]) throw refuse("no_authority", { article: "6.1" });
  return found.rows[0];
}

/** Organisations at work, by name; `q` is looked for in name, short name and credit code. */
export async function findOrganisations(
  tx: Tx,
  query: Partial<OrganisationsQuery>,
): Promise<{ items: Org[]; total: number }> {
  const filters: RawBuilder<unknown>[] = [sql`o.active`];
  if (query.kind) filters.push(sql`o.kind = ${query.kind}`);
  if (query.level) filters.push(sql`o.level = ${query.level}`);
  if (query.division) filters.push(sql`o.division = ${query.division}`);
  if (query.sector) filters.push(sql`o.sector = ${query.sector}`);
  const q = query.q?.trim();
  if (q) {
    const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
    filters.push(sql`(o.name ilike ${like} or o.short ilike ${like} or o.uscc ilike ${like})`);
  }
  const where = sql.join(filters, sql` and `);
  const items = await sql<Row>`${selected} where ${where} order by o.division, o.kind, o.name, o.uscc
    limit ${query.limit ?? 20} offset ${query.offset ?? 0}`.execute(tx);
  const total = await sql<{
    n: number;
  }>`select count(*) as n from parties.organisation o where ${where}`.execute(tx);
  return { items: items.rows.map(orgOf), total: total.rows[0]!.n };
}

/** All divisions, parents before children. */
export async function allDivisions(tx: Tx): Promise<Division[]> {
  const found = await sql<Division>`select code, name, level, parent from parties.division
    order by length(code), code`.execute(tx);
  return found.rows;
}
