import type { Organisations, Scheme } from "../catalog/index.ts";
import type { Engine } from "../platform/engine/index.ts";
import type { Clock, Database, Files } from "../platform/index.ts";
import type { Declaration, Statute } from "../procedure/index.ts";
import type { Scans } from "./scans.ts";

/** What opening asks of the rest of the house. */
export interface OpenNeeds {
  readonly db: Database;
  /** Its folder is the folder of `engine` and `scans`. */
  readonly files: Files;
  readonly clock: Clock;
  readonly organisations: Organisations;
  /** Answers rows: short queries under a deadline. */
  readonly engine: Engine;
  /** Makes exports and profiles: long scans, one after another. */
  readonly scans: Scans;
  /** Every declared procedure: articles, titles, statistics. */
  readonly declarations: readonly Declaration[];
  readonly statute: Statute;
  /** Where people reach the portal, for citations: "https://data.example". */
  readonly publicUrl?: string;
  readonly scheme?: Scheme;
}
