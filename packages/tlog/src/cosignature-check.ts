import { toUtf8 } from "./bytes.ts";
import { type Finding, finding } from "./log-report.ts";
import { parseNote, type SignatureLine, type Verifier } from "./note.ts";
import { meetsQuorum, type Policy } from "./policy.ts";

/**
 * What is wrong with a checkpoint's cosignatures by a policy's witnesses: lines that do not verify (altered, or
 * taken from another checkpoint), lines older than `since` (POSIX seconds), and too few of the rest for the
 * quorum. The note must be one that was opened before.
 */
export function checkCosignatures(note: Uint8Array | string, policy: Policy, since = 0): Finding[] {
  const { text, signatures } = parseNote(note);
  const bytes = toUtf8(text);
  const findings: Finding[] = [];
  const good: Verifier[] = [];
  for (const { verifier } of policy.witnesses) {
    const lines = signatures.filter((line) => isBy(line, verifier));
    if (lines.length === 0) continue;
    const { name } = verifier;
    if (!lines.every(({ signature }) => verifier.verify(bytes, signature))) {
      findings.push(finding("cosignature.refused", { name }));
      continue;
    }
    const latest = Math.max(...lines.map(({ signature }) => verifier.seconds?.(signature) ?? 0));
    if (latest < since) findings.push(finding("cosignature.stale", { name, seconds: latest }));
    else good.push(verifier);
  }
  if (!meetsQuorum(policy, good)) {
    const found = good.map(({ name }) => name).join(", ") || "-";
    findings.push(finding("cosignature.quorum", { quorum: policy.quorum, found }));
  }
  return findings;
}

function isBy(line: SignatureLine, { name, keyId }: Verifier): boolean {
  return line.name === name && line.keyId === keyId;
}
