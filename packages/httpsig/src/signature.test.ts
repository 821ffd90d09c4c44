import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from "node:crypto";
import { sm2Generate } from "@zhanqiao/sm";
import { describe, expect, it } from "vitest";
import { bodyOf, messageOf, requestOf, unwrapped } from "../test/rfc-message.ts";
import {
  broken,
  ed25519Private,
  publicKeys,
  sharedSecret,
  testRequest,
  type Vector,
  vectors,
} from "../test/rfc9421-vectors.ts";
import {
  checkContentDigest,
  component,
  createSignature,
  type HttpMessage,
  readSignatures,
  signatureBase,
  signingKey,
  verificationKey,
  verifySignature,
} from "./index.ts";

const keyOf = ({ key, algorithm }: Pick<Vector, "key" | "algorithm">) =>
  verificationKey(
    key,
    algorithm,
    key === "test-shared-secret"
      ? createSecretKey(sharedSecret, "base64")
      : createPublicKey({ key: publicKeys[key], format: "jwk" }),
  );

const read = (v: Vector): HttpMessage => messageOf(v.message, v.request ? requestOf(v.request) : undefined);

function verify(v: Vector, message = read(v)) {
  const found = readSignatures(message).get(v.label)!;
  verifySignature(message, found, keyOf(v));
  return found;
}

describe("the test vectors of RFC 9421", () => {
  for (const v of vectors) {
    it(`§${v.section}: ${v.algorithm} holds over the message`, () => {
      expect(() => verify(v)).not.toThrow();
    });
    if (v.base)
      it(`§${v.section}: the signature base is the RFC's, byte for byte`, () => {
        const message = read(v);
        expect(signatureBase(message, readSignatures(message).get(v.label)!)).toBe(unwrapped(v.base!));
      });
  }

  it("does not hold under another key, nor with one bit of the signature changed", () => {
    for (const v of vectors) {
      const message = read(v);
      const found = readSignatures(message).get(v.label)!;
      const value = Uint8Array.from(found.value);
      value[7]! ^= 1;
      expect(() => verifySignature(message, { ...found, value }, keyOf(v))).toThrow(/signature.wrong/);
      const other = verificationKey("x", "ed25519", generateKeyPairSync("ed25519").publicKey);
      expect(() => verifySignature(message, found, other)).toThrow(/signature\.(wrong|algorithm)/);
    }
  });

  for (const { what, message } of broken)
    it(`§B.4: with ${what} the signature holds no more`, () => {
      const v = vectors.find(({ section }) => section.startsWith("B.4"))!;
      expect(() => verify(v, messageOf(message))).toThrow(/signature.wrong/);
    });

  it("§B.2.6 and §B.2.5: signing anew gives the RFC's very signature, where there is no chance in it", () => {
    const secrets = {
      "B.2.6": () => createPrivateKey({ key: ed25519Private, format: "jwk" }),
      "B.2.5": () => createSecretKey(sharedSecret, "base64"),
    };
    for (const [section, key] of Object.entries(secrets)) {
      const v = vectors.find((x) => x.section === section)!;
      const message = read(v);
      const input = readSignatures(message).get(v.label)!;
      const made = createSignature(message, {
        label: v.label,
        input,
        key: signingKey(v.key, v.algorithm, key()),
      });
      const field = (name: string) => message.fields.find(([n]) => n.toLowerCase() === name)![1];
      expect(made).toEqual({
        "signature-input": field("signature-input"),
        signature: field("signature"),
      });
    }
  });

  it("the contents' digests in them hold", () => {
    for (const v of vectors) {
      const value = read(v).fields.find(([name]) => name === "Content-Digest")?.[1];
      if (value) expect(checkContentDigest(value, bodyOf(v.message))).toEqual(["sha-512"]);
    }
  });
});

