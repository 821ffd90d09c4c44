/** In which a version can be taken away. */
export const downloadFormats = ["csv", "json", "parquet"] as const;
export type DownloadFormat = (typeof downloadFormats)[number];
