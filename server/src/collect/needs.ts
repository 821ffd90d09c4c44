import type { Entry, Organisations } from "../catalog/index.ts";
import type { Caller, Clock, Database, Files, Jobs, Tx } from "../platform/index.ts";
import type { Quality } from "./contract.ts";
import type { InspectionResult } from "./inspect/index.ts";
import type { FreshVersion } from "./load/index.ts";

/** The publication of a version as the ledger records it. */
export interface PublicationAct {
  readonly id: string;
  readonly act: string;
  readonly subject: string;
  readonly caller: Caller;
  readonly role: string;
  readonly article: string;
  readonly at: Date;
  readonly content: object;
}

/** What a version is held to: its entry as it is published now (Arts. 9, 12). */
export type CheckedEntry = Pick<Entry, "items" | "updateCycle">;

/** File of a rule's findings beside the version, by the rule's place in the report: one JSON object a line. */
export const findingsFile = (place: number): string => `findings-${place}.ndjson`;

/** What intake asks of the rest of the house. */
export interface CollectNeeds {
  readonly db: Database;
  readonly files: Files;
  readonly clock: Clock;
  readonly jobs: Pick<Jobs, "enqueue">;
  readonly organisations: Organisations;
  /** Appends to the ledger in the act's own transaction. */
  readonly append: (tx: Tx, act: PublicationAct) => Promise<void>;
  /**
   * Checks a version that is written but not yet published, at an instant (Art. 15). Writes the rows that fail a rule
   * to `findingsFile` in the version's folder. Comes from `quality`, which comes after this unit.
   */
  readonly check: (version: FreshVersion, entry: CheckedEntry, at: Date) => Promise<Quality>;
  /** How a file is looked at. Default: in a process behind a wall; tools that take files of their own need none. */
  readonly inspect?: (
    path: string,
    options: { readonly name: string; readonly signal: AbortSignal },
  ) => Promise<InspectionResult>;
  /** Largest file, bytes. */
  readonly uploadLimit: number;
}
