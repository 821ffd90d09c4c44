import { createHash, type KeyObject } from "node:crypto";
import { sm2PublicBytes, sm2PublicKey, sm2PublicKeySize } from "./sm2-key.ts";
import { sm2Sign, sm2Verify } from "./sm2-signature.ts";

/**
 * C2SP signed-note assigned SM2 no type byte and asks for 0xff and a longer identifier then. This one is the
 * object identifier of SM2 signatures with SM3 (GM/T 0006) and what of it is our own choice: text signed as it
 * stands, default user id, r ‖ s, key as 65 bytes. No domain name, since none is ours to use.
 */
const identifier = "oid/1.2.156.10197.1.501;zhanqiao/note/v1";

const type = new Uint8Array(Buffer.concat([Uint8Array.of(0xff), Buffer.from(identifier, "ascii")]));

/** SM2 signatures on notes, of the shape `@zhanqiao/tlog` calls `SignatureType`: pass it to `parseVerifierKey`. */
export const sm2NoteSignature = {
  type,
  publicKeyBytes: sm2PublicKeySize,
  verifier(publicKey: Uint8Array): ((text: Uint8Array, signature: Uint8Array) => boolean) | undefined {
    try {
      const key = sm2PublicKey(publicKey);
      return (text, signature) => sm2Verify(text, signature, key);
    } catch {
      return undefined;
    }
  },
};

/** A signer of notes, of the shape `@zhanqiao/tlog` calls `Signer`. The name must be one a note's key may have. */
export function sm2NoteSigner(
  name: string,
  privateKey: KeyObject,
): { name: string; keyId: number; sign(text: Uint8Array): Uint8Array } {
  const publicKey = sm2PublicBytes(sm2PublicKey(privateKey));
  const id = createHash("sha256").update(`${name}\n`).update(type).update(publicKey).digest();
  return { name, keyId: id.readUInt32BE(0), sign: (text) => sm2Sign(text, privateKey) };
}
