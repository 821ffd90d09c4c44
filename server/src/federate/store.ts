import type { PeerAlgorithm } from "@zhanqiao/httpsig";
import { sql } from "kysely";
import type { Level, Tx } from "../platform/index.ts";

/** The only writer of schema `federate`. Decisions are made before anything gets here. */

export interface PeerRow {
  readonly id: string;
  readonly name: string;
  readonly level: Level;
  readonly division: string;
  readonly base_url: string;
  readonly state: "active" | "suspended";
  readonly created_at: Date;
  readonly changed_at: Date;
}

export interface KeyRow {
  readonly keyid: string;
  readonly peer: string;
  readonly algorithm: PeerAlgorithm;
  readonly public_key: string;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
}

/** @returns false when the address or the place is taken. */
export async function insertPeer(tx: Tx, p: PeerRow): Promise<boolean> {
  const done = await sql`insert into federate.peer
    (id, name, level, division, base_url, state, created_at, changed_at)
    values (${p.id}, ${p.name}, ${p.level}, ${p.division}, ${p.base_url}, ${p.state}, ${p.created_at}, ${p.changed_at})
    on conflict do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** @returns false when the key is registered, for this instance or another. */
export async function insertKey(tx: Tx, k: KeyRow): Promise<boolean> {
  const done =
    await sql`insert into federate.peer_key (keyid, peer, algorithm, public_key, valid_from, valid_to)
    values (${k.keyid}, ${k.peer}, ${k.algorithm}, ${k.public_key}, ${k.valid_from}, ${k.valid_to})
    on conflict do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

export async function setState(tx: Tx, id: string, state: PeerRow["state"], at: Date): Promise<void> {
  await sql`update federate.peer set state = ${state}, changed_at = ${at} where id = ${id}`.execute(tx);
}

export async function touchPeer(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update federate.peer set changed_at = ${at} where id = ${id}`.execute(tx);
}

/** Ends keys that would otherwise live longer; one that has not begun ends as it begins. */
export async function endKeys(tx: Tx, keyids: readonly string[], at: Date): Promise<void> {
  await sql`update federate.peer_key set valid_to = greatest(valid_from, ${at})
    where keyid = any(${[...keyids]}) and (valid_to is null or valid_to > ${at})`.execute(tx);
}

/**
 * Keeps the nonce of an accepted request, for an instance that is active in this very moment.
 * @returns false when it was kept before, or the instance is not active.
 */
export async function keepNonce(tx: Tx, peer: string, nonce: string, expiresAt: Date): Promise<boolean> {
  const done = await sql`insert into federate.nonce (peer, nonce, expires_at)
    select id, ${nonce}, ${expiresAt} from federate.peer where id = ${peer} and state = 'active'
    on conflict on constraint once do nothing`.execute(tx);
  return done.numAffectedRows === 1n;
}

/** Forgets nonces whose signatures ran out before `until`. Returns how many, at most 10,000 at once. */
export async function sweepNonces(tx: Tx, until: Date): Promise<number> {
  const done = await sql`delete from federate.nonce where ctid = any(array(
    select ctid from federate.nonce where expires_at < ${until} limit 10000))`.execute(tx);
  return Number(done.numAffectedRows);
}

export async function readPeers(tx: Tx): Promise<PeerRow[]> {
  const found = await sql<PeerRow>`select * from federate.peer
    order by array_position(array['province', 'city', 'district'], level), division`.execute(tx);
  return found.rows;
}

export async function readPeer(tx: Tx, id: string, lock = false): Promise<PeerRow | undefined> {
  const found = await sql<PeerRow>`select * from federate.peer where id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(tx);
  return found.rows[0];
}

export async function readKeys(tx: Tx, peers: readonly string[]): Promise<KeyRow[]> {
  const found = await sql<KeyRow>`select * from federate.peer_key where peer = any(${[...peers]}::uuid[])
    order by valid_from, keyid`.execute(tx);
  return found.rows;
}

/** A key by its name, and the instance it belongs to. */
export async function readKey(tx: Tx, keyid: string): Promise<{ key: KeyRow; peer: PeerRow } | undefined> {
  const found = await sql<KeyRow>`select * from federate.peer_key where keyid = ${keyid}`.execute(tx);
  const key = found.rows[0];
  const peer = key && (await readPeer(tx, key.peer));
  return peer && { key, peer };
}
