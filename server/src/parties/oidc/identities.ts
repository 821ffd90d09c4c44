import { elevate, newId, type Tx } from "../../platform/index.ts";
import { type By, record } from "../acting.ts";
import { adminOf, lockPeople } from "../administer.ts";
import { isPersonId, memberById } from "../people.ts";
import { refuse } from "../refusals.ts";
import { revokeSessionsBegunWith } from "../session-store.ts";
import type { LiveSession } from "../sessions.ts";
import type { Vouched } from "./identity-provider.ts";
import { deleteIdentity, type IdentityRow, identityBy, identityProved, insertIdentity } from "./store.ts";

/**
 * Links the identity somebody has just proved to the account they are signed in with. One that is linked to
 * another account is refused (409); one an administrator had stated is now their own.
 */
export async function linkOwn(tx: Tx, live: LiveSession, vouched: Vouched, by: By): Promise<void> {
  if (live.demo) throw refuse("factor_demo");
  const person = live.staff.id;
  const { issuer, subject } = vouched;
  const row = { id: newId(by.at), person, issuer, subject, linkedBy: "self" as const, linkedAt: by.at };
  if (!(await insertIdentity(tx, row))) {
    const known = await identityBy(tx, issuer, subject);
    if (known?.person !== person) throw refuse("identity_taken");
    if (known.linkedBy === "self") return;
    await identityProved(tx, known.id, by.at);
  }
  await recordLink(tx, by, "link", person, "self");
}

/**
 * An administrator states which identity somebody of their organisation has (Art. 42): a subject of the
 * platform's own identity provider, and no other's (422). Whoever is of another organisation is unknown (404).
 */
export async function linkForPerson(
  tx: Tx,
  given: { person: string; issuer: string; subject: string; known: string },
  by: By,
): Promise<IdentityRow> {
  const { person, issuer, subject } = given;
  const { demo } = await ownPerson(tx, person, by);
  if (demo) throw refuse("factor_demo");
  if (issuer !== given.known) throw refuse("issuer_unknown");
  const row = { id: newId(by.at), person, issuer, subject, linkedBy: "admin" as const, linkedAt: by.at };
  await elevate(tx);
  if (!(await insertIdentity(tx, row))) throw refuse("identity_taken");
  await recordLink(tx, by, "link", person, "admin");
  return row;
}

/** Takes a link of one's own away; sessions begun with it end, but for the one that asks. */
export async function unlinkOwn(tx: Tx, live: LiveSession, id: string, by: By): Promise<void> {
  const person = live.staff.id;
  if (!isPersonId(id) || !(await deleteIdentity(tx, { id, person }))) throw refuse("identity_unknown");
  await revokeSessionsBegunWith(tx, { identity: id, at: by.at, keep: live.tokenSha256 });
  await recordLink(tx, by, "unlink", person, "self");
}

/** An administrator takes a link of somebody of their organisation away; sessions begun with it end. */
export async function unlinkForPerson(tx: Tx, given: { person: string; id: string }, by: By): Promise<void> {
  const { person, id } = given;
  await ownPerson(tx, person, by);
  await elevate(tx);
  if (!isPersonId(id) || !(await deleteIdentity(tx, { id, person }))) throw refuse("identity_unknown");
  await revokeSessionsBegunWith(tx, { identity: id, at: by.at });
  await recordLink(tx, by, "unlink", person, "admin");
}

/** Somebody of the administrator's own organisation, locked; anybody else is unknown (404). */
async function ownPerson(tx: Tx, id: string, by: By) {
  const admin = adminOf(by.caller);
  if (!isPersonId(id)) throw refuse("person_unknown");
  await lockPeople(tx, admin.org, admin);
  const found = await memberById(tx, { id, org: admin.org, lock: true });
  if (!found) throw refuse("person_unknown");
  return found.row;
}

// The subject names a person at the identity provider: the ledger learns only that there is a link.
const recordLink = (tx: Tx, by: By, what: "link" | "unlink", person: string, who: "self" | "admin") =>
  record(tx, by, {
    act: `parties.${what}-identity`,
    article: who === "admin" ? "42" : "43",
    ...(who === "admin" ? { role: "admin" } : {}),
    subject: person,
    content: { by: who },
  });
