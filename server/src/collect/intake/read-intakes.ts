import { sql } from "kysely";
import type { Caller, Tx } from "../../platform/index.ts";
import type { Intake, IntakeCard, IntakePage, ListQuery } from "../contract.ts";
import type { CollectNeeds } from "../needs.ts";
import { refuse } from "../refusals.ts";
import { findIntake, type IntakeRow } from "../store.ts";
import { requireMember } from "./permit.ts";

/** One intake of the caller's own organisation, whole. Refuses (404) any other. */
export async function readIntake(needs: CollectNeeds, caller: Caller, id: string): Promise<Intake> {
  requireMember(caller);
  return needs.db.reading(caller, async (tx) => {
    const row = await findIntake(tx, id);
    if (!row) throw refuse("intake_missing");
    const [card] = await cardsOf(tx, needs, [row]);
    return {
      ...card!,
      ...(row.inspection ? { inspection: row.inspection } : {}),
      ...(row.mapping ? { mapping: [...row.mapping] } : {}),
      ...(row.quality ? { quality: row.quality } : {}),
    };
  });
}

/** The intakes of the caller's own organisation, latest first. */
export async function listIntakes(
  needs: CollectNeeds,
  caller: Caller,
  query: ListQuery,
): Promise<IntakePage> {
  requireMember(caller);
  const after = query.cursor;
  if (after !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after))
    throw refuse("wrong_cursor");
  const filters = [sql`true`];
  if (query.entry) filters.push(sql`entry = ${query.entry}`);
  if (query.state) filters.push(sql`state = ${query.state}`);
  const where = sql.join(filters, sql` and `);
  return needs.db.reading(caller, async (tx) => {
    const counted = await sql<{ n: number }>`select count(*) as n from collect.intake where ${where}`.execute(
      tx,
    );
    // Ids carry their instant, so their order is that of time.
    const found = await sql<IntakeRow>`select id, entry, entry_name, provider, name, bytes, received, state,
        progress, step, refusal, result, version, created_at, updated_at
      from collect.intake where ${where} ${after ? sql`and id < ${after}` : sql``}
      order by id desc limit ${query.limit + 1}`.execute(tx);
    const rows = found.rows.slice(0, query.limit);
    return {
      items: await cardsOf(tx, needs, rows),
      total: counted.rows[0]!.n,
      ...(found.rows.length > query.limit ? { next: rows.at(-1)!.id } : {}),
    };
  });
}

async function cardsOf(tx: Tx, needs: CollectNeeds, rows: readonly IntakeRow[]): Promise<IntakeCard[]> {
  const providers = await needs.organisations.organisationsByUscc(tx, [
    ...new Set(rows.map((r) => r.provider)),
  ]);
  return rows.map((r) => ({
    id: r.id,
    entry: r.entry,
    entryName: r.entry_name,
    provider: { uscc: r.provider, name: providers.get(r.provider)?.name ?? r.provider },
    name: r.name,
    bytes: r.bytes,
    received: r.received,
    state: r.state,
    progress: Math.min(1, Math.max(0, r.progress)),
    step: r.step,
    ...(r.refusal ? { refusal: r.refusal } : {}),
    ...(r.result ? { rows: r.result.manifest.rows } : {}),
    ...(r.version ? { version: r.version } : {}),
    createdAt: r.created_at.toISOString(),
    updatedAt: r.updated_at.toISOString(),
  }));
}
