import { sql } from "kysely";
import { type MachineScope, machineScopes, type OrgKind, type Tx } from "../../platform/index.ts";
import type { MachineView } from "./contract.ts";
import { describeKey, keyOfJwk } from "./public-key.ts";
import { type ClientRow, clientColumns } from "./store.ts";

const reading: readonly MachineScope[] = ["catalog:read", "data:read"];
const all: readonly MachineScope[] = machineScopes;

/**
 * Scopes that an organisation can give its systems. Only those that hold public data deliver it (Arts. 3, 12); a
 * vendor works on behalf of another (Art. 47) and has none in its own name.
 */
export const scopesOfKind: Readonly<Record<OrgKind, readonly MachineScope[]>> = {
  agency: all,
  authority: all,
  regulator: all,
  operator: reading,
  exchange: reading,
  vendor: [],
};

/** The systems of one organisation, newest first. */
export async function machinesOf(
  tx: Tx,
  org: string,
  given: { limit: number; offset: number; now: Date },
): Promise<{ items: MachineView[]; total: number }> {
  const found = await sql<ClientRow>`select ${clientColumns} from machines.client c
    where c.org = ${org} and c.deleted_at is null order by c.created_at desc, c.id
    limit ${given.limit} offset ${given.offset}`.execute(tx);
  const items = await Promise.all(found.rows.map((row) => viewMachine(row, given.now)));
  return { items, total: await countMachines(tx, org) };
}

export async function countMachines(tx: Tx, org: string): Promise<number> {
  const found = await sql<{ n: number }>`select count(*) as n from machines.client c
    where c.org = ${org} and c.deleted_at is null`.execute(tx);
  return found.rows[0]!.n;
}

/** One system of one organisation, locked until the transaction ends; undefined for another's and for no id. */
export async function lockMachine(tx: Tx, of: { id: string; org: string }): Promise<ClientRow | undefined> {
  if (!isMachineId(of.id)) return undefined;
  const found = await sql<ClientRow>`select ${clientColumns} from machines.client c
    where c.id = ${of.id} and c.org = ${of.org} and c.deleted_at is null for update of c`.execute(tx);
  return found.rows[0];
}

/** A client id's form; anything else is not worth a query. */
export const isMachineId = (text: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** A system as its administrators see it: no hash, no key, only what tells it apart. */
export async function viewMachine(row: ClientRow, now: Date): Promise<MachineView> {
  const key = row.jwk && (await describeKey(keyOfJwk(row.jwk)));
  const state = row.expires_at <= now ? "expired" : row.suspended ? "suspended" : "active";
  return {
    id: row.id,
    name: row.name,
    purpose: row.purpose,
    scopes: [...row.scopes],
    auth: row.auth,
    key: key && { alg: key.alg, thumbprint: key.thumbprint },
    addresses: [...row.addresses],
    expiresAt: row.expires_at.toISOString(),
    state,
    createdAt: row.created_at.toISOString(),
    credentialAt: row.credential_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
