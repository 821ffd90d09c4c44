import { describe, expect, it } from "vitest";
import { checkContentDigest, contentDigest } from "./index.ts";

// Figures of RFC 9530 (§2 and Appendix B).
const json = Buffer.from('{"hello": "world"}\n');
const sha256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
const sha512 =
  "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:";

describe("Content-Digest (RFC 9530)", () => {
  it("is the RFC's for its examples: a whole body, an empty one, a part", () => {
    expect(contentDigest(json)).toBe(sha256);
    expect(contentDigest(new Uint8Array())).toBe("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
    expect(contentDigest(json.subarray(10))).toBe("sha-256=:jjcgBDWNAtbYUXI37CVG3gRuGOAjaaDRGpIUFsdyepQ=:");
    expect(contentDigest(json, ["sha-512"])).toBe(sha512);
    expect(contentDigest(json, ["sha-256", "sha-512"])).toBe(`${sha256}, ${sha512}`);
  });

  it("holds with every known digest right, and algorithms nobody knows left aside", () => {
    expect(checkContentDigest(sha256, json)).toEqual(["sha-256"]);
    expect(checkContentDigest(`${sha256},${sha512}`, json)).toEqual(["sha-256", "sha-512"]);
    expect(checkContentDigest(`md5=:AAAA:, ${sha512}`, json)).toEqual(["sha-512"]);
  });

  it("does not hold for another body, nor with one of several digests wrong", () => {
    const changed = Buffer.concat([json, Buffer.from(" ")]);
    expect(() => checkContentDigest(sha256, changed)).toThrow(/digest.wrong/);
    const wrong = sha512.replace("YMAam", "ZMAam");
    expect(() => checkContentDigest(`${sha256}, ${wrong}`, json)).toThrow(/digest.wrong/);
    expect(() => checkContentDigest("sha-256=:AAAA:", json)).toThrow(/digest.wrong/);
    expect(() => checkContentDigest("sha-256", json)).toThrow(/digest.wrong/);
    expect(() => checkContentDigest('sha-256="RK"', json)).toThrow(/digest.wrong/);
  });

  it("is refused with no algorithm that counts, one of them twice, or out of form", () => {
    for (const value of ["", "md5=:AAAA:", "unixsum=30637, sha=:AAAA:", "SHA-256=:AAAA:"])
      expect(() => checkContentDigest(value, json)).toThrow(/digest.missing|field.malformed/);
    expect(() => checkContentDigest(`sha-256=:AAAA:, ${sha256}`, json)).toThrow(/field.malformed/);
    expect(() => checkContentDigest(`${sha256} trailing`, json)).toThrow(/field.malformed/);
  });
});
