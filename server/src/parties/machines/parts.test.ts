import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../platform/index.ts";
import { mayComeFrom, readAddresses } from "./addresses.ts";
import { makeNonces } from "./nonces.ts";
import { ProofFault, readProof } from "./proof.ts";
import { readPublicKey } from "./public-key.ts";

const codeOf = async (work: () => unknown) => {
  try {
    await work();
    return "taken";
  } catch (error) {
    return error instanceof Refusal ? error.code : error instanceof ProofFault ? error.message : error;
  }
};

describe("a proof", () => {
  // RFC 9449, figures 2 and 12: the RFC's own proofs, with its key, for the token endpoint and for a resource.
  const forToken =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
  const at = { method: "POST", url: "https://server.example.com/token", now: new Date(1562262616_000) };

  it("of RFC 9449 section 4.1 is read with the key thumbprint of section 6.1", async () => {
    const proof = await readProof(forToken, at);
    expect(proof).toMatchObject({
      jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
      jti: "-BwC3ESc6acc2lTc",
      iat: 1562262616,
    });
  });

  it("is refused when a single character of it is another", async () => {
    const [head, body, signature] = forToken.split(".") as [string, string, string];
    const other = `${signature.startsWith("2") ? "3" : "2"}${signature.slice(1)}`;
    const claims = Buffer.from(Buffer.from(body, "base64url").toString().replace("POST", "HEAD")).toString(
      "base64url",
    );
    expect(await codeOf(() => readProof(`${head}.${body}.${other}`, at))).toBe("signature");
    expect(await codeOf(() => readProof(`${head}.${claims}.${signature}`, { ...at, method: "HEAD" }))).toBe(
      "signature",
    );
  });

  it("names addresses alike that RFC 3986 holds alike, and no others", async () => {
    const for_ = (url: string) => codeOf(() => readProof(forToken, { ...at, url }));
    expect(await for_("https://SERVER.example.com:443/token")).toBe("taken");
    for (const url of [
      "http://server.example.com/token",
      "https://server.example.com/token/",
      "https://server.example.com:8443/token",
      "https://server.example.com/Token",
    ])
      expect([url, await for_(url)]).toEqual([url, "htu"]);
  });
});

describe("a nonce", () => {
  const nonces = makeNonces(new Uint8Array(32).fill(1));
  const at = new Date(1_800_000_000_000);
  const after = (ms: number) => new Date(at.getTime() + ms);

  it("is the same for two minutes, holds for four, and is another for another key", () => {
    const first = nonces.current(at);
    expect(nonces.current(after(119_999))).toBe(first);
    expect(nonces.current(after(120_000))).not.toBe(first);
    expect(nonces.holds(first, after(239_999))).toBe(true);
    expect(nonces.holds(first, after(240_000))).toBe(false);
    expect(makeNonces(new Uint8Array(32).fill(2)).holds(first, at)).toBe(false);
    expect(nonces.holds("", at)).toBe(false);
    expect(nonces.holds(`${first}é`, at)).toBe(false);
  });
});

describe("an allowed network", () => {
  it("is kept as the database writes it, once", () => {
    expect(readAddresses(["10.1.2.3", " 10.1.2.3 ", "10.20.30.40/16", "2001:DB8::1/32", "::1"])).toEqual([
      "10.1.2.3/32",
      "10.20.0.0/16",
      "2001:db8::/32",
      "::1/128",
    ]);
  });

  it("is refused in any form that two readers could read differently", async () => {
    for (const text of [
      "10.0.0.256",
      "010.0.0.1/33",
      "0x0a.0.0.1",
      "167772161",
      "10.1",
      "10.0.0.0/-1",
      "example.com",
      "1.2.3.4/8/8",
      "fe80::1%eth0",
      "::/129",
    ])
      expect([text, await codeOf(() => readAddresses([text]))]).toEqual([text, "machines.address_unfit"]);
  });

  it("holds the IPv4 address that comes as IPv6, and not its neighbours", () => {
    expect(mayComeFrom("192.0.2.1", [])).toBe(true);
    expect(mayComeFrom("::ffff:10.1.2.3", ["10.1.2.0/24"])).toBe(true);
    expect(mayComeFrom("10.1.3.0", ["10.1.2.0/24"])).toBe(false);
    expect(mayComeFrom("2001:db8::1", ["10.0.0.0/8"])).toBe(false);
    expect(mayComeFrom("fe80::1%eth0", ["fe80::/10"])).toBe(true);
    expect(mayComeFrom("nonsense", ["0.0.0.0/0"])).toBe(false);
  });
});

describe("a public key", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = ec.publicKey.export({ format: "jwk" });
  const pem = (key: typeof ec.publicKey) => key.export({ type: "spki", format: "pem" }).toString();

  it("is read as PEM, JWK and set of one, and keeps nothing but what is needed", async () => {
    const read = await Promise.all(
      [
        pem(ec.publicKey),
        JSON.stringify({ ...jwk, kid: "a", x5c: ["b"] }),
        JSON.stringify({ keys: [jwk] }),
      ].map(readPublicKey),
    );
    expect(new Set(read.map((k) => k.thumbprint)).size).toBe(1);
    for (const key of read) expect(Object.keys(key.jwk).sort()).toEqual(["crv", "kty", "x", "y"]);
    const ed = generateKeyPairSync("ed25519").publicKey;
    expect((await readPublicKey(pem(ed))).alg).toBe("EdDSA");
  });

  it("is refused when it is private, and is not said to be anything else", async () => {
    const secret = ec.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    for (const text of [
      secret,
      JSON.stringify(ec.privateKey.export({ format: "jwk" })),
      JSON.stringify({ kty: "oct", k: "AAAA" }),
      JSON.stringify({ keys: [{ ...jwk, d: "" }] }),
    ])
      expect(await codeOf(() => readPublicKey(text))).toBe("machines.key_private");
  });

  it("is refused when it is weak, huge, of another kind, off its curve, for encryption, several or no key at all", async () => {
    const rsa = (modulusLength: number) => pem(generateKeyPairSync("rsa", { modulusLength }).publicKey);
    expect(await codeOf(() => readPublicKey(rsa(2048)))).toBe("taken");
    const unfit = [
      rsa(1024),
      rsa(2040),
      pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey),
      pem(generateKeyPairSync("x25519").publicKey),
      JSON.stringify({ ...jwk, y: jwk.x }),
      JSON.stringify({ ...jwk, use: "enc" }),
      JSON.stringify({ keys: [jwk, jwk] }),
      JSON.stringify({ keys: [null] }),
      "{",
      "{}",
      "ssh-ed25519 AAAA",
      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
    ];
    for (const text of unfit)
      expect([text.slice(0, 60), await codeOf(() => readPublicKey(text))]).toEqual([
        text.slice(0, 60),
        "machines.key_unfit",
      ]);
  });
});
