import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ed25519, formatVerifierKey, parseVerifierKey, type SignatureType } from "./key.ts";
import { formatSignature, keyIdOf, openNote, parseNote, signNote } from "./note.ts";
import { keyPairFromSeed, parseSignerKey } from "./signer-key.ts";

// The example of C2SP signed-note.
const fooKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const fooNote = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

const keysOf = (name: string, fill: number) => keyPairFromSeed(name, new Uint8Array(32).fill(fill));
const [alice, bob] = [keysOf("alice.example", 1), keysOf("bob.example", 2)];
const [aliceSigner, bobSigner] = [parseSignerKey(alice.signerKey), parseSignerKey(bob.signerKey)];
const [aliceKey, bobKey] = [parseVerifierKey(alice.verifierKey), parseVerifierKey(bob.verifierKey)];

describe("signed notes (C2SP signed-note)", () => {
  it("the specification's example verifies", () => {
    const { text, signedBy } = openNote(fooNote, [parseVerifierKey(fooKey)]);
    expect(text).toBe("This is an example message.\n");
    expect(signedBy.map(({ name }) => name)).toEqual(["example.com/foo"]);
  });

  it("the specification's first example splits at its last empty line; it gives no key for it", () => {
    const verse =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n";
    const line =
      "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
    const { text, signatures } = parseNote(`${verse}\n${line}`);
    expect(text).toBe(verse);
    expect(signatures).toMatchObject([{ name: "quasimodo.example/salvatore", keyId: 0x367ba04b }]);
    expect(formatSignature(signatures[0]!, signatures[0]!.signature)).toBe(line);
  });

  it("a note signed twice opens with either key or both, in order", async () => {
    const note = await signNote("第一行\n\n  second\n", [aliceSigner, bobSigner]);
    expect(openNote(note, [aliceKey]).signedBy).toEqual([aliceKey]);
    expect(openNote(new TextEncoder().encode(note), [bobKey, aliceKey]).signedBy).toEqual([aliceKey, bobKey]);
    expect(openNote(note, [bobKey]).text).toBe("第一行\n\n  second\n");
  });

  it("a known key's bad signature refuses the note even beside a good one", async () => {
    const note = await signNote("text\n", [aliceSigner]);
    const forged = note + formatSignature(bobKey, new Uint8Array(64));
    expect(openNote(forged, [aliceKey]).signedBy).toEqual([aliceKey]);
    expect(() => openNote(forged, [aliceKey, bobKey])).toThrow("note.bad_signature");
  });

  it("unknown keys are ignored, even with a known name or a known id, and alone they do not open a note", async () => {
    const note = await signNote("text\n", [aliceSigner]);
    const sameName = formatSignature({ name: "bob.example", keyId: 1 }, new Uint8Array(64));
    const sameId = formatSignature({ name: "carol.example", keyId: bobKey.keyId }, new Uint8Array(64));
    expect(openNote(note + sameName + sameId, [aliceKey, bobKey]).signedBy).toEqual([aliceKey]);
    expect(() => openNote(note, [bobKey])).toThrow("note.unsigned");
  });

  it("any flipped bit of a signed note refuses it or leaves text and signer as they were", async () => {
    const note = new TextEncoder().encode(await signNote("origin\n12\n", [aliceSigner]));
    for (let bit = 0; bit < note.length * 8; bit++) {
      const bent = note.with(bit >> 3, note[bit >> 3]! ^ (1 << (bit & 7)));
      expect(() => openNote(bent, [aliceKey]), `bit ${bit}`).toThrow(/^note\./);
    }
  });

  it.each([
    ["no blank line", fooNote.replace("\n\n", "\n")],
    ["no signature", "text\n\n"],
    ["no final newline", fooNote.slice(0, -1)],
    ["a hyphen for the dash", fooNote.replace("—", "-")],
    ["two spaces", fooNote.replace("foo ", "foo  ")],
    ["a plus in the key name", fooNote.replace("/foo", "+foo")],
    ["a wide space in the key name", fooNote.replace("/foo", "\u3000foo")],
    ["base64 without padding", fooNote.replace("QM=", "QM")],
    ["base64 with loose bits", fooNote.replace("QM=", "QN=")],
    ["a signature of no bytes", "text\n\n— a AAAAAA==\n"],
    ["a tab", fooNote.replace(" is ", "\tis ")],
    ["a carriage return", fooNote.replaceAll("\n", "\r\n")],
    ["a lone surrogate", `\ud800${fooNote}`],
    ["101 signatures", fooNote + "— a AAAAAAA=\n".repeat(100)],
    ["more than 1 MiB", `${"a".repeat(1 << 20)}${fooNote}`],
  ])("%s is refused", (_, note) => {
    expect(() => parseNote(note)).toThrow("note.malformed");
  });

  it("bytes that are no UTF-8 are refused and a BOM is part of the text", () => {
    expect(() => parseNote(Uint8Array.of(0xff, 10, 10))).toThrow("note.malformed");
    const withBom = new TextEncoder().encode(`\ufeff${fooNote}`);
    expect(() => openNote(withBom, [parseVerifierKey(fooKey)])).toThrow("note.bad_signature");
  });

  it("a text that no note may carry is not signed", async () => {
    for (const text of ["no newline", "tab\t\n", "\ud800\n", ""]) {
      await expect(signNote(text, [aliceSigner])).rejects.toThrow("note.malformed");
    }
    await expect(signNote("text\n", [])).rejects.toThrow("note.malformed");
  });

  it("whatever text is signed is read back", async () => {
    const lines = fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(lines, async (parts) => {
        const text = `${parts.join("\n")}\n`;
        fc.pre(text.isWellFormed() && ![...text].some((c) => c < " " && c !== "\n"));
        expect(openNote(await signNote(text, [aliceSigner]), [aliceKey]).text).toBe(text);
      }),
      { numRuns: 50 },
    );
  });
});

