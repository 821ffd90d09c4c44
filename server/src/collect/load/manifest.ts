import { z } from "zod";
import { columnSchema } from "../../platform/engine/index.ts";
import { mappingSchema } from "./mapping.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a dataset version is: everything needed to read it, to check it and to make it again from its source. */
export const manifestSchema = z.object({
  format: z.literal("zhanqiao-version-1"),
  version: z.string().min(1).max(100),
  /** In the order of the Parquet file. */
  columns: z.array(columnSchema),
  rows: z.number().int().min(0),
  data: z.object({ file: z.literal("data.parquet"), bytes: z.number().int(), sha256 }),
  source: z.object({
    name: z.string(),
    bytes: z.number().int(),
    sha256,
    container: z.string(),
    encoding: z.string().optional(),
    sheet: z.string().optional(),
    /** See `RowRuns`: from a row of the version to its row in the file. */
    runs: z.array(z.tuple([z.number().int(), z.number().int()])).optional(),
  }),
  recipe: z.object({
    reading: z.enum(["direct", "decoded", "rows"]),
    mapping: mappingSchema,
    /** Rows and columns of the file that are no data, by kind, and columns left out by the mapping, by label. */
    setAside: z.array(z.object({ kind: z.string(), count: z.number().int() })),
    leftOut: z.array(z.string()),
  }),
  /** Cells with a value that could not be read, by column; the cells themselves are in `unparsed.parquet`. */
  unparsed: z.record(z.string(), z.number().int()),
  /** ISO instant, from the caller's clock. */
  created: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;
