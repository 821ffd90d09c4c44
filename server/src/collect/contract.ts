import { z } from "zod";
import type { Inspection } from "./inspect/inspection.ts";

export type { Inspection };

/** Requests and responses of intake (`/api/v1/intakes`). */

const text = z.object({ zh: z.string(), en: z.string() });
const orgRef = z.object({ uscc: z.string(), name: z.string() });

export const intakeStates = [
  "receiving",
  "inspecting",
  "inspected",
  "refused",
  "loading",
  "checked",
  "published",
  "failed",
  "cancelled",
] as const;
export type IntakeState = (typeof intakeStates)[number];

/** Types an information item may have; a column can be read as another than its item's only if named here. */
export const columnTypes = [
  "string",
  "integer",
  "decimal",
  "money",
  "boolean",
  "date",
  "datetime",
  "period",
  "code",
  "geometry",
] as const;

/**
 * Warnings past which loading loses something or shows something: a person must say they know (`accept`).
 */
export const graveWarnings: readonly string[] = [
  "column.destroyed_by_excel",
  "column.precision_lost",
  "column.invalid_identifiers",
  "column.personal_data",
  "column.ambiguous_dates",
  "file.decode_errors",
  "file.truncated",
  "file.several_tables",
];

const from = z.int().min(0).max(10_000);
const to = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "不是信息项的列名 / is not the column of an item")
  .nullable();
const format = z.string().min(1).max(20);

/** Where one column of the file goes, as a person decides it. */
export const columnChoice = z.strictObject({
  /** 0-based position in the file. */
  from,
  /** Column of the entry's item; null leaves it out. */
  to,
  type: z.enum(columnTypes).optional(),
  /** How its cells are written, by the inspection's name: "D/M/YYYY". */
  format: format.optional(),
});
export type ColumnChoice = z.output<typeof columnChoice>;

/** Where the platform proposes it goes, how sure it is (0–1), and why. */
export const proposedColumn = columnChoice.extend({
  confidence: z.number().min(0).max(1).optional(),
  reason: text.optional(),
});
export type ProposedColumn = z.output<typeof proposedColumn>;

const finding = z.object({
  /** 1-based physical row of the delivered file, as its sheet shows it. */
  row: z.int(),
  column: z.string(),
  value: z.string().nullable(),
  message: text.optional(),
});
export type Finding = z.output<typeof finding>;

/** Dimensions of GB/T 36344 that rules measure: 完整性 规范性 一致性 准确性 时效性. */
export const qualityDimensions = [
  "completeness",
  "validity",
  "consistency",
  "accuracy",
  "timeliness",
] as const;
export type QualityDimension = (typeof qualityDimensions)[number];

/** 0–100 with at most one decimal, cut and not rounded: 100 means that nothing failed. */
const score = z.number().min(0).max(100);

/**
 * What the rules found in a version (Arts. 15, 16). A rule's score is the share that passed of what it checked; a
 * dimension's the mean of its rules'; the version's the mean of its dimensions'. Null where no rule applies.
 */
export const quality = z
  .object({
    score: score.nullable(),
    dimensions: z.partialRecord(z.enum(qualityDimensions), score),
    rules: z.array(
      z.object({
        id: z.string(),
        /** What it demands. */
        title: text,
        /** What it found, in a sentence; of values it names at most the newest date. */
        found: text,
        dimension: z.enum(qualityDimensions),
        checked: z.int(),
        failed: z.int(),
        score,
        /** The first rows that fail; none where it is about the whole version. */
        sample: z.array(finding),
      }),
    ),
  })
  .meta({ id: "Quality" });
export type Quality = z.output<typeof quality>;

const card = {
  id: z.uuid(),
  entry: z.string(),
  entryName: z.string(),
  provider: orgRef,
  name: z.string(),
  bytes: z.int(),
  received: z.int(),
  state: z.enum(intakeStates),
  progress: z.number().min(0).max(1),
  step: text,
  refusal: z.object({ code: z.string(), detail: text }).optional(),
  rows: z.int().optional(),
  version: z.int().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};
export const intakeCard = z.object(card).meta({ id: "IntakeCard" });
export type IntakeCard = z.output<typeof intakeCard>;

export const intake = z
  .object({
    ...card,
    // Its type is `Inspection`; stored as the inspection made it and not taken apart again on the way out.
    inspection: (z.looseObject({ ok: z.literal(true) }) as unknown as z.ZodType<Inspection>).optional(),
    mapping: z.array(proposedColumn).optional(),
    quality: quality.optional(),
  })
  .meta({ id: "Intake" });
export type Intake = z.output<typeof intake>;

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are kept out
const plain = /^[^\u0000-\u001f\u007f]*$/;

export const startBody = z.strictObject({
  entry: z.string().max(60),
  /** What the user calls the file. Only its last part is kept, to be shown. */
  name: z
    .string()
    .max(1000)
    .regex(plain, "含有不可见控制字符 / has invisible control characters")
    .transform((name) => name.split(/[/\\]/).at(-1)!.trim().slice(-255).toWellFormed())
    .pipe(z.string().min(1)),
  bytes: z.int().min(1),
});
export type StartBody = z.output<typeof startBody>;

export const intakeParams = z.object({ id: z.string().max(60) });
export const listQuery = z.object({
  entry: z.string().max(60).optional(),
  state: z.enum(intakeStates).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(60).optional(),
});
export type ListQuery = z.output<typeof listQuery>;
export const intakePage = z
  .object({ items: z.array(intakeCard), total: z.int(), next: z.string().optional() })
  .meta({ id: "IntakePage" });
export type IntakePage = z.output<typeof intakePage>;

export const loadBody = z.strictObject({
  mapping: z.array(columnChoice).min(1).max(4096),
  /** Codes of the grave warnings the officer knows of. */
  accept: z.array(z.string().max(60)).max(100).default([]),
});
export type LoadBody = z.output<typeof loadBody>;

export const publishBody = z.strictObject({ note: z.string().trim().max(500).optional() }).default({});
export const published = z
  .object({
    entry: z.string(),
    version: z.int(),
    publishedAt: z.iso.datetime(),
    rows: z.int(),
    bytes: z.int(),
    sha256: z.string(),
    source: z.string(),
  })
  .meta({ id: "PublishedVersion" });

export const findingsQuery = z.object({
  rule: z.string().max(200),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(30).optional(),
});
export type FindingsQuery = z.output<typeof findingsQuery>;
export const findingsPage = z
  .object({ items: z.array(finding), total: z.int(), next: z.string().optional() })
  .meta({ id: "FindingsPage" });
export type FindingsPage = z.output<typeof findingsPage>;
