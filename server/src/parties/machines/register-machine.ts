import { newId, newSecret, type Tx } from "../../platform/index.ts";
import { type By, record } from "../acting.ts";
import { adminOf, lockPeople } from "../administer.ts";
import { sha256Of } from "../sessions.ts";
import { readAddresses } from "./addresses.ts";
import type { Auth, MachineView, RegisterBody } from "./contract.ts";
import { readPublicKey } from "./public-key.ts";
import { countMachines, lockMachine, scopesOfKind, viewMachine } from "./read-machines.ts";
import { refuse } from "./refusals.ts";
import { insertClient } from "./store.ts";

/** Systems one organisation may have at a time. */
export const mostMachines = 100;
/** A registration lasts a year at most: whoever still needs it says so again. */
const longest = 366 * 86_400_000;

export interface Registered {
  readonly machine: MachineView;
  /** Of client_secret_basic: 256 random bits, in the caller's hands from here on; only its SHA-256 is kept. */
  readonly secret?: string;
}

/**
 * An administrator registers a system of their own organisation: purpose, scopes, expiry, how it authenticates
 * (Arts. 22, 42, 43). Refuses: a vendor (403), scopes the kind of organisation cannot give, an unfit key, address or
 * expiry (422), one too many (409). The ledger learns id, scopes and means, no name and no purpose.
 */
export async function registerMachine(tx: Tx, body: RegisterBody, by: By): Promise<Registered> {
  const admin = adminOf(by.caller);
  const allowed = scopesOfKind[admin.orgKind];
  if (allowed.length === 0) throw refuse("kind_without", { article: "47" });
  if (body.scopes.some((s) => !allowed.includes(s))) throw refuse("scope_not_of_kind", { article: "12" });
  const expiresAt = new Date(body.expiresAt);
  const left = expiresAt.getTime() - by.at.getTime();
  if (!(left > 0 && left <= longest))
    throw refuse("expiry_unfit", {
      article: "43",
      fields: [{ path: "expiresAt", zh: "须在今后一年之内", en: "must lie within the coming year" }],
    });
  const addresses = readAddresses(body.addresses);
  const { secret, ...credential } = await makeCredential(body.auth, body.publicKey);
  await lockPeople(tx, admin.org, admin);
  if ((await countMachines(tx, admin.org)) >= mostMachines)
    throw refuse("too_many", { article: "42", params: { count: mostMachines } });

  const id = newId(by.at);
  await insertClient(tx, {
    id,
    org: admin.org,
    name: body.name,
    purpose: body.purpose,
    scopes: body.scopes,
    auth: body.auth,
    ...credential,
    addresses,
    expires_at: expiresAt,
    created_by: admin.id,
    created_at: by.at,
  });
  const row = (await lockMachine(tx, { id, org: admin.org }))!;
  const machine = await viewMachine(row, by.at);
  await record(tx, by, {
    act: "machines.register",
    article: "43",
    role: "admin",
    subject: id,
    content: {
      org: admin.org,
      scopes: machine.scopes,
      auth: machine.auth,
      key: machine.key?.thumbprint ?? null,
      expiresAt: machine.expiresAt,
    },
  });
  return secret ? { machine, secret } : { machine };
}

/** The credential of a system: its key as given, or a secret made here. Refuses one without the other's form (422). */
export async function makeCredential(auth: Auth, publicKey: string | undefined) {
  if (auth === "client_secret_basic") {
    if (publicKey !== undefined) throw refuse("key_unwanted");
    const secret = newSecret(32);
    return { jwk: null, secret_sha256: sha256Of(secret), secret };
  }
  if (publicKey === undefined)
    throw refuse("key_needed", {
      article: "43",
      fields: [{ path: "publicKey", zh: "须粘贴公钥", en: "is needed" }],
    });
  return { jwk: (await readPublicKey(publicKey)).jwk, secret_sha256: null, secret: undefined };
}
