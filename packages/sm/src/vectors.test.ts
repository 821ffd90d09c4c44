import { describe, expect, it } from "vitest";
import { bytesOf, present, type Vector, vectors } from "../test/suite.ts";
import {
  hmacSm3,
  type Sm4Mode,
  sm2Decrypt,
  sm2DerToRaw,
  sm2Generate,
  sm2PrivateKey,
  sm2PublicKey,
  sm2Sign,
  sm2Verify,
  sm2VerifyDigest,
  sm3,
  sm4Decrypt,
  sm4Encrypt,
} from "./index.ts";

const field = (vector: Vector, name: string) => bytesOf(vector.get(name)!);

describe.skipIf(!present)("SM4 against OpenSSL's vectors (evpciph_sm4.txt)", () => {
  const { tests } = vectors("evpciph_sm4.txt");
  const modes: Record<string, Sm4Mode> = { "SM4-ECB": "ecb", "SM4-CBC": "cbc", "SM4-CTR": "ctr" };
  const ours = tests.filter((vector) => vector.get("cipher")! in modes);

  it("13 vectors are there: 5 in the modes offered, the other 8 in modes this package does not offer", () => {
    // OFB and CFB are not offered; GCM, CCM and XTS with SM4 are not in Node's OpenSSL.
    expect(ours).toHaveLength(5);
    expect(tests.filter((vector) => !ours.includes(vector)).map((vector) => vector.get("cipher"))).toEqual([
      "SM4-OFB",
      "SM4-CFB",
      "SM4-GCM",
      "SM4-CCM",
      "SM4-XTS",
      "SM4-XTS",
      "SM4-XTS",
      "SM4-XTS",
    ]);
  });

  it.each(ours.map((vector, i) => [`${vector.get("cipher")} ${i}`, vector] as const))(
    "%s both ways",
    (_, vector) => {
      const mode = modes[vector.get("cipher")!]!;
      const iv = vector.has("iv") ? { iv: field(vector, "iv") } : {};
      const options = { key: field(vector, "key"), ...iv, padding: false };
      expect(sm4Encrypt(mode, options, field(vector, "plaintext"))).toEqual(field(vector, "ciphertext"));
      expect(sm4Decrypt(mode, options, field(vector, "ciphertext"))).toEqual(field(vector, "plaintext"));
    },
  );
});

describe.skipIf(!present)("SM3 against OpenSSL's vectors (evpmd_sm3.txt, evpmac_sm3.txt)", () => {
  const digests = vectors("evpmd_sm3.txt").tests;
  const ours = digests.filter((vector) => vector.get("digest") === "SM3");
  const macs = vectors("evpmac_sm3.txt").tests;

  it("8 digests and 4 MACs are there, and 2 digests of other algorithms, which are not ours", () => {
    expect(ours).toHaveLength(8);
    expect(macs).toHaveLength(4);
    expect(digests.filter((vector) => !ours.includes(vector)).map((vector) => vector.get("digest"))).toEqual([
      "Sha3-256",
      "shA512",
    ]);
  });

  it.each(ours.map((vector, i) => [i, vector] as const))("digest %i", (_, vector) => {
    expect(sm3(field(vector, "input"))).toEqual(field(vector, "output"));
  });

  it.each(macs.map((vector, i) => [i, vector] as const))("HMAC %i", (_, vector) => {
    expect(hmacSm3(field(vector, "key"), field(vector, "input"))).toEqual(field(vector, "output"));
  });
});

describe.skipIf(!present)("SM2 against OpenSSL's vectors (evppkey_sm2.txt)", () => {
  const { tests, keys } = vectors("evppkey_sm2.txt");
  const privateKey = present ? sm2PrivateKey(keys.get("SM2_key1")!) : sm2Generate().privateKey;
  const publicKey = sm2PublicKey(privateKey);
  const of = (kind: string, digest?: RegExp) =>
    tests.filter((vector) => vector.has(kind) && (!digest || digest.test(vector.get("ctrl") ?? "")));

  it("11 vectors are there; only decryption with SHAKE128 has no counterpart: the digest is no parameter here", () => {
    expect(tests).toHaveLength(11);
    const kinds = { verify: 3, decrypt: 5, sign: 1, keygen: 2 };
    for (const [kind, count] of Object.entries(kinds)) expect(of(kind)).toHaveLength(count);
    expect(of("decrypt", /SHAKE128/)).toHaveLength(1);
  });

  it.each(of("verify", /SM3/).map((vector, i) => [i, vector] as const))(
    "given digest verifies: %i",
    (_, vector) => {
      const [digest, signature] = [field(vector, "input"), field(vector, "output")];
      expect(sm2VerifyDigest(digest, signature, publicKey)).toBe(true);
      digest[0]! ^= 1;
      expect(sm2VerifyDigest(digest, signature, publicKey)).toBe(false);
    },
  );

  it("a digest of another algorithm is refused, as OpenSSL refuses it", () => {
    const [vector] = of("verify", /SHA512/);
    expect(vector!.get("result")).toBe("PKEY_CTRL_ERROR");
    expect(sm2VerifyDigest(field(vector!, "input"), field(vector!, "output"), publicKey)).toBe(false);
  });

  const decryptions = of("decrypt").filter((vector) => vector.has("output"));
  it.each(decryptions.map((vector, i) => [i, vector] as const))("decryption %i", (_, vector) => {
    expect(sm2Decrypt(field(vector, "input"), privateKey)).toEqual(field(vector, "output"));
  });

  it("a signature is never the one of the vector, its number being random, and verifies", () => {
    const [vector] = of("sign");
    const signature = sm2Sign(field(vector!, "input"), privateKey);
    expect(signature).not.toEqual(sm2DerToRaw(field(vector!, "output")));
    expect(sm2Verify(field(vector!, "input"), signature, publicKey)).toBe(true);
  });

  it("a generated key signs and verifies", () => {
    for (const _ of of("keygen")) {
      const pair = sm2Generate();
      expect(sm2Verify(Uint8Array.of(1), sm2Sign(Uint8Array.of(1), pair.privateKey), pair.publicKey)).toBe(
        true,
      );
    }
  });
});
