import { describe, expect, it } from "vitest";
import { machineTexts as T } from "../texts/machines.ts";
import { curlExample, nodeExample } from "./examples.ts";
import {
  endOfDay,
  keyComplaint,
  lastDay,
  lastDayOf,
  linesOf,
  type NewMachine,
  newMachineComplaints,
} from "./new-machine.ts";

const jwk = { kty: "EC", crv: "P-256", x: "a", y: "b" };
const pem = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n";
const right: NewMachine = {
  ...{ name: "前置机", purpose: "交付", scopes: ["data:deliver"], auth: "private_key_jwt", publicKey: pem },
  ...{ networks: "10.0.0.0/8\n\n2001:db8::/32", until: "2027-09-27" },
};

describe("a system to be registered", () => {
  it("is complete, or each part that is not is named", () => {
    expect(newMachineComplaints(right, "2026-09-28")).toEqual({});
    const wrong = {
      ...right,
      name: " ",
      purpose: "",
      scopes: [],
      publicKey: "",
      networks: "10.0.0.1\nexample.com",
      until: "",
    };
    expect(newMachineComplaints(wrong, "2026-09-28")).toEqual({
      name: { text: T.needName },
      purpose: { text: T.needPurpose },
      scopes: { text: T.needScopes },
      publicKey: { text: T.needKey },
      networks: { text: T.networkUnfit, params: { n: 2 } },
      until: { text: T.needExpiry },
    });
    expect(
      newMachineComplaints({ ...right, auth: "client_secret_basic", publicKey: "" }, "2026-09-28"),
    ).toEqual({});
  });

  it("ends between today and a year from it", () => {
    const until = (day: string) =>
      newMachineComplaints({ ...right, until: day }, "2026-09-28").until !== undefined;
    expect(["2026-09-27", "2026-09-28", lastDay("2026-09-28"), "2027-09-28"].map(until)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(endOfDay("2026-12-31")).toBe("2026-12-31T16:00:00.000Z");
    expect(lastDayOf(endOfDay("2026-12-31"))).toBe("2026-12-31");
  });

  it("has a public key; a private one is recognised before it leaves the page", () => {
    for (const good of [pem, JSON.stringify(jwk), JSON.stringify({ keys: [jwk] })])
      expect(keyComplaint(good)).toBeUndefined();
    const secret = [
      "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN EC PRIVATE KEY-----",
      JSON.stringify({ ...jwk, d: "c" }),
      JSON.stringify({ keys: [{ ...jwk, d: "" }] }),
      JSON.stringify({ kty: "oct", k: "a" }),
    ];
    for (const text of secret) expect(keyComplaint(text)).toBe(T.keyPrivate);
    for (const text of [
      "ssh-rsa AAAA",
      "{",
      "[]",
      "null",
      "{}",
      JSON.stringify({ keys: [jwk, jwk] }),
      "-----BEGIN CERTIFICATE-----",
    ])
      expect([text, keyComplaint(text)]).toEqual([text, T.keyUnfit]);
    expect(keyComplaint("  ")).toBe(T.needKey);
  });

  it("lists its networks a line each", () => {
    expect(linesOf(" 10.0.0.1 \r\n\n::1\n")).toEqual(["10.0.0.1", "::1"]);
  });
});

describe("the examples", () => {
  const given = { issuer: "https://data.qingdao.example/oauth", id: "0190" };

  it("speak of this platform and this system, and hold no secret", () => {
    const node = nodeExample({ ...given, auth: "client_secret_basic" });
    expect(node).toContain('new URL("https://data.qingdao.example/oauth")');
    expect(node).toContain('new URL("https://data.qingdao.example/api/v1/machine")');
    expect(node).toContain("process.env.CLIENT_SECRET");
    expect(node).not.toContain("allowInsecureRequests");
    const local = nodeExample({ ...given, issuer: "http://127.0.0.1:8080/oauth", auth: "private_key_jwt" });
    expect(local).toContain("execute: [oauth.allowInsecureRequests]");
    expect(nodeExample({ ...given, auth: "private_key_jwt" })).toContain("system-key.pem");
    expect(curlExample({ ...given, auth: "client_secret_basic" })).toContain("Authorization: DPoP $TOKEN");
    expect(curlExample({ ...given, auth: "private_key_jwt" })).not.toContain("Bearer");
  });
});
