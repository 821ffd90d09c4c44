import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRemoteJWKSet, type JWTPayload, customFetch as joseFetch, jwtVerify } from "jose";
import * as client from "openid-client";
import {
  ConfigError,
  type OidcConfig,
  type OutgoingFetch,
  Refusal,
  type Text,
} from "../../platform/index.ts";
import { refuse } from "../refusals.ts";

/** What the identity provider says of somebody who has just signed in there. */
export interface Vouched {
  readonly issuer: string;
  readonly subject: string;
  /** Whether it names a second factor: `amr` holds mfa, otp or hwk (RFC 8176). */
  readonly secondFactor: boolean;
  /** Its own session (`sid`), which it may end later. */
  readonly session: string | null;
}

/** What somebody is sent to the identity provider for. */
export type Purpose = "sign-in" | "link" | "prove";

export interface IdentityProvider {
  readonly issuer: string;
  readonly label: Text;
  readonly trustSecondFactor: boolean;
  /** Asks whether it is there. @throws what stands in the way, in words for the operator. */
  check(): Promise<void>;
  /** Where to send a browser; `secret` is that browser's own. Refuses (503) while the provider is away. */
  authorize(secret: string, purpose: Purpose): Promise<URL>;
  /** Redeems what the browser came back with. Refuses (401) what does not hold, (503) while it is away. */
  redeem(secret: string, query: string, purpose: Purpose): Promise<Vouched>;
  /** Where its own session can be ended, as far as is known without asking. */
  logoutUrl(): URL | undefined;
  /** Whose sessions a logout token means. Refuses (400) one that does not hold. */
  readLogout(token: string): Promise<{ subject?: string; session?: string }>;
}

const knownFor = 60 * 60_000;
const patience = 10;
// With `prompt=login`: the proof is of now, and not of a session begun this morning.
const proofAge = 60;
// Seconds that a logout token is taken for fresh; taken twice, it ends nothing more.
const logoutAge = 120;

/**
 * Opens the identity provider (OpenID Connect Core 1.0: authorization code with PKCE S256, state, nonce; issuer
 * of the answer by RFC 9207). Nothing is asked until somebody wants to sign in; an unreachable one is asked again
 * at the next try and stops nothing else. State, nonce and verifier are derived from the browser's secret, so
 * that the database need hold none of them. Its tokens are judged by the machine's time, as it issues them by.
 */
