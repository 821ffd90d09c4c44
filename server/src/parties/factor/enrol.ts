import { sql } from "kysely";
import { newId, type Tx, thePlatform } from "../../platform/index.ts";
import { type Append, record } from "../acting.ts";
import { countFactorAttempt } from "../attempts.ts";
import { refuse } from "../refusals.ts";
import { proveSession, revokeSessionsOf } from "../session-store.ts";
import type { LiveSession, Sessions } from "../sessions.ts";
import { clearAttempts } from "../store.ts";
import { countAndCheckPassword, type Proofs, type ProvingNeeds, sealedTo, takeCode } from "./prove.ts";
import { newRecoveryCodes, recoveryHash } from "./recovery-codes.ts";
import { seal, unseal } from "./sealing.ts";
import { confirmEnrolment, hasFactor, replaceRecoveryCodes, saveEnrolment, totpOf } from "./store.ts";
import { enrolmentOf, matchingStep, newFactorSecret } from "./totp.ts";

/** An enrolment that is not confirmed within ten minutes is begun again. */
const enrolWithin = 10 * 60_000;

export interface FactorNeeds extends ProvingNeeds {
  readonly sessions: Sessions;
  readonly append: Append;
}

/**
 * Begins to enrol a second factor (Art. 43) and shows its secret, this once. Whoever has one already proves it
 * with password and code; until the new one is confirmed, the old one holds. Demonstration accounts, whose
 * password is published, are refused (409).
 */
export async function beginEnrolment(
  needs: FactorNeeds,
  live: LiveSession,
  given: Omit<Proofs, "code"> & { code?: string | undefined },
): Promise<{ uri: string; secret: string; expiresAt: Date }> {
  if (live.demo) throw refuse("factor_demo");
  const { db, clock } = needs;
  const person = live.staff.id;
  const renewing = await db.reading(thePlatform, (tx) => hasFactor(tx, person));
  const proofs = { ...given, code: given.code ?? "" };
  const attempt = renewing ? await countAndCheckPassword(needs, live, proofs) : undefined;
  const at = clock.now();
  const id = newId(at);
  const secret = newFactorSecret();
  const login = await db.acting(thePlatform, async (tx) => {
    const held = await lockPerson(tx, person);
    // Enrolled meanwhile, in another window: the later does not win unseen.
    if (!renewing && (await hasFactor(tx, person))) throw refuse("code_wrong");
    if (attempt) {
      await takeCode(tx, needs, person, proofs.code);
      await clearAttempts(tx, attempt.id, attempt.loginKey);
    }
    const sealed = seal(needs.factorKey, secret, sealedTo(id, person));
    await saveEnrolment(tx, { id, person, sealed, keyId: needs.factorKey.id, at });
    return held;
  });
  return { ...enrolmentOf(secret, login), expiresAt: new Date(at.getTime() + enrolWithin) };
}

/**
 * Confirms an enrolment with a first code and gives ten recovery codes, this once. All other sessions of the
 * person end; this one now rests on the factor too.
 */
export async function confirmFactor(
  needs: FactorNeeds,
  live: LiveSession,
  given: { code: string; address: string },
): Promise<string[]> {
  const { db, clock, machine, factorKey } = needs;
  const person = live.staff.id;
  const attempt = await db.acting(thePlatform, (tx) =>
    countFactorAttempt(tx, { person, address: given.address, at: clock.now() }),
  );
  const codes = newRecoveryCodes();
  const at = clock.now();
  await db.acting(thePlatform, async (tx) => {
    await lockPerson(tx, person);
    const totp = await totpOf(tx, person, false);
    if (!totp || at.getTime() - totp.createdAt.getTime() > enrolWithin) throw refuse("enrolment_over");
    const secret = unseal(factorKey, totp.sealed, sealedTo(totp.id, person));
    const step = matchingStep(secret, given.code.normalize("NFKC").replace(/\s/g, ""), machine.now());
    if (step === undefined) throw refuse("code_wrong", { article: "43" });
    await confirmEnrolment(tx, { id: totp.id, person, step, at });
    await saveCodes(tx, person, codes);
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    await proveSession(tx, live.id, { factor: "totp" });
    await revokeSessionsOf(tx, person, at, live.tokenSha256);
    const entry = { act: "parties.enrol-second-factor", article: "43", subject: person, content: {} };
    await record(tx, { caller: live.staff, at, append: needs.append }, entry);
  });
  needs.sessions.forget();
  return codes;
}

export const saveCodes = (tx: Tx, person: string, codes: readonly string[]): Promise<void> =>
  replaceRecoveryCodes(
    tx,
    person,
    codes.map((code) => recoveryHash(person, code)),
  );

/** Lets one change of a person's proofs run at a time. @returns their login. */
export async function lockPerson(tx: Tx, person: string): Promise<string> {
  const held = await sql<{ login: string }>`select login from parties.person
    where id = ${person} and active for update`.execute(tx);
  if (!held.rows[0]) throw refuse("session_over");
  return held.rows[0].login;
}
