import { describe, expect, it } from "vitest";
import { commit, decodeEntry, encodeEntry, type LedgerEntry, verifyCommitment } from "./entry.ts";

const salt = new Uint8Array(16).fill(1);
const content = { reason: "企业开办", rows: 12 };
const entry: LedgerEntry = {
  v: 1,
  act: "share.granted",
  procedure: "share",
  case: "GX-2025-000123",
  actor: { role: "provider", org: "11370200MB2816037K" },
  article: "21.2",
  instrument: "qingdao-299",
  at: "2025-03-01T01:02:03.004Z",
  commitment: commit(content, salt),
};
const encoded = encodeEntry(entry);
const text = new TextDecoder().decode(encoded);
const bytes = (json: string) => new TextEncoder().encode(json);

describe("ledger entries", () => {
  it("are canonical JSON and read back", () => {
    expect(
      text.startsWith('{"act":"share.granted","actor":{"org":"11370200MB2816037K","role":"provider"},'),
    ).toBe(true);
    expect(decodeEntry(encoded)).toEqual(entry);
  });

  it("of an act outside a case and without an article say so with null", () => {
    const bare: LedgerEntry = { ...entry, case: null, article: null, instrument: null };
    expect(decodeEntry(encodeEntry(bare))).toEqual(bare);
    expect(() => encodeEntry({ ...bare, article: "8" })).toThrow("entry.field");
  });

  it("may tell one actor from another by a pseudonymous id", () => {
    const named = { ...entry, actor: { ...entry.actor, id: "0198f2c4-7e1a-7000-8000-1234567890ab" } };
    expect(decodeEntry(encodeEntry(named))).toEqual(named);
  });

  it.each<[string, object]>([
    ["v", { v: 2 }],
    ["act", { act: "批准" }],
    ["act", { act: "a".repeat(65) }],
    ["procedure", { procedure: "share\n" }],
    ["case", { case: "张三的申请" }],
    ["case", { case: undefined }],
    ["org", { actor: { role: "provider", org: "青岛市大数据局" } }],
    ["role", { actor: { org: "a" } }],
    ["id", { actor: { ...entry.actor, id: "a b" } }],
    ["actor", { actor: null }],
    ["actor", { actor: [] }],
    ["article", { article: "第21条" }],
    ["at", { at: "2025-02-30T00:00:00.000Z" }],
    ["at", { at: "2025-03-01T01:02:03+08:00" }],
    ["commitment", { commitment: "AAAA" }],
  ])("with an unfit %s are refused", (field, change) => {
    expect(() => encodeEntry({ ...entry, ...change } as LedgerEntry)).toThrow(
      `field ${field} is not acceptable`,
    );
  });

  it("with a field the format does not know are refused, in the entry and in the actor", () => {
    expect(() => encodeEntry({ ...entry, note: "x" } as LedgerEntry)).toThrow("entry.unknown_field");
    const actor = { ...entry.actor, name: "x" };
    expect(() => encodeEntry({ ...entry, actor })).toThrow("entry.unknown_field");
    expect(() => decodeEntry(bytes(`{"__proto__":{},${text.slice(1)}`))).toThrow("entry.unknown_field");
  });

  it("hold no citizen number and no mobile number; a like number with a wrong check digit is none", () => {
    const citizen = "11010519491231002X";
    expect(() => encodeEntry({ ...entry, case: `GX-${citizen}` })).toThrow("entry.personal");
    expect(() => encodeEntry({ ...entry, actor: { ...entry.actor, id: "13800138000" } })).toThrow(
      "entry.personal",
    );
    expect(encodeEntry({ ...entry, case: "110105194912310021" })).toBeInstanceOf(Uint8Array);
  });

  it("spelt in any but the canonical way are refused", () => {
    const others = [` ${text}`, text.replace(":1}", ":1.0}"), text.replace("share.g", "share\\u002eg")];
    others.push(text.replace('"v":1', '"v":1,"v":1'), "", "null x", "[");
    for (const other of others) {
      expect(other).not.toBe(text);
      expect(() => decodeEntry(bytes(other))).toThrow("json.not_canonical");
    }
    expect(() => decodeEntry(bytes("null"))).toThrow("entry.field");
    expect(() => decodeEntry(new Uint8Array(65_536))).toThrow("entry.size");
    expect(() => decodeEntry(Uint8Array.of(0xff))).toThrow("json.not_canonical");
  });
});

describe("commitments", () => {
  it("hold for the content and salt they were made of, in any member order, and for nothing else", () => {
    const { commitment } = entry;
    expect(verifyCommitment(commitment, { rows: 12, reason: "企业开办" }, salt)).toBe(true);
    expect(verifyCommitment(commitment, { ...content, rows: 13 }, salt)).toBe(false);
    expect(verifyCommitment(commitment, content, new Uint8Array(16).fill(2))).toBe(false);
  });

  it("are SHA-256 over salt and canonical JSON, as an independent computation shows", async () => {
    const input = Buffer.concat([salt, Buffer.from('{"reason":"企业开办","rows":12}')]);
    const digest = await crypto.subtle.digest("SHA-256", input);
    expect(entry.commitment).toBe(Buffer.from(digest).toString("base64"));
  });

  it("with a salt short enough to guess are refused", () => {
    expect(() => commit(content, new Uint8Array(15))).toThrow("entry.salt");
    expect(() => commit(content, new Uint8Array(65))).toThrow("entry.salt");
  });
});
