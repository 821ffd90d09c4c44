import { sql } from "kysely";
import type { Role, Tx } from "../platform/index.ts";
import type { Member, Org, Person } from "./contract.ts";
import { organisationsByUscc } from "./organisations.ts";
import type { PersonRow } from "./store.ts";

interface Seen extends PersonRow {
  readonly last_seen_at: Date | null;
}

const selected = sql`select p.id, p.org, p.name, p.login, p.roles, p.active, p.demo,
    (select max(s.last_seen_at) from parties.session s where s.person = p.id) as last_seen_at
  from parties.person p`;

export const personOf = (p: { id: string; name: string; roles: readonly Role[] }, org: Org): Person => ({
  id: p.id,
  name: p.name,
  org,
  roles: [...p.roles],
});

const memberOf = (p: Seen, org: Org): Member => ({
  ...personOf(p, org),
  login: p.login,
  active: p.active,
  ...(p.last_seen_at ? { lastSeenAt: p.last_seen_at.toISOString() } : {}),
});

/** Whether something could be a person's id; the database need not see anything else. */
export const isPersonId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** The people of one organisation, by name. */
export async function peopleOf(
  tx: Tx,
  org: string,
  page: { limit: number; offset: number },
): Promise<{ items: Member[]; total: number }> {
  const found = await sql<Seen>`${selected} where p.org = ${org} order by p.name, p.id
    limit ${page.limit} offset ${page.offset}`.execute(tx);
  const total = await sql<{ n: number }>`select count(*) as n from parties.person where org = ${org}`.execute(
    tx,
  );
  const theirs = (await organisationsByUscc(tx, [org])).get(org);
  return { items: theirs ? found.rows.map((p) => memberOf(p, theirs)) : [], total: total.rows[0]!.n };
}

/** One person of one organisation, locked until the transaction ends when `lock` is set. */
export async function memberById(
  tx: Tx,
  of: { id: string; org: string; lock?: boolean },
): Promise<{ row: PersonRow; member: Member } | undefined> {
  const found = await sql<Seen>`${selected} where p.id = ${of.id} and p.org = ${of.org}
    ${of.lock ? sql`for update of p` : sql``}`.execute(tx);
  const row = found.rows[0];
  const org = row && (await organisationsByUscc(tx, [row.org])).get(row.org);
  return row && org ? { row, member: memberOf(row, org) } : undefined;
}

/** Names of people of the caller's organisation by id; others stay unknown (row-level security). */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; name: string }>`select id, name from parties.person
    where id = any(${[...new Set(ids)]}::uuid[])`.execute(tx);
  return new Map(found.rows.map((r) => [r.id, r.name]));
}

/** Active people made for the demonstration, one line each. */
export async function demoPeople(tx: Tx): Promise<{ row: PersonRow; org: Org }[]> {
  const found =
    await sql<Seen>`${selected} where p.demo and p.active order by p.org, p.login limit 200`.execute(tx);
  const orgs = await organisationsByUscc(
    tx,
    found.rows.map((p) => p.org),
  );
  return found.rows.flatMap((row) => {
    const org = orgs.get(row.org);
    return org?.active ? [{ row, org }] : [];
  });
}
