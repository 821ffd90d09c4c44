import { openPeerKey, SignatureRefusal } from "@zhanqiao/httpsig";
import type { z } from "zod";
import type { By } from "../parties/index.ts";
import { type Caller, elevate, newId, type Staff, type Tx } from "../platform/index.ts";
import type * as contract from "./contract.ts";
import { fitsLevel, type Identity, type Instance } from "./instance.ts";
import { onePeer, validAt } from "./peers.ts";
import { refuse } from "./refusals.ts";
import {
  endKeys,
  insertKey,
  insertPeer,
  type PeerRow,
  readKeys,
  readPeer,
  setState,
  touchPeer,
} from "./store.ts";

type PeerView = z.output<typeof contract.peer>;
type NewKey = z.output<typeof contract.addKeyBody>;

/** When a key begins and ends is measured by the machine's clock, as signatures are. */
export interface Acting extends By {
  readonly wall: Date;
}

/** Pure. The caller as administrator of this instance's own data authority; refuses everybody else (Arts. 6, 8). */
export function authorityAdmin(caller: Caller, own: Identity): Staff {
  if (caller.kind !== "staff") throw refuse("sign_in_first");
  const ours =
    caller.orgKind === "authority" &&
    caller.level === own.level &&
    caller.division === own.division &&
    caller.roles.includes("admin");
  if (!ours) throw refuse("authority_admin_only", { article: "8" });
  return caller;
}

/** Registers another instance with its keys (Arts. 8, 25). Runs as the platform: the decision is made here. */
export async function addPeer(
  tx: Tx,
  given: z.output<typeof contract.addPeerBody>,
  own: Instance,
  by: Acting,
): Promise<PeerView> {
  authorityAdmin(by.caller, own);
  const baseUrl = originOf(given.baseUrl);
  if (baseUrl === own.origin) throw refuse("own_address", { fields: [field("baseUrl")] });
  if (!fitsLevel(given)) throw refuse("division_mismatch", { fields: [field("division")] });
  const peer: PeerRow = {
    id: newId(by.at),
    name: given.name,
    level: given.level,
    division: given.division,
    base_url: baseUrl,
    state: "active",
    created_at: by.at,
    changed_at: by.at,
  };
  if (!(await insertPeer(tx, peer))) throw refuse("peer_exists");
  const keyids = [];
  for (const key of given.keys) keyids.push(await newKey(tx, peer.id, key, by));
  await record(tx, by, "federate.add-peer", peer.id, { ...given, baseUrl, keyids });
  return (await onePeer(tx, peer.id))!;
}

/** Suspends an instance, whose requests are refused from then on, or lets it in again. */
export async function changePeer(
  tx: Tx,
  id: string,
  state: PeerRow["state"],
  own: Identity,
  by: Acting,
): Promise<PeerView> {
  authorityAdmin(by.caller, own);
  const peer = await locked(tx, id);
  if (peer.state === state) throw refuse("state_same");
  await setState(tx, id, state, by.at);
  await record(tx, by, state === "active" ? "federate.resume-peer" : "federate.suspend-peer", id, { state });
  return (await onePeer(tx, id))!;
}

/** Adds a key of an instance, and sets an end to its others of the algorithm: both are good in between. */
export async function rotateKey(
  tx: Tx,
  id: string,
  given: NewKey,
  own: Identity,
  by: Acting,
): Promise<PeerView> {
  authorityAdmin(by.caller, own);
  await locked(tx, id);
  const keyid = await newKey(tx, id, given, by);
  const othersUntil = given.othersUntil && new Date(given.othersUntil);
  if (othersUntil) {
    if (othersUntil < by.wall) throw refuse("period_invalid", { fields: [field("othersUntil")] });
    const others = (await readKeys(tx, [id])).filter(
      (k) => k.algorithm === given.algorithm && k.keyid !== keyid,
    );
    await endKeys(
      tx,
      others.map((k) => k.keyid),
      othersUntil,
    );
  }
  await touchPeer(tx, id, by.at);
  const until = { validFrom: given.validFrom ?? null, othersUntil: given.othersUntil ?? null };
  await record(tx, by, "federate.add-key", id, { keyid, ...until });
  return (await onePeer(tx, id))!;
}

/** Ends a key at once: it is lost, or somebody else has it. Refuses the last one that is good now or later. */
export async function endKey(
  tx: Tx,
  id: string,
  keyid: string,
  own: Identity,
  by: Acting,
): Promise<PeerView> {
  authorityAdmin(by.caller, own);
  const peer = await locked(tx, id);
  const keys = await readKeys(tx, [id]);
  const good = keys.filter((k) => validAt(k, by.wall) || k.valid_from > by.wall);
  if (!good.some((k) => k.keyid === keyid)) throw refuse("key_unknown");
  // A suspended instance needs no key; one at work would be cut off without the word for it.
  if (good.length === 1 && peer.state === "active") throw refuse("last_key");
  await endKeys(tx, [keyid], by.wall);
  await touchPeer(tx, id, by.at);
  await record(tx, by, "federate.end-key", id, { keyid });
  return (await onePeer(tx, id))!;
}

async function locked(tx: Tx, id: string): Promise<PeerRow> {
  const peer = await readPeer(tx, id, true);
  if (!peer) throw refuse("peer_unknown");
  return peer;
}

async function newKey(tx: Tx, peer: string, given: NewKey, by: Acting): Promise<string> {
  const from = given.validFrom ? new Date(given.validFrom) : by.wall;
  const to = given.validTo ? new Date(given.validTo) : null;
  if (to && (to <= from || to <= by.wall)) throw refuse("period_invalid", { fields: [field("validTo")] });
  const { keyid } = opened(given);
  const done = await insertKey(tx, {
    keyid,
    peer,
    algorithm: given.algorithm,
    public_key: given.publicKey,
    valid_from: from,
    valid_to: to,
  });
  if (!done) throw refuse("key_taken", { fields: [field("publicKey")] });
  return keyid;
}

function opened(given: NewKey) {
  try {
    return openPeerKey(given);
  } catch (error) {
    if (!(error instanceof SignatureRefusal)) throw error;
    throw refuse("key_invalid", { fields: [field("publicKey")] });
  }
}

function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(address);
  if (!plain) throw refuse("address_invalid", { fields: [field("baseUrl")] });
  return url.origin;
}

const field = (path: string) => ({ path, zh: "不符合要求", en: "is not acceptable" });

async function record(tx: Tx, by: By, act: string, subject: string, content: object): Promise<void> {
  await elevate(tx);
  await by.append(tx, {
    id: newId(by.at),
    act,
    article: "8",
    role: "admin",
    subject,
    at: by.at,
    caller: by.caller,
    content,
  });
}
