import { createCipheriv, createDecipheriv } from "node:crypto";
import { SmRefusal } from "./refusal.ts";

/** Block modes of SM4 (GB/T 17964). None of them detects that a ciphertext was altered: add an HMAC. */
export type Sm4Mode = "ecb" | "cbc" | "ctr";

/**
 * A 16-byte key and, but for ECB, a 16-byte IV. A CTR counter block must never be used twice with one key, a CBC
 * IV must not be predictable. ECB shows which blocks are equal: only for single blocks such as wrapped keys.
 */
export type Sm4Options = {
  readonly key: Uint8Array;
  readonly iv?: Uint8Array;
  /** PKCS #7 padding in ECB and CBC; true unless told otherwise. Without it whole blocks are needed. */
  readonly padding?: boolean;
};

const blockSize = 16;

/** Encrypts with SM4 (GB/T 32907). Refuses a key, IV or unpadded plaintext of another length. */
export function sm4Encrypt(mode: Sm4Mode, options: Sm4Options, plaintext: Uint8Array): Uint8Array {
  const { iv, padding } = requireOptions(mode, options);
  if (mode !== "ctr" && !padding) requireBlocks("plaintext", plaintext);
  const cipher = createCipheriv(`sm4-${mode}`, options.key, iv).setAutoPadding(padding);
  return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final()]));
}

/** Decrypts with SM4. Refuses lengths as `sm4Encrypt` does and padding that is not PKCS #7. */
export function sm4Decrypt(mode: Sm4Mode, options: Sm4Options, ciphertext: Uint8Array): Uint8Array {
  const { iv, padding } = requireOptions(mode, options);
  if (mode !== "ctr") requireBlocks("ciphertext", ciphertext);
  const decipher = createDecipheriv(`sm4-${mode}`, options.key, iv).setAutoPadding(padding);
  try {
    return new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  } catch {
    throw new SmRefusal("sm.ciphertext");
  }
}

function requireOptions(mode: Sm4Mode, { key, iv, padding = true }: Sm4Options) {
  if (key.length !== blockSize) throw new SmRefusal("sm.length", { what: "key", bytes: key.length });
  const due = mode === "ecb" ? 0 : blockSize;
  const bytes = iv?.length ?? 0;
  if (bytes !== due) throw new SmRefusal("sm.length", { what: "IV", bytes });
  return { iv: mode === "ecb" ? null : iv!, padding };
}

function requireBlocks(what: string, bytes: Uint8Array): void {
  if (bytes.length % blockSize !== 0) throw new SmRefusal("sm.length", { what, bytes: bytes.length });
}
