import { createHash, generateKeyPairSync, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { decodeJwt } from "jose";
import { errors, type KoaContextWithOIDC, Provider } from "oidc-provider";
import { type Clock, type Database, type Logger, machineScopes } from "../../platform/index.ts";
import type { Failures } from "./failures.ts";
import { proofAlgs, proofWindow } from "./proof.ts";
import { type Asking, asking, firstUse, tokenStore } from "./token-store.ts";
import { tokenLife } from "./tokens.ts";

/** Algorithms with which a system signs its assertions; none that shares a secret. */
export const assertionAlgs = ["ES256", "EdDSA", "Ed25519", "PS256", "RS256"] as const;
/** Furthest end of an assertion, seconds from now: as long as its use must be remembered. */
const assertionLife = 600;

export interface AuthorizationServerNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly wall: Clock;
  readonly failures: Failures;
  readonly log: Logger;
  /** publicUrl + "/oauth". */
  readonly issuer: string;
  /** 32 bytes each, the same in every process. */
  readonly nonceKey: Buffer;
  readonly cookieKey: string;
}

/** Answers a token request on the raw streams. Its own address and `Host` are the issuer's, whatever was sent. */
export type AnswerToken = (
  request: IncomingMessage,
  response: ServerResponse,
  given: { address: string },
) => Promise<void>;

/**
 * The authorization server for systems: the client credentials grant alone (RFC 6749 s. 4.4), tokens opaque and bound
 * to a key (RFC 9449), clients authenticated by private_key_jwt (RFC 7523) or a secret. The provider reads the
 * machine's own clock.
 */
export function openAuthorizationServer(needs: AuthorizationServerNeeds): AnswerToken {
  const provider = new Provider(needs.issuer, {
    adapter: tokenStore(needs),
    // The provider insists on a key. Tokens are opaque, so it signs nothing: it is made here and forgotten at the end.
    jwks: { keys: [generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" })] },
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    scopes: [...machineScopes],
    responseTypes: [],
    clientAuthMethods: ["private_key_jwt", "client_secret_basic"],
    enabledJWA: { clientAuthSigningAlgValues: [...assertionAlgs], dPoPSigningAlgValues: [...proofAlgs] },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: {
        enabled: true,
        nonceSecret: needs.nonceKey,
        requireNonce: (ctx) => checkRequest(ctx, needs.wall.now()),
        allowReplay: false,
      },
    },
    ttl: { ClientCredentials: tokenLife },
    cookies: { keys: [needs.cookieKey] },
    clockTolerance: 5,
    clientBasedCORS: () => false,
    assertJwtClientAuthClaimsAndHeader: (_ctx, claims) => checkAssertion(claims, needs),
    renderError: (ctx, out) => {
      ctx.type = "json";
      ctx.body = out;
    },
  });
  provider.proxy = true;
  provider.Client.prototype.compareClientSecret = function (given: string) {
    const right = Buffer.from(this.clientSecret ?? "", "base64url");
    const sha256 = createHash("sha256").update(given).digest();
    return right.length === sha256.length && timingSafeEqual(right, sha256);
  };
  // The provider looks first and remembers then; between the two another process may do the same.
  provider.ReplayDetection.unique = (client, jti, exp) => firstUse(needs.db, client, jti, exp);
  const fault = (error: Error) =>
    needs.log.error({ err: { message: error.message, stack: error.stack } }, "authorization server");
  provider.on("server_error", (_ctx, error) => fault(error));
  (provider as NodeJS.EventEmitter).on("error", fault);
  provider.on("grant.error", (_ctx, error) => {
    const request = asking.getStore();
    if (request) request.error = error.error;
  });
  provider.use(async (ctx, next) => {
    await next();
    await settle(ctx, needs.failures);
  });

  const { host, protocol, pathname } = new URL(needs.issuer);
  const callback = provider.callback();
  return async (request, response, { address }) => {
    // The provider names its own address by what the request says; it is told the issuer's, not what a caller sent.
    for (const name of Object.keys(request.headers))
      if (/^(x-forwarded-|forwarded$)/.test(name)) delete request.headers[name];
    request.headers.host = host;
    request.headers["x-forwarded-proto"] = protocol.slice(0, -1);
    Object.assign(request, { originalUrl: `${pathname}/token`, url: "/token" });
    await asking.run({ address }, () => callback(request, response));
  };
}

/** Runs once client and signature form are known: says that a nonce is needed, and holds proof and scope to our profile. */
function checkRequest(ctx: KoaContextWithOIDC, now: Date): boolean {
  const { params, client } = ctx.oidc;
  if (!params || !client) return true;
  let iat: number | undefined;
  try {
    iat = decodeJwt(ctx.get("dpop")).iat;
  } catch {
    // Unreadable: the provider is about to say so.
  }
  if (iat !== undefined && Math.abs(now.getTime() / 1000 - iat) > proofWindow)
    throw new errors.InvalidDpopProof("DPoP proof iat is not recent enough");
  const asked = typeof params.scope === "string" ? params.scope.split(" ") : undefined;
  const unknown = asked?.find((s) => !(machineScopes as readonly string[]).includes(s));
  if (unknown) throw new errors.InvalidScope("requested scope is not known", unknown);
  // RFC 6749 s. 3.3: without a scope, all that was registered.
  if (!asked) params.scope = client.scope;
  return true;
}

/** An assertion is for us alone and does not hold for long (RFC 7523 s. 3). */
function checkAssertion(
  claims: { aud?: unknown; exp?: unknown },
  { issuer, wall }: Pick<AuthorizationServerNeeds, "issuer" | "wall">,
): void {
  if (claims.aud !== issuer && claims.aud !== `${issuer}/token`)
    throw new errors.InvalidClientAuth("audience must be this server alone");
  if (typeof claims.exp !== "number" || claims.exp > wall.now().getTime() / 1000 + assertionLife)
    throw new errors.InvalidClientAuth("the assertion holds too long");
}

/** Before the answer leaves: no other site's page may read it, and failures to authenticate are counted. */
async function settle(
  ctx: Pick<KoaContextWithOIDC, "response" | "remove" | "set"> & { status: number },
  failures: Failures,
) {
  for (const name of Object.keys(ctx.response.headers))
    if (name.startsWith("access-control-")) ctx.remove(name);
  const request: Asking | undefined = asking.getStore();
  if (request?.retryAfter) {
    ctx.status = 429;
    ctx.set("retry-after", String(request.retryAfter));
  } else if (request?.error === "invalid_client") await failures.add(request.client ?? "", request.address);
}
