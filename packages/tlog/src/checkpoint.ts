import { fromBase64, parseDecimal, toBase64 } from "./bytes.ts";
import { hashSize } from "./hash.ts";
import { openNote, type Signer, signNote, type Verifier } from "./note.ts";
import { LogRefusal } from "./refusal.ts";

/** A log's head: `size` entries hash to `root` (32 bytes). Extension lines are opaque and discouraged. */
export type Checkpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions: readonly string[];
};

/** Which checkpoints are believed: `origin`, signed by `log`. Signatures by `others` must verify where present. */
export type Trust = {
  readonly origin: string;
  readonly log: Verifier;
  readonly others?: readonly Verifier[];
};

/** A checkpoint signed by the trusted log key, with every known key that signed it. */
export type OpenedCheckpoint = Checkpoint & { readonly signedBy: readonly Verifier[] };

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

/** Verifies a signed checkpoint: origin and the log's signature as trusted, any other known signature too. */
export function openCheckpoint(
  note: Uint8Array | string,
  { origin, log, others = [] }: Trust,
): OpenedCheckpoint {
  const { text, signedBy } = openNote(note, [log, ...others]);
  // A witness's signature alone says nothing about who issued the checkpoint.
  if (!signedBy.includes(log)) throw new LogRefusal("note.unsigned", { names: log.name });
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) {
    throw new LogRefusal("checkpoint.origin", { found: checkpoint.origin, expected: origin });
  }
  return { ...checkpoint, signedBy };
}

function malformed(what: string): LogRefusal {
  return new LogRefusal("checkpoint.malformed", { what });
}
