import { z } from "zod";
import { basis, entryContent } from "./content.ts";
import { cycles, fields, formats, keysOf, openTypes, shareTypes } from "./vocabulary.ts";

/** Requests and responses of the catalog (`/api/v1/catalog`); writes go through cases. */

export {
  basis,
  type EntryContent,
  type EntryDraft,
  entryContent,
  entryDraft,
  type Item,
  item,
} from "./content.ts";

const text = z.object({ zh: z.string(), en: z.string() });
const orgRef = z.object({ uscc: z.string(), name: z.string() });
const division = z.object({ code: z.string(), name: z.string() });
const instant = z.iso.datetime();

const place = {
  code: z.string(),
  version: z.number().int(),
  provider: orgRef,
  division,
  state: z.enum(["published", "retired"]),
  publishedAt: instant,
  updatedAt: instant,
  caseId: z.string().optional(),
};

/** A published entry, whole. */
export const entry = z.object({ ...entryContent.shape, ...place }).meta({ id: "Entry" });
export type Entry = z.output<typeof entry>;

const { items: _items, ...withoutItems } = entryContent.shape;
/** A published entry as a search shows it: without its items. */
export const entryCard = z
  .object({
    ...withoutItems,
    ...place,
    itemCount: z.number().int(),
    /** Part of the abstract around what was found; HTML-escaped text, found words in `<mark>`. */
    highlight: z.string().optional(),
  })
  .meta({ id: "EntryCard" });
export type EntryCard = z.output<typeof entryCard>;

// One value, several separated by commas, or the parameter several times; at most twenty.
const several = <T extends z.ZodType<string>>(one: T) =>
  z
    .union([z.string().max(1000), z.array(z.string().max(200)).max(20)])
    .transform((v) => (Array.isArray(v) ? v : v.split(",")).filter(Boolean))
    .pipe(z.array(one).max(20) as unknown as z.ZodType<z.output<T>[], string[]>)
    .optional();

export const searchQuery = z.object({
  q: z.string().max(200).optional(),
  provider: several(z.string().max(18)),
  field: several(z.enum(keysOf(fields))),
  division: several(z.string().regex(/^\d{6}$/)),
  share: several(z.enum(keysOf(shareTypes))),
  open: several(z.enum(keysOf(openTypes))),
  format: several(z.enum(keysOf(formats))),
  cycle: several(z.enum(keysOf(cycles))),
  class: several(z.string().max(40)),
  grade: several(z.string().max(20)),
  sort: z.enum(["relevance", "updated", "name"]).default("relevance"),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
});
export type SearchQuery = z.output<typeof searchQuery>;

const facet = z.array(z.object({ value: z.string(), label: text, count: z.number().int() }));
export const searchPage = z
  .object({
    items: z.array(entryCard),
    total: z.number().int(),
    /** Counts as if the facet's own filter were not set, so that a second value can be chosen. */
    facets: z.object({
      provider: facet,
      field: facet,
      division: facet,
      share: facet,
      open: facet,
      format: facet,
      cycle: facet,
    }),
    /** The words looked for, other words for them included: to be marked in names. */
    terms: z.array(z.string()),
    /** True when nothing matched as typed and these are the nearest. */
    nearest: z.boolean(),
  })
  .meta({ id: "EntrySearch" });
export type SearchPage = z.output<typeof searchPage>;
export type Facets = SearchPage["facets"];

export const codeParams = z.object({ code: z.string().max(60) });
export const versionParams = codeParams.extend({ n: z.coerce.number().int().min(1).max(1_000_000) });
export const versionList = z.array(
  z.object({ version: z.number().int(), publishedAt: instant, changes: text, caseId: z.string() }),
);
export type VersionList = z.output<typeof versionList>;

const terms = z.array(z.object({ value: z.string(), label: text, note: text.optional() }));
export const vocabularyView = z
  .object({
    formats: terms,
    cycles: terms,
    fields: terms,
    grades: terms,
    classes: terms,
    shareTypes: terms,
    shareModes: terms,
    openTypes: terms,
    itemTypes: terms,
    basisKinds: terms,
    scheme: z.object({ id: z.string(), title: text }),
  })
  .meta({ id: "CatalogVocabulary" });

const page = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
};
export const listQuery = z.object(page);
export const negativeList = z
  .object({
    items: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        provider: orgRef,
        basis,
        reason: z.string().nullable(),
        since: instant,
      }),
    ),
    total: z.number().int(),
  })
  .meta({ id: "NegativeList" });

/** A line of the open list: the four things Art. 28 asks for, and what they are said of. */
export const openListItem = z.object({
  code: z.string(),
  name: z.string(),
  provider: orgRef,
  /** 开放属性 */
  openAttribute: z.enum(["unconditional", "conditional"]),
  /** 类型: what is opened. */
  openType: z.enum(["dataset", "interface", "document"]),
  /** 条件; null when there is none. */
  condition: z.string().nullable(),
  /** 更新频率 */
  updateCycle: z.enum(keysOf(cycles)),
  since: instant,
});
export type OpenListItem = z.output<typeof openListItem>;
export const openListQuery = z.object({ ...page, provider: z.string().max(18).optional() });
export const openList = z
  .object({
    items: z.array(openListItem),
    total: z.number().int(),
    snapshots: z.array(
      z.object({ date: z.iso.date(), href: z.string(), entries: z.number().int(), sha256: z.string() }),
    ),
  })
  .meta({ id: "OpenList" });
export const dayParams = z.object({ day: z.iso.date() });
export const snapshotQuery = z.object({ format: z.enum(["json", "csv"]).default("json") });
export const openListSnapshot = z
  .object({
    date: z.iso.date(),
    publishedAt: instant,
    sha256: z.string(),
    items: z.array(openListItem),
  })
  .meta({ id: "OpenListSnapshot" });
