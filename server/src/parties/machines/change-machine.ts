import type { Tx } from "../../platform/index.ts";
import { type By, record } from "../acting.ts";
import { adminOf, lockPeople } from "../administer.ts";
import type { MachineView } from "./contract.ts";
import { lockMachine, viewMachine } from "./read-machines.ts";
import { refuse } from "./refusals.ts";
import { makeCredential, type Registered } from "./register-machine.ts";
import { type ClientRow, markDeleted, replaceCredential, setSuspended } from "./store.ts";

/**
 * Replaces a system's key or secret (Art. 43). The old one and every token obtained with it end with the commit: a
 * credential is replaced because it may be known. The caller of these acts calls `machines.forget()` after it.
 */
export async function rotateMachine(
  tx: Tx,
  id: string,
  publicKey: string | undefined,
  by: By,
): Promise<Registered> {
  const row = await own(tx, id, by);
  if (row.expires_at <= by.at) throw refuse("over", { article: "43" });
  const { secret, ...credential } = await makeCredential(row.auth, publicKey);
  await replaceCredential(tx, id, { ...credential, at: by.at });
  const machine = await seen(tx, row, by);
  await record(tx, by, {
    act: "machines.rotate",
    article: "43",
    role: "admin",
    subject: id,
    content: { org: row.org, key: machine.key?.thumbprint ?? null },
  });
  return secret ? { machine, secret } : { machine };
}

/** Suspends a system at once, or lets it in again (Art. 44: risks are remedied at once). Idempotent. */
export async function suspendMachine(tx: Tx, id: string, suspended: boolean, by: By): Promise<MachineView> {
  const row = await own(tx, id, by);
  if (row.suspended === suspended) return viewMachine(row, by.at);
  if (!suspended && row.expires_at <= by.at) throw refuse("over", { article: "43" });
  await setSuspended(tx, id, suspended);
  const machine = await seen(tx, row, by);
  await record(tx, by, {
    act: suspended ? "machines.suspend" : "machines.resume",
    article: suspended ? "44" : "43",
    role: "admin",
    subject: id,
    content: { org: row.org },
  });
  return machine;
}

/** Ends a system for good. Its id stays with the acts it did; credentials and tokens are wiped. */
export async function deleteMachine(tx: Tx, id: string, by: By): Promise<void> {
  const row = await own(tx, id, by);
  await markDeleted(tx, id, by.at);
  await record(tx, by, {
    act: "machines.delete",
    article: "43",
    role: "admin",
    subject: id,
    content: { org: row.org },
  });
}

/** A system of the administrator's own organisation, locked; another's is unknown (404). */
async function own(tx: Tx, id: string, by: By): Promise<ClientRow> {
  const admin = adminOf(by.caller);
  await lockPeople(tx, admin.org, admin);
  const found = await lockMachine(tx, { id, org: admin.org });
  if (!found) throw refuse("machine_unknown");
  return found;
}

const seen = async (tx: Tx, { id, org }: ClientRow, by: By) =>
  viewMachine((await lockMachine(tx, { id, org }))!, by.at);