describe("keys", () => {
  it("a key pair in Go's text form signs and verifies", async () => {
    const vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const note = await signNote("text\n", [parseSignerKey(skey)]);
    expect(openNote(note, [parseVerifierKey(vkey)]).text).toBe("text\n");
  });

  it.each([
    ["a wrong key id", fooKey.replace("530d903a", "530d903b")],
    ["a renamed key", fooKey.replace("/foo", "/bar")],
    ["capital hex", fooKey.replace("530d903a", "530D903A")],
    ["no name", fooKey.slice(fooKey.indexOf("+"))],
    ["a space in the name", fooKey.replace("/foo", " foo")],
    ["cut base64", fooKey.slice(0, -1)],
    ["a trailing newline", `${fooKey}\n`],
    ["a short key", formatVerifierKey("example.com/foo", new Uint8Array(31))],
  ])("a verifier key with %s is refused", (_, vkey) => {
    expect(() => parseVerifierKey(vkey)).toThrow("key.malformed");
  });

  it("a signer key whose id is not its own is refused, and never quoted", () => {
    const bent = alice.signerKey.replace("alice", "alicf");
    expect(() => parseSignerKey(bent)).toThrow("key.malformed");
    expect(() => parseSignerKey(bent)).not.toThrow(bent.slice(-20));
  });

  it("another signature type is one more value: unknown by default, verified once passed in", async () => {
    const type = new Uint8Array([0xff, ...new TextEncoder().encode("example.com/sum")]);
    const sum: SignatureType = {
      type,
      publicKeyBytes: 1,
      verifier:
        ([key]) =>
        (text, signature) =>
          signature[0] === (text.length + key!) % 256,
    };
    const vkey = formatVerifierKey("sum.example", Uint8Array.of(5), sum);
    expect(() => parseVerifierKey(vkey)).toThrow("key.unknown_type");
    const verifier = parseVerifierKey(vkey, [ed25519, sum]);
    const keyId = keyIdOf("sum.example", new Uint8Array([...type, 5]));
    expect(verifier.keyId).toBe(keyId);
    const signer = { name: "sum.example", keyId, sign: async () => Uint8Array.of(10) };
    const note = await signNote("text\n", [aliceSigner, signer]);
    expect(openNote(note, [aliceKey, verifier]).signedBy).toEqual([aliceKey, verifier]);
    expect(openNote(note, [aliceKey]).signedBy).toEqual([aliceKey]);
  });
});