describe("signatures of our own", () => {
  const request = requestOf(testRequest);
  const input = {
    components: [component("@method"), component("@path"), component("content-digest")],
    parameters: new Map<string, string | number>([["created", 1]]),
  };
  const pairs = {
    "rsa-pss-sha512": () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    "rsa-v1_5-sha256": () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    "ecdsa-p256-sha256": () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
    "ecdsa-p384-sha384": () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
    ed25519: () => generateKeyPairSync("ed25519"),
    "sm2-sm3": () => sm2Generate(),
  } as const;

  for (const [algorithm, generate] of Object.entries(pairs))
    it(`${algorithm} verifies what it signed, and no other message`, () => {
      const name = algorithm as keyof typeof pairs;
      const { privateKey, publicKey } = generate();
      const fields = createSignature(request, { label: "a", input, key: signingKey("k", name, privateKey) });
      const signed = { ...request, fields: [...request.fields, ...Object.entries(fields)] };
      const key = verificationKey("k", name, publicKey);
      const found = readSignatures(signed).get("a")!;
      expect(() => verifySignature(signed, found, key)).not.toThrow();
      expect(() => verifySignature({ ...signed, method: "PUT" }, found, key)).toThrow(/signature.wrong/);
    });

  it("a key is refused for an algorithm it does not fit", () => {
    const rsa1024 = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
    const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
    for (const [algorithm, key] of [
      ["rsa-pss-sha512", rsa1024],
      ["ecdsa-p384-sha384", p256.publicKey],
      ["ed25519", p256.publicKey],
      ["sm2-sm3", p256.publicKey],
      ["sm2-sm3", createSecretKey(Buffer.alloc(32))],
      ["ecdsa-p256-sha256", sm2Generate().publicKey],
      ["hmac-sha256", p256.publicKey],
      ["hmac-sha256", createSecretKey(Buffer.alloc(31))],
    ] as const)
      expect(() => verificationKey("k", algorithm, key)).toThrow(/key.unfit/);
    expect(() => signingKey("k", "ecdsa-p256-sha256", p256.publicKey)).toThrow(/key.unfit/);
    expect(() => verificationKey("k", "hmac-sha256", createSecretKey(Buffer.alloc(32)))).not.toThrow();
  });

  it("an `alg` that is not the key's is refused, whatever the signature", () => {
    const { privateKey, publicKey } = pairs.ed25519();
    const key = signingKey("k", "ed25519", privateKey);
    for (const [alg, ok] of [
      ["ed25519", true],
      ["hmac-sha256", false],
    ] as const) {
      const told = { ...input, parameters: new Map([["alg", alg]]) };
      const fields = createSignature(request, { label: "a", input: told, key });
      const signed = { ...request, fields: Object.entries(fields).concat(request.fields as never) };
      const check = () =>
        verifySignature(signed, readSignatures(signed).get("a")!, verificationKey("k", "ed25519", publicKey));
      if (ok) expect(check).not.toThrow();
      else expect(check).toThrow(/signature.algorithm/);
    }
  });

  it("labels must be the same in both fields, each once, also over several field lines", () => {
    const one = ["Signature-Input", "a=()"] as const;
    const value = ["Signature", "a=:AAAA:"] as const;
    const labels = (fields: readonly (readonly [string, string])[]) => [
      ...readSignatures({ ...request, fields }).keys(),
    ];
    expect(labels([one, value])).toEqual(["a"]);
    expect(labels([one, ["signature-input", "b=()"], value, ["SIGNATURE", "b=:AAAA:"]])).toEqual(["a", "b"]);
    for (const fields of [
      [one, ["Signature", "b=:AAAA:"]],
      [one, value, ["Signature", "b=:AAAA:"]],
      [one, ["Signature-Input", "b=()"], value],
      [one, one, value],
      [one, value, value],
      [["Signature-Input", 'a=("x,y"), a=()'], value],
      [["Signature-Input", "a=1"], value],
      [one, ["Signature", 'a="AAAA"']],
    ] as const)
      expect(() => labels(fields)).toThrow(/signature.labels/);
    expect(() => labels([one])).toThrow(/field.missing/);
    for (const listed of ["1", "date", ":YQ==:"])
      expect(() => labels([["Signature-Input", `a=(${listed})`], value])).toThrow(/component.unknown/);
    expect(() => labels([one, ["Signature", "a=:AAAA:,"]])).toThrow(/field.malformed/);
  });
});
