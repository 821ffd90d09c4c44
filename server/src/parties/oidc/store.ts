import { sql } from "kysely";
import type { Tx } from "../../platform/index.ts";
import type { Purpose } from "./identity-provider.ts";

/** The only writer of `parties.identity` and `parties.oidc_flow`. */

export interface Flow {
  readonly purpose: Purpose;
  /** The session it was begun in, to link an identity to its holder or to prove them again. */
  readonly session: string | null;
  readonly returnPath: string;
  readonly attempt: string;
  readonly expiresAt: Date;
}

/** Writes a journey to the identity provider; those that nobody came back from go. */
export async function insertFlow(tx: Tx, f: Flow & { browserSha256: Buffer; at: Date }): Promise<void> {
  await sql`delete from parties.oidc_flow where browser_sha256 in
    (select browser_sha256 from parties.oidc_flow where expires_at <= ${f.at} limit 1000 for update skip locked)`.execute(
    tx,
  );
  await sql`insert into parties.oidc_flow (browser_sha256, purpose, session, return_path, attempt, expires_at)
    values (${f.browserSha256}, ${f.purpose}, ${f.session}, ${f.returnPath}, ${f.attempt}, ${f.expiresAt})`.execute(
    tx,
  );
}

/** Takes a journey out: nobody comes back from one twice. */
export async function takeFlow(tx: Tx, browserSha256: Buffer): Promise<Flow | undefined> {
  const taken = await sql<{
    purpose: Purpose;
    session: string | null;
    return_path: string;
    attempt: string;
    expires_at: Date;
  }>`delete from parties.oidc_flow where browser_sha256 = ${browserSha256}
    returning purpose, session, return_path, attempt, expires_at`.execute(tx);
  const r = taken.rows[0];
  return (
    r && {
      purpose: r.purpose,
      session: r.session,
      returnPath: r.return_path,
      attempt: r.attempt,
      expiresAt: r.expires_at,
    }
  );
}

export interface IdentityRow {
  readonly id: string;
  readonly person: string;
  readonly issuer: string;
  readonly subject: string;
  readonly linkedBy: "self" | "admin";
  readonly linkedAt: Date;
}

/** @returns false when this subject of this issuer is linked already, to whomever. */
export async function insertIdentity(tx: Tx, i: IdentityRow): Promise<boolean> {
  const done = await sql`insert into parties.identity (id, person, issuer, subject, linked_by, linked_at)
    values (${i.id}, ${i.person}, ${i.issuer}, ${i.subject}, ${i.linkedBy}, ${i.linkedAt})
    on conflict on constraint one_subject do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** Whoever was pre-registered by an administrator has now proved the identity. */
export async function identityProved(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update parties.identity set linked_by = 'self', linked_at = ${at} where id = ${id}`.execute(tx);
}

/** @returns whether there was such a link of this person. */
export async function deleteIdentity(tx: Tx, of: { id: string; person: string }): Promise<boolean> {
  const gone = await sql`delete from parties.identity where id = ${of.id} and person = ${of.person}`.execute(
    tx,
  );
  return gone.numAffectedRows === 1n;
}

interface Row {
  readonly id: string;
  readonly person: string;
  readonly issuer: string;
  readonly subject: string;
  readonly linked_by: "self" | "admin";
  readonly linked_at: Date;
}

const identityOf = (r: Row): IdentityRow => ({
  id: r.id,
  person: r.person,
  issuer: r.issuer,
  subject: r.subject,
  linkedBy: r.linked_by,
  linkedAt: r.linked_at,
});

/** Whose identity this is: by issuer and subject together, never by either alone. */
export async function identityBy(tx: Tx, issuer: string, subject: string): Promise<IdentityRow | undefined> {
  const found = await sql<Row>`select * from parties.identity
    where issuer = ${issuer} and subject = ${subject} for share`.execute(tx);
  return found.rows[0] && identityOf(found.rows[0]);
}

/** The linked identities of a person, the oldest first. */
export async function identitiesOf(tx: Tx, person: string): Promise<IdentityRow[]> {
  const found = await sql<Row>`select * from parties.identity where person = ${person}
    order by linked_at, id limit 100`.execute(tx);
  return found.rows.map(identityOf);
}
