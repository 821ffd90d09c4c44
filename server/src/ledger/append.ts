import { randomBytes } from "node:crypto";
import { commit, encodeEntry } from "@zhanqiao/tlog";
import type { Caller, Tx } from "../platform/index.ts";
import { type AppendedEntry, insertEntries, insertEntry } from "./store.ts";

/** An act to be put on the record. `content` is committed to with a fresh salt and never published. */
export interface Act {
  readonly id: string;
  /** "correction.answer", "dataset.published". */
  readonly act: string;
  /** "P10"; absent for acts outside the procedures table. */
  readonly procedure?: string;
  /** Case number or another public identifier; shown only when it is a case number. */
  readonly subject?: string;
  readonly caller: Caller;
  readonly role?: string | null;
  readonly article: string;
  /** The instrument the article belongs to; order 299 unless told otherwise. */
  readonly instrument?: string;
  readonly at: Date;
  readonly content: object;
}

/**
 * Appends an act to the ledger in the act's own transaction (Art. 37): either both stand or neither does. Its place
 * in the tree and the signed checkpoint follow within a second.
 */
export async function appendAct(tx: Tx, act: Act): Promise<void> {
  await insertEntry(tx, appended(act));
}

/** Appends many acts of one transaction in one statement, in the order given. */
export async function appendActs(tx: Tx, acts: readonly Act[]): Promise<void> {
  if (acts.length > 0) await insertEntries(tx, acts.map(appended));
}

function appended(act: Act): AppendedEntry {
  const salt = randomBytes(32);
  const content = { subject: act.subject ?? null, ...act.content };
  const bytes = encodeEntry({
    v: 1,
    act: act.act,
    procedure: act.procedure ?? "platform",
    case: act.subject && /^[A-Z]{2}-\d{4}-\d{5,}$/.test(act.subject) ? act.subject : null,
    actor: actorOf(act.caller, act.role),
    article: act.article,
    instrument: act.instrument ?? "qingdao-299",
    at: act.at.toISOString(),
    commitment: commit(content, salt),
  });
  return { actId: act.id, bytes, salt, content, at: act.at };
}

function actorOf(caller: Caller, role: string | null | undefined) {
  if (caller.kind === "machine") return { id: caller.id, role: "machine", org: caller.org };
  if (caller.kind !== "staff") return { role: caller.kind, org: caller.kind };
  return { id: caller.id, role: role ?? caller.roles[0] ?? "staff", org: caller.org };
}
