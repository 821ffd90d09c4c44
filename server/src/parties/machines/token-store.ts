import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import { type Clock, type Database, thePlatform } from "../../platform/index.ts";
import { mayComeFrom } from "./addresses.ts";
import type { Failures } from "./failures.ts";
import { isMachineId } from "./read-machines.ts";
import { type ClientRow, clientColumns, insertToken, insertUsed } from "./store.ts";
import { tokenHash } from "./tokens.ts";

/** What is known of the token request under way: who sends it, and how it ended. */
export interface Asking {
  readonly address: string;
  client?: string;
  /** Of the client as it was when it authenticated. */
  generation?: number;
  retryAfter?: number;
  error?: string;
}

/** The request under way, for the provider's adapters, which are handed none. */
export const asking = new AsyncLocalStorage<Asking>();

export interface TokenStoreNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly failures: Failures;
}

const never = (model: string) => (): never => {
  throw new Error(`the authorization server has no ${model}`);
};

/**
 * The provider's storage: systems are read where administrators register them, tokens are written as hashes. It asks
 * for nothing else, and anything else it asked for would be a fault.
 */
export function tokenStore(needs: TokenStoreNeeds): (model: string) => Adapter {
  return (model) => {
    const none = never(model);
    const base: Adapter = {
      upsert: none,
      find: none,
      findByUserCode: none,
      findByUid: none,
      consume: none,
      destroy: none,
      revokeByGrantId: none,
    };
    if (model === "Client") return { ...base, find: (id) => findClient(needs, id) };
    if (model === "ClientCredentials")
      return { ...base, upsert: (token, payload) => keepToken(needs.db, token, payload) };
    return base;
  };
}

/** Whether a JWT id of a client is used for the first time, in any process (RFC 7523 s. 3, RFC 9449 s. 11.1). */
export function firstUse(db: Database, client: string, jti: string, exp: number): Promise<boolean> {
  const key = createHash("sha256").update(`${client}\n${jti}`).digest();
  return db.acting(thePlatform, (tx) => insertUsed(tx, key, new Date(exp * 1000)));
}

/** A system that has access now and asks from where it may; any other is unknown to the provider. */
async function findClient(needs: TokenStoreNeeds, id: string): Promise<AdapterPayload | undefined> {
  const request = asking.getStore();
  if (!request) throw new Error("a client was looked for outside a token request");
  request.client = id;
  request.retryAfter = await needs.failures.wait(id, request.address);
  if (request.retryAfter > 0) throw new errors.TemporarilyUnavailable("too many failed requests");
  if (!isMachineId(id)) return undefined;
  const found = await needs.db.reading(thePlatform, (tx) =>
    sql<ClientRow>`select ${clientColumns} from machines.client c
      join parties.organisation o on o.uscc = c.org and o.active
      where c.id = ${id} and not c.suspended and c.deleted_at is null`.execute(tx),
  );
  const row = found.rows[0];
  if (!row || row.expires_at <= needs.clock.now()) return undefined;
  request.generation = row.generation;
  return mayComeFrom(request.address, row.addresses) ? metadataOf(row) : undefined;
}

const metadataOf = (row: ClientRow): AdapterPayload => ({
  client_id: row.id,
  grant_types: ["client_credentials"],
  response_types: [],
  redirect_uris: [],
  scope: row.scopes.join(" "),
  token_endpoint_auth_method: row.auth,
  dpop_bound_access_tokens: true,
  ...(row.jwk ? { jwks: { keys: [row.jwk] } } : {}),
  // Not the secret: what the provider holds as one is its hash, and our comparison hashes what was sent.
  ...(row.secret_sha256 ? { client_secret: row.secret_sha256.toString("base64url") } : {}),
});

async function keepToken(db: Database, token: string, payload: AdapterPayload): Promise<void> {
  const { jkt, clientId, iat, exp, scope } = payload;
  const generation = asking.getStore()?.generation;
  // A token that no key is bound to would be a bearer token; there are none.
  if (generation === undefined || !jkt || !clientId || !exp || !iat)
    throw new Error("a token without key, client or end");
  const kept = await db.acting(thePlatform, (tx) =>
    insertToken(tx, {
      tokenSha256: tokenHash(token),
      client: clientId,
      generation,
      jkt,
      scopes: scope ? scope.split(" ") : [],
      issuedAt: new Date(iat * 1000),
      expiresAt: new Date(exp * 1000),
    }),
  );
  if (!kept) throw new errors.InvalidClientAuth("access has ended");
}
