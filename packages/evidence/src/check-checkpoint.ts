import { sm2NoteSignature } from "@zhanqiao/sm";
import {
  cosignatureMlDsa44,
  cosignatureTypes,
  ed25519,
  LogRefusal,
  type OpenedCheckpoint,
  openCheckpoint,
  type Policy,
  parseVerifierKey,
  type Trust,
  type Verifier,
} from "@zhanqiao/tlog";
import { type EvidenceFinding, finding, PackRefusal } from "./finding.ts";
import type { Manifest } from "./format.ts";

const logTypes = [ed25519, cosignatureMlDsa44, sm2NoteSignature];

/** Keys of a log and of witnesses, read. @throws LogRefusal for one that is none. */
export const logKey = (vkey: string): Verifier => parseVerifierKey(vkey, logTypes);
export const witnessKey = (vkey: string): Verifier => parseVerifierKey(vkey, cosignatureTypes);

export interface Trusted {
  /** Keys that must have signed; from the pack's own manifest where the reader gives none. */
  readonly keys: readonly Verifier[];
  /** Witnesses that must have cosigned. */
  readonly witnesses: readonly Verifier[];
  /** Of whose witnesses enough must have cosigned (C2SP tlog-policy). */
  readonly policy?: Policy;
}

/**
 * Opens the checkpoint under the reader's keys, else the pack's. Every key given must have signed it, and so must
 * every witness given; witnesses only the pack names are looked for, and not asked for.
 */
export function checkCheckpoint(
  checkpoint: string,
  manifest: Manifest,
  given: Trusted,
): { trust?: Trust; opened?: OpenedCheckpoint; findings: EvidenceFinding[] } {
  const findings: EvidenceFinding[] = [];
  try {
    const own = given.keys.length > 0 ? given.keys : manifest.keys.map(logKey);
    const hinted = [
      ...manifest.witnesses.map(witnessKey),
      ...(given.keys.length ? manifest.keys.map(logKey) : []),
    ];
    const asked = given.policy?.witnesses.map(({ verifier }) => verifier) ?? [];
    const known = new Set([...own, ...given.witnesses, ...asked].map(idOf));
    const others = hinted.filter((key) => !known.has(idOf(key)));
    const [log, ...more] = own;
    if (!log) throw new PackRefusal("file.form", { name: "manifest.json", field: "keys" });
    if (given.keys.length > 0 && !manifest.keys.some((key) => idOf(logKey(key)) === idOf(log)))
      findings.push(finding("key.other"));
    if (manifest.origin !== log.name)
      throw new PackRefusal("checkpoint.refused", { reason: `${manifest.origin} ≠ ${log.name}` });
    const asking = new Set(asked.map(idOf));
    const named = given.witnesses.filter((key) => !asking.has(idOf(key)));
    const trust: Trust = {
      ...{ origin: log.name, log, others: [...more, ...named, ...others] },
      ...(given.policy ? { policy: given.policy } : {}),
    };
    const opened = openCheckpoint(checkpoint, trust);
    const signed = new Set(opened.signedBy.map(idOf));
    for (const key of more)
      if (!signed.has(idOf(key)))
        findings.push(
          finding("checkpoint.refused", { reason: `无 ${idOf(key)} 的签名 / not signed by ${idOf(key)}` }),
        );
    for (const witness of given.witnesses)
      if (!signed.has(idOf(witness))) findings.push(finding("witness.missing", { name: witness.name }));
    return { trust, opened, findings };
  } catch (error) {
    if (error instanceof PackRefusal) return { findings: [...findings, error.finding] };
    if (!(error instanceof LogRefusal)) throw error;
    const code = error.code.startsWith("key.")
      ? "key.malformed"
      : error.code === "checkpoint.quorum"
        ? "witness.quorum"
        : "checkpoint.refused";
    return { findings: [...findings, finding(code, { reason: `${error.zh} / ${error.en}` })] };
  }
}

const idOf = ({ name, keyId }: Verifier) => `${name}+${keyId.toString(16).padStart(8, "0")}`;
