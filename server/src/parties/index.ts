import { fileURLToPath } from "node:url";
import type { Migrations } from "../platform/index.ts";

/** Organisations, people, roles and sessions (Arts. 3, 6, 42, 43), as other units may use them. */
export type { Append, By, LedgerEntry } from "./acting.ts";
export { addPerson as createPerson, type NewPerson } from "./add-person.ts";
export { createDivisions, divisionsOfCity } from "./city-divisions.ts";
export type { Division, Member, Org, OrgRef, Person } from "./contract.ts";
export { demoPassword } from "./demo-accounts.ts";
export { type FactorKey, factorKeyOf } from "./factor/sealing.ts";
export { type MachineAccess, machinesMigrations, openMachineAccess } from "./machines/index.ts";
export { openIdentityProvider } from "./oidc/identity-provider.ts";
export {
  allDivisions,
  cityAuthority,
  dataAuthorityOf,
  findOrganisations,
  organisation,
  organisationsByUscc,
  orgRefs,
} from "./organisations.ts";
export { namesOf } from "./people.ts";
export { type RecentNeeds, requireRecent } from "./recent.ts";
export { recoverAccount } from "./recover-account.ts";
export { registerOrganisation as createOrganisation } from "./register-organisation.ts";
export { csrfHeader, makeResolveCaller, type ResolveNeeds } from "./resolve-caller.ts";
export { type PartiesNeeds, registerParties } from "./routes.ts";
export type { SecondFactorRule } from "./session-terms.ts";
export { openSessions, type Sessions, sessionCookie } from "./sessions.ts";
export type { OrganisationRow as NewOrganisation } from "./store.ts";

export const partiesMigrations: Migrations = {
  unit: "parties",
  dir: fileURLToPath(new URL("./sql", import.meta.url)),
};
