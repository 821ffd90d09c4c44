import { sql } from "kysely";
import { newId, type Staff, type Tx } from "../platform/index.ts";
import { type Append, record } from "./acting.ts";
import type { Person } from "./contract.ts";
import { organisation } from "./organisations.ts";
import type { Origin } from "./origin.ts";
import { personOf } from "./people.ts";
import { insertSession, revokeSession } from "./session-store.ts";
import {
  absolute,
  type Factor,
  factorRequired,
  type Method,
  type SecondFactorRule,
} from "./session-terms.ts";
import { newToken, sha256Of } from "./sessions.ts";
import { type PersonRow, tidyPerson } from "./store.ts";

/** Somebody who may sign in now. */
export interface Account extends PersonRow {
  readonly password_hash: string | null;
  readonly must_change: boolean | null;
}

export interface SignedIn {
  readonly token: string;
  readonly person: Person;
  readonly mustChangePassword: boolean;
  readonly mustEnrolFactor: boolean;
}

/** What a session is begun with. */
export interface Beginning {
  readonly method: Method;
  readonly factor: Factor | null;
  readonly origin: Origin;
  /** The token of the session that this one takes the place of. */
  readonly replaces?: string | undefined;
  /** The linked identity, and the identity provider's name for its own session (`sid`). */
  readonly identity?: string | null;
  readonly idpSession?: string | null;
}

/**
 * Writes a session for somebody whose proofs have been checked, and records it (Art. 43). The account must have
 * been read in this transaction, with a lock.
 */
export async function beginSession(
  tx: Tx,
  needs: { append: Append; secondFactor: SecondFactorRule },
  account: Account,
  how: Beginning,
  at: Date,
): Promise<SignedIn> {
  const org = (await organisation(tx, account.org))!;
  const token = newToken();
  await tidyPerson(tx, account.id, at);
  if (how.replaces) await revokeSession(tx, sha256Of(how.replaces), at);
  await insertSession(tx, {
    id: newId(at),
    tokenSha256: sha256Of(token),
    person: account.id,
    at,
    expiresAt: new Date(at.getTime() + absolute),
    method: how.method,
    factor: how.factor,
    ...how.origin,
    identity: how.identity ?? null,
    idpSession: how.idpSession ?? null,
  });
  const caller: Staff = {
    kind: "staff",
    id: account.id,
    org: org.uscc,
    orgKind: org.kind,
    level: org.level,
    division: org.division.code,
    roles: account.roles,
  };
  const content = { method: how.method, factor: how.factor };
  const entry = { act: "parties.sign-in", article: "43", subject: account.id, content };
  await record(tx, { caller, at, append: needs.append }, entry);
  return {
    token,
    person: personOf(account, org),
    mustChangePassword: account.must_change === true && how.method === "password",
    mustEnrolFactor: how.factor === null && factorRequired(needs.secondFactor, account),
  };
}

/**
 * The account that may sign in now: an active person of an organisation at work; demonstration accounts only in
 * demo mode.
 */
export async function accountBy(
  tx: Tx,
  by: { login: string } | { id: string },
  demo: boolean,
  lock = false,
): Promise<Account | undefined> {
  const found = await sql<Account>`select p.id, p.org, p.name, p.login, p.roles, p.active, p.demo,
      c.password_hash, c.must_change
    from parties.person p
    join parties.organisation o on o.uscc = p.org and o.active
    left join lateral (select password_hash, must_change from parties.credential
      where person = p.id order by seq desc limit 1) c on true
    where ${"login" in by ? sql`p.login = ${by.login}` : sql`p.id = ${by.id}`}
      and p.active and (not p.demo or ${demo})
    ${lock ? sql`for share of p, o` : sql``}`.execute(tx);
  return found.rows[0];
}
