import { elevate, type Tx, thePlatform } from "../../platform/index.ts";
import { type By, record } from "../acting.ts";
import { adminOf, lockPeople } from "../administer.ts";
import type { Member } from "../contract.ts";
import { isPersonId, memberById } from "../people.ts";
import { refuse } from "../refusals.ts";
import { forgetFactorOfSessions, revokeSessionsOf } from "../session-store.ts";
import { factorRequired, type SecondFactorRule } from "../session-terms.ts";
import type { LiveSession } from "../sessions.ts";
import { clearAttempts } from "../store.ts";
import { type FactorNeeds, lockPerson, saveCodes } from "./enrol.ts";
import { countAndCheckPassword, type Proofs, takeCode } from "./prove.ts";
import { newRecoveryCodes } from "./recovery-codes.ts";
import { dropFactor } from "./store.ts";

/** Gives up one's own second factor, with password and code; refused (409) where the role needs one. */
export async function removeFactor(
  needs: FactorNeeds & { secondFactor: SecondFactorRule },
  live: LiveSession,
  given: Proofs,
): Promise<void> {
  if (factorRequired(needs.secondFactor, { roles: live.staff.roles, demo: live.demo }))
    throw refuse("factor_needed", { article: "43" });
  await withProofs(needs, live, given, "parties.remove-second-factor", async (tx, at) => {
    await dropFactor(tx, live.staff.id);
    await revokeSessionsOf(tx, live.staff.id, at, live.tokenSha256);
    await forgetFactorOfSessions(tx, live.staff.id);
  });
  needs.sessions.forget();
}

/** Replaces the recovery codes, with password and code; the new ones are shown this once. */
export async function renewRecoveryCodes(
  needs: FactorNeeds,
  live: LiveSession,
  given: Proofs,
): Promise<string[]> {
  const codes = newRecoveryCodes();
  await withProofs(needs, live, given, "parties.renew-recovery-codes", (tx) =>
    saveCodes(tx, live.staff.id, codes),
  );
  return codes;
}

async function withProofs(
  needs: FactorNeeds,
  live: LiveSession,
  given: Proofs,
  act: string,
  change: (tx: Tx, at: Date) => Promise<void>,
): Promise<void> {
  const person = live.staff.id;
  const attempt = await countAndCheckPassword(needs, live, given);
  const at = needs.clock.now();
  await needs.db.acting(thePlatform, async (tx) => {
    await lockPerson(tx, person);
    await takeCode(tx, needs, person, given.code);
    await clearAttempts(tx, attempt.id, attempt.loginKey);
    await change(tx, at);
    const entry = { act, article: "43", subject: person, content: {} };
    await record(tx, { caller: live.staff, at, append: needs.append }, entry);
  });
}

/**
 * An administrator takes away the second factor that somebody of their organisation has lost (Art. 42); never
 * their own (409). All sessions of the person end; the caller calls `sessions.forget()` after the commit.
 */
export async function resetFactor(tx: Tx, id: string, by: By): Promise<Member> {
  const admin = adminOf(by.caller);
  if (!isPersonId(id)) throw refuse("person_unknown");
  await lockPeople(tx, admin.org, admin);
  const found = await memberById(tx, { id, org: admin.org, lock: true });
  if (!found) throw refuse("person_unknown");
  if (id === admin.id) throw refuse("own_factor");
  await elevate(tx);
  if (!(await dropFactor(tx, id))) throw refuse("factor_unknown");
  await revokeSessionsOf(tx, id, by.at);
  const act = { act: "parties.reset-second-factor", article: "42", role: "admin", subject: id };
  await record(tx, by, { ...act, content: {} });
  return (await memberById(tx, { id, org: admin.org }))!.member;
}
