import { generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { sm2 as other } from "sm-crypto-v2";
import { describe, expect, it } from "vitest";
import {
  sm2Decrypt,
  sm2DerToRaw,
  sm2Encrypt,
  sm2Generate,
  sm2Identity,
  sm2Pem,
  sm2PrivateBytes,
  sm2PrivateKey,
  sm2PublicBytes,
  sm2PublicKey,
  sm2RawToDer,
  sm2Sign,
  sm2SignDer,
  sm2Verify,
  sm2VerifyDer,
} from "./index.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (value: string) => new TextEncoder().encode(value);

// The examples of GB/T 32918.5, appendices A and C.
const privateKey = sm2PrivateKey(hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"));
const point =
  "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020" +
  "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const publicKey = sm2PublicKey(hex(point));
const signature = hex(
  "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3" +
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
);
const c1 = [
  "04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73",
  "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0",
] as const;
const c3 = "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766";
const c2 = "21886ca989ca9c7d58087307ca93092d651efa";
const sealed = (x: string = c1[0], y: string = c1[1], hash = c3, cipher = c2) =>
  hex(`307c0220${x}022100${y}0420${hash}0413${cipher}`);

describe("SM2 signatures (GB/T 32918)", () => {
  it("the standard's key, Z and signature of 'message digest' agree", () => {
    expect(toHex(sm2PublicBytes(sm2PublicKey(privateKey)))).toBe(point);
    expect(toHex(sm2Identity(publicKey))).toBe(
      "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3",
    );
    expect(sm2Verify(text("message digest"), signature, publicKey)).toBe(true);
    expect(sm2VerifyDer(text("message digest"), sm2RawToDer(signature), publicKey)).toBe(true);
  });

  it("an independent implementation accepts what is signed here, and the other way round", () => {
    const { privateKey: own, publicKey: open } = sm2Generate();
    const [d, q] = [toHex(sm2PrivateBytes(own)), toHex(sm2PublicBytes(open))];
    for (const userId of ["1234567812345678", "ALICE123@YAHOO.COM"]) {
      const options = { hash: true, userId, publicKey: q };
      const message = text(`山东 ${userId}`);
      expect(other.doVerifySignature(message, toHex(sm2Sign(message, own, { userId })), q, options)).toBe(
        true,
      );
      expect(sm2Verify(message, hex(other.doSignature(message, d, options)), open, { userId })).toBe(true);
      expect(sm2Verify(message, sm2Sign(message, own, { userId }), open, { userId: "another" })).toBe(false);
    }
  });

  it("any bit flipped in message, signature or key is refused", () => {
    const { privateKey: own, publicKey: open } = sm2Generate();
    const message = text("message");
    const good = sm2Sign(message, own);
    for (let i = 0; i < good.length * 8; i += 7) {
      const bad = good.slice();
      bad[i >> 3]! ^= 1 << (i & 7);
      expect(sm2Verify(message, bad, open)).toBe(false);
    }
    expect(sm2Verify(text("messagf"), good, open)).toBe(false);
    expect(sm2Verify(message, good, sm2Generate().publicKey)).toBe(false);
  });

  it("bytes of any kind in place of a signature are refused without an error", () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constant(new Uint8Array(64).fill(255)));
    fc.assert(
      fc.property(bytes, (bad) => {
        expect(sm2Verify(text("m"), bad, publicKey)).toBe(false);
        expect(sm2VerifyDer(text("m"), bad, publicKey)).toBe(false);
      }),
    );
    expect(sm2Verify(text("m"), new Uint8Array(64), publicKey)).toBe(false);
  });

  it("DER in any but the canonical spelling is refused", () => {
    const der = sm2SignDer(text("m"), privateKey);
    expect(sm2RawToDer(sm2DerToRaw(der))).toEqual(new Uint8Array(der));
    const long = Buffer.concat([hex(`3081${toHex(der.subarray(1, 2))}`), der.subarray(2)]);
    const trailing = Buffer.concat([der, hex("00")]);
    const negative = hex("30060201810201" + "01");
    const spare = hex("3007020200010201" + "01");
    for (const bad of [long, trailing, negative, spare, der.subarray(0, -1), hex(""), hex("3000")]) {
      expect(sm2VerifyDer(text("m"), bad, publicKey)).toBe(false);
      expect(() => sm2DerToRaw(bad)).toThrow("sm.signature");
    }
    expect(() => sm2RawToDer(new Uint8Array(63))).toThrow("sm.signature");
  });

  it("a user id has up to 8191 bytes", () => {
    const userId = new Uint8Array(8191);
    expect(sm2Verify(text("m"), sm2Sign(text("m"), privateKey, { userId }), publicKey, { userId })).toBe(
      true,
    );
    expect(() => sm2Sign(text("m"), privateKey, { userId: new Uint8Array(8192) })).toThrow("sm.length");
  });
});

