import type { Manifest } from "../load/index.ts";

/** What a load made, as the intake remembers it until and after publication. */
export interface LoadResult {
  /** Key of the folder in the file store; the Parquet file in it is `manifest.data.file`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Key of the Parquet file. */
export const parquetKey = ({ folder, manifest }: LoadResult): string => `${folder}/${manifest.data.file}`;
