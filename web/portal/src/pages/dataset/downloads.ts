import { safeHref, urls } from "../../urls.ts";
import type { DatasetData } from "./load.ts";

export interface Offer {
  readonly format: "csv" | "csv-bom" | "xlsx" | "json" | "parquet";
  readonly href: string;
  readonly bytes: number | undefined;
}

/** Downloads of the version shown. CSV comes with a BOM for spreadsheets and without for programs. */
export function offersOf({ dataset, version, old }: DatasetData): Offer[] {
  if (!version || dataset.entry.openType !== "unconditional") return [];
  const pinned = old ? String(version.version) : undefined;
  const { code } = dataset.entry;
  return (dataset.downloads ?? []).flatMap((download): Offer[] => {
    const { format } = download;
    // Sizes are those of the current version.
    const bytes = old ? undefined : (download.bytes ?? undefined);
    const href = old ? urls.api.download(code, { format, version: pinned }) : safeHref(download.href);
    if (!href) return [];
    if (format === "csv") {
      const bom = urls.api.download(code, { format, bom: "true", version: pinned });
      return [
        { format: "csv-bom", href: bom, bytes: bytes === undefined ? undefined : bytes + 3 },
        { format: "csv", href, bytes },
      ];
    }
    return format === "xlsx" || format === "json" || format === "parquet" ? [{ format, href, bytes }] : [];
  });
}
