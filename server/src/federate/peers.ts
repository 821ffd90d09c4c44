import { openPeerKey, type PeerAlgorithm, type VerificationKey } from "@zhanqiao/httpsig";
import type { z } from "zod";
import type { Tx } from "../platform/index.ts";
import type * as contract from "./contract.ts";
import { type KeyRow, type PeerRow, readKey, readKeys, readPeer, readPeers } from "./store.ts";

type PeerView = z.output<typeof contract.peer>;

/** Another instance, as routes for instances know who is asking. */
export interface Peer {
  readonly id: string;
  readonly name: string;
  readonly level: PeerRow["level"];
  readonly division: string;
  readonly keyid: string;
  readonly algorithm: PeerAlgorithm;
}

/** Pure. Whether a key may be used at `now`: from its first moment to just before its last. */
export const validAt = (key: KeyRow, now: Date): boolean =>
  key.valid_from <= now && (key.valid_to === null || now < key.valid_to);

export const openKey = (row: KeyRow): VerificationKey =>
  openPeerKey({ algorithm: row.algorithm, publicKey: row.public_key });

/** The instance a key belongs to; undefined where nobody's, or not valid at `now`. */
export async function peerByKey(
  tx: Tx,
  keyid: string,
  now: Date,
): Promise<{ peer: Peer; suspended: boolean; key: VerificationKey } | undefined> {
  const found = await readKey(tx, keyid);
  if (!found || !validAt(found.key, now)) return undefined;
  const { id, name, level, division, state } = found.peer;
  return {
    peer: { id, name, level, division, keyid, algorithm: found.key.algorithm },
    suspended: state !== "active",
    key: openKey(found.key),
  };
}

/** All registered instances with their keys, ended ones too: the province first. */
export async function allPeers(tx: Tx): Promise<PeerView[]> {
  const peers = await readPeers(tx);
  const keys = await readKeys(
    tx,
    peers.map((p) => p.id),
  );
  return peers.map((p) => viewOf(p, keys));
}

export async function onePeer(tx: Tx, id: string): Promise<PeerView | undefined> {
  const peer = await readPeer(tx, id);
  return peer && viewOf(peer, await readKeys(tx, [id]));
}

const viewOf = (p: PeerRow, keys: readonly KeyRow[]): PeerView => ({
  id: p.id,
  name: p.name,
  level: p.level,
  division: p.division,
  baseUrl: p.base_url,
  state: p.state,
  keys: keys
    .filter((k) => k.peer === p.id)
    .map((k) => ({
      keyid: k.keyid,
      algorithm: k.algorithm,
      publicKey: k.public_key,
      validFrom: k.valid_from.toISOString(),
      validTo: k.valid_to?.toISOString() ?? null,
    })),
  createdAt: p.created_at.toISOString(),
  changedAt: p.changed_at.toISOString(),
});
