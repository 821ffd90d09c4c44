import { sql } from "kysely";
import { type Clock, type Database, type Tx, thePlatform } from "../../platform/index.ts";
import { type Attempt, countFactorAttempt } from "../attempts.ts";
import { passwordMatches } from "../passwords.ts";
import { refuse } from "../refusals.ts";
import type { LiveSession } from "../sessions.ts";
import { normalRecoveryCode, recoveryHash } from "./recovery-codes.ts";
import { type FactorKey, unseal } from "./sealing.ts";
import { takeRecoveryCode, takeStep, totpOf } from "./store.ts";
import { matchingStep } from "./totp.ts";

export interface ProvingNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** The machine's own time, which is all an authenticator app knows; a demonstration's clock may differ. */
  readonly machine: Clock;
  readonly factorKey: FactorKey;
}

/** What a sealed secret is sealed to: moved to another row or person it does not open. */
export const sealedTo = (id: string, person: string): string => `zhanqiao.totp.v1:${id}:${person}`;

/**
 * Takes a code of somebody's second factor, or a recovery code, once and for all. Refuses one that is wrong, too
 * old, or was used before (403). The try must have been counted, in a transaction of its own.
 */
export async function takeCode(
  tx: Tx,
  { machine, factorKey }: Pick<ProvingNeeds, "machine" | "factorKey">,
  person: string,
  code: string,
): Promise<"totp" | "recovery"> {
  const totp = await totpOf(tx, person, true);
  if (!totp) throw refuse("factor_unknown");
  const typed = code.normalize("NFKC").replace(/\s/g, "");
  if (/^\d{6}$/.test(typed)) {
    const secret = unseal(factorKey, totp.sealed, sealedTo(totp.id, person));
    const step = matchingStep(secret, typed, machine.now());
    if (step !== undefined && (await takeStep(tx, totp.id, step))) return "totp";
  } else if (normalRecoveryCode(typed).length === 16) {
    if (await takeRecoveryCode(tx, person, recoveryHash(person, typed))) return "recovery";
  }
  throw refuse("code_wrong", { article: "43" });
}

/** What somebody gives to change the factor they have. */
export interface Proofs {
  /** Needed where the session was begun with a password; otherwise the identity provider has just been asked. */
  readonly password?: string | undefined;
  readonly code: string;
  readonly address: string;
}

/**
 * Counts a try at changing a factor and checks the password given with it (403). The code is taken by `takeCode`
 * in the transaction of the change.
 */
export async function countAndCheckPassword(
  { db, clock }: ProvingNeeds,
  live: LiveSession,
  given: Proofs,
): Promise<Attempt> {
  const person = live.staff.id;
  const attempt = await db.acting(thePlatform, (tx) =>
    countFactorAttempt(tx, { person, address: given.address, at: clock.now() }),
  );
  if (live.method === "password") {
    const hash = await db.reading(thePlatform, (tx) => passwordHashOf(tx, person));
    if (!(await passwordMatches(hash, given.password ?? ""))) throw refuse("password_wrong");
  }
  return attempt;
}

async function passwordHashOf(tx: Tx, person: string): Promise<string | undefined> {
  const found = await sql<{ password_hash: string }>`select password_hash from parties.credential
    where person = ${person} order by seq desc limit 1`.execute(tx);
  return found.rows[0]?.password_hash;
}
