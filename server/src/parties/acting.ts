import { type Caller, elevate, newId, type Tx } from "../platform/index.ts";

/** What this unit hands to the ledger. `content` is committed to, not published; still no name goes in. */
export interface LedgerEntry {
  /** The act's own id. */
  readonly id: string;
  readonly act: string;
  readonly article: string;
  readonly at: Date;
  readonly caller: Caller;
  /** The role the caller acted in; absent where none is needed. */
  readonly role?: string;
  /** A pseudonymous person id or a credit code. */
  readonly subject?: string;
  readonly content: object;
}

/** Appends to the ledger in the act's own transaction, which by then works as the platform. */
export type Append = (tx: Tx, entry: LedgerEntry) => Promise<void>;

/** Who acts, when, and where it is recorded: handed to every act. */
export interface By {
  readonly caller: Caller;
  readonly at: Date;
  readonly append: Append;
}

/** Records an act as the last step of its transaction: what cannot be proved must not stand (Arts. 37, 43). */
export async function record(
  tx: Tx,
  by: By,
  what: Pick<LedgerEntry, "act" | "article" | "role" | "subject" | "content">,
): Promise<void> {
  await elevate(tx);
  await by.append(tx, { id: newId(by.at), at: by.at, caller: by.caller, ...what });
}
