import { mkdtempSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type HttpRequest,
  openPeerKey,
  type PeerPublicKey,
  peerSigner,
  signPeerRequest,
} from "@zhanqiao/httpsig";
import { appendAct, ledgerMigrations } from "../ledger/index.ts";
import type { Append, LedgerEntry } from "../parties/index.ts";
import { signIn, startTown, town } from "../parties/testing.ts";
import {
  type Database,
  migrate,
  newSecret,
  type OutgoingFetch,
  openOutgoing,
  settableClock,
  thePlatform,
} from "../platform/index.ts";
import { procedureMigrations } from "../procedure/index.ts";
import { federateMigrations, openFederation } from "./index.ts";
import type { Identity } from "./instance.ts";
import { insertKey, insertPeer } from "./store.ts";

export const startOfTime = "2026-11-24T02:00:00Z";
export const cityIdentity: Identity = { name: "青岛市平台", level: "city", division: "370200" };
export const districtIdentity: Identity = { name: "市南区平台", level: "district", division: "370202" };
/** The platform's own way out, with this machine listed. */
export const wayOut = openOutgoing({ allow: ["127.0.0.0/8"] });

/** An instance with a database of its own, listening on a port of its own; its clock stands until it is moved. */
export async function startInstance(
  identity: Identity,
  given: { sm2?: boolean; outgoing?: OutgoingFetch; checkpoint?: string } = {},
) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const secretsDir = mkdtempSync(join(tmpdir(), "peer-secrets-"));
  const wall = settableClock(startOfTime);
  // The platform's clock stands elsewhere, as a demonstration's may: signatures must not mind.
  const clock = settableClock("2026-09-28T01:00:00Z");
  const federations: ReturnType<typeof openFederation>[] = [];
  const recorded: LedgerEntry[] = [];
  const append: Append = async (tx, entry) => {
    recorded.push(entry);
    await appendAct(tx, entry);
  };
  const city = await startTown({
    clock,
    append,
    publicUrl: origin,
    also: (app, { db, sessions }) => {
      const federation = openFederation({
        ...{ db, sessions, append, wall, clock, identity, secretsDir, publicUrl: origin },
        sm2: given.sm2 ?? false,
        outgoing: given.outgoing ?? wayOut,
        checkpoint: async () => given.checkpoint ?? null,
      });
      federations.push(federation);
      federation.register(app);
    },
  });
  await migrate(city.db, [procedureMigrations, ledgerMigrations, federateMigrations]);
  await city.app.listen({ port, host: "127.0.0.1" });
  const known = (await city.app.inject("/.well-known/zhanqiao-instance")).json() as {
    keys: (PeerPublicKey & { keyid: string })[];
  };
  return {
    ...city,
    recorded,
    clock,
    identity,
    origin,
    port,
    wall,
    federation: federations[0]!,
    keys: known.keys.map(({ algorithm, publicKey }) => ({ algorithm, publicKey })),
    /** The data authority's administrator, signed in. */
    admin: async () => {
      const org = identity.level === "city" ? town.cityAuthority.uscc : town.shinanAuthority.uscc;
      await city.person("peer.admin", { org, roles: ["admin"] });
      return (await signIn(city.app, "peer.admin")).ask;
    },
    /** Registers another instance, without the interface. */
    knows: (other: Identity & { baseUrl: string; keys: readonly PeerPublicKey[] }) =>
      enter(city.db, other, new Date("2026-11-24T00:00:00Z")),
  };
}

export type TestInstance = Awaited<ReturnType<typeof startInstance>>;

let entered = 0;

async function enter(
  db: Database,
  { keys, baseUrl, ...other }: Identity & { baseUrl: string; keys: readonly PeerPublicKey[] },
  at: Date,
): Promise<string> {
  const id = `0193b3f0-0000-7000-8000-${String(++entered).padStart(12, "0")}`;
  await db.acting(thePlatform, async (tx) => {
    await insertPeer(tx, {
      id,
      ...other,
      base_url: baseUrl,
      state: "active",
      created_at: at,
      changed_at: at,
    });
    for (const { algorithm, publicKey } of keys)
      await insertKey(tx, {
        keyid: openPeerKey({ algorithm, publicKey }).keyid,
        peer: id,
        algorithm,
        public_key: publicKey,
        valid_from: at,
        valid_to: null,
      });
  });
  return id;
}

/** Another instance of which only the key exists: what it sends is made by hand. */
export const stranger = (n: number, algorithm: PeerPublicKey["algorithm"] = "ed25519") =>
  peerSigner(algorithm, Buffer.alloc(32, n));

/** A signed hello to an instance; what a test wants otherwise, it changes afterwards. */
export function signedHello(
  to: TestInstance,
  by: ReturnType<typeof stranger>,
  given: Partial<{
    method: string;
    path: string;
    body: string;
    contentType: string;
    origin: string;
    at: Date;
  }> = {},
): { request: HttpRequest; body: Buffer } {
  const body = Buffer.from(given.body ?? JSON.stringify({ from: districtIdentity }));
  const request = signPeerRequest(
    {
      method: given.method ?? "POST",
      uri: `${given.origin ?? to.origin}${given.path ?? "/api/v1/peer/hello"}`,
      body,
      ...(body.length ? { contentType: given.contentType ?? "application/json" } : {}),
    },
    { key: by.key, now: given.at ?? to.wall.now(), nonce: newSecret() },
  );
  return { request, body };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The problem's code. */
  readonly code: string | undefined;
}

/** Sends a request as it stands to an instance's port: field lines repeated where they are, any path. */
export function send(
  to: Pick<TestInstance, "port">,
  { request, body }: { request: HttpRequest; body: Uint8Array },
  path = request.uri.replace(/^https?:\/\/[^/]+/, ""),
  more: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((done, failed) => {
    const headers: Record<string, string | string[]> = { host: "anything.example", ...more };
    for (const [name, value] of request.fields) {
      const before = headers[name];
      headers[name] = before === undefined ? value : [before].flat().concat(value);
    }
    if (body.length) headers["content-length"] ??= String(body.length);
    const asked = httpRequest({ port: to.port, method: request.method, path, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () => {
        const text = Buffer.concat(pieces).toString();
        const code = /"code":"([^"]+)"/.exec(text)?.[1];
        done({ status: answer.statusCode!, headers: answer.headers, body: text, code });
      });
    });
    asked.on("error", failed);
    asked.end(body);
  });
}

/** Sends bytes as they are, and gives the status line's number and the problem's code. */
export function sendRaw(
  to: Pick<TestInstance, "port">,
  bytes: string,
): Promise<{ status: number; code?: string }> {
  return new Promise((done, failed) => {
    let said = "";
    const socket = connect(to.port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    socket.on("data", (piece) => {
      said += piece.toString();
    });
    socket.on("close", () => {
      const code = /"code":"([^"]+)"/.exec(said)?.[1];
      done({ status: Number(said.split(" ")[1]), ...(code ? { code } : {}) });
    });
    socket.on("error", failed);
  });
}

export function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
