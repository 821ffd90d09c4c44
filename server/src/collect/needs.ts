import type { Organisations } from "../catalog/index.ts";
import type { Caller, Clock, Database, Files, Jobs, Tx } from "../platform/index.ts";

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

/** What intake asks of the rest of the house. */
export interface CollectNeeds {
  readonly db: Database;
  readonly files: Files;
  readonly clock: Clock;
  readonly jobs: Pick<Jobs, "enqueue">;
  readonly organisations: Organisations;
  /** Appends to the ledger in the act's own transaction. */
  readonly append: (tx: Tx, act: PublicationAct) => Promise<void>;
  /** Largest file, bytes. */
  readonly uploadLimit: number;
}
