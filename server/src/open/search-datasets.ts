import { sql } from "kysely";
import { type EntryCard, type SearchQuery, searchEntries } from "../catalog/index.ts";
import { anyone, type Tx } from "../platform/index.ts";
import type { DatasetPage } from "./contract.ts";
import { downloadFormats } from "./download-formats.ts";
import type { OpenNeeds } from "./needs.ts";

/** What a list says of a dataset's data. */
export interface Holding {
  readonly entry: string;
  readonly rows: number;
  readonly published_at: Date;
  readonly score: number | null;
}

/** The catalog's search over what is open, with what there is of data (Art. 28). */
export function searchDatasets(needs: OpenNeeds, query: SearchQuery): Promise<DatasetPage> {
  return needs.db.reading(anyone, async (tx) => {
    const page = await searchEntries(tx, needs.organisations, query, ["unconditional", "conditional"]);
    const held = await holdings(
      tx,
      page.items.map((item) => item.code),
    );
    return {
      ...page,
      items: page.items.map((card) => {
        const holding = held.get(card.code);
        const { score } = holding ?? { score: null };
        return {
          ...card,
          hasData: holding !== undefined,
          rows: holding?.rows ?? null,
          formats: formatsOf(card, holding !== undefined),
          updatedAt: later(card.updatedAt, holding?.published_at),
          quality: score === null ? null : { score },
        };
      }),
    };
  });
}

/** The latest version of each entry, without the manifests. */
export async function holdings(tx: Tx, codes: readonly string[]): Promise<Map<string, Holding>> {
  const found = await sql<Holding>`select distinct on (entry) entry, rows, published_at,
      (quality->>'score')::float8 as score
    from collect.version where entry = any (${[...codes]}) order by entry, n desc`.execute(tx);
  return new Map(found.rows.map((row) => [row.entry, row]));
}

/** In which formats it can be had: what the platform makes of its data, else how the catalog says it is held. */
export const formatsOf = (card: Pick<EntryCard, "format" | "openType">, hasData: boolean): string[] =>
  hasData && card.openType === "unconditional" ? [...downloadFormats, "api"] : [card.format];

export function later(updatedAt: string, data: Date | undefined): string {
  return data && data.toISOString() > updatedAt ? data.toISOString() : updatedAt;
}
