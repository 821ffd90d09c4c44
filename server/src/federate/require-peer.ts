import {
  type HttpRequest,
  readPeerMessage,
  SignatureRefusal,
  type SigningKey,
  signPeerResponse,
  type Verified,
} from "@zhanqiao/httpsig";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type App, type Clock, type Database, newSecret, Refusal, thePlatform } from "../platform/index.ts";
import type { Instance } from "./instance.ts";
import { type Peer, peerByKey } from "./peers.ts";
import { refuse } from "./refusals.ts";
import { keepNonce } from "./store.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The instance that signed the request; set for every route below /api/v1/peer/ before it runs. */
    peer: Peer | null;
    /** The request as its signature was verified, before its content was read. */
    signed: Signed | null;
  }
}

interface Signed {
  readonly request: HttpRequest;
  readonly verified: Verified;
  readonly peer: Peer;
}

export interface PeerNeeds {
  readonly db: Database;
  /** The machine's own clock: signatures are dated by it, wherever the platform's clock stands. */
  readonly wall: Clock;
  readonly instance: Instance;
}

/** Largest content of a request from another instance, bytes. */
export const largestRequest = 1024 * 1024;

/**
 * Registers routes for other instances. The signature of a request is verified from its head, in the strict profile of
 * @zhanqiao/httpsig over this instance's own address, before its content is read: nobody else can make us read any.
 * The content, up to `largestRequest`, is then held to its digest, and the nonce kept in the database, so that the
 * request is accepted once in whatever process it arrives. Everything else is refused (401) with the reason. What the
 * routes answer is signed, and covers the request; a refused request's answer is not.
 */
export function registerForPeers(app: App, needs: PeerNeeds, routes: (scope: App) => void): void {
  app.decorateRequest("peer", null);
  app.decorateRequest("signed", null);
  app.register(async (scope) => {
    // Bytes as they came: what is parsed must be what was signed.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "*",
      { parseAs: "buffer", bodyLimit: largestRequest },
      (_request, body, done) => done(null, body),
    );
    scope.addHook("onRequest", async (request) => {
      request.signed = await telling(() => verifyHead(needs, request));
    });
    scope.addHook("preValidation", async (request) => {
      const body = contentOf(request);
      // Fields that came after the content were not there when the head was verified.
      if (request.raw.rawTrailers.length > 0) throw refuse("body_unexpected");
      request.peer = await telling(() => acceptOnce(needs, request.signed!, body));
      request.body = parsed(request, body);
    });
    scope.addHook("onSend", async (request, reply, payload) => signAnswer(needs, request, reply, payload));
    routes(scope as App);
  });
}

async function verifyHead({ db, wall, instance }: PeerNeeds, request: FastifyRequest): Promise<Signed> {
  const now = wall.now();
  const message = received(request, instance);
  const claim = readPeerMessage(message, now);
  const found = await db.reading(thePlatform, (tx) => peerByKey(tx, claim.keyid, now));
  const verified = claim.verify(found?.key);
  const { peer, suspended } = found!;
  if (suspended) throw refuse("peer_suspended");
  return { request: message, verified, peer };
}

async function acceptOnce({ db }: PeerNeeds, { verified, peer }: Signed, body: Uint8Array): Promise<Peer> {
  const { nonce, expires } = verified.open(body);
  const first = await db.acting(thePlatform, (tx) => keepNonce(tx, peer.id, nonce, expires));
  if (!first) throw refuse("replayed");
  return peer;
}

/** The request as its sender must have signed it: with our own address, whatever Host says. */
function received(request: FastifyRequest, { origin }: Instance): HttpRequest {
  const { rawHeaders, url = "" } = request.raw;
  const fields: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) fields.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return { method: request.raw.method ?? "", uri: `${origin}${url}`, fields };
}

function contentOf(request: FastifyRequest): Uint8Array {
  if (request.body instanceof Uint8Array) return request.body;
  // The server does not read the content of a GET; one that is there would be covered by nothing.
  const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
  if (length !== "0" || coding !== undefined) throw refuse("body_unexpected");
  return new Uint8Array();
}

/** Tells a refused signature as the answer (401) says it: `federate.strict.stale`, `federate.digest.wrong`. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SignatureRefusal)) throw error;
    throw new Refusal(`federate.${error.code}`, { status: 401, zh: error.zh, en: error.en });
  }
}

function parsed(request: FastifyRequest, body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) return body;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw refuse("not_json");
  }
}

async function signAnswer(
  { wall, instance }: PeerNeeds,
  { peer, signed }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (!peer || !signed) return payload;
  const key: SigningKey = (instance.keys.get(peer.algorithm) ?? instance.keys.get("ed25519")!).key;
  const body = bytesOf(payload);
  const contentType = reply.getHeader("content-type");
  const fields = signPeerResponse(
    {
      status: reply.statusCode,
      request: signed.request,
      body,
      ...(typeof contentType === "string" ? { contentType } : {}),
    },
    { key, now: wall.now(), nonce: newSecret() },
  );
  reply.headers(fields);
  return payload;
}

function bytesOf(payload: unknown): Uint8Array {
  if (payload === undefined || payload === null) return new Uint8Array();
  if (typeof payload === "string") return Buffer.from(payload);
  if (payload instanceof Uint8Array) return payload;
  throw new Error("an answer to another instance must be whole before it is signed, not a stream");
}
