import { createHash, generateKeyPairSync, type KeyObject, randomUUID, type webcrypto } from "node:crypto";
import * as DPoP from "dpop";
import { exportJWK, SignJWT } from "jose";
import type { Ask } from "../testing.ts";
import type { MachineView, RegisterBody } from "./contract.ts";

/** A system that calls the platform over real HTTP, with `dpop` as any agency's own would. */

export const farAhead = (from: Date) => new Date(from.getTime() + 90 * 86_400_000).toISOString();

/** A pair whose public half is registered for private_key_jwt. */
export function assertionPair() {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...pair, pem: pair.publicKey.export({ type: "spki", format: "pem" }).toString() };
}

/** Registers a system as the administrator behind `ask`. */
export async function register(
  ask: Ask,
  now: Date,
  given: Partial<Omit<RegisterBody, "publicKey">> & { publicKey?: string } = {},
): Promise<{ status: number; machine: MachineView; secret: string; body: string }> {
  const answer = await ask("POST", "/api/v1/machines", {
    name: "数据归集前置机",
    purpose: "按月交付停车场目录数据",
    scopes: ["catalog:read", "data:read", "data:deliver", "cases:read"],
    auth: "client_secret_basic",
    expiresAt: farAhead(now),
    ...given,
  });
  const { machine, secret } = answer.json();
  return { status: answer.statusCode, machine, secret, body: answer.body };
}

export interface SystemNeeds {
  /** Where it connects to. */
  readonly dial: string;
  /** What it believes to be the platform's address. */
  readonly publicUrl: string;
  readonly id: string;
  readonly secret?: string;
  readonly assertionKey?: KeyObject;
  readonly headers?: Record<string, string>;
}

type ProofKey = Awaited<ReturnType<typeof DPoP.generateKeyPair>>;

/** A system with a proof key of its own; it takes up nonces as they are given. */
export async function startSystem(needs: SystemNeeds, proofKey?: ProofKey) {
  const key = proofKey ?? (await DPoP.generateKeyPair("ES256"));
  const nonces = { token: undefined as string | undefined, api: undefined as string | undefined };

  /** One request to the token endpoint; `proof: null` sends none. */
  async function requestToken(given: {
    scope?: string | undefined;
    proof?: string | null;
    headers?: Record<string, string>;
    body?: URLSearchParams;
  }) {
    const url = `${needs.publicUrl}/oauth/token`;
    const proof =
      given.proof === undefined ? await DPoP.generateProof(key, url, "POST", nonces.token) : given.proof;
    const body = given.body ?? new URLSearchParams({ grant_type: "client_credentials" });
    if (given.scope !== undefined) body.set("scope", given.scope);
    if (needs.assertionKey && !body.has("client_assertion"))
      await addAssertion(body, needs, needs.assertionKey);
    const answer = await fetch(`${needs.dial}/oauth/token`, {
      method: "POST",
      headers: {
        ...(proof === null ? {} : { dpop: proof }),
        ...(needs.secret === undefined ? {} : { authorization: basic(needs.id, needs.secret) }),
        ...needs.headers,
        ...given.headers,
      },
      body,
    });
    nonces.token = answer.headers.get("dpop-nonce") ?? nonces.token;
    return answer;
  }

  /** A token, asked for once more with the nonce that the first answer gives. */
  async function token(scope?: string): Promise<string> {
    let answer = await requestToken({ scope });
    if (answer.status === 400) answer = await requestToken({ scope });
    const body = (await answer.json()) as { access_token?: string };
    if (!body.access_token) throw new Error(`no token: ${answer.status} ${JSON.stringify(body)}`);
    return body.access_token;
  }

  /** One request to the API with a token and a proof for it. */
  async function once(
    token: string,
    method: string,
    path: string,
    given: { body?: unknown; headers?: Record<string, string>; proof?: string | null; scheme?: string } = {},
  ) {
    const url = `${needs.publicUrl}${path.split("?")[0]}`;
    const proof =
      given.proof === undefined ? await DPoP.generateProof(key, url, method, nonces.api, token) : given.proof;
    const raw = given.body instanceof Uint8Array;
    const answer = await fetch(`${needs.dial}${path}`, {
      method,
      headers: {
        authorization: `${given.scheme ?? "DPoP"} ${token}`,
        ...(proof === null ? {} : { dpop: proof }),
        ...(given.body === undefined || raw ? {} : { "content-type": "application/json" }),
        ...needs.headers,
        ...given.headers,
      },
      ...(given.body === undefined
        ? {}
        : { body: raw ? new Blob([given.body as Uint8Array<ArrayBuffer>]) : JSON.stringify(given.body) }),
    });
    nonces.api = answer.headers.get("dpop-nonce") ?? nonces.api;
    return answer;
  }

  /** The same, once more with the nonce that the first answer gives. */
  async function call(token: string, method: string, path: string, given: Parameters<typeof once>[3] = {}) {
    const answer = await once(token, method, path, given);
    return answer.status === 401 && answer.headers.get("www-authenticate")?.includes("use_dpop_nonce")
      ? once(token, method, path, given)
      : answer;
  }

  return { key, nonces, requestToken, token, once, call };
}
export type System = Awaited<ReturnType<typeof startSystem>>;

export const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;

async function addAssertion(body: URLSearchParams, needs: SystemNeeds, key: KeyObject) {
  body.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  body.set("client_assertion", await assertion(needs.id, key, `${needs.publicUrl}/oauth`));
}

/** An assertion of RFC 7523; `more` overrides claims. */
export function assertion(
  id: string,
  key: KeyObject,
  aud: string | string[],
  more: { exp?: number; jti?: string; iss?: string; alg?: string } = {},
) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ jti: more.jti ?? randomUUID() })
    .setProtectedHeader({ alg: more.alg ?? "ES256" })
    .setIssuer(more.iss ?? id)
    .setSubject(id)
    .setAudience(aud)
    .setIssuedAt(now)
    .setExpirationTime(more.exp ?? now + 60)
    .sign(key);
}

/** A proof made by hand, to be wrong in one thing. */
export async function craftProof(
  key: { privateKey: webcrypto.CryptoKey | KeyObject; publicKey: webcrypto.CryptoKey | KeyObject },
  claims: {
    htm: string;
    htu: string;
    token?: string;
    nonce?: string | undefined;
    iat?: number;
    jti?: string;
    ath?: string;
  },
  header: { alg?: string; typ?: string; jwk?: object } = {},
): Promise<string> {
  const { token, ...rest } = claims;
  const payload = {
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    ...(token === undefined ? {} : { ath: createHash("sha256").update(token).digest("base64url") }),
    ...rest,
  };
  return new SignJWT(payload)
    .setProtectedHeader({
      alg: header.alg ?? "ES256",
      typ: header.typ ?? "dpop+jwt",
      jwk: (header.jwk ?? (await exportJWK(key.publicKey))) as never,
    })
    .sign(key.privateKey);
}

/** A JWT with any header and any signature. */
export const rawJwt = (header: object, payload: object, signature = "") =>
  [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
  `.${signature}`;
