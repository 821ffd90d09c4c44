import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../platform/index.ts";
import type { EntryContent } from "../content.ts";
import { type ParsedQuery, parseQuery } from "./parse-query.ts";

/** The attributes results are narrowed by and counted over. */
export const facetNames = ["provider", "field", "division", "share", "open", "format", "cycle"] as const;
export type FacetName = (typeof facetNames)[number];

export interface EntrySearch {
  readonly q?: string | undefined;
  readonly filters: Readonly<Partial<Record<FacetName | "class" | "grade", readonly string[] | undefined>>>;
  /** Only these open types, and no facet counts what lies outside (the portal's datasets). */
  readonly within?: readonly string[];
  readonly sort: "relevance" | "updated" | "name";
  readonly limit: number;
  readonly offset: number;
}

export interface FoundEntry {
  readonly code: string;
  readonly provider: string;
  readonly division: string;
  readonly division_name: string;
  readonly item_count: number;
  readonly version: number;
  readonly case_id: string;
  readonly published_at: Date;
  readonly updated_at: Date;
  readonly card: Omit<EntryContent, "items">;
}

export interface FoundFacet {
  readonly facet: FacetName;
  readonly value: string;
  /** Only for divisions. */
  readonly label: string | null;
  readonly count: number;
}

export interface Found {
  readonly items: FoundEntry[];
  readonly total: number;
  readonly facets: FoundFacet[];
  readonly query: ParsedQuery;
  readonly nearest: boolean;
}

/** Values of one facet that are counted out; beyond them nobody reads. */
const mostValues = 60;

/**
 * One page of the published entries with the counts of every facet. When nothing matches as typed, what is
 * nearest: entries whose name has at least half of the query's characters, or a word that begins alike.
 */
export async function findPublished(tx: Tx, search: EntrySearch): Promise<Found> {
  const query = parseQuery(search.q ?? "");
  const nothingReadable = query.plain !== "" && query.exact === null;
  if (nothingReadable) return { items: [], total: 0, facets: [], query, nearest: false };
  const found = await findMatching(tx, search, query, matches(query));
  if (found.total > 0 || !query.tolerant || anyNarrowing(search)) return { ...found, query, nearest: false };
  const near = await findMatching(tx, search, query, nearly(query));
  return { ...near, query, nearest: near.total > 0 };
}

// Zero results under a filter mean that the filter is too narrow, not that the query is misspelt.
const anyNarrowing = (search: EntrySearch) => Object.values(search.filters).some((v) => v?.length);

async function findMatching(tx: Tx, search: EntrySearch, query: ParsedQuery, match: RawBuilder<unknown>) {
  const base = sql.join([match, ...fixed(search)], sql` and `);
  const { total, facets } = await countFacets(tx, search, base);
  const items = search.offset < total ? await findPage(tx, search, query, base) : [];
  return { total, facets, items };
}

const matches = (query: ParsedQuery) =>
  query.exact === null ? sql`true` : sql`p.grams @@ ${query.exact}::tsquery`;

const nearly = (query: ParsedQuery) => {
  const needed = Math.ceil(query.characters.length / 2);
  return sql`p.grams @@ ${query.tolerant}::tsquery and ${charactersInName(query)} >= ${needed}`;
};

const charactersInName = (query: ParsedQuery) =>
  sql`(select count(*) from unnest(${[...query.characters]}::text[]) c where strpos(p.plain_name, c) > 0)`;

/** What narrows without being a facet. */
function fixed(search: EntrySearch): RawBuilder<unknown>[] {
  const all: RawBuilder<unknown>[] = [];
  if (search.within) all.push(sql`p.open = any (${[...search.within]})`);
  for (const name of ["class", "grade"] as const) {
    const values = search.filters[name];
    if (values?.length) all.push(sql`p.${sql.id(name)} = any (${[...values]})`);
  }
  return all;
}

