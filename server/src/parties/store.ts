import { sql } from "kysely";
import type { Level, OrgKind, Role, Tx } from "../platform/index.ts";
import type { Division, Holder } from "./contract.ts";

/**
 * The only writer of organisations, people, passwords and tries; `session-store.ts`, `factor/store.ts` and
 * `oidc/store.ts` write theirs. Decisions are made before anything gets here.
 */

export interface OrganisationRow {
  readonly uscc: string;
  readonly name: string;
  readonly short: string;
  readonly kind: OrgKind;
  readonly holder: Holder;
  readonly sector: string | null;
  readonly level: Level;
  readonly division: string;
}

export interface PersonRow {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly login: string;
  readonly roles: readonly Role[];
  readonly active: boolean;
  readonly demo: boolean;
}

export async function saveDivisions(tx: Tx, divisions: readonly Division[]): Promise<void> {
  await sql`insert into parties.division (code, name, level, parent)
    select code, name, level, parent from jsonb_to_recordset(${JSON.stringify(divisions)}::jsonb)
      as d (code text, name text, level text, parent text)
    on conflict (code) do update set name = excluded.name, level = excluded.level, parent = excluded.parent`.execute(
    tx,
  );
}

/** @returns false when the code, the name or the authority's place is taken. */
export async function insertOrganisation(tx: Tx, o: OrganisationRow, at: Date): Promise<boolean> {
  const done =
    await sql`insert into parties.organisation (uscc, name, short, kind, holder, sector, level, division, created_at)
    values (${o.uscc}, ${o.name}, ${o.short}, ${o.kind}, ${o.holder}, ${o.sector}, ${o.level}, ${o.division}, ${at})
    on conflict do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** @returns false when another authority has taken the place meanwhile. */
export async function setOrganisationActive(tx: Tx, uscc: string, active: boolean): Promise<boolean> {
  try {
    await sql`update parties.organisation set active = ${active} where uscc = ${uscc}`.execute(tx);
    return true;
  } catch (error) {
    if ((error as { constraint?: string }).constraint === "one_authority") return false;
    throw error;
  }
}

/** @returns false when the login is taken, in this organisation or another. */
export async function insertPerson(tx: Tx, p: PersonRow, at: Date): Promise<boolean> {
  const done =
    await sql`insert into parties.person (id, org, name, login, roles, active, demo, created_at) values
    (${p.id}, ${p.org}, ${p.name}, ${p.login}, ${[...p.roles]}, ${p.active}, ${p.demo}, ${at})
    on conflict on constraint one_login do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

export async function updatePerson(
  tx: Tx,
  id: string,
  to: { active: boolean; roles: readonly Role[] },
): Promise<void> {
  await sql`update parties.person set active = ${to.active}, roles = ${[...to.roles]} where id = ${id}`.execute(
    tx,
  );
}

export async function insertCredential(
  tx: Tx,
  c: { person: string; passwordHash: string; mustChange: boolean; at: Date },
): Promise<void> {
  await sql`insert into parties.credential (person, password_hash, must_change, since)
    values (${c.person}, ${c.passwordHash}, ${c.mustChange}, ${c.at})`.execute(tx);
}

/** Drops what no longer serves: sessions that ended over a week ago and passwords that were replaced. */
export async function tidyPerson(tx: Tx, person: string, at: Date): Promise<void> {
  await sql`delete from parties.session where person = ${person}
    and coalesce(revoked_at, expires_at) < ${at}::timestamptz - interval '7 days'`.execute(tx);
  await sql`delete from parties.credential c where person = ${person}
    and exists (select 1 from parties.credential n where n.person = c.person and n.seq > c.seq)`.execute(tx);
}

export async function insertAttempt(
  tx: Tx,
  a: { id: string; loginKey: Buffer; addressKey: Buffer; at: Date },
): Promise<void> {
  await sql`insert into parties.login_attempt (id, kind, key_sha256, at)
    values (${a.id}, 'login', ${a.loginKey}, ${a.at}), (${a.id}, 'address', ${a.addressKey}, ${a.at})`.execute(
    tx,
  );
}

/** A try that turned out well and stood for nobody in particular. */
export async function dropAttempt(tx: Tx, id: string): Promise<void> {
  await sql`delete from parties.login_attempt where id = ${id}`.execute(tx);
}

/** After a success: its own try no longer counts, nor do earlier ones of this login. */
export async function clearAttempts(tx: Tx, id: string, loginKey: Buffer): Promise<void> {
  await sql`delete from parties.login_attempt
    where id = ${id} or (kind = 'login' and key_sha256 = ${loginKey})`.execute(tx);
}

/** Skips what another transaction is dropping, so that two never wait for each other. */
export async function dropAttemptsUntil(tx: Tx, at: Date): Promise<void> {
  await sql`delete from parties.login_attempt where (id, kind) in
    (select id, kind from parties.login_attempt where at <= ${at} limit 1000 for update skip locked)`.execute(
    tx,
  );
}
