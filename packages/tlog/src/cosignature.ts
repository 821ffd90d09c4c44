import { createPublicKey, verify } from "node:crypto";
import { fromUtf8, joinBytes, toUtf8 } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { ed25519Key, type SignatureType } from "./key.ts";
import { formatSignature, type Signer } from "./note.ts";
import { LogRefusal } from "./refusal.ts";

/** A key that can cosign: `cosign` signs a checkpoint's text as of a time in POSIX seconds. */
export type Cosigner = {
  readonly name: string;
  readonly keyId: number;
  cosign(text: Uint8Array, seconds: number): Uint8Array;
};

const timeBytes = 8;
const ed25519Bytes = 64;
const mlDsa44Bytes = 2420;

// SPKI around the 1312 raw bytes (RFC 9881 §4).
const mlDsa44Prefix = Buffer.from("30820532300b060960864801650304031103820521" + "00", "hex");

/** Timestamped Ed25519 cosignatures (C2SP tlog-cosignature; signature type 0x04). */
export const cosignatureEd25519: SignatureType = {
  type: Uint8Array.of(4),
  publicKeyBytes: 32,
  seconds: cosignatureSeconds,
  verifier(publicKey) {
    const key = ed25519Key(publicKey);
    return (text, signature) => {
      const seconds = cosignatureSeconds(signature);
      if (seconds === undefined || signature.length !== timeBytes + ed25519Bytes) return false;
      return verify(null, cosignedText(text, seconds), key, signature.subarray(timeBytes));
    };
  },
};

/**
 * Timestamped ML-DSA-44 cosignatures of whole trees (C2SP tlog-cosignature; signature type 0x06). They bind the
 * cosigner's name, the log's origin, size and root, and no extension line.
 */
export const cosignatureMlDsa44: SignatureType = {
  type: Uint8Array.of(6),
  publicKeyBytes: 1312,
  seconds: cosignatureSeconds,
  verifier(publicKey, name) {
    const key = createPublicKey({
      key: Buffer.concat([mlDsa44Prefix, publicKey]),
      format: "der",
      type: "spki",
    });
    const message = cosignedTree(name);
    return (text, signature) => {
      const seconds = cosignatureSeconds(signature);
      if (seconds === undefined || signature.length !== timeBytes + mlDsa44Bytes) return false;
      try {
        return verify(null, message(text, seconds), key, signature.subarray(timeBytes));
      } catch (error) {
        // A text that is no checkpoint cannot have been cosigned.
        if (error instanceof LogRefusal) return false;
        throw error;
      }
    };
  },
};

/** Both types a witness may sign with, for `parseVerifierKey`. */
export const cosignatureTypes: readonly SignatureType[] = [cosignatureEd25519, cosignatureMlDsa44];

/** The time in a cosignature (POSIX seconds, below 2^53); undefined when the bytes are too short or it is later. */
export function cosignatureSeconds(signature: Uint8Array): number | undefined {
  if (signature.length < timeBytes) return undefined;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : undefined;
}

/** The signature line (with its newline) of a cosigner under a checkpoint's text. Refuses a text that is no checkpoint. */
export function cosign(text: string, cosigner: Cosigner, seconds: number): string {
  parseCheckpoint(text);
  return formatSignature(cosigner, cosigner.cosign(toUtf8(text), seconds));
}

/** A cosigner as a signer of notes at a fixed time: 0 is what a log signs its own checkpoints with (ML-DSA-44 only). */
export function cosignerAt({ name, keyId, cosign }: Cosigner, seconds: number): Signer {
  return { name, keyId, sign: (text) => cosign(text, seconds) };
}

/** What an Ed25519 cosignature signs: two lines and the checkpoint's whole text. */
export function cosignedText(text: Uint8Array, seconds: number): Uint8Array {
  return joinBytes([toUtf8(`cosignature/v1\ntime ${seconds}\n`), text]);
}

/** What an ML-DSA-44 cosignature by `name` signs: the structure `cosigned_message`, from leaf 0 to the tree's size. */
export function cosignedTree(name: string): (text: Uint8Array, seconds: number) => Uint8Array {
  return (text, seconds) => {
    const { origin, size, root } = parseCheckpoint(fromUtf8(text) ?? "");
    return joinBytes([
      toUtf8("subtree/v1\n\0"),
      shortString(name),
      uint64(seconds),
      shortString(origin),
      uint64(0),
      uint64(size),
      root,
    ]);
  };
}

/** A `timestamped_signature`: the time as a big-endian uint64, then the signature. */
export function timestamped(seconds: number, signature: Uint8Array): Uint8Array {
  return joinBytes([uint64(seconds), signature]);
}

function shortString(text: string): Uint8Array {
  const bytes = toUtf8(text);
  if (bytes.length > 0xff) throw new LogRefusal("key.malformed", { what: "a name or origin over 255 bytes" });
  return joinBytes([Uint8Array.of(bytes.length), bytes]);
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
