import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { refuse } from "../refusals.ts";

/** The key that second factors are sealed with, and the name it is stored under. */
export interface FactorKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** Names a 32-byte key by its hash, so that a row tells which key it needs and nothing about it. */
export const factorKeyOf = (key: Uint8Array): FactorKey => ({
  id: createHash("sha256").update("zhanqiao.factor-key.v1").update(key).digest("hex").slice(0, 16),
  key,
});

/** Seals a secret (AES-256-GCM: 12 bytes nonce, ciphertext, 16 bytes tag) to the row named by `to`. */
export function seal({ key }: FactorKey, secret: Uint8Array, to: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(to));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens a sealed secret. Refuses (503) what was sealed with another key, for another row, or was changed: without
 * the right key file nobody's code can be checked, and nobody is let in without one.
 */
export function unseal(held: FactorKey, sealed: { bytes: Buffer; keyId: string }, to: string): Buffer {
  if (sealed.keyId !== held.id) throw refuse("factor_sealed");
  const { bytes } = sealed;
  try {
    const opened = createDecipheriv("aes-256-gcm", held.key, bytes.subarray(0, 12))
      .setAAD(Buffer.from(to))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([opened.update(bytes.subarray(12, -16)), opened.final()]);
  } catch {
    throw refuse("factor_sealed");
  }
}
