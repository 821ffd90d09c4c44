import type { Caller, Role, Tx } from "../platform/index.ts";
import { type By, record } from "./acting.ts";
import { adminOf, checkRoles, lockPeople } from "./administer.ts";
import type { Member } from "./contract.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { isPersonId, memberById } from "./people.ts";
import { refuse } from "./refusals.ts";
import { revokeSessionsOf } from "./session-store.ts";
import { insertCredential, type PersonRow, updatePerson } from "./store.ts";

export interface PersonChange {
  readonly active?: boolean | undefined;
  readonly roles?: readonly Role[] | undefined;
  /** A new first password for somebody who lost theirs; to be replaced by its holder. */
  readonly password?: string | undefined;
}

/**
 * An administrator changes somebody of their own organisation (Art. 42). Whoever is of another organisation is
 * unknown (404). Disabling and a new password end all sessions of the person in the same transaction; the
 * caller of this act calls `sessions.forget()` after the commit.
 */
export async function changePerson(tx: Tx, id: string, change: PersonChange, by: By): Promise<Member> {
  const admin = adminOf(by.caller);
  if (!isPersonId(id)) throw refuse("person_unknown");
  await lockPeople(tx, admin.org, admin);
  const found = await memberById(tx, { id, org: admin.org, lock: true });
  if (!found) throw refuse("person_unknown");
  const to = decide(found.row, change, admin);
  if (change.roles) checkRoles(found.member.org.kind, change.roles);

  await updatePerson(tx, id, to);
  if (change.password !== undefined)
    await insertCredential(tx, {
      person: id,
      passwordHash: await hashPassword(change.password),
      mustChange: true,
      at: by.at,
    });
  if (!to.active || change.password !== undefined) await revokeSessionsOf(tx, id, by.at);
  const changed = (await memberById(tx, { id, org: admin.org }))!.member;
  await record(tx, by, {
    act: "parties.change-person",
    article: "42",
    role: "admin",
    subject: id,
    content: { active: to.active, roles: to.roles, passwordReset: change.password !== undefined },
  });
  return changed;
}

/** Pure. */
function decide(row: PersonRow, change: PersonChange, admin: Caller & { id: string }) {
  const to = { active: change.active ?? row.active, roles: change.roles ?? row.roles };
  // Whoever acts stays an administrator, so that an organisation never loses its last one.
  if (row.id === admin.id && (!to.active || !to.roles.includes("admin"))) throw refuse("not_yourself");
  if (change.password !== undefined) {
    if (row.demo) throw refuse("demo_fixed");
    if (row.id === admin.id) throw refuse("not_yourself");
    checkPassword(change.password, row.login);
  }
  return to;
}
