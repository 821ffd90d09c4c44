import { sql } from "kysely";
import type { Tx } from "../platform/index.ts";
import { type Factor, idle, type Method } from "./session-terms.ts";

/** The only writer of sessions and of what is half-way to one; only `tidyPerson` drops those long over. */

export interface SessionRow {
  readonly id: string;
  readonly tokenSha256: Buffer;
  readonly person: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly method: Method;
  readonly factor: Factor | null;
  readonly network: string;
  readonly browser: string;
  readonly identity: string | null;
  readonly idpSession: string | null;
}

export async function insertSession(tx: Tx, s: SessionRow): Promise<void> {
  await sql`insert into parties.session (id, token_sha256, person, created_at, last_seen_at, authenticated_at,
      expires_at, method, factor, network, browser, identity, idp_session)
    values (${s.id}, ${s.tokenSha256}, ${s.person}, ${s.at}, ${s.at}, ${s.at}, ${s.expiresAt}, ${s.method},
      ${s.factor}, ${s.network}, ${s.browser}, ${s.identity}, ${s.idpSession})`.execute(tx);
}

export interface HalfSessionRow {
  readonly tokenSha256: Buffer;
  readonly person: string;
  readonly method: Method;
  readonly identity: string | null;
  readonly idpSession: string | null;
  readonly at: Date;
  readonly expiresAt: Date;
}

/** Writes a first step taken; older ones of the person that ran out go. */
export async function insertHalfSession(tx: Tx, h: HalfSessionRow): Promise<void> {
  await sql`delete from parties.half_session where person = ${h.person} and expires_at <= ${h.at}`.execute(
    tx,
  );
  await sql`insert into parties.half_session (token_sha256, person, method, identity, idp_session, created_at, expires_at)
    values (${h.tokenSha256}, ${h.person}, ${h.method}, ${h.identity}, ${h.idpSession}, ${h.at}, ${h.expiresAt})`.execute(
    tx,
  );
}

/** Takes a first step out, so that it leads to one session; undefined when there is none. */
export async function takeHalfSession(tx: Tx, tokenSha256: Buffer): Promise<HalfSessionRow | undefined> {
  const taken = await sql<{
    person: string;
    method: Method;
    identity: string | null;
    idp_session: string | null;
    created_at: Date;
    expires_at: Date;
  }>`delete from parties.half_session where token_sha256 = ${tokenSha256}
    returning person, method, identity, idp_session, created_at, expires_at`.execute(tx);
  const r = taken.rows[0];
  return (
    r && {
      tokenSha256,
      person: r.person,
      method: r.method,
      identity: r.identity,
      idpSession: r.idp_session,
      at: r.created_at,
      expiresAt: r.expires_at,
    }
  );
}

/**
 * Its holder has proved themselves again, under a new token where one is given, or has proved more.
 * @returns false when it has ended meanwhile.
 */
export async function proveSession(
  tx: Tx,
  id: string,
  proof: { at?: Date; factor?: Factor; tokenSha256?: Buffer },
): Promise<boolean> {
  const done =
    await sql`update parties.session set authenticated_at = coalesce(${proof.at ?? null}, authenticated_at),
    factor = coalesce(${proof.factor ?? null}, factor),
    token_sha256 = coalesce(${proof.tokenSha256 ?? null}, token_sha256)
    where id = ${id} and revoked_at is null`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** The second factor is gone: sessions rest on what they were begun with alone. */
export async function forgetFactorOfSessions(tx: Tx, person: string): Promise<void> {
  await sql`update parties.session set factor = null
    where person = ${person} and factor in ('totp', 'recovery') and revoked_at is null`.execute(tx);
}

/** @returns whether there was such a session of this person to end. */
export async function revokeSessionById(
  tx: Tx,
  of: { id: string; person: string; at: Date },
): Promise<boolean> {
  const ended = await sql`update parties.session set revoked_at = ${of.at}
    where id = ${of.id} and person = ${of.person} and revoked_at is null`.execute(tx);
  return ended.numAffectedRows === 1n;
}

export async function touchSession(tx: Tx, tokenSha256: Buffer, at: Date): Promise<void> {
  await sql`update parties.session set last_seen_at = greatest(last_seen_at, ${at})
    where token_sha256 = ${tokenSha256} and revoked_at is null`.execute(tx);
}

/** @returns the person whose session ended, or undefined when there was none to end. */
export async function revokeSession(tx: Tx, tokenSha256: Buffer, at: Date): Promise<string | undefined> {
  const ended = await sql<{ person: string }>`update parties.session set revoked_at = ${at}
    where token_sha256 = ${tokenSha256} and revoked_at is null returning person`.execute(tx);
  return ended.rows[0]?.person;
}

/** Ends sessions begun with a linked identity: all, or those of one session at the identity provider. */
export async function revokeSessionsBegunWith(
  tx: Tx,
  of: { identity: string; at: Date; keep?: Buffer; idpSession?: string },
): Promise<number> {
  const same = of.idpSession === undefined ? sql`` : sql`and idp_session = ${of.idpSession}`;
  await sql`delete from parties.half_session where identity = ${of.identity} ${same}`.execute(tx);
  const ended = await sql`update parties.session set revoked_at = ${of.at}
    where identity = ${of.identity} and revoked_at is null ${same}
      and token_sha256 is distinct from ${of.keep ?? null}`.execute(tx);
  return Number(ended.numAffectedRows);
}

/**
 * Ends all sessions of a person, but for the one to keep, and what is half-way to one.
 * @returns how many ended that held until now.
 */
export async function revokeSessionsOf(tx: Tx, person: string, at: Date, keep?: Buffer): Promise<number> {
  const ended = await sql<{ held: boolean }>`update parties.session set revoked_at = ${at}
    where person = ${person} and revoked_at is null and token_sha256 is distinct from ${keep ?? null}
    returning expires_at > ${at} and last_seen_at > ${new Date(at.getTime() - idle)} as held`.execute(tx);
  await sql`delete from parties.half_session where person = ${person}`.execute(tx);
  return ended.rows.filter((r) => r.held).length;
}
