/** In which a version can be taken away. */
export const downloadFormats = ["csv", "xlsx", "json", "parquet"] as const;
export type DownloadFormat = (typeof downloadFormats)[number];

/** What a worksheet holds at most (ECMA-376, as spreadsheet programs keep it): data rows, columns, characters a cell. */
export const sheetLimits = { rows: 1_048_575, columns: 16_384, characters: 32_767 } as const;

/** Whether a version fits on one worksheet, as far as its size tells. */
export const fitsSheet = (rows: number, columns: number): boolean =>
  rows <= sheetLimits.rows && columns <= sheetLimits.columns;
