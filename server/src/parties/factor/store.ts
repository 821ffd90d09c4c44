import { sql } from "kysely";
import type { Tx } from "../../platform/index.ts";

/** The only writer of `parties.totp` and `parties.recovery_code`. */

export interface SealedTotp {
  readonly id: string;
  readonly sealed: { readonly bytes: Buffer; readonly keyId: string };
  readonly createdAt: Date;
}

interface Row {
  readonly id: string;
  readonly secret_sealed: Buffer;
  readonly key_id: string;
  readonly created_at: Date;
}

/** The factor of a person, confirmed or still being enrolled; the row is locked. */
export async function totpOf(tx: Tx, person: string, confirmed: boolean): Promise<SealedTotp | undefined> {
  const found = await sql<Row>`select id, secret_sealed, key_id, created_at from parties.totp
    where person = ${person} and (confirmed_at is not null) = ${confirmed} for update`.execute(tx);
  const r = found.rows[0];
  return r && { id: r.id, sealed: { bytes: r.secret_sealed, keyId: r.key_id }, createdAt: r.created_at };
}

/** Begins an enrolment; an earlier one that was not confirmed gives way. */
export async function saveEnrolment(
  tx: Tx,
  e: { id: string; person: string; sealed: Buffer; keyId: string; at: Date },
): Promise<void> {
  await sql`insert into parties.totp (id, person, secret_sealed, key_id, created_at)
    values (${e.id}, ${e.person}, ${e.sealed}, ${e.keyId}, ${e.at})
    on conflict (person) where confirmed_at is null do update set id = excluded.id,
      secret_sealed = excluded.secret_sealed, key_id = excluded.key_id, created_at = excluded.created_at`.execute(
    tx,
  );
}

/** The enrolled factor takes the place of the one before; the code that confirmed it is used. */
export async function confirmEnrolment(
  tx: Tx,
  of: { id: string; person: string; step: number; at: Date },
): Promise<void> {
  await sql`delete from parties.totp where person = ${of.person} and confirmed_at is not null`.execute(tx);
  await sql`update parties.totp set confirmed_at = ${of.at}, last_step = ${of.step} where id = ${of.id}`.execute(
    tx,
  );
}

/** @returns false when this step, or a later one, was used already, be it in the same instant elsewhere. */
export async function takeStep(tx: Tx, id: string, step: number): Promise<boolean> {
  const done =
    await sql`update parties.totp set last_step = ${step} where id = ${id} and last_step < ${step}`.execute(
      tx,
    );
  return done.numAffectedRows === 1n;
}

/** @returns whether there was a confirmed factor; what is half-way and the recovery codes go with it. */
export async function dropFactor(tx: Tx, person: string): Promise<boolean> {
  await sql`delete from parties.recovery_code where person = ${person}`.execute(tx);
  const gone = await sql<{ confirmed: boolean }>`delete from parties.totp where person = ${person}
    returning confirmed_at is not null as confirmed`.execute(tx);
  return gone.rows.some((r) => r.confirmed);
}

export async function replaceRecoveryCodes(tx: Tx, person: string, hashes: readonly Buffer[]): Promise<void> {
  await sql`delete from parties.recovery_code where person = ${person}`.execute(tx);
  await sql`insert into parties.recovery_code (person, code_sha256)
    select ${person}, unnest(${[...hashes]}::bytea[])`.execute(tx);
}

/** @returns false when there is no such code, or it was used, be it in the same instant elsewhere. */
export async function takeRecoveryCode(tx: Tx, person: string, hash: Buffer): Promise<boolean> {
  const gone = await sql`delete from parties.recovery_code
    where person = ${person} and code_sha256 = ${hash}`.execute(tx);
  return gone.numAffectedRows === 1n;
}

/** Whether a person has a second factor. */
export async function hasFactor(tx: Tx, person: string): Promise<boolean> {
  const found = await sql`select 1 from parties.totp
    where person = ${person} and confirmed_at is not null`.execute(tx);
  return found.rows.length > 0;
}

/** Those of some people who have a second factor. Asked by the platform for an administrator. */
export async function whoHasFactor(tx: Tx, people: readonly string[]): Promise<Set<string>> {
  const found = await sql<{ person: string }>`select person from parties.totp
    where person = any(${[...people]}::uuid[]) and confirmed_at is not null`.execute(tx);
  return new Set(found.rows.map((r) => r.person));
}

/** Since when somebody has a second factor, and how many recovery codes are left. */
export async function factorOf(tx: Tx, person: string): Promise<{ since: Date | null; codesLeft: number }> {
  const found = await sql<{ since: Date | null; left: number }>`select
    (select confirmed_at from parties.totp where person = ${person} and confirmed_at is not null) as since,
    (select count(*) from parties.recovery_code where person = ${person}) as left`.execute(tx);
  return { since: found.rows[0]!.since, codesLeft: found.rows[0]!.left };
}
