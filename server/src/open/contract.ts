import { z } from "zod";
import { entryCardSchema, entrySchema, searchPageSchema } from "../catalog/index.ts";
import { quality } from "../collect/contract.ts";
import { logicalTypes } from "../platform/engine/index.ts";
import { downloadFormats } from "./download-formats.ts";

/** Requests and responses of the public data pages (`/api/v1/datasets`, `/api/v1/law`); no account needed. */

const text = z.object({ zh: z.string(), en: z.string() });
const orgRef = z.object({ uscc: z.string(), name: z.string() });
const instant = z.iso.datetime();
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const version = z.coerce.number().int().min(1).max(1_000_000).optional();

export const datasetParams = z.object({ code: z.string().max(60) });

const datasetCard = entryCardSchema.extend({
  hasData: z.boolean(),
  rows: z.int().nullable(),
  formats: z.array(z.string()),
  /** 0–100, as on the dataset's page; null without data or without rules. */
  quality: z.object({ score: z.number() }).nullable(),
});
export const datasetPage = searchPageSchema
  .extend({ items: z.array(datasetCard) })
  .meta({ id: "DatasetSearch" });
export type DatasetPage = z.output<typeof datasetPage>;

const bar = z.object({
  from: z.union([z.number(), z.string()]).optional(),
  to: z.union([z.number(), z.string()]).optional(),
  value: z.string().optional(),
  count: z.int(),
});
const column = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(logicalTypes),
  unit: z.string().optional(),
  semantic: z.string().optional(),
  /** Facts about values; absent where the data is open on conditions only. */
  fill: z.number().optional(),
  distinct: z.int().optional(),
  min: cell.optional(),
  max: cell.optional(),
  samples: z.array(cell).optional(),
  histogram: z.array(bar).optional(),
});
const versionRef = z.object({
  version: z.int(),
  publishedAt: instant,
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  source: z.string(),
});

export const dataset = z
  .object({
    entry: entrySchema,
    licence: z.object({ id: z.string(), title: text, href: z.string() }),
    current: z
      .object({
        version: z.int(),
        publishedAt: instant,
        rows: z.int(),
        columns: z.array(column),
        quality,
        sha256: z.string(),
      })
      .optional(),
    versions: z.array(versionRef),
    downloads: z.array(
      z.object({ format: z.enum(downloadFormats), href: z.string(), bytes: z.int().optional() }),
    ),
    timeliness: z.object({
      cycle: z.string(),
      lastUpdate: instant.nullable(),
      nextDue: z.string().nullable(),
      onTime: z.boolean().nullable(),
    }),
    history: z.array(
      z.object({
        title: text,
        at: instant,
        org: orgRef.optional(),
        article: z.string(),
        /** Place in the ledger; absent until it has one. */
        entry: z.int().optional(),
      }),
    ),
    citation: text,
    corrections: z.object({ open: z.int(), done: z.int() }),
  })
  .meta({ id: "Dataset" });
export type DatasetView = z.output<typeof dataset>;

export const rowsQuery = z.object({
  version,
  /** Columns by name or label, separated by commas. */
  select: z.string().max(20_000).optional(),
  /** `district eq "市南区" and free gt 10`; see the grammar in the developers' pages. */
  where: z.string().max(4096).optional(),
  /** `district,-free`: descending with a minus. */
  sort: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(16_384).optional(),
  count: z
    .enum(["true", "false"])
    .transform((v) => v === "true")
    .optional(),
});
export type RowsQuery = z.output<typeof rowsQuery>;
export const rowsPage = z
  .object({
    version: z.int(),
    columns: z.array(z.object({ name: z.string(), label: z.string(), type: z.enum(logicalTypes) })),
    rows: z.array(z.record(z.string(), cell)),
    next: z.string().optional(),
    total: z.int().optional(),
  })
  .meta({ id: "RowsPage" });

/** How the files differ from the values, told where they are asked for. */
export const downloadDescription =
  "CSV：表格软件会当作公式执行的文本（空白之后以 = + - @ 及其全角、制表符或回车开头，普通带符号数字除外）前加一个半角撇号。XLSX：文本一律为文本单元格，超过 15 位的数字按文本保存；最多 1,048,575 行、16,384 列。JSON 与 Parquet 为原值。 / CSV: a text that a spreadsheet would run as a formula (after blanks it begins with = + - @ in either width, a tab or a return, and is no plain signed number) has an apostrophe before it. XLSX: text is always a text cell, numbers of more than 15 digits are text; at most 1,048,575 rows and 16,384 columns. JSON and Parquet hold the values as they are.";

export const downloadQuery = z.object({
  format: z.enum(downloadFormats).default("csv"),
  /** A byte order mark before a CSV file, by which old spreadsheets tell UTF-8. */
  bom: z
    .enum(["true", "false"])
    .default("false")
    .transform((v) => v === "true"),
  version,
});

const choice = z.array(z.object({ value: z.string(), label: text, count: z.int() }));
export const homeNumbers = z
  .object({
    datasets: z.int(),
    interfaces: z.int(),
    rows: z.int(),
    agencies: z.int(),
    updatedToday: z.int(),
    byField: choice,
    byProvider: choice,
    byDivision: choice,
    recent: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        provider: orgRef,
        updatedAt: instant,
        updateCycle: z.string(),
        formats: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "HomeNumbers" });
export type HomeNumbers = z.output<typeof homeNumbers>;

const article = z.object({
  number: z.int(),
  chapter: z.object({ number: z.int(), title: text }),
  summary: text,
  /** Names of the procedures that rest on it. */
  procedures: z.array(z.string()),
  /** Open cases of those procedures. */
  open: z.int(),
  /** Share of this article's periods that were met; absent where none has ended or run out. */
  share: z.number().optional(),
});
export type ArticleView = z.output<typeof article>;
export const law = z.object({ instrument: text, articles: z.array(article) }).meta({ id: "Law" });
export const articleParams = z.object({ n: z.coerce.number().int() });

const periodNumbers = z.object({
  rule: z.string(),
  title: text,
  article: z.string(),
  workingDays: z.number(),
  met: z.int(),
  late: z.int(),
  overdue: z.int(),
  running: z.int(),
  medianDays: z.number().nullable(),
  share: z.number().nullable(),
});
export const articlePage = article
  .extend({
    instrument: text,
    bearers: z.array(text),
    rules: z.array(
      z.object({
        rule: z.string(),
        title: text,
        article: z.string(),
        instrument: text,
        workingDays: z.number(),
        owedBy: text,
        extendable: z.boolean(),
        inForce: z.boolean(),
      }),
    ),
    cases: z.array(z.object({ procedure: z.string(), title: text, open: z.int(), closed: z.int() })),
    statistics: z.array(
      z.object({
        procedure: z.string(),
        title: text,
        open: z.int(),
        closed: z.int(),
        periods: z.array(periodNumbers),
      }),
    ),
  })
  .meta({ id: "Article" });
export type ArticlePage = z.output<typeof articlePage>;
