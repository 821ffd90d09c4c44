import { sql } from "kysely";
import type { MachineScope, Tx } from "../../platform/index.ts";
import type { Auth } from "./contract.ts";

/** The only writer of schema `machines`. Decisions are made before anything gets here. */

export interface ClientRow {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly purpose: string;
  readonly scopes: readonly MachineScope[];
  readonly auth: Auth;
  readonly jwk: Readonly<Record<string, string>> | null;
  readonly secret_sha256: Buffer | null;
  /** CIDR blocks; empty: from anywhere. */
  readonly addresses: readonly string[];
  readonly expires_at: Date;
  readonly suspended: boolean;
  /** Tokens of an earlier generation hold no longer. */
  readonly generation: number;
  readonly created_by: string;
  readonly created_at: Date;
  readonly credential_at: Date;
  readonly last_used_at: Date | null;
}

export const clientColumns = sql`c.id, c.org, c.name, c.purpose, c.scopes, c.auth, c.jwk, c.secret_sha256,
  c.addresses::text[] as addresses, c.expires_at, c.suspended, c.generation, c.created_by, c.created_at, c.credential_at,
  c.last_used_at`;

export type NewClient = Omit<ClientRow, "suspended" | "generation" | "credential_at" | "last_used_at">;

export async function insertClient(tx: Tx, c: NewClient): Promise<void> {
  await sql`insert into machines.client (id, org, name, purpose, scopes, auth, jwk, secret_sha256, addresses,
      expires_at, created_by, created_at, credential_at)
    values (${c.id}, ${c.org}, ${c.name}, ${c.purpose}, ${[...c.scopes]}, ${c.auth},
      ${c.jwk && JSON.stringify(c.jwk)}, ${c.secret_sha256}, ${[...c.addresses]}::cidr[], ${c.expires_at},
      ${c.created_by}, ${c.created_at}, ${c.created_at})`.execute(tx);
}

/** Replaces the credential and ends every token that the old one obtained. */
export async function replaceCredential(
  tx: Tx,
  id: string,
  to: Pick<ClientRow, "jwk" | "secret_sha256"> & { at: Date },
): Promise<void> {
  await sql`update machines.client set jwk = ${to.jwk && JSON.stringify(to.jwk)},
    secret_sha256 = ${to.secret_sha256}, credential_at = ${to.at}, generation = generation + 1
    where id = ${id}`.execute(tx);
}

/** Suspending ends every token; resuming gives none back. */
export async function setSuspended(tx: Tx, id: string, suspended: boolean): Promise<void> {
  await sql`update machines.client set suspended = ${suspended}, generation = generation + 1
    where id = ${id}`.execute(tx);
}

/** The id stays, for the ledger speaks of it; credentials go, and tokens hold no longer. */
export async function markDeleted(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update machines.client set deleted_at = ${at}, jwk = null, secret_sha256 = null
    where id = ${id}`.execute(tx);
}

export interface TokenRow {
  readonly tokenSha256: Buffer;
  readonly client: string;
  readonly generation: number;
  readonly jkt: string;
  readonly scopes: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** @returns false when the client's access or credential has ended while its token was being made. */
export async function insertToken(tx: Tx, t: TokenRow): Promise<boolean> {
  const done =
    await sql`insert into machines.token (token_sha256, client, generation, jkt, scopes, issued_at, expires_at)
    select ${t.tokenSha256}, c.id, c.generation, ${t.jkt}, ${[...t.scopes]}, ${t.issuedAt}, ${t.expiresAt}
    from machines.client c where c.id = ${t.client} and c.generation = ${t.generation} and not c.suspended
      and c.deleted_at is null for share of c`.execute(tx);
  return done.numAffectedRows === 1n;
}

export async function touchClient(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update machines.client set last_used_at = greatest(last_used_at, ${at})
    where id = ${id} and deleted_at is null`.execute(tx);
}

/** @returns false when it has been used before, here or by another process. */
export async function insertUsed(tx: Tx, keySha256: Buffer, expiresAt: Date): Promise<boolean> {
  const done = await sql`insert into machines.used_jti (key_sha256, expires_at)
    values (${keySha256}, ${expiresAt}) on conflict do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

export async function insertFailure(
  tx: Tx,
  f: { id: string; networkSha256: Buffer; pairSha256: Buffer; at: Date },
): Promise<void> {
  await sql`insert into machines.failure (id, network_sha256, pair_sha256, at)
    values (${f.id}, ${f.networkSha256}, ${f.pairSha256}, ${f.at})`.execute(tx);
}

/**
 * Drops what is over: tokens, used proofs, failures. In pieces, skipping what another process is dropping.
 * @returns whether there may be more.
 */
export async function sweep(tx: Tx, given: { now: Date; failuresUntil: Date }): Promise<boolean> {
  const most = 10_000;
  const dropped = await Promise.all([
    sql`delete from machines.token where token_sha256 in (select token_sha256 from machines.token
      where expires_at <= ${given.now} limit ${most} for update skip locked)`.execute(tx),
    sql`delete from machines.used_jti where key_sha256 in (select key_sha256 from machines.used_jti
      where expires_at <= ${given.now} limit ${most} for update skip locked)`.execute(tx),
    sql`delete from machines.failure where id in (select id from machines.failure
      where at <= ${given.failuresUntil} limit ${most} for update skip locked)`.execute(tx),
  ]);
  return dropped.some((d) => d.numAffectedRows === BigInt(most));
}
