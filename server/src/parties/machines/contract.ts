import { z } from "zod";
import { machineScopes } from "../../platform/index.ts";
import { plainLine } from "../contract.ts";

/** Requests and answers of an organisation's own systems (`/api/v1/machines`). */

const instant = z.iso.datetime();
export const scope = z.enum(machineScopes);
/** How a system proves who it is: by its own key (RFC 7523), or by a secret that we generate. */
export const auth = z.enum(["private_key_jwt", "client_secret_basic"]);
export type Auth = z.infer<typeof auth>;

/** A public key as a person pastes it: PEM, a JWK, or a JWK set of one key. */
const publicKey = z.string().min(1).max(8_000);

export const machine = z.object({
  /** Also the OAuth `client_id`. */
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  scopes: z.array(scope),
  auth,
  /** Of the key: kind and RFC 7638 thumbprint, to compare with the system's own. */
  key: z.object({ alg: z.string(), thumbprint: z.string() }).nullable(),
  addresses: z.array(z.string()),
  expiresAt: instant,
  /** Expired is said by its date, suspended by its administrator. */
  state: z.enum(["active", "suspended", "expired"]),
  createdAt: instant,
  credentialAt: instant,
  lastUsedAt: instant.nullable(),
});
export type MachineView = z.infer<typeof machine>;

export const machines = z.object({
  items: z.array(machine),
  total: z.number().int(),
  /** Scopes that an organisation of this kind can give. */
  scopes: z.array(scope),
  issuer: z.string(),
  tokenEndpoint: z.string(),
});
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});

export const registerBody = z
  .object({
    name: plainLine(50),
    /** Which system, for which duty (Art. 22: the scenario is named). */
    purpose: plainLine(200),
    scopes: z
      .array(scope)
      .min(1)
      .max(machineScopes.length)
      .transform((given) => machineScopes.filter((s) => given.includes(s))),
    auth,
    publicKey: publicKey.optional(),
    addresses: z.array(z.string().max(60)).max(20).default([]),
    expiresAt: instant,
  })
  .strict();
export type RegisterBody = z.output<typeof registerBody>;

/** With `secret` set (client_secret_basic only), the one time it is ever shown. */
export const registered = z.object({ machine, secret: z.string().optional() });

export const rotateBody = z.object({ publicKey: publicKey.optional() }).strict();
export const changeBody = z.object({ suspended: z.boolean() }).strict();
export const machineParams = z.object({ id: z.string().max(60) });

/** What a system learns about itself. */
export const self = z.object({
  id: z.string(),
  org: z.object({ uscc: z.string(), name: z.string() }),
  scopes: z.array(scope),
});
