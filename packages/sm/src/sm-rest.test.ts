import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  hmacSm3,
  SmRefusal,
  type SmRefusalCode,
  sm2Generate,
  sm2NoteSignature,
  sm2NoteSigner,
  sm2PublicBytes,
  sm3,
  sm4Decrypt,
  sm4Encrypt,
  smRefusalCodes,
} from "./index.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const key = hex("0123456789abcdeffedcba9876543210");
const iv = new Uint8Array(16).fill(1);

describe("SM3 (GB/T 32905)", () => {
  it("the standard's two examples", () => {
    expect(sm3(new TextEncoder().encode("abc"))).toEqual(
      hex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    );
    expect(sm3(new TextEncoder().encode("abcd".repeat(16)))).toEqual(
      hex("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    );
  });

  it("an HMAC depends on its key", () => {
    expect(hmacSm3(key, iv)).not.toEqual(hmacSm3(iv, iv));
    expect(hmacSm3(key, iv)).toHaveLength(32);
  });
});

describe("SM4 (GB/T 32907)", () => {
  it("the standard's example", () => {
    const sealed = sm4Encrypt("ecb", { key, padding: false }, key);
    expect(sealed).toEqual(hex("681edf34d206965e86b3e94f536e4246"));
  });

  it("any length survives each mode; padding adds up to a block, CTR nothing", () => {
    for (const length of [0, 1, 15, 16, 17, 1000]) {
      const plaintext = new Uint8Array(length).fill(length);
      const padded = length + 16 - (length % 16);
      for (const [mode, options, expected] of [
        ["ecb", { key }, padded],
        ["cbc", { key, iv }, padded],
        ["ctr", { key, iv }, length],
      ] as const) {
        const ciphertext = sm4Encrypt(mode, options, plaintext);
        expect(ciphertext).toHaveLength(expected);
        expect(sm4Decrypt(mode, options, ciphertext)).toEqual(plaintext);
      }
    }
  });

  it("keys, IVs and blocks of another length, and wrong padding, are refused", () => {
    const block = new Uint8Array(16);
    expect(() => sm4Encrypt("cbc", { key: key.slice(1), iv }, block)).toThrow("sm.length");
    expect(() => sm4Encrypt("cbc", { key }, block)).toThrow("sm.length");
    expect(() => sm4Encrypt("ctr", { key, iv: iv.slice(1) }, block)).toThrow("sm.length");
    expect(() => sm4Encrypt("ecb", { key, iv }, block)).toThrow("sm.length");
    expect(() => sm4Encrypt("cbc", { key, iv, padding: false }, block.slice(1))).toThrow("sm.length");
    expect(() => sm4Decrypt("cbc", { key, iv }, block.slice(1))).toThrow("sm.length");
    expect(() => sm4Decrypt("cbc", { key, iv }, new Uint8Array(0))).toThrow("sm.ciphertext");
    const unpadded = sm4Encrypt("cbc", { key, iv, padding: false }, block);
    expect(() => sm4Decrypt("cbc", { key, iv }, unpadded)).toThrow("sm.ciphertext");
  });
});

describe("SM2 on signed notes", () => {
  const { privateKey, publicKey } = sm2Generate();
  const bytes = sm2PublicBytes(publicKey);
  const signer = sm2NoteSigner("ledger.example/log", privateKey);
  const text = new TextEncoder().encode("ledger.example/log\n1\nAAAA\n");

  it("a signer's signature is the verifier's, over the text and nothing else", async () => {
    const verify = sm2NoteSignature.verifier(bytes)!;
    const signature = await signer.sign(text);
    expect(signature).toHaveLength(64);
    expect(verify(text, signature)).toBe(true);
    expect(verify(text.slice(1), signature)).toBe(false);
    expect(verify(text, signature.slice(1))).toBe(false);
  });

  it("the key id is that of C2SP signed-note, over a type of 0xff and an identifier of our own", () => {
    expect(sm2NoteSignature.type[0]).toBe(0xff);
    expect(new TextDecoder().decode(sm2NoteSignature.type.slice(1))).toBe(
      "oid/1.2.156.10197.1.501;zhanqiao/note/v1",
    );
    expect(sm2NoteSignature.publicKeyBytes).toBe(bytes.length);
    const id = createHash("sha256")
      .update(Buffer.concat([Buffer.from("ledger.example/log\n"), sm2NoteSignature.type, bytes]))
      .digest();
    expect(signer.keyId).toBe(id.readUInt32BE(0));
  });

  it("bytes that are no point of the curve make no verifier", () => {
    expect(sm2NoteSignature.verifier(new Uint8Array(65).fill(4))).toBeUndefined();
  });
});

it("every refusal has words in both languages and shows its parameters", () => {
  const params = { what: "<what>", bytes: 7 };
  for (const code of smRefusalCodes as SmRefusalCode[]) {
    const { zh, en, message } = new SmRefusal(code, params);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(`${zh}${en}${message}`).not.toMatch(/undefined|\{/);
  }
});
