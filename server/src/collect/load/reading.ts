/**
 * How the cells of a column become values, in two steps that SQL keeps apart: `fast` over every cell, `slow` only
 * over those `fast` did not read. They must stand in different SELECTs: DuckDB hoists an expression that occurs
 * twice in one, out of the branch that was to guard it (measured: 34 s instead of 0.9 s).
 */
export interface Reading {
  /** Over the raw cell. */
  readonly fast: (x: string) => string;
  /** Whether the result `f` of `fast` may stand. */
  readonly sound: (f: string) => string;
  /** The value from a sound `f`. */
  readonly read: (f: string) => string;
  /** Over the raw cell, in any of the forms, or null. */
  readonly slow?: (x: string) => string;
}

export const isThere = (f: string): string => `${f} IS NOT NULL`;
export const asIs = (f: string): string => f;