describe("SM2 keys", () => {
  it("survive PEM and raw bytes both ways", () => {
    expect(toHex(sm2PrivateBytes(sm2PrivateKey(sm2Pem(privateKey))))).toBe(
      toHex(sm2PrivateBytes(privateKey)),
    );
    expect(toHex(sm2PublicBytes(sm2PublicKey(sm2Pem(publicKey))))).toBe(point);
    expect(toHex(sm2PublicBytes(sm2PublicKey(sm2Pem(privateKey))))).toBe(point);
  });

  it("as node:crypto generates them, whatever it calls them, sign as SM2 does", () => {
    const made = generateKeyPairSync("ec", { namedCurve: "SM2" });
    const pem = made.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const own = sm2PrivateKey(pem);
    expect(sm2PrivateBytes(made.privateKey)).toEqual(sm2PrivateBytes(own));
    expect(sm2Verify(text("m"), sm2Sign(text("m"), own), made.publicKey)).toBe(true);
  });

  it("a file whose public point belongs to another private key does not bring that point in", () => {
    const [one, two] = [0, 1].map(() => generateKeyPairSync("ec", { namedCurve: "SM2" }).privateKey) as [
      KeyObject,
      KeyObject,
    ];
    const [own, strange] = [one, two].map((key) => key.export({ format: "der", type: "pkcs8" })) as [
      Buffer,
      Buffer,
    ];
    const mixed = Buffer.concat([own.subarray(0, -65), strange.subarray(-65)]).toString("base64");
    const read = sm2PrivateKey(`-----BEGIN PRIVATE KEY-----\n${mixed}\n-----END PRIVATE KEY-----\n`);
    const honest = sm2PublicBytes(sm2PublicKey(sm2PrivateKey(sm2PrivateBytes(one))));
    expect(sm2PublicBytes(sm2PublicKey(read))).toEqual(honest);
  });

  it("of the largest and smallest number are accepted; zero, n − 1, n and other lengths are not", () => {
    const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
    const bytes = (value: bigint) => hex(value.toString(16).padStart(64, "0"));
    for (const good of [1n, n - 2n]) expect(sm2PrivateKey(bytes(good)).type).toBe("private");
    for (const bad of [bytes(0n), bytes(n - 1n), bytes(n), new Uint8Array(31), new Uint8Array(33).fill(1)]) {
      expect(() => sm2PrivateKey(bad)).toThrow("sm.key");
    }
  });

  it("points off the curve, compressed or short are refused, and so are keys of other curves", () => {
    const off = hex(point);
    off[64]! ^= 1;
    for (const bad of [off, hex(`02${point.slice(2, 66)}`), hex(point).slice(1), new Uint8Array(65)]) {
      expect(() => sm2PublicKey(bad)).toThrow("sm.key");
    }
    const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = (key: KeyObject, type: "pkcs8" | "spki") => key.export({ format: "pem", type }).toString();
    expect(() => sm2PublicKey(p256.publicKey)).toThrow("sm.key");
    expect(() => sm2PublicKey(pem(p256.publicKey, "spki"))).toThrow("sm.key");
    expect(() => sm2PrivateKey(pem(p256.privateKey, "pkcs8"))).toThrow("sm.key");
    expect(() => sm2PrivateKey(pem(generateKeyPairSync("ed25519").privateKey, "pkcs8"))).toThrow("sm.key");
    for (const bad of ["", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----"]) {
      expect(() => sm2PrivateKey(bad)).toThrow("sm.key");
      expect(() => sm2PublicKey(bad)).toThrow("sm.key");
    }
  });
});

describe("SM2 encryption (GB/T 32918.4)", () => {
  it("the standard's example opens", () => {
    expect(new TextDecoder().decode(sm2Decrypt(sealed(), privateKey))).toBe("encryption standard");
  });

  it("what is sealed to a key opens with it and with no other, at every length", () => {
    const stranger = sm2Generate().privateKey;
    for (const length of [1, 31, 32, 33, 127, 128, 4096]) {
      const plaintext = new Uint8Array(length).fill(length);
      const ciphertext = sm2Encrypt(plaintext, publicKey);
      expect(sm2Decrypt(ciphertext, privateKey)).toEqual(plaintext);
      expect(() => sm2Decrypt(ciphertext, stranger)).toThrow("sm.ciphertext");
    }
  });

  it("an altered, cut or re-encoded ciphertext and a point off the curve are refused", () => {
    const flipped = (at: number) => sealed().map((byte, i) => (i === at ? byte ^ 1 : byte));
    const bad = [flipped(10), flipped(40), flipped(80), flipped(-1 + sealed().length), sealed().slice(0, -1)];
    bad.push(new Uint8Array(0), hex("3000"), Uint8Array.from([...sealed(), 0]), sealed("00".repeat(32)));
    for (const ciphertext of bad) expect(() => sm2Decrypt(ciphertext, privateKey)).toThrow("sm.ciphertext");
  });

  it("nothing, and more than 64 KiB, is not encrypted", () => {
    expect(() => sm2Encrypt(new Uint8Array(0), publicKey)).toThrow("sm.length");
    expect(() => sm2Encrypt(new Uint8Array(65_537), publicKey)).toThrow("sm.length");
  });
});
