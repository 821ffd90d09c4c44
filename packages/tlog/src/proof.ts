import { fromBase64, fromUtf8, parseDecimal, toBase64 } from "./bytes.ts";
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint, type Trust } from "./checkpoint.ts";
import { hashSize, leafHash } from "./hash.ts";
import { parseNote } from "./note.ts";
import { LogRefusal } from "./refusal.ts";
import { type HashReader, inclusionProof, verifyInclusion } from "./tree.ts";

const firstLine = "c2sp.org/tlog-proof@v1";
const maxReceiptBytes = 2 << 20;
const maxProofHashes = 64;

/** A receipt (`.tlog-proof`): entry `index`, its audit path and the signed checkpoint. `extra` is not authenticated. */
export type Receipt = {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
  readonly extra?: Uint8Array | undefined;
};

/** Writes a receipt (C2SP tlog-proof). Refuses what could not be read back. */
export function formatReceipt({ index, proof, checkpoint, extra }: Receipt): string {
  const lines = [firstLine];
  if (extra) lines.push(`extra ${toBase64(extra)}`);
  lines.push(`index ${index}`, ...proof.map(toBase64), "", checkpoint);
  const text = lines.join("\n");
  parseReceipt(text);
  return text;
}

/** Reads a receipt without verifying it. Refuses anything out of form, above 64 hashes or 2 MiB. */
export function parseReceipt(receipt: Uint8Array | string): Receipt {
  if (receipt.length > maxReceiptBytes) throw malformed("longer than 2 MiB");
  const text = typeof receipt === "string" ? receipt : fromUtf8(receipt);
  if (text === undefined) throw malformed("not UTF-8");
  const split = text.indexOf("\n\n");
  if (split < 0) throw malformed("no blank line before the checkpoint");
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== firstLine) throw malformed("first line");
  const extra = lines[0]?.startsWith("extra ") ? readExtra(lines.shift()!) : undefined;
  const index = readIndex(lines.shift());
  if (lines.length > maxProofHashes) throw malformed("too many hashes");
  const proof = lines.map(readHash);
  const checkpoint = text.slice(split + 2);
  parseCheckpoint(parseNote(checkpoint).text);
  return { index, proof, checkpoint, extra };
}

/** Writes the receipt of entry `index` under a signed checkpoint of the log that `reader` reads. */
export async function issueReceipt(index: number, checkpoint: string, reader: HashReader): Promise<string> {
  const { size } = parseCheckpoint(parseNote(checkpoint).text);
  return formatReceipt({ index, proof: await inclusionProof(index, size, reader), checkpoint });
}

/**
 * Verifies a receipt offline: the checkpoint is signed as trusted and these entry bytes stand at its index.
 * Refuses with the reason; returns the index and the checkpoint.
 */
export function verifyReceipt(
  receipt: Uint8Array | string,
  entry: Uint8Array,
  trust: Trust,
): { index: number; checkpoint: OpenedCheckpoint } {
  const { index, proof, checkpoint: note } = parseReceipt(receipt);
  const checkpoint = openCheckpoint(note, trust);
  const { size, root } = checkpoint;
  if (!verifyInclusion({ index, size, root, proof, leafHash: leafHash(entry) })) {
    throw new LogRefusal("proof.does_not_hold", { index });
  }
  return { index, checkpoint };
}

function readExtra(line: string): Uint8Array {
  const bytes = fromBase64(line.slice("extra ".length));
  if (!bytes) throw malformed("extra line");
  return bytes;
}

function readIndex(line: string | undefined): number {
  const index = line?.startsWith("index ") ? parseDecimal(line.slice("index ".length)) : undefined;
  if (index === undefined) throw malformed("index line");
  return index;
}

function readHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash?.length !== hashSize) throw malformed("hash line");
  return hash;
}

function malformed(what: string): LogRefusal {
  return new LogRefusal("proof.malformed", { what });
}