/**
 * Counts every facet in one pass. Each row knows which filters it misses (a bit each): a row counts for the total
 * when it misses none, and for a facet when it misses at most that facet's own.
 */
async function countFacets(tx: Tx, search: EntrySearch, base: RawBuilder<unknown>) {
  const bits = facetNames.flatMap((name, i) => {
    const values = search.filters[name];
    return values?.length ? [sql`(p.${sql.id(name)} <> all (${[...values]}))::int * ${sql.lit(1 << i)}`] : [];
  });
  const miss = bits.length ? sql.join(bits, sql` + `) : sql`0`;
  const columns = sql.join(facetNames.map((name) => sql.id(name)));
  // Rows alike in all facets are counted once before they are spread over the facets.
  const spread = sql.join(
    facetNames.map((name, i) => sql`(${sql.lit(name)}, ${sql.id("r", name)}, ${sql.lit(1 << i)})`),
  );
  const rows = await sql<{ facet: FacetName | ""; value: string; label: string | null; n: number }>`
    with rows as (
      select ${columns}, max(p.division_name) as division_name, ${miss} as miss, count(*)::int as n
      from catalog.published p where ${base} group by ${columns}, miss)
    select v.facet, v.value, max(case when v.facet = 'division' then r.division_name end) as label, sum(r.n)::int as n
    from rows r cross join lateral (values ('', '', 0), ${spread}) as v (facet, value, bit)
    where r.miss in (0, v.bit)
    group by v.facet, v.value order by n desc, v.value`.execute(tx);
  const perFacet = new Map<string, number>();
  const facets: FoundFacet[] = [];
  for (const { facet, value, label, n } of rows.rows) {
    const seen = (perFacet.get(facet) ?? 0) + 1;
    perFacet.set(facet, seen);
    if (facet !== "" && seen <= mostValues) facets.push({ facet, value, label, count: n });
  }
  return { total: rows.rows.find((r) => r.facet === "")?.n ?? 0, facets };
}

async function findPage(
  tx: Tx,
  search: EntrySearch,
  query: ParsedQuery,
  base: RawBuilder<unknown>,
): Promise<FoundEntry[]> {
  const filters = facetNames.flatMap((name) => {
    const values = search.filters[name];
    return values?.length ? [sql`p.${sql.id(name)} = any (${[...values]})`] : [];
  });
  const where = sql.join([base, ...filters], sql` and `);
  const found = await sql<FoundEntry>`
    with page as (
      select p.code, row_number() over () as place from (
        select p.code from catalog.published p where ${where}
        order by ${order(search, query)} limit ${search.limit} offset ${search.offset}) p)
    select p.code, p.provider, p.division, p.division_name, p.item_count, p.updated_at, p.card,
      e.version, e.case_id, e.published_at
    from page join catalog.published p using (code) join catalog.entry e using (code) order by place`.execute(
    tx,
  );
  return found.rows;
}

function order(search: EntrySearch, query: ParsedQuery): RawBuilder<unknown> {
  if (search.sort === "name") return sql`p.plain_name, p.code`;
  if (search.sort === "updated" || query.exact === null) return sql`p.updated_at desc, p.code`;
  const words = query.words ? sql`ts_rank(${weights}, p.words, ${query.words}::tsquery)` : sql`0`;
  return sql`(${words} * 4 + ${named(query)}) desc, p.updated_at desc, p.code`;
}

const weights = sql.raw("'{0.05, 0.15, 0.4, 1}'::real[]");

/** How much of the query the name itself is: all of it, its beginning, a part; and how many of its characters. */
const named = (query: ParsedQuery) => sql`
  (case when p.plain_name = ${query.plain} then 8
        when starts_with(p.plain_name, ${query.plain}) then 4
        when strpos(p.plain_name, ${query.plain}) > 0 then 3
        else 0 end)
  + 2.0 * ${charactersInName(query)} / ${Math.max(1, query.characters.length)}`;
