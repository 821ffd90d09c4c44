import { z } from "zod";
import { columnName, logicalTypes } from "../../platform/engine/index.ts";
import { refuse } from "./refusals.ts";

/** How often an entry promises to be updated (Art. 9: 更新周期). */
export const updateCycles = [
  "realtime",
  "daily",
  "weekly",
  "monthly",
  "quarterly",
  "half-yearly",
  "yearly",
  "irregular",
  "static",
] as const;
export type UpdateCycle = (typeof updateCycles)[number];

export const identifierKinds = ["citizen-id", "credit-code", "phone"] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** Text that can stand in a database and in UTF-8: no NUL, no half of a surrogate pair. */
const sound = (text: string): boolean => text.isWellFormed() && !text.includes("\u0000");

/** A bound of a range: a number, a day, an instant — typed by the column. */
const bound = z.union([z.number().refine(Number.isFinite), z.string().min(1).max(40)]);
const base = {
  /** Unique in its set; findings and statistics refer to it. */
  id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,99}$/),
  /** What the rule is for, in the provider's words. */
  title: z.string().max(200).optional(),
};
const column = { ...base, column: columnName };

/** One rule over a dataset version. Columns are named by their physical names. */
export const ruleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...column, kind: z.literal("notNull") }),
  z.strictObject({ ...base, kind: z.literal("unique"), columns: z.array(columnName).min(1).max(8) }),
  z.strictObject({ ...column, kind: z.literal("type"), type: z.enum(logicalTypes) }),
  z.strictObject({ ...column, kind: z.literal("range"), min: bound.optional(), max: bound.optional() }),
  /** RE2 syntax, over the whole value: time is linear in the text, whatever the pattern. */
  z.strictObject({
    ...column,
    kind: z.literal("pattern"),
    pattern: z.string().min(1).max(500).refine(sound),
  }),
  /** A text of at most `max` characters. */
  z.strictObject({ ...column, kind: z.literal("length"), max: z.number().int().min(1).max(1_000_000) }),
  z.strictObject({
    ...column,
    kind: z.literal("codeList"),
    values: z.array(z.string().max(200).refine(sound)).min(1).max(5_000),
  }),
  z.strictObject({
    ...column,
    kind: z.literal("reference"),
    /** Another dataset whose current version holds every value in one of its columns. */
    to: z.strictObject({ dataset: z.string().min(1).max(100), column: columnName }),
  }),
  z.strictObject({ ...column, kind: z.literal("identifier"), identifier: z.enum(identifierKinds) }),
  /** The latest day, instant or period in the column is no older than the cycle allows. */
  z.strictObject({ ...column, kind: z.literal("freshness"), cycle: z.enum(updateCycles) }),
  z.strictObject({
    ...base,
    kind: z.literal("rowCount"),
    min: z.number().int().min(0).optional(),
    max: z.number().int().min(0).optional(),
  }),
]);
export type Rule = z.infer<typeof ruleSchema>;

export const ruleSetSchema = z.array(ruleSchema).max(500);

/** Reads a rule set from JSON already parsed; refuses what is malformed and two rules of one id. */
export function parseRules(input: unknown): Rule[] {
  const parsed = ruleSetSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw refuse("malformed", {
      params: { problem: `${issue.path.join(".")}: ${issue.message}`.slice(0, 300) },
    });
  }
  const ids = new Set<string>();
  for (const { id } of parsed.data) {
    if (ids.has(id)) throw refuse("malformed", { params: { problem: `${id} ×2` } });
    ids.add(id);
  }
  return parsed.data;
}
