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
  // The planner does not know that every vector it would have to read lies outside the row; the index knows all.
  if (query.exact !== null) await preferIndex(tx, true);
  const { total, facets } = await countFacets(tx, search, base);
  const items = search.offset < total ? await findPage(tx, search, base, order(search, query, total)) : [];
  if (query.exact !== null) await preferIndex(tx, false);
  return { total, facets, items };
}

const preferIndex = (tx: Tx, yes: boolean) =>
  sql`select set_config('enable_seqscan', ${yes ? "off" : "on"}, true)`.execute(tx);

const matches = (query: ParsedQuery) =>
  query.exact === null ? sql`true` : sql`p.grams @@ ${query.exact}::tsquery`;

const nearly = (query: ParsedQuery) => {
  const needed = Math.ceil(query.characters.length / 2);
  return sql`p.grams @@ ${query.tolerant}::tsquery and ${inName(query.characters)} >= ${needed}`;
};

/** How many of these the name has. */
const inName = (texts: readonly string[]) =>
  texts.length
    ? sql`(${sql.join(
        texts.map((t) => sql`(strpos(p.plain_name, ${t}) > 0)::int`),
        sql` + `,
      )})`
    : sql`0`;

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
  const set = facetNames.map((name) => search.filters[name] ?? []);
  const bits = set.flatMap((values, i) =>
    values.length
      ? [sql`(p.${sql.id(facetNames[i]!)} <> all (${[...values]}))::int * ${sql.lit(1 << i)}`]
      : [],
  );
  const miss = bits.length ? sql.join(bits, sql` + `) : sql`0`;
  const columns = sql.join(facetNames.map((name) => sql.id(name)));
  const counts = set.map((values, i) =>
    values.length
      ? sql`(count(*) filter (where miss in (0, ${sql.lit(1 << i)})))::int`
      : sql`(count(*) filter (where miss = 0))::int`,
  );
  const found = await sql<CountRow>`
    select ${columns}, division_name, grouping(${columns}) as rolled,
      (count(*) filter (where miss = 0))::int as total, array[${sql.join(counts)}] as counts
    from (select ${columns}, division_name, ${miss} as miss from catalog.published p where ${base}) p
    group by grouping sets ((), ${sql.join(facetNames.map((name) => sql`(${groupOf(name)})`))})`.execute(tx);
  const all = found.rows.flatMap((row) => facetOf(row));
  all.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const facets = facetNames.flatMap((name) => all.filter((f) => f.facet === name).slice(0, mostValues));
  return { total: found.rows.find((r) => r.rolled === everything)?.total ?? 0, facets };
}

type CountRow = Readonly<Record<FacetName, string>> & {
  readonly division_name: string | null;
  /** A bit for each facet rolled up into this row, the first facet highest. */
  readonly rolled: number;
  readonly total: number;
  readonly counts: readonly number[];
};

const everything = (1 << facetNames.length) - 1;
const groupOf = (name: FacetName) => (name === "division" ? sql`division, division_name` : sql.id(name));

function facetOf(row: CountRow): FoundFacet[] {
  const i = facetNames.findIndex((_, k) => row.rolled === everything - (1 << (facetNames.length - 1 - k)));
  const facet = facetNames[i];
  if (!facet || row.counts[i] === 0) return [];
  return [{ facet, value: row[facet], label: row.division_name, count: row.counts[i]! }];
}

async function findPage(
  tx: Tx,
  search: EntrySearch,
  base: RawBuilder<unknown>,
  by: RawBuilder<unknown>,
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
        order by ${by} limit ${search.limit} offset ${search.offset}) p)
    select p.code, p.provider, p.division, p.division_name, p.item_count, p.updated_at, p.card,
      e.version, e.case_id, e.published_at
    from page join catalog.published p using (code) join catalog.entry e using (code) order by place`.execute(
    tx,
  );
  return found.rows;
}

/** Above this many results words inside the texts no longer decide the order; the name and the day do. */
const mostRanked = 1500;

function order(search: EntrySearch, query: ParsedQuery, total: number): RawBuilder<unknown> {
  if (search.sort === "name") return sql`p.plain_name, p.code`;
  if (search.sort === "updated" || query.exact === null) return sql`p.updated_at desc, p.code`;
  const words =
    query.words && total <= mostRanked
      ? sql`4 * ts_rank(${weights}, p.words, ${query.words}::tsquery)`
      : sql`0`;
  return sql`(${words} + ${named(query)}) desc, p.updated_at desc, p.code`;
}

// biome-ignore lint/plugin: a constant, so that the planner sees it.
const weights = sql.raw("'{0.05, 0.15, 0.4, 1}'::real[]");

/** How much of the query the name itself is: all of it, its beginning, a part; and how many of its characters. */
const named = (query: ParsedQuery) => sql`
  (case when p.plain_name = ${query.plain} then 8
        when starts_with(p.plain_name, ${query.plain}) then 4
        when strpos(p.plain_name, ${query.plain}) > 0 then 3
        else 0 end
  + 2.0 * ${inName(query.characters)} / ${sql.lit(Math.max(1, query.characters.length))})`;
