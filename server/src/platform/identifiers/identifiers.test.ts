import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkCitizenId,
  checkCreditCode,
  checkPhone,
  creditCodeAlphabet,
  makeCitizenId,
  makeCreditCode,
  makePhone,
  phoneKind,
} from "./index.ts";

describe("citizen ID (GB 11643)", () => {
  it("known good numbers pass", () => {
    for (const id of ["370202190001010006", "370285190402290003"])
      expect(checkCitizenId(id)).toEqual({ valid: true });
  });
  it("a right checksum over a day that does not exist is invalid (29 February 1900)", () => {
    expect(checkCitizenId("370215190002290005")).toEqual({ valid: false, reason: "date" });
  });
  it("names the first rule broken", () => {
    expect(checkCitizenId("37020219000101000").reason).toBe("length");
    expect(checkCitizenId("37020219000101000A").reason).toBe("alphabet");
    expect(checkCitizenId("990202190001010006").reason).toBe("province");
    expect(checkCitizenId("370202190001010007").reason).toBe("check_character");
    const unborn = makeCitizenId({ division: "370202", born: "2026-12-31", serial: 1 });
    expect(checkCitizenId(unborn, "2026-12-30").reason).toBe("future_date");
    expect(checkCitizenId(unborn, "2026-12-31").valid).toBe(true);
  });
  it("a made number passes; any single changed digit and any swap of neighbours is caught", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        fc.nat(16),
        fc.integer({ min: 1, max: 9 }),
        (serial, at, by) => {
          const id = makeCitizenId({ division: "370203", born: "1985-06-17", serial });
          expect(checkCitizenId(id).valid).toBe(true);
          const changed = id.slice(0, at) + ((Number(id[at]) + by) % 10) + id.slice(at + 1);
          expect(checkCitizenId(changed).valid).toBe(false);
          if (id[at] !== id[at + 1] && at < 16)
            expect(checkCitizenId(id.slice(0, at) + id[at + 1] + id[at] + id.slice(at + 2)).valid).toBe(
              false,
            );
        },
      ),
    );
  });
});

describe("unified social credit code (GB 32100)", () => {
  it("known good codes pass, one with a check character that is a letter", () => {
    for (const code of ["113702000000000194", "91370214MAXX00007F"])
      expect(checkCreditCode(code)).toEqual({ valid: true });
  });
  it("names the first rule broken", () => {
    expect(checkCreditCode("9137021").reason).toBe("length");
    expect(checkCreditCode("91370214MAXX0000IF").reason).toBe("alphabet");
    expect(checkCreditCode("00370214MAXX00007F").reason).toBe("registrar");
    expect(checkCreditCode("91990214MAXX00007F").reason).toBe("province");
    expect(checkCreditCode("91370214MAXX00007G").reason).toBe("check_character");
    expect(checkCreditCode("911100007001499000").reason).toBe("check_character");
  });
  it("a made code passes and every other check character is refused", () => {
    const body = fc.string({ unit: fc.constantFrom(...creditCodeAlphabet), minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(body, (text) => {
        const code = makeCreditCode({ kind: "91", division: "370202", body: text });
        const passing = [...creditCodeAlphabet].filter((c) => checkCreditCode(code.slice(0, 17) + c).valid);
        expect(passing).toEqual([code[17]]);
      }),
    );
  });
});

describe("phone numbers", () => {
  it("tells mobile, landline and service numbers apart, however they are written", () => {
    expect(phoneKind("13800138000")).toBe("mobile");
    expect(phoneKind("+86 138-0013-8000")).toBe("mobile");
    expect(phoneKind("0532-85911000")).toBe("landline");
    expect(phoneKind("（0532）85911000转801")).toBe("landline");
    expect(phoneKind("010 65130000")).toBe("landline");
    expect(phoneKind("12345")).toBe("service");
    expect(phoneKind("4006123456")).toBe("service");
  });
  it("refuses what is no number, with the reason", () => {
    expect(checkPhone("12800138000")).toEqual({ valid: false, reason: "prefix" });
    expect(checkPhone("无").reason).toBe("alphabet");
    expect(checkPhone("12345678901234").reason).toBe("length");
    expect(checkPhone(makePhone(7))).toEqual({ valid: true });
  });
});
