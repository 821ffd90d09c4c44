import { sql } from "kysely";
import type { Caller, Level, OrgKind, Role, Staff, Tx } from "../platform/index.ts";
import { refuse } from "./refusals.ts";

/** Pure. The caller as administrator of their own organisation; refuses everybody else (Art. 42). */
export function adminOf(caller: Caller): Staff {
  if (caller.kind !== "staff") throw refuse("sign_in_first");
  if (!caller.roles.includes("admin")) throw refuse("admin_only", { article: "42" });
  return caller;
}

/**
 * Lets one change of an organisation's people run at a time and makes sure that its administrator still is one:
 * two who disable each other in the same moment must not both succeed.
 */
export async function lockPeople(tx: Tx, org: string, caller: Caller): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`parties.people:${org}`}, 0))`.execute(tx);
  if (caller.kind !== "staff") return;
  const still = await sql`select 1 from parties.person
    where id = ${caller.id} and active and 'admin' = any (roles)`.execute(tx);
  if (still.rows.length === 0) throw refuse("admin_only", { article: "42" });
}

const common: readonly Role[] = ["officer", "head", "admin"];
const rolesOf: Readonly<Record<OrgKind, readonly Role[]>> = {
  authority: [...common, "reviewer", "supervisor"],
  regulator: [...common, "supervisor"],
  agency: common,
  operator: common,
  exchange: common,
  vendor: common,
};

/** Pure. Refuses roles that only a data authority or a regulator has to give (Arts. 6, 9, 41). */
export function checkRoles(kind: OrgKind, roles: readonly Role[]): void {
  if (roles.some((r) => !rolesOf[kind].includes(r))) throw refuse("role_not_of_kind", { article: "6" });
}

type Registered = { readonly kind: OrgKind; readonly level: Level; readonly division: string };

/** Refuses whoever may not register or close this organisation, or is no longer an administrator. */
export async function lockCompetent(tx: Tx, caller: Caller, of: Registered): Promise<void> {
  refuseUnlessCompetent(caller, of);
  if (caller.kind === "staff") await lockPeople(tx, caller.org, caller);
}

/**
 * Pure. The platform may register and close any organisation; an authority's administrator those of its own
 * level and division, and the city's those of its districts too, their authorities included (Art. 6).
 */
export function refuseUnlessCompetent(caller: Caller, of: Registered): void {
  if (caller.kind === "platform") return;
  const admin = adminOf(caller);
  const no = () => refuse("authority_only", { article: "6.1" });
  if (admin.orgKind !== "authority") throw no();
  const same = admin.level === of.level && admin.division === of.division.slice(0, 6);
  const below =
    admin.level === "city" && of.level === "district" && of.division.startsWith(admin.division.slice(0, 4));
  // An authority does not make itself a second one.
  if (!below && !(same && of.kind !== "authority")) throw no();
}
