import { sql } from "kysely";
import { type Tx, thePlatform } from "../platform/index.ts";
import { countFactorAttempt } from "./attempts.ts";
import { accountBy, beginSession, type SignedIn } from "./begin-session.ts";
import { type ProvingNeeds, takeCode } from "./factor/prove.ts";
import { hasFactor } from "./factor/store.ts";
import type { Origin } from "./origin.ts";
import { refuse } from "./refusals.ts";
import { insertHalfSession, takeHalfSession } from "./session-store.ts";
import type { Method } from "./session-terms.ts";
import { looksLikeToken, newToken, sha256Of } from "./sessions.ts";
import type { SignInNeeds } from "./sign-in.ts";
import { clearAttempts } from "./store.ts";

/** The first step leads to the second within five minutes, or to nothing. */
export const halfway = 5 * 60_000;
export const halfCookie = "zq_half";

/** The first step of signing in has been taken. Its token opens nothing but the second step. */
export interface Halfway {
  readonly half: string;
  readonly expiresAt: Date;
}

/** Writes a first step taken, for somebody who has a second factor. */
export async function beginHalfway(
  tx: Tx,
  of: {
    person: string;
    method: Method;
    at: Date;
    identity?: string | null;
    idpSession?: string | null;
  },
): Promise<Halfway> {
  const half = newToken();
  const expiresAt = new Date(of.at.getTime() + halfway);
  await insertHalfSession(tx, {
    tokenSha256: sha256Of(half),
    person: of.person,
    method: of.method,
    identity: of.identity ?? null,
    idpSession: of.idpSession ?? null,
    at: of.at,
    expiresAt,
  });
  return { half, expiresAt };
}

/**
 * The second step (Art. 43): a code of the authenticator app or a recovery code. Wrong codes are counted for the
 * person and the address in a count that the right password does not clear, and refused (403, then 429); what
 * was begun more than five minutes ago, or ended by a new password, a reset factor or a closed account, is over
 * (401).
 */
export async function takeSecondStep(
  needs: SignInNeeds & ProvingNeeds,
  given: {
    half: string | undefined;
    code: string;
    address: string;
    origin: Origin;
    replaces?: string | undefined;
  },
): Promise<SignedIn> {
  const { db, clock } = needs;
  if (!looksLikeToken(given.half)) throw refuse("half_over");
  const tokenSha256 = sha256Of(given.half);
  const at = clock.now();
  const attempt = await db.acting(thePlatform, async (tx) => {
    const person = await personOfHalf(tx, tokenSha256, at);
    return countFactorAttempt(tx, { person, address: given.address, at });
  });
  return db.acting(thePlatform, async (tx) => {
    const half = await takeHalfSession(tx, tokenSha256);
    const account = half && (await accountBy(tx, { id: half.person }, needs.demo, true));
    if (!account || !(await hasFactor(tx, account.id))) throw refuse("half_over");
    // Refused, the transaction is undone and the first step stands for another try.
    const factor = await takeCode(tx, needs, account.id, given.code);
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    const { origin, replaces } = given;
    const { method, identity, idpSession } = half;
    return beginSession(tx, needs, account, { method, factor, origin, replaces, identity, idpSession }, at);
  });
}

async function personOfHalf(tx: Tx, tokenSha256: Buffer, at: Date): Promise<string> {
  const found = await sql<{ person: string }>`select person from parties.half_session
    where token_sha256 = ${tokenSha256} and expires_at > ${at}`.execute(tx);
  if (!found.rows[0]) throw refuse("half_over");
  return found.rows[0].person;
}
