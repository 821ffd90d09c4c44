import { type Caller, newId, type Role, type Tx } from "../platform/index.ts";
import { type By, record } from "./acting.ts";
import { adminOf, checkRoles, lockPeople } from "./administer.ts";
import type { Member } from "./contract.ts";
import { demoPassword } from "./demo-accounts.ts";
import { organisation } from "./organisations.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { memberById } from "./people.ts";
import { refuse } from "./refusals.ts";
import { insertCredential, insertPerson } from "./store.ts";

export interface NewPerson {
  readonly org: string;
  readonly name: string;
  /** Lower case, 3–64 of `a–z 0–9 . _ -`; unique on the platform. */
  readonly login: string;
  readonly roles: readonly Role[];
  /** A first password, to be replaced by its holder; or "demo": the published one, in demo mode only. */
  readonly password: string | { readonly demo: true };
}

/** An administrator adds somebody to their own organisation (Art. 42); the platform, to any. */
export async function addPerson(tx: Tx, person: NewPerson, by: By): Promise<Member> {
  refuseOthers(by.caller, person.org);
  await lockPeople(tx, person.org, by.caller);
  return admit(tx, person, by);
}

function refuseOthers(caller: Caller, org: string): void {
  if (caller.kind === "platform") return;
  if (adminOf(caller).org !== org) throw refuse("organisation_unknown");
}

/**
 * Writes a person whose admission has been decided. Refuses roles the organisation cannot give, a weak password
 * and a login that is taken. The ledger learns an id and the roles, never a name.
 */
export async function admit(tx: Tx, person: NewPerson, by: By): Promise<Member> {
  const org = await organisation(tx, person.org);
  if (!org) throw refuse("organisation_unknown");
  checkRoles(org.kind, person.roles);
  const demo = typeof person.password !== "string";
  if (typeof person.password === "string") checkPassword(person.password, person.login);
  const passwordHash = await hashPassword(
    typeof person.password === "string" ? person.password : demoPassword,
  );
  const id = newId(by.at);
  const row = { ...person, id, active: true, demo };
  if (!(await insertPerson(tx, row, by.at)))
    throw refuse("login_taken", {
      fields: [{ path: "login", zh: "这个账号已被使用", en: "is taken" }],
    });
  await insertCredential(tx, { person: id, passwordHash, mustChange: !demo, at: by.at });
  const added = (await memberById(tx, { id, org: person.org }))!.member;
  await record(tx, by, {
    act: "parties.add-person",
    article: "42",
    role: "admin",
    subject: id,
    content: { org: person.org, roles: person.roles },
  });
  return added;
}
