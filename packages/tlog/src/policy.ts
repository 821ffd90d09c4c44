import type { Verifier } from "./note.ts";

/** A log whose checkpoints are accepted. Its key's name is its origin. */
export type PolicyLog = { readonly verifierKey: string; readonly verifier: Verifier; readonly url?: string };

/** A witness whose cosignatures count. `name` means something inside the policy only. */
export type PolicyWitness = PolicyLog & { readonly name: string };

/** A group that counts as witnessing when at least `threshold` of its members (witnesses, earlier groups) do. */
export type PolicyGroup = {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
};

/** Which checkpoints are strong enough (C2SP tlog-policy). `quorum` names a witness or group, or is `none`. */
export type Policy = {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  readonly quorum: string;
};

/** Whether the keys whose signatures verified are enough for the policy's quorum. Keys that are no witness do not count. */
export function meetsQuorum({ witnesses, groups, quorum }: Policy, signedBy: readonly Verifier[]): boolean {
  const met = new Set(["none"]);
  for (const { name, verifier } of witnesses) {
    if (signedBy.some(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId)) met.add(name);
  }
  // A group refers to earlier ones only, so one pass in order is enough.
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => met.has(member)).length >= threshold) met.add(name);
  }
  return met.has(quorum);
}
