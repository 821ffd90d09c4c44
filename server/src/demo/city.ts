import { appendAct } from "../ledger/index.ts";
import { createDivisions, createOrganisation, createPerson, divisionsOfCity } from "../parties/index.ts";
import { type Clock, type Database, type Role, type Staff, thePlatform } from "../platform/index.ts";
import { demoOrganisations } from "./organisations.ts";

/** The demo city's staff, by organisation and role: `city.as("jiaoyu", "officer")`. */
export interface City {
  as(slug: string, role: Role, nth?: number): Staff;
  uscc(slug: string): string;
}

/** Registers divisions, organisations and people, each an act on the record. */
export async function foundCity(db: Database, clock: Clock): Promise<City> {
  const by = { caller: thePlatform, at: clock.now(), append: appendAct };
  const staff = new Map<string, Staff[]>();
  const codes = new Map<string, string>();
  await db.acting(thePlatform, (tx) => createDivisions(tx, divisionsOfCity("370200")));
  // Authorities first: an agency stands under the authority of its level.
  for (const { slug, people, ...organisation } of demoOrganisations()) {
    codes.set(slug, organisation.uscc);
    await db.acting(thePlatform, async (tx) => {
      await createOrganisation(tx, organisation, by);
      const members: Staff[] = [];
      for (const person of people) {
        const { id } = await createPerson(tx, { ...person, org: organisation.uscc }, by);
        members.push({
          kind: "staff",
          id,
          org: organisation.uscc,
          orgKind: organisation.kind,
          level: organisation.level,
          division: organisation.division,
          roles: person.roles,
        });
      }
      staff.set(slug, members);
    });
  }
  return {
    as: (slug, role, nth = 0) => {
      const found = (staff.get(slug) ?? []).filter((s) => s.roles.includes(role))[nth];
      if (!found) throw new Error(`the demo city has no ${role} ${nth} at ${slug}`);
      return found;
    },
    uscc: (slug) => codes.get(slug)!,
  };
}
