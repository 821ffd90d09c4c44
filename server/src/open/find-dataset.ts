import { sql } from "kysely";
import { type Entry, entryByCode } from "../catalog/index.ts";
import { currentVersion, datasetOf, type Version, versionOf } from "../collect/index.ts";
import type { Dataset } from "../platform/engine/index.ts";
import { anyone, type Tx } from "../platform/index.ts";
import type { OpenNeeds } from "./needs.ts";
import { refuse } from "./refusals.ts";
import { type Visibility, visibleColumns } from "./visible-columns.ts";

/** A version with what the public may have of it. */
export interface OpenVersion extends Visibility {
  readonly version: Version;
  readonly dataset: Dataset;
}

/** An open dataset as it is now. */
export interface OpenDataset {
  readonly entry: Entry;
  readonly current?: OpenVersion;
}

/** Finds datasets and remembers what it read of them, for as long as neither entry nor data have a new version. */
export interface Datasets {
  /**
   * An entry that is published and open. Refuses drafts, retired and unknown ones alike (404), and with the basis
   * what is not open (403, Art. 26).
   */
  find(code: string): Promise<OpenDataset>;
  /** Data that everybody may have. Refuses (403) what is open on conditions (Arts. 26, 30). */
  findData(code: string, version?: number): Promise<{ entry: Entry; data: OpenVersion }>;
}

interface Kept {
  readonly stamp: string;
  readonly dataset: OpenDataset;
  readonly pinned: Map<number, OpenVersion>;
}

const mostKept = 500;
const mostPinned = 20;

export function openDatasets(needs: OpenNeeds): Datasets {
  const kept = new Map<string, Kept>();

  const openVersion = (entry: Entry, version: Version): OpenVersion => ({
    version,
    dataset: datasetOf(needs.files, version),
    ...visibleColumns(version.manifest.columns, entry, needs.scheme),
  });

  const load = async (tx: Tx, code: string, stamp: string): Promise<Kept> => {
    const entry = await entryByCode(tx, needs.organisations, code);
    if (!entry) throw refuse("dataset_missing");
    const current = await currentVersion(tx, code);
    const dataset = { entry, ...(current ? { current: openVersion(entry, current) } : {}) };
    return { stamp, dataset, pinned: new Map() };
  };

  const read = async <T>(code: string, then: (kept: Kept, tx: Tx) => T | Promise<T>): Promise<T> =>
    needs.db.reading(anyone, async (tx) => {
      const stamp = await stampOf(tx, code);
      let known = kept.get(code);
      if (!stamp) {
        kept.delete(code);
        throw refuse("dataset_missing");
      }
      if (known?.stamp !== stamp) known = await load(tx, code, stamp);
      // Again to the end: the first of the map is the one not asked for longest.
      kept.delete(code);
      kept.set(code, known);
      if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
      requireOpen(known.dataset.entry);
      return then(known, tx);
    });

  return {
    find: (code) => read(code, ({ dataset }) => dataset),
    findData: (code, n) =>
      read(code, async ({ dataset, pinned }, tx) => {
        const { entry, current } = dataset;
        if (entry.openType !== "unconditional")
          throw refuse("conditional", { article: "30", params: { condition: entry.openCondition ?? "" } });
        if (!current) throw refuse("no_data");
        let data: OpenVersion | undefined = current;
        if (n !== undefined && n !== current.version.n) {
          data = pinned.get(n);
          if (!data) {
            const found = await versionOf(tx, code, n);
            if (!found) throw refuse("version_missing");
            data = openVersion(entry, found);
            pinned.set(n, data);
            if (pinned.size > mostPinned) pinned.delete(pinned.keys().next().value!);
          }
        }
        if (data.visible.length === 0) throw refuse("no_columns", { article: "26" });
        return { entry, data };
      }),
  };
}

/**
 * What everything remembered of an entry depends on, in one look-up; undefined where it is not published. The row's
 * xmin changes whenever the row is written, also twice within one instant of the clock.
 */
async function stampOf(tx: Tx, code: string): Promise<string | undefined> {
  const found = await sql<{ stamp: string }>`select concat_ws('/', p.xmin, p.open,
      (select max(n) from collect.version v where v.entry = p.code)) as stamp
    from catalog.published p where p.code = ${code}`.execute(tx);
  return found.rows[0]?.stamp;
}

function requireOpen(entry: Entry): void {
  if (entry.openType !== "none") return;
  const { title, clause } = entry.openBasis ?? { title: "—", clause: "" };
  throw refuse("not_open", { article: "26", params: { basis: `《${title}》${clause}` } });
}
