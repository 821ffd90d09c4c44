/** One physical row: its 1-based number and its cells as text (a missing cell is the empty string). */
export interface RawRow {
  n: number;
  cells: string[];
}

/** A table's rows in batches of up to about a thousand, from the first; may be read again. */
export interface RowSource {
  batches(): AsyncIterable<RawRow[]>;
}

export const rowsPerBatch = 1024;

/** Whether a cell holds nothing but blanks (full-width, no-break and zero-width ones included). */
export function isBlank(cell: string): boolean {
  if (cell === "") return true;
  const c = cell.charCodeAt(0);
  if (c > 32 && c < 127) return false;
  return /^[\s\u3000\u00a0\u200b\ufeff]*$/.test(cell);
}

export const isBlankRow = (cells: string[]): boolean => cells.every(isBlank);
