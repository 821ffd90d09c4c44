import {
  type Fields,
  type HttpRequest,
  readPeerMessage,
  SignatureRefusal,
  signPeerRequest,
} from "@zhanqiao/httpsig";
import {
  type Clock,
  type Database,
  newSecret,
  type OutgoingFetch,
  Refusal,
  thePlatform,
} from "../platform/index.ts";
import { type Instance, peerApi } from "./instance.ts";
import { openKey, validAt } from "./peers.ts";
import { refuse } from "./refusals.ts";
import { type KeyRow, type PeerRow, readKeys, readPeer } from "./store.ts";

export interface AskNeeds {
  readonly db: Database;
  readonly wall: Clock;
  readonly instance: Instance;
  readonly outgoing: OutgoingFetch;
}

/** What to ask: a path below /api/v1/peer/, and what to send as JSON. */
export interface Question {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** Largest answer, bytes; default 1 MiB. */
  readonly most?: number;
  /** Longest wait, ms; default 10,000. */
  readonly patience?: number;
}

/** An answer whose signature, time and binding to the question have been verified. */
export interface PeerAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  json(): unknown;
}

/**
 * Asks another instance and believes only what it signed: the answer must be to this very request, under one of the
 * instance's keys valid now. Refuses (503, with the reason) an instance that cannot be reached, redirects, answers
 * too much or too late, or whose answer does not verify; and one that is unknown or suspended here.
 */
export async function askPeer(needs: AskNeeds, id: string, question: Question): Promise<PeerAnswer> {
  const { peer, keys } = await needs.db.reading(thePlatform, async (tx) => {
    const found = await readPeer(tx, id);
    if (!found) throw refuse("peer_unknown");
    if (found.state !== "active") throw refuse("peer_suspended");
    return { peer: found, keys: await readKeys(tx, [id]) };
  });
  const request = signedQuestion(needs, peer, keys, question);
  const { status, fields, body } = await exchange(needs, peer, request, question);
  const signed = fields.some(([name]) => name === "signature-input");
  if (!signed) throw refuse("answer_unsigned", { params: { peer: peer.name, status, said: codeIn(body) } });
  try {
    const claim = readPeerMessage({ status, fields, request: request.message }, needs.wall.now());
    const key = keys.find((k) => k.keyid === claim.keyid && validAt(k, needs.wall.now()));
    claim.verify(key && openKey(key)).open(body);
  } catch (error) {
    if (!(error instanceof SignatureRefusal)) throw error;
    throw refuse("answer_refused", { params: { peer: peer.name, zh: error.zh, en: error.en } });
  }
  return { status, body, json: () => JSON.parse(Buffer.from(body).toString("utf8")) };
}

function signedQuestion(needs: AskNeeds, peer: PeerRow, keys: readonly KeyRow[], q: Question) {
  const now = needs.wall.now();
  // Stronger for us where both have it: who switched SM2 on wants it used.
  const algorithm = (["sm2-sm3", "ed25519"] as const).find(
    (a) => needs.instance.keys.has(a) && keys.some((k) => k.algorithm === a && validAt(k, now)),
  );
  if (!algorithm) throw refuse("no_common_key", { params: { peer: peer.name } });
  const url = new URL(q.path, peer.base_url);
  if (url.origin !== peer.base_url || !url.pathname.startsWith(peerApi) || url.hash)
    throw new Error(`${q.path} is not a path for other instances`);
  const body = q.body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(q.body));
  const message = signPeerRequest(
    {
      method: q.method,
      uri: url.href,
      body,
      ...(q.body === undefined ? {} : { contentType: "application/json" }),
    },
    { key: needs.instance.keys.get(algorithm)!.key, now, nonce: newSecret() },
  );
  return { message, body };
}

async function exchange(
  { outgoing }: AskNeeds,
  peer: PeerRow,
  { message, body }: { message: HttpRequest; body: Uint8Array },
  { most = 1024 * 1024, patience = 10_000 }: Question,
): Promise<{ status: number; fields: Fields; body: Uint8Array }> {
  const params = { peer: peer.name, most };
  try {
    const response = await outgoing(message.uri, {
      method: message.method,
      headers: message.fields.map(([name, value]): [string, string] => [name, value]),
      ...(body.length ? { body: new Uint8Array(body) } : {}),
      redirect: "manual",
      maxBytes: most,
      timeoutMs: patience,
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw refuse("redirected", { params });
    }
    const answered = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, fields: [...response.headers], body: answered };
  } catch (error) {
    if (error instanceof Refusal) throw named(error, params);
    throw refuse("unreachable", { params });
  }
}

/** The way out's own reasons, in terms of the instance that was asked; why an address is closed stays as it says. */
function named(error: Refusal, params: { peer: string; most: number }): Refusal {
  if (error.code === "outgoing.too_large") return refuse("answer_too_large", { params });
  const away = ["outgoing.unreachable", "outgoing.unresolved", "outgoing.too_slow"].includes(error.code);
  return away ? refuse("unreachable", { params }) : error;
}

/** The code an unsigned problem gives: a hint for whoever looks for the fault, not to be believed. */
function codeIn(body: Uint8Array): string {
  const found = /"code":"([a-z_.]{1,60})"/.exec(Buffer.from(body.subarray(0, 4096)).toString("latin1"));
  return found ? `, ${found[1]}` : "";
}
