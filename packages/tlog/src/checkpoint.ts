import { fromBase64, parseDecimal, toBase64 } from "./bytes.ts";
import { hashSize } from "./hash.ts";
import { openNote, type Signer, signNote, type VerifiedSignature, type Verifier } from "./note.ts";
import { meetsQuorum, type Policy } from "./policy.ts";
import { LogRefusal } from "./refusal.ts";

/** A log's head: `size` entries hash to `root` (32 bytes). Extension lines are opaque and discouraged. */
export type Checkpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions: readonly string[];
};

/**
 * Which checkpoints are believed: `origin`, signed by `log`. Signatures by `others` and by the policy's witnesses
 * must verify where present; with a policy, enough witnesses for its quorum must have cosigned. The policy's logs
 * are not looked at here.
 */
export type Trust = {
  readonly origin: string;
  readonly log: Verifier;
  readonly others?: readonly Verifier[];
  readonly policy?: Policy;
};

/** A witness's statement that as of `seconds` (POSIX) this was the log's largest consistent checkpoint it knew. */
export type Cosignature = { readonly by: Verifier; readonly seconds: number };

/** A checkpoint signed by the trusted log key, with every known key that signed it and each known cosignature. */
export type OpenedCheckpoint = Checkpoint & {
  readonly signedBy: readonly Verifier[];
  readonly cosignatures: readonly Cosignature[];
};

/** The text a log signs for a checkpoint (C2SP tlog-checkpoint). Refuses what could not be read back. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = `${[origin, size, toBase64(root), ...extensions].join("\n")}\n`;
  const back = parseCheckpoint(text);
  if (back.extensions.length !== extensions.length) throw malformed("extension line");
  return text;
}

/** Reads a checkpoint's text, signatures already set aside. Sizes go to 2^53 − 1. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw malformed("no final newline");
  const [origin, sizeText, rootText, ...extensions] = lines;
  const size = sizeText === undefined ? undefined : parseDecimal(sizeText);
  const root = rootText === undefined ? undefined : fromBase64(rootText);
  if (!origin) throw malformed("origin");
  if (size === undefined) throw malformed("size");
  if (root?.length !== hashSize) throw malformed("root hash");
  if (extensions.includes("")) throw malformed("extension line");
  return { origin, size, root, extensions };
}

/** Signs a checkpoint; the log's own key comes first by custom. */
export async function signCheckpoint(checkpoint: Checkpoint, signers: readonly Signer[]): Promise<string> {
  return signNote(formatCheckpoint(checkpoint), signers);
}

/** Verifies a signed checkpoint: origin, the log's signature, any other known signature, and the quorum asked for. */
export function openCheckpoint(
  note: Uint8Array | string,
  { origin, log, others = [], policy }: Trust,
): OpenedCheckpoint {
  const witnesses = policy?.witnesses.map(({ verifier }) => verifier) ?? [];
  const { text, signedBy, signatures } = openNote(note, [log, ...others, ...witnesses]);
  // A witness's signature alone says nothing about who issued the checkpoint.
  if (!signedBy.includes(log)) throw new LogRefusal("note.unsigned", { names: log.name });
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) {
    throw new LogRefusal("checkpoint.origin", { found: checkpoint.origin, expected: origin });
  }
  if (policy && !meetsQuorum(policy, signedBy)) {
    const found = signedBy.filter((key) => witnesses.includes(key)).map(({ name }) => name);
    throw new LogRefusal("checkpoint.quorum", { quorum: policy.quorum, found: found.join(", ") || "-" });
  }
  return { ...checkpoint, signedBy, cosignatures: signatures.flatMap(asCosignature) };
}

/** What a verified signature says as a cosignature; nothing where its type carries no time or the time is left out. */
export function asCosignature({ by, signature }: VerifiedSignature): Cosignature[] {
  const seconds = by.seconds?.(signature);
  return seconds ? [{ by, seconds }] : [];
}

function malformed(what: string): LogRefusal {
  return new LogRefusal("checkpoint.malformed", { what });
}
