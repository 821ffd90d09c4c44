import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Provider } from "oidc-provider";
import { type App, type OidcConfig, openOutgoing } from "../../platform/index.ts";
import { type Ask, askWith } from "../testing.ts";

export const publicUrl = "https://data.example.cn";
/** The guarded way out, with this machine allowed. */
export const wayOut = openOutgoing({ allow: ["127.0.0.0/8"] });
const redirectUri = `${publicUrl}/console/oidc`;

const clientId = "zhanqiao";
const clientSecret = "the-platform's-own-secret-word";

/** The real time, which this provider and its tokens go by. */
const wall = () => performance.timeOrigin + performance.now();

/** Who signs in at the identity provider next, and what it says of how. */
interface Next {
  subject: string;
  amr?: string[];
  /** Seconds since the subject proved themselves there. */
  ago: number;
}

/**
 * A real OpenID provider on a port of this machine, whose sign-in page lets in whoever the test says. Codes live a
 * minute, PKCE is demanded, answers carry their issuer.
 */
export async function startIdentityProvider(onPort = 0, platform = publicUrl) {
  const key = await generateKeyPair("RS256", { extractable: true });
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((done) => server.listen(onPort, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const next: Next = { subject: "nobody", ago: 0 };
  const sids = new Map<string, string>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${platform}/console/oidc`],
        post_logout_redirect_uris: [`${platform}/console/`],
        backchannel_logout_uri: `${platform}/api/v1/session/oidc/logout`,
        backchannel_logout_session_required: true,
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: { openid: ["sub", "amr", "auth_time", "sid"] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    pkce: { required: () => true },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["a key for the cookies of a test"] },
    findAccount: async (_ctx, sub) => ({
      accountId: sub,
      claims: async () => ({ sub }),
    }),
    jwks: { keys: [{ ...(await exportJWK(key.privateKey)), kid: "a-key", use: "sig", alg: "RS256" }] },
    ttl: {
      AuthorizationCode: 60,
      AccessToken: 60,
      IdToken: 60,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
    },
  });
  provider.on("authorization_code.saved", (code) => {
    if (code.accountId && code.sid) sids.set(code.accountId, code.sid);
  });
  const callback = provider.callback();

  async function handle(request: IncomingMessage, response: ServerResponse) {
    if (!request.url?.startsWith("/interaction/")) return callback(request, response);
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    if (prompt.name === "login") {
      const { subject, amr, ago } = next;
      const ts = Math.floor(wall() / 1000) - ago;
      return provider.interactionFinished(request, response, {
        login: { accountId: subject, ts, ...(amr ? { amr } : {}) },
      });
    }
    const known = grantId ? await provider.Grant.find(grantId) : undefined;
    const grant =
      known ?? new provider.Grant({ accountId: session!.accountId, clientId: params.client_id as string });
    grant.addOIDCScope("openid");
    return provider.interactionFinished(
      request,
      response,
      { consent: known ? {} : { grantId: await grant.save() } },
      { mergeWithLastSubmission: true },
    );
  }

  return {
    issuer,
    port,
    /** Whoever signs in from now on is this subject. */
    as: (subject: string, amr?: string[]) => {
      next.subject = subject;
      next.ago = 0;
      delete next.amr;
      if (amr) next.amr = amr;
    },
    /** Whoever signs in from now on has done so there so many seconds ago. */
    signedInAgo: (seconds: number) => {
      next.ago = seconds;
    },
    /** What this provider called the latest session of a subject. */
    sidOf: (subject: string) => sids.get(subject) ?? "",
    config: (secretFile: string, more: Partial<OidcConfig> = {}): OidcConfig => ({
      issuer,
      clientId,
      clientSecretFile: secretFile,
      label: { zh: "统一身份认证", en: "Unified identity" },
      trustSecondFactor: false,
      ...more,
    }),
    clientSecret,
    /** A logout token as this provider would send it, with whatever a test changes about it. */
    logoutToken: (
      claims: object,
      with_: { typ?: string; audience?: string; age?: number; key?: "other" } = {},
    ) => {
      const now = Math.floor(wall() / 1000);
      return (with_.key ? generateKeyPair("RS256") : Promise.resolve(key)).then(({ privateKey }) =>
        new SignJWT({
          events: { "http://schemas.openid.net/event/backchannel-logout": {} },
          jti: "a-logout",
          ...claims,
        })
          .setProtectedHeader({ alg: "RS256", kid: "a-key", typ: with_.typ ?? "logout+jwt" })
          .setIssuer(issuer)
          .setAudience(with_.audience ?? clientId)
          .setIssuedAt(now - (with_.age ?? 0))
          .sign(privateKey),
      );
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Follows an address at the identity provider as a browser does, with its cookies, until it leads elsewhere. */
function startBrowser() {
  const cookies = new Map<string, string>();
  return {
    /** @returns where the browser is sent in the end, e.g. our own page with `?code=…`. */
    visit: async (location: string): Promise<URL> => {
      let at = new URL(location);
      for (let hops = 0; hops < 10; hops++) {
        if (at.href.startsWith(redirectUri)) return at;
        const answer = await fetch(at, {
          redirect: "manual",
          headers: { cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join("; ") },
        });
        for (const line of answer.headers.getSetCookie()) {
          const [pair = ""] = line.split(";");
          cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
        }
        const to = answer.headers.get("location");
        if (!to) throw new Error(`${answer.status} at ${at}: ${(await answer.text()).slice(0, 300)}`);
        at = new URL(to, at);
      }
      throw new Error("the identity provider leads in a circle");
    },
  };
}

/** One browser at the platform: begins journeys, visits the identity provider, comes back. */
export function browserAt(app: App, held: { token?: string; csrf?: string } = {}) {
  const jar: Record<string, string> = held.token ? { zq_session: held.token } : {};
  let atIdp = startBrowser();
  const post = async (url: string, payload: object, headers: Record<string, string> = {}) => {
    const answer = await app.inject({
      method: "POST",
      url,
      payload,
      cookies: jar,
      headers: { ...(held.csrf ? { "x-zhanqiao-csrf": held.csrf } : {}), ...headers },
    });
    for (const c of answer.cookies) {
      if (c.value === "") delete jar[c.name];
      else jar[c.name] = c.value;
    }
    return answer;
  };
  const begin = (purpose = "sign-in", returnTo?: string) =>
    post("/api/v1/session/oidc", { purpose, ...(returnTo === undefined ? {} : { returnTo }) });
  const back = (query: string) => post("/api/v1/session/oidc/callback", { query });
  const visit = async (location: string) => (await atIdp.visit(location)).search.slice(1);
  return {
    jar,
    post,
    begin,
    back,
    visit,
    /** Its cookies at the identity provider are gone: there it must sign in anew. */
    forgetIdp: () => {
      atIdp = startBrowser();
    },
    /** There and back in one go. */
    go: async (purpose = "sign-in", returnTo?: string) =>
      back(await visit((await begin(purpose, returnTo)).json().location)),
    ask: (): Ask => askWith(app, jar.zq_session ?? "", held.csrf ?? ""),
  };
}
