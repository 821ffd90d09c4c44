import { describe, expect, it } from "vitest";
import { newRecoveryCodes, normalRecoveryCode, recoveryHash } from "./recovery-codes.ts";
import { factorKeyOf, seal, unseal } from "./sealing.ts";
import { codeOfStep, enrolmentOf, matchingStep, newFactorSecret, stepAt } from "./totp.ts";

// RFC 6238, appendix B (SHA-1), and RFC 4226, appendix D: the same secret.
const secret = Buffer.from("12345678901234567890");

describe("a time-based code", () => {
  it.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("at %i seconds is the last six digits of RFC 6238's", (seconds, eight) => {
    expect(codeOfStep(secret, stepAt(new Date(seconds * 1000)))).toBe(eight.slice(2));
  });

  it("counts as RFC 4226 does", () => {
    const expected = [
      "755224",
      "287082",
      "359152",
      "969429",
      "338314",
      "254676",
      "287922",
      "162583",
      "399871",
      "520489",
    ];
    expect(expected.map((_code, step) => codeOfStep(secret, step))).toEqual(expected);
  });

  it("serves one step early and one step late, and no further", () => {
    const at = new Date("2026-09-28T01:00:00Z");
    const now = stepAt(at);
    const serves = (step: number) => matchingStep(secret, codeOfStep(secret, step), at);
    expect([-1, 0, 1].map((d) => serves(now + d))).toEqual([now - 1, now, now + 1]);
    expect([-2, 2].map((d) => serves(now + d))).toEqual([undefined, undefined]);
  });

  it("changes on the half minute", () => {
    expect(stepAt(new Date(29_999))).toBe(0);
    expect(stepAt(new Date(30_000))).toBe(1);
  });

  it("is six digits and nothing else", () => {
    for (const odd of ["", "12345", "1234567", "12345a", "１２３４５６", " 123456"])
      expect(matchingStep(secret, odd, new Date(59_000))).toBeUndefined();
  });

  it("has a secret of 160 bits that an app can take", () => {
    const own = newFactorSecret();
    expect(own).toHaveLength(20);
    expect(newFactorSecret().equals(own)).toBe(false);
    const { uri, secret: typed } = enrolmentOf(secret, "wang.hai");
    expect(typed).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    const read = new URL(uri);
    expect([read.protocol, read.host]).toEqual(["otpauth:", "totp"]);
    expect(Object.fromEntries(read.searchParams)).toMatchObject({
      secret: typed,
      issuer: "栈桥 Zhanqiao",
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
    expect(decodeURIComponent(read.pathname)).toContain("wang.hai");
  });
});

describe("a sealed secret", () => {
  const key = factorKeyOf(new Uint8Array(32).fill(1));

  it("opens with its key, for its row", () => {
    const sealed = { bytes: seal(key, secret, "row"), keyId: key.id };
    expect(unseal(key, sealed, "row").equals(secret)).toBe(true);
    expect(sealed.bytes.includes(secret)).toBe(false);
    expect(seal(key, secret, "row").equals(sealed.bytes)).toBe(false);
  });

  it("opens with no other key, for no other row, and not when a bit was turned", () => {
    const sealed = { bytes: seal(key, secret, "row"), keyId: key.id };
    const other = factorKeyOf(new Uint8Array(32).fill(2));
    const code = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(() => unseal(other, sealed, "row"))).toBe("parties.factor_sealed");
    expect(code(() => unseal({ ...other, id: key.id }, sealed, "row"))).toBe("parties.factor_sealed");
    expect(code(() => unseal(key, sealed, "another row"))).toBe("parties.factor_sealed");
    for (let i = 0; i < sealed.bytes.length; i++) {
      const turned = Buffer.from(sealed.bytes);
      turned[i]! ^= 1;
      expect(code(() => unseal(key, { ...sealed, bytes: turned }, "row"))).toBe("parties.factor_sealed");
    }
  });
});

describe("recovery codes", () => {
  it("are ten, of sixteen characters that nobody misreads, and all different", () => {
    const codes = newRecoveryCodes();
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it("are read however they are typed", () => {
    expect(normalRecoveryCode(" o1il-abcd efgh jkmn ")).toBe("0111ABCDEFGHJKMN");
    expect(recoveryHash("p", "0111-ABCD-EFGH-JKMN").equals(recoveryHash("p", "olilabcdefghjkmn"))).toBe(true);
    expect(recoveryHash("p", "0111ABCDEFGHJKMN").equals(recoveryHash("q", "0111ABCDEFGHJKMN"))).toBe(false);
  });
});
