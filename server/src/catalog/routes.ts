import { type App, type Caller, type Database, isMember } from "../platform/index.ts";
import * as contract from "./contract.ts";
import { negativeItems } from "./negative-list.ts";
import { openEntries, openListOf, openListSnapshots } from "./open-list.ts";
import { openListCsv } from "./open-list-csv.ts";
import type { Organisations } from "./organisations.ts";
import { entryByCode, entryVersion, versionsOf } from "./read-entry.ts";
import { refuse } from "./refusals.ts";
import { defaultScheme, type Scheme } from "./schemes.ts";
import { searchEntries } from "./search-entries.ts";
import * as vocabulary from "./vocabulary.ts";

export interface CatalogNeeds {
  readonly db: Database;
  readonly organisations: Organisations;
  readonly scheme?: Scheme;
}

/** Everything that reads the catalog over HTTP; what changes it goes through cases. */
export function registerCatalog(app: App, needs: CatalogNeeds): void {
  const { db, organisations, scheme = defaultScheme } = needs;
  const tags = ["catalog"];
  const base = "/api/v1/catalog";

  app.get(
    `${base}/entries`,
    {
      config: { machines: "catalog:read" },
      schema: {
        tags,
        summary: "检索目录 / search the catalog",
        querystring: contract.searchQuery,
        response: { 200: contract.searchPage },
      },
    },
    ({ caller, query }) => db.reading(caller, (tx) => searchEntries(tx, organisations, query)),
  );

  app.get(
    `${base}/entries/:code`,
    {
      config: { machines: "catalog:read" },
      schema: {
        tags,
        summary: "一个目录条目 / one entry",
        params: contract.codeParams,
        response: { 200: contract.entry },
      },
    },
    ({ caller, params }) =>
      db.reading(caller, async (tx) => {
        const found = await entryByCode(tx, organisations, params.code);
        if (!found) throw refuse("entry_missing");
        return found;
      }),
  );

  app.get(
    `${base}/entries/:code/versions`,
    {
      config: { machines: "catalog:read" },
      schema: {
        tags,
        summary: "条目的全部版本 / all versions of an entry",
        params: contract.codeParams,
        response: { 200: contract.versionList },
      },
    },
    ({ caller, params }) => db.reading(caller, (tx) => versionsOf(tx, params.code)),
  );

  app.get(
    `${base}/entries/:code/versions/:n`,
    {
      config: { machines: "catalog:read" },
      schema: {
        tags,
        summary: "条目的一个版本 / one version of an entry",
        params: contract.versionParams,
        response: { 200: contract.entry },
      },
    },
    ({ caller, params }) =>
      db.reading(caller, (tx) => entryVersion(tx, organisations, params.code, params.n)),
  );

  app.get(
    `${base}/vocabulary`,
    {
      config: { machines: "catalog:read" },
      schema: { tags, summary: "取值与名称 / values and labels", response: { 200: contract.vocabularyView } },
    },
    async () => ({
      formats: listed(vocabulary.formats),
      cycles: listed(vocabulary.cycles),
      fields: listed(vocabulary.fields),
      grades: listed(scheme.grades),
      classes: listed(scheme.classes),
      shareTypes: listed(vocabulary.shareTypes),
      shareModes: listed(vocabulary.shareModes),
      openTypes: listed(vocabulary.openTypes),
      itemTypes: listed(vocabulary.itemTypes),
      basisKinds: listed(vocabulary.basisKinds),
      scheme: { id: scheme.id, title: scheme.title },
    }),
  );

  app.get(
    `${base}/negative-list`,
    {
      config: { machines: "catalog:read" },
      schema: {
        tags,
        summary: "共享负面清单 / what is not shared (agencies only)",
        querystring: contract.listQuery,
        response: { 200: contract.negativeList },
      },
    },
    ({ caller, query }) => {
      requireAgency(caller);
      return db.reading(caller, (tx) => negativeItems(tx, organisations, query));
    },
  );

  app.get(
    `${base}/open-list`,
    {
      config: { machines: "catalog:read" },
      schema: {
        tags,
        summary: "开放清单 / the open list",
        querystring: contract.openListQuery,
        response: { 200: contract.openList },
      },
    },
    ({ caller, query }) =>
      db.reading(caller, async (tx) => ({
        ...(await openEntries(tx, organisations, query)),
        snapshots: (await openListSnapshots(tx)).map((s) => ({
          date: s.day,
          href: `${base}/open-list/${s.day}`,
          entries: s.count,
          sha256: s.sha256,
        })),
      })),
  );

  app.get(
    `${base}/open-list/:day`,
    {
      config: { machines: "catalog:read" },
      schema: {
        tags,
        summary: "某日公布的开放清单 / the open list of a day",
        params: contract.dayParams,
        querystring: contract.snapshotQuery,
        response: { 200: contract.openListSnapshot },
      },
    },
    async ({ caller, params, query }, reply) => {
      const found = await db.reading(caller, (tx) => openListOf(tx, params.day));
      if (query.format === "csv") {
        reply.header("content-disposition", `attachment; filename="open-list-${params.day}.csv"`);
        // Bytes are sent as they are; only JSON goes through the response schema.
        return reply.type("text/csv; charset=utf-8").send(Buffer.from(openListCsv(found.entries)) as never);
      }
      return {
        date: found.day,
        publishedAt: found.published_at.toISOString(),
        sha256: found.sha256,
        items: found.entries,
      };
    },
  );
}

function requireAgency(caller: Caller): void {
  const agencies = ["agency", "authority", "regulator"];
  if (!isMember(caller) || !agencies.includes(caller.orgKind))
    throw refuse("staff_only", { article: "20.2" });
}

const listed = (table: Readonly<Record<string, vocabulary.Term>>) =>
  Object.entries(table).map(([value, { zh, en, note }]) => ({
    value,
    label: { zh, en },
    ...(note ? { note } : {}),
  }));
