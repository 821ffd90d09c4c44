import { createHash } from "node:crypto";
import { sql } from "kysely";
import { networkOf, newId, type Tx } from "../platform/index.ts";
import { normalLogin } from "./contract.ts";
import { refuse } from "./refusals.ts";
import { dropAttemptsUntil, insertAttempt } from "./store.ts";

/** How far back tries count, and how many are borne: fifteen minutes, 5 per login, 30 per address. */
export const lookBack = 15 * 60_000;
export const perLogin = 5;
export const perAddress = 30;

/** A try that has been counted before its password was looked at. */
export interface Attempt {
  readonly id: string;
  readonly loginKey: Buffer;
}

/**
 * Counts a try to sign in, or refuses it (429) when the login or the address has used up its tries. Counting
 * comes first and under a lock, so that a hundred tries at once are not a hundred guesses. A refused try is not
 * counted: whoever waits gets in.
 */
export const countAttempt = (tx: Tx, given: { login: string; address: string; at: Date }): Promise<Attempt> =>
  count(tx, { ...given, key: normalLogin(given.login) });

/**
 * The same for the codes of a person's second factor, in a count of their own: the right password, which comes
 * before a code, does not forgive wrong codes. A colon is in no login.
 */
export const countFactorAttempt = (
  tx: Tx,
  given: { person: string; address: string; at: Date },
): Promise<Attempt> => count(tx, { ...given, key: `factor:${given.person}` });

/** The same for journeys to the identity provider, of which only the address is known. */
export const countFlow = (tx: Tx, given: { address: string; at: Date }): Promise<Attempt> =>
  count(tx, { ...given, key: `flow:${newId(given.at)}` });

async function count(tx: Tx, given: { key: string; address: string; at: Date }): Promise<Attempt> {
  const loginKey = digest(given.key);
  const addressKey = digest(networkOf(given.address));
  const since = new Date(given.at.getTime() - lookBack);
  // Always login before address: two tries never wait for each other.
  for (const [kind, key] of [[1, loginKey] as const, [2, addressKey] as const])
    await sql`select pg_advisory_xact_lock(${kind}, ${key.readInt32BE(0)})`.execute(tx);
  await dropAttemptsUntil(tx, since);
  await refuseBeyond(tx, { kind: "login", key: loginKey, most: perLogin, since, at: given.at });
  await refuseBeyond(tx, { kind: "address", key: addressKey, most: perAddress, since, at: given.at });
  const id = newId(given.at);
  await insertAttempt(tx, { id, loginKey, addressKey, at: given.at });
  return { id, loginKey };
}

async function refuseBeyond(tx: Tx, of: { kind: string; key: Buffer; most: number; at: Date; since: Date }) {
  // The oldest of the tries that together fill the limit: when it leaves the window, one more is borne.
  const filling = await sql<{ at: Date }>`select at from parties.login_attempt
    where kind = ${of.kind} and key_sha256 = ${of.key} and at > ${of.since} order by at desc offset ${of.most - 1} limit 1`.execute(
    tx,
  );
  const oldest = filling.rows[0]?.at;
  if (!oldest) return;
  const left = Math.min(lookBack, oldest.getTime() + lookBack - of.at.getTime());
  throw refuse("too_many_tries", {
    retryAfter: Math.max(1, Math.ceil(left / 1000)),
    params: { minutes: Math.max(1, Math.ceil(left / 60_000)) },
    article: "43",
  });
}

const digest = (text: string) => createHash("sha256").update(text).digest();
