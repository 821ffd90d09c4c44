import { decodeEntry, type LedgerEntry, LogRefusal, verifyCommitment } from "@zhanqiao/tlog";
import { type Database, thePlatform } from "../platform/index.ts";
import { actsAmong } from "../procedure/index.ts";
import { type Findings, found } from "./fsck-findings.ts";
import { type KeptEntry, keptBetween, keptWaiting } from "./store.ts";

/** What was seen of the entries themselves. */
export interface EntryCounts {
  entries: number;
  waiting: number;
  /** Contents whose commitment was verified, and contents that an act on the record erased. */
  contents: number;
  erased: number;
}

/**
 * Reads entries from the database page by page and holds each to its content, its erasure and its act. Remembers
 * nothing but counts and findings.
 */
export class EntryCheck {
  readonly #db: Database;
  readonly #findings: Findings;
  readonly counts: EntryCounts = { entries: 0, waiting: 0, contents: 0, erased: 0 };
  /** The next place to be read. */
  at = 0;

  constructor(db: Database, findings: Findings) {
    this.#db = db;
    this.#findings = findings;
  }

  /** The entries at the next `count` places, each checked; gaps are findings and left out. */
  async next(count: number): Promise<Uint8Array[]> {
    const rows = await this.#db.reading(thePlatform, (tx) => keptBetween(tx, this.at, this.at + count));
    const there = new Set(rows.map((row) => row.index));
    for (let index = this.at; index < this.at + count; index++)
      if (!there.has(index)) this.#findings.add(found("row.missing", { index }));
    this.at += count;
    this.counts.entries += rows.length;
    await this.#check(rows);
    return rows.map((row) => new Uint8Array(row.bytes));
  }

  /** The entries that wait for their place. */
  async waiting(): Promise<void> {
    for (let after = 0; ; ) {
      const rows = await this.#db.reading(thePlatform, (tx) => keptWaiting(tx, after, 1000));
      if (rows.length === 0) return;
      this.counts.waiting += rows.length;
      await this.#check(rows);
      after = rows.at(-1)!.n;
    }
  }

  async #check(rows: readonly KeptEntry[]): Promise<void> {
    const ofCases: { row: KeptEntry; entry: LedgerEntry }[] = [];
    for (const row of rows) {
      const entry = this.#decode(row);
      if (!entry) continue;
      this.#checkContent(row, entry);
      if (entry.procedure !== "platform") ofCases.push({ row, entry });
    }
    if (ofCases.length === 0) return;
    const known = await this.#db.reading(thePlatform, (tx) =>
      actsAmong(
        tx,
        ofCases.map(({ row }) => row.act_id),
      ),
    );
    for (const { row, entry } of ofCases)
      if (!known.has(row.act_id))
        this.#findings.add(found("act.missing", { ...namesOf(row, entry), act: entry.act, id: row.act_id }));
  }

  #decode(row: KeptEntry): LedgerEntry | undefined {
    try {
      return decodeEntry(new Uint8Array(row.bytes));
    } catch (error) {
      if (!(error instanceof LogRefusal)) throw error;
      this.#findings.add(found("entry.malformed", { index: row.index ?? -1, reason: error.en }));
      return undefined;
    }
  }

  #checkContent(row: KeptEntry, entry: LedgerEntry): void {
    const names = namesOf(row, entry);
    if (row.content && row.salt) {
      if (row.erased_by) this.#findings.add(found("content.not_erased", names));
      else if (!holds(entry.commitment, row)) this.#findings.add(found("content.differs", names));
      else this.counts.contents++;
    } else if (row.erased_by && row.erasure_named) this.counts.erased++;
    else this.#findings.add(found("content.missing", names));
  }
}

function holds(commitment: string, { content, salt }: KeptEntry): boolean {
  try {
    return verifyCommitment(commitment, content, new Uint8Array(salt!));
  } catch (error) {
    if (error instanceof LogRefusal) return false;
    throw error;
  }
}

const namesOf = (row: KeptEntry, entry: LedgerEntry) => ({
  index: row.index ?? -1,
  name: entry.case ?? (typeof row.content?.subject === "string" ? row.content.subject : entry.act),
});
