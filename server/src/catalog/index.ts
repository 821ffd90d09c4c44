import { fileURLToPath } from "node:url";
import type { Migrations } from "../platform/index.ts";
import type { ProcedureModule } from "../procedure/index.ts";
import { entryModule } from "./entry-module.ts";
import { openModule } from "./open-module.ts";
import type { Organisations } from "./organisations.ts";
import type { Scheme } from "./schemes.ts";
import { shareModule } from "./share-module.ts";

export { sufficesForNotOpening, sufficesForNotSharing } from "./basis.ts";
export type { Basis, EntryContent, EntryDraft, Item } from "./content.ts";
export {
  type Entry,
  type EntryCard,
  entry as entrySchema,
  entryCard as entryCardSchema,
  type SearchPage,
  type SearchQuery,
  searchPage as searchPageSchema,
  searchQuery as searchQuerySchema,
} from "./contract.ts";
export { catalogJobs } from "./jobs.ts";
export { openEntries, publishOpenList } from "./open-list.ts";
export type { Organisations, OrgCard } from "./organisations.ts";
export { entriesByCode, entryByCode, entryVersion, versionsOf } from "./read-entry.ts";
export { type CatalogNeeds, registerCatalog } from "./routes.ts";
export { defaultScheme, type Scheme } from "./schemes.ts";
export { searchEntries } from "./search-entries.ts";
export * as vocabulary from "./vocabulary.ts";

/** P1, P2 and P12 for the engine's registry. */
export function catalogModules(organisations: Organisations, scheme?: Scheme): ProcedureModule[] {
  return [entryModule(organisations, scheme), shareModule(organisations), openModule(organisations, scheme)];
}

/** To be applied after `procedure`. */
export const catalogMigrations: Migrations = {
  unit: "catalog",
  dir: fileURLToPath(new URL("sql", import.meta.url)),
};
