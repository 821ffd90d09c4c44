import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import type { ActRow } from "./store.ts";

/** An act with the number and the procedure of its case. */
export interface KeptAct extends ActRow {
  readonly number: string;
  readonly procedure: string;
}

/** Every act of every case by id, a page at a time: for whoever compares them with the ledger. */
export async function actsAfter(tx: Tx, after: string | null, most: number): Promise<KeptAct[]> {
  const found = await sql<KeptAct>`select a.*, c.number, c.procedure from procedure.act a
    join procedure.case_file c on c.id = a.case_id
    where ${after}::uuid is null or a.id > ${after}::uuid order by a.id limit ${most}`.execute(tx);
  return found.rows;
}

/** Which of these ids are acts of a case. */
export async function actsAmong(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const found = await sql<{
    id: string;
  }>`select id from procedure.act where id = any (${ids}::uuid[])`.execute(tx);
  return new Set(found.rows.map((row) => row.id));
}

/** A period that ran out and was put on the record, under its own id. */
export interface Escalation {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly owed_by: string;
  readonly article: string;
  readonly at: Date;
}

/** Every escalated period by id, a page at a time. */
export async function escalationsAfter(tx: Tx, after: string | null, most: number): Promise<Escalation[]> {
  const found =
    await sql<Escalation>`select p.id, c.number, p.name, p.owed_by, p.article, p.escalated_at as at
    from procedure.period p join procedure.case_file c on c.id = p.case_id
    where p.escalated_at is not null and (${after}::uuid is null or p.id > ${after}::uuid)
    order by p.id limit ${most}`.execute(tx);
  return found.rows;
}
