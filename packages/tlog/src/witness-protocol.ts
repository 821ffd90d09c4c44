import { fromBase64, fromUtf8, parseDecimal, sameBytes, toBase64 } from "./bytes.ts";
import { asCosignature, type Checkpoint, type Cosignature, parseCheckpoint } from "./checkpoint.ts";
import { emptyHash, hashSize } from "./hash.ts";
import { formatSignature, openNote, parseNote, parseSignatureLine, type Verifier } from "./note.ts";
import { LogRefusal } from "./refusal.ts";
import { verifyConsistency } from "./tree.ts";

/** Bytes of the largest add-checkpoint request read here: 63 hashes and a note of up to 100 signatures fit. */
export const maxAddCheckpointBytes = 512 << 10;

/** Content type of the body of a 409: the size of the latest cosigned checkpoint. */
export const sizeContentType = "text/x.tlog.size";

const maxProofLines = 63;

/** A request to cosign: the size last cosigned, the proof from it (32-byte hashes), and the signed checkpoint. */
export type AddCheckpoint = {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly note: string;
};

/** A request as read: also what its checkpoint says, not yet verified. */
export type ReadAddCheckpoint = AddCheckpoint & { readonly checkpoint: Checkpoint; readonly text: string };

/** Writes an add-checkpoint request body (C2SP tlog-witness). Refuses what could not be read back. */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  const body = [`old ${oldSize}`, ...proof.map(toBase64), "", note].join("\n");
  parseAddCheckpoint(body);
  return body;
}

/** Reads an add-checkpoint request body. Refuses anything out of form, above 63 proof lines or 512 KiB. */
export function parseAddCheckpoint(body: Uint8Array | string): ReadAddCheckpoint {
  if (body.length > maxAddCheckpointBytes) throw malformed("longer than 512 KiB");
  const whole = typeof body === "string" ? body : fromUtf8(body);
  if (whole === undefined) throw malformed("not UTF-8");
  const split = whole.indexOf("\n\n");
  if (split < 0) throw malformed("no blank line before the checkpoint");
  const [first, ...lines] = whole.slice(0, split).split("\n");
  const oldSize = first!.startsWith("old ") ? parseDecimal(first!.slice("old ".length)) : undefined;
  if (oldSize === undefined) throw malformed("old size line");
  if (lines.length > maxProofLines) throw malformed("too many proof lines");
  const proof = lines.map(readHash);
  const note = whole.slice(split + 2);
  const { text } = parseNote(note);
  return { oldSize, proof, note, text, checkpoint: parseCheckpoint(text) };
}

/** What a witness knows about one log: its keys, and the checkpoint it cosigned last (size 0 before the first). */
export type WitnessedLog = {
  readonly keys: readonly Verifier[];
  readonly latest: { readonly size: number; readonly root: Uint8Array };
};

/** What a witness answers. 200 means: keep `checkpoint` as the latest, durably, and only then cosign `text`. */
export type Decision =
  | { readonly status: 200; readonly checkpoint: Checkpoint; readonly text: string }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 422; readonly refusal: LogRefusal };

/**
 * Decides on a request as C2SP tlog-witness says, in its order. `log` is what is known about the log of the
 * request's origin, undefined when it is not one of the witness's. Deciding and keeping must be one step for
 * each origin: of two decisions on the same latest checkpoint, only one may be kept.
 */
export function decideCosignature(log: WitnessedLog | undefined, request: ReadAddCheckpoint): Decision {
  const { oldSize, proof, note, text, checkpoint } = request;
  const { origin, size, root } = checkpoint;
  if (!log) return { status: 404, refusal: new LogRefusal("witness.unknown_log", { origin }) };
  try {
    openNote(note, log.keys);
  } catch (error) {
    if (error instanceof LogRefusal) return { status: 403, refusal: error };
    throw error;
  }
  if (oldSize > size) return { status: 400, refusal: malformed("the old size is above the checkpoint's") };
  const { latest } = log;
  if (oldSize !== latest.size) return { status: 409, size: latest.size };
  const holds = oldSize === 0 ? proof.length === 0 : isGrowth(latest, checkpoint, proof);
  if (!holds || (size === 0 && !sameBytes(root, emptyHash()))) {
    return { status: 422, refusal: new LogRefusal("witness.inconsistent", { origin, old: oldSize, size }) };
  }
  return { status: 200, checkpoint, text };
}

/**
 * Takes a witness's answer (signature lines) into a signed checkpoint: cosignatures by known witnesses are
 * verified and added, replacing an older line by the same key; lines by unknown keys are left out. Refuses an
 * answer out of form, and a known witness's line that does not verify or carries no time.
 */
export function addCosignatures(
  note: string,
  answer: Uint8Array | string,
  witnesses: readonly Verifier[],
): { note: string; added: Cosignature[] } {
  const { text, signatures } = parseNote(note);
  const body = typeof answer === "string" ? answer : fromUtf8(answer);
  const lines = body === undefined || body.length > maxAddCheckpointBytes ? [] : body.split("\n");
  if (lines.length < 2 || lines.pop() !== "") throw malformed("not signature lines");
  const known = lines
    .map(parseSignatureLine)
    .filter((line) => witnesses.some(({ name, keyId }) => name === line.name && keyId === line.keyId));
  if (known.length === 0) return { note, added: [] };
  const fresh = known.map((line) => formatSignature(line, line.signature)).join("");
  const opened = openNote(`${text}\n${fresh}`, witnesses);
  const added = opened.signatures.flatMap(asCosignature);
  if (added.length !== known.length) throw malformed("a cosignature without a time");
  const kept = signatures
    .filter((line) => !known.some(({ name, keyId }) => name === line.name && keyId === line.keyId))
    .map((line) => formatSignature(line, line.signature));
  const merged = `${text}\n${kept.join("")}${fresh}`;
  parseNote(merged);
  return { note: merged, added };
}

/** The size in the body of a 409, undefined when it is none. */
export function parseSizeAnswer(body: Uint8Array | string): number | undefined {
  const text = typeof body === "string" ? body : fromUtf8(body);
  return text?.endsWith("\n") ? parseDecimal(text.slice(0, -1)) : undefined;
}

function isGrowth(
  latest: WitnessedLog["latest"],
  { size, root }: Checkpoint,
  proof: readonly Uint8Array[],
): boolean {
  return verifyConsistency({
    oldSize: latest.size,
    newSize: size,
    oldRoot: latest.root,
    newRoot: root,
    proof,
  });
}

function readHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash?.length !== hashSize) throw malformed("proof line");
  return hash;
}

function malformed(what: string): LogRefusal {
  return new LogRefusal("witness.malformed", { what });
}
