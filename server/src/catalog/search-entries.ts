import type { Tx } from "../platform/index.ts";
import type { EntryCard, Facets, SearchPage, SearchQuery } from "./contract.ts";
import type { Organisations, OrgCard } from "./organisations.ts";
import { type FacetName, type Found, facetNames, findPublished } from "./search/find-entries.ts";
import { highlight } from "./search/highlight.ts";
import { cycles, fields, formats, openTypes, shareTypes, type Term } from "./vocabulary.ts";

/**
 * Searches the published catalog: words in any order, misaligned or misspelt, with counts per facet, in one
 * request. `within` keeps it to some open types (the portal shows what is open, Art. 28).
 */
export async function searchEntries(
  tx: Tx,
  organisations: Organisations,
  query: SearchQuery,
  within?: readonly ("unconditional" | "conditional")[],
): Promise<SearchPage> {
  const { q, sort, limit, offset, ...filters } = query;
  const found = await findPublished(tx, { q, sort, limit, offset, filters, ...(within ? { within } : {}) });
  const usccs = [
    ...found.items.map((i) => i.provider),
    ...found.facets.filter((f) => f.facet === "provider").map((f) => f.value),
  ];
  const orgs = await organisations.organisationsByUscc(tx, usccs);
  return {
    items: found.items.map((item) => cardOf(item, orgs, found.query.terms)),
    total: found.total,
    facets: facetsOf(found, orgs),
    terms: [...found.query.terms],
    nearest: found.nearest,
  };
}

function cardOf(
  f: Found["items"][number],
  orgs: ReadonlyMap<string, OrgCard>,
  terms: readonly string[],
): EntryCard {
  const marked = terms.length ? highlight(f.card.abstract, terms) : undefined;
  return {
    ...f.card,
    code: f.code,
    version: f.version,
    provider: { uscc: f.provider, name: orgs.get(f.provider)?.name ?? f.provider },
    division: { code: f.division, name: f.division_name },
    state: "published",
    publishedAt: f.published_at.toISOString(),
    updatedAt: f.updated_at.toISOString(),
    caseId: f.case_id,
    itemCount: f.item_count,
    ...(marked ? { highlight: marked } : {}),
  };
}

const vocabularies: Partial<Record<FacetName, Readonly<Record<string, Term>>>> = {
  field: fields,
  share: shareTypes,
  open: openTypes,
  format: formats,
  cycle: cycles,
};

function facetsOf(found: Found, orgs: ReadonlyMap<string, OrgCard>): Facets {
  const facets = Object.fromEntries(facetNames.map((name) => [name, []])) as unknown as Facets;
  for (const { facet, value, label, count } of found.facets) {
    const term = vocabularies[facet]?.[value];
    const name = label ?? orgs.get(value)?.name ?? value;
    facets[facet].push({ value, label: term ? { zh: term.zh, en: term.en } : { zh: name, en: name }, count });
  }
  return facets;
}