export function openIdentityProvider(
  config: OidcConfig,
  publicUrl: string,
  outgoing: OutgoingFetch,
): IdentityProvider {
  const secret = clientSecret(config.clientSecretFile);
  const redirectUri = new URL("/console/oidc", publicUrl).href;
  const home = new URL("/console/", publicUrl).href;
  let known: { config: client.Configuration; until: number } | undefined;
  let asking: Promise<client.Configuration> | undefined;

  const fetching = async (url: string, options: object): Promise<Response> => {
    const answer = await outgoing(url, { ...options, timeoutMs: patience * 1000 });
    if (answer.status >= 500) throw refuse("oidc_away", { retryAfter: 10 });
    return answer;
  };

  let keys: { uri: string; set: ReturnType<typeof createRemoteJWKSet> } | undefined;
  /** Its public keys, by the guarded door too. */
  function keysAt(uri: string) {
    if (keys?.uri !== uri)
      keys = {
        uri,
        set: createRemoteJWKSet(new URL(uri), { [joseFetch]: fetching, timeoutDuration: patience * 1000 }),
      };
    return keys.set;
  }

  /** Its metadata, asked for now; whoever asks meanwhile waits for the same answer. */
  function ask(): Promise<client.Configuration> {
    asking ??= client
      .discovery(new URL(config.issuer), config.clientId, undefined, client.ClientSecretBasic(secret), {
        [client.customFetch]: fetching,
        timeout: patience,
        // Its signature is checked too, though TLS alone would vouch for where the ID token comes from.
        execute: [
          client.enableNonRepudiationChecks,
          ...(config.issuer.startsWith("http:") ? [client.allowInsecureRequests] : []),
        ],
      })
      .then((found) => {
        known = { config: found, until: performance.now() + knownFor };
        return found;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  }

  /** Its metadata, asked for once an hour; when it is away, what was known before serves on. */
  async function discovered(): Promise<client.Configuration> {
    if (known && performance.now() < known.until) return known.config;
    try {
      return await ask();
    } catch {
      if (known) return known.config;
      throw refuse("oidc_away", { retryAfter: 10 });
    }
  }

  return {
    issuer: config.issuer,
    label: config.label,
    trustSecondFactor: config.trustSecondFactor,
    check: async () => {
      try {
        await ask();
      } catch (error) {
        throw new Error(reasonsOf(error).join(": "), { cause: error });
      }
    },
    authorize: async (browser, purpose) => {
      const found = await discovered();
      return client.buildAuthorizationUrl(found, {
        redirect_uri: redirectUri,
        scope: "openid",
        state: derived(browser, "state"),
        nonce: derived(browser, "nonce"),
        code_challenge: await client.calculatePKCECodeChallenge(derived(browser, "verifier")),
        code_challenge_method: "S256",
        ...(purpose === "prove" ? { prompt: "login", max_age: String(proofAge) } : {}),
      });
    },
    redeem: async (browser, query, purpose) => {
      const found = await discovered();
      try {
        const tokens = await client.authorizationCodeGrant(found, new URL(`?${query}`, redirectUri), {
          expectedState: derived(browser, "state"),
          expectedNonce: derived(browser, "nonce"),
          pkceCodeVerifier: derived(browser, "verifier"),
          idTokenExpected: true,
          ...(purpose === "prove" ? { maxAge: proofAge } : {}),
        });
        return vouchedBy(tokens.claims()!);
      } catch (error) {
        throw refusalOf(error);
      }
    },
    logoutUrl: () =>
      known?.config.serverMetadata().end_session_endpoint
        ? client.buildEndSessionUrl(known.config, { post_logout_redirect_uri: home })
        : undefined,
    readLogout: async (token) => {
      const found = (await discovered()).serverMetadata();
      try {
        const { payload } = await jwtVerify(token, keysAt(found.jwks_uri!), {
          issuer: config.issuer,
          audience: config.clientId,
          algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
          maxTokenAge: logoutAge,
          requiredClaims: ["iat", "jti", "events"],
        });
        return meantBy(payload);
      } catch (error) {
        // A refusal of the way out: its keys cannot be had now.
        if (error instanceof Refusal)
          throw error.code.startsWith("parties.") ? error : refuse("oidc_away", { retryAfter: 10 });
        throw refuse("logout_wrong");
      }
    },
  };
}

/** 256 bits for one use, recoverable only by who has the browser's secret. */
const derived = (secret: string, use: "state" | "nonce" | "verifier"): string =>
  createHmac("sha256", secret).update(`zhanqiao.oidc.${use}.v1`).digest("base64url");

function vouchedBy(claims: client.IDToken): Vouched {
  const amr = Array.isArray(claims.amr) ? claims.amr : [];
  return {
    issuer: claims.iss,
    subject: claims.sub,
    secondFactor: amr.some((m) => m === "mfa" || m === "otp" || m === "hwk"),
    session: typeof claims.sid === "string" ? claims.sid.slice(0, 255) : null,
  };
}

// OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6: an event of this kind, a subject or a session, no nonce.
function meantBy(payload: JWTPayload): { subject?: string; session?: string } {
  const events = payload.events as Record<string, unknown> | undefined;
  const event = events?.["http://schemas.openid.net/event/backchannel-logout"];
  const { sub, sid } = payload;
  if (typeof event !== "object" || event === null || "nonce" in payload) throw refuse("logout_wrong");
  if (typeof sub !== "string" && typeof sid !== "string") throw refuse("logout_wrong");
  return {
    ...(typeof sub === "string" ? { subject: sub } : {}),
    ...(typeof sid === "string" ? { session: sid } : {}),
  };
}

function refusalOf(error: unknown): Refusal {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof Refusal)
      return at.code === "parties.oidc_away" ? at : refuse("oidc_away", { retryAfter: 10 });
  }
  if (error instanceof client.AuthorizationResponseError) return refuse("oidc_declined");
  const unreachable =
    error instanceof client.ClientError &&
    (error.code === undefined || error.code === "OAUTH_TIMEOUT" || error.code === "OAUTH_ABORT");
  if (unreachable || (error instanceof TypeError && error.message === "fetch failed"))
    return refuse("oidc_away", { retryAfter: 10 });
  return refuse("oidc_wrong");
}

/** What went wrong, from the outside in. */
function reasonsOf(error: unknown): string[] {
  const reasons: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause)
    reasons.push(at instanceof Refusal ? `${at.text.zh} / ${at.text.en}` : at.message);
  return reasons;
}

function clientSecret(file: string): string {
  let secret = "";
  try {
    secret = readFileSync(file, "utf8").trim();
  } catch {
    // Said below, with the name of the setting.
  }
  if (!secret)
    throw new ConfigError(`ZHANQIAO_OIDC_CLIENT_SECRET_FILE: 文件不存在或为空 / missing or empty: ${file}`);
  return secret;
}
