import type { KeyObject } from "node:crypto";
import { sm2 } from "sm-crypto-v2";
import { readDer, writeDer } from "./der.ts";
import { SmRefusal } from "./refusal.ts";
import { sm2PrivateBytes, sm2PublicBytes } from "./sm2-key.ts";
import { sm3Size } from "./sm3.ts";

const coordinate = 32;
/** C1C3C2, the order of GB/T 32918.4. */
const c1c3c2 = 1;
/** Enough for keys and short secrets; anything longer belongs under a symmetric key that is wrapped. */
const maxBytes = 1 << 16;

/**
 * Encrypts to a public key (GB/T 32918.4): DER SEQUENCE { x, y, C3, C2 } as GM/T 0009 §7.2 writes it. Refuses an
 * empty plaintext, which the standard does not know, and more than 64 KiB.
 */
export function sm2Encrypt(plaintext: Uint8Array, publicKey: KeyObject): Uint8Array {
  if (plaintext.length === 0 || plaintext.length > maxBytes) {
    throw new SmRefusal("sm.length", { what: "plaintext", bytes: plaintext.length });
  }
  const point = hex(sm2PublicBytes(publicKey));
  const sealed = Buffer.from(sm2.doEncrypt(plaintext, point, c1c3c2), "hex");
  return writeDer([
    { tag: "integer", bytes: sealed.subarray(0, coordinate) },
    { tag: "integer", bytes: sealed.subarray(coordinate, 2 * coordinate) },
    { tag: "octets", bytes: sealed.subarray(2 * coordinate, 2 * coordinate + sm3Size) },
    { tag: "octets", bytes: sealed.subarray(2 * coordinate + sm3Size) },
  ]);
}

/** Decrypts what `sm2Encrypt` writes. Refuses another key, altered or non-canonical bytes, and a point off the curve. */
export function sm2Decrypt(ciphertext: Uint8Array, privateKey: KeyObject): Uint8Array {
  const parts = readDer(ciphertext, ["integer", "integer", "octets", "octets"]);
  const [x, y, c3, c2] = parts ?? [];
  if (!x || !y || x.length > coordinate || y.length > coordinate) throw new SmRefusal("sm.ciphertext");
  if (c3!.length !== sm3Size || c2!.length === 0 || c2!.length > maxBytes)
    throw new SmRefusal("sm.ciphertext");
  const sealed = Buffer.concat([padded(x), padded(y), c3!, c2!]);
  const plaintext = open(hex(sealed), hex(sm2PrivateBytes(privateKey)));
  // The library answers a wrong C3 with nothing; a plaintext is never empty.
  if (!plaintext?.length) throw new SmRefusal("sm.ciphertext");
  return new Uint8Array(plaintext);
}

/** Undefined where the library throws: the point is not on the curve, which it checks in this raw form only. */
function open(sealed: string, privateKey: string): Uint8Array | undefined {
  try {
    return sm2.doDecrypt(sealed, privateKey, c1c3c2, { output: "array" });
  } catch {
    return undefined;
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const padded = (bytes: Uint8Array) => Buffer.concat([new Uint8Array(coordinate - bytes.length), bytes]);
