import type { Caller, Tx } from "../platform/index.ts";
import type { Declaration, Parties } from "./declaration.ts";

/** A new case as its unit sees it coming. */
export interface Opening {
  readonly caller: Caller;
  readonly action: string;
  // Parsed by the action's own schema before the unit sees it.
  // biome-ignore lint/suspicious/noExplicitAny: typed by the declaration of the unit
  readonly contents: any;
  readonly subject?: string;
  readonly at: Date;
}

/** Whom and what a new case is about. */
export interface Opened<Document> {
  readonly parties: Parties;
  readonly subject?: string;
  readonly title: string;
  readonly document: Document;
}

/** An act that has been decided and saved, handed to the unit in the same transaction. */
export interface Done<Document> {
  readonly caseId: string;
  readonly number: string;
  readonly action: string;
  readonly from: string | null;
  readonly to: string;
  readonly subject: string | null;
  readonly parties: Parties;
  readonly document: Document;
  // biome-ignore lint/suspicious/noExplicitAny: typed by the declaration of the unit
  readonly contents: any;
  readonly caller: Caller;
  readonly at: Date;
}

/** A procedure with what its unit does around it: who is concerned, what facts count, what follows. */
// biome-ignore lint/suspicious/noExplicitAny: modules of all documents stand in one registry
export interface ProcedureModule<Document = any> {
  readonly declaration: Declaration<Document>;
  /** Works out parties, subject and title of a new case. Runs as the platform; refuses what may not be opened. */
  opening(tx: Tx, given: Opening): Promise<Opened<Document>>;
  /**
   * Facts from the database the decision needs, by action; read in the same transaction, handed to `decide` as
   * part of the document's surroundings (`facts`).
   */
  readonly facts?: (
    tx: Tx,
    given: { action: string; subject: string | null; document: Document },
  ) => Promise<object>;
  /**
   * What follows from an act, in its own transaction, as the platform: publishing an entry, enqueueing a job.
   * Throwing here undoes the whole act.
   */
  readonly effects?: Readonly<Record<string, (tx: Tx, done: Done<Document>) => Promise<void>>>;
}
