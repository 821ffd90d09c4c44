import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { origin, signer, verifier } from "../test/made-log.ts";
import { openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import {
  cosign,
  cosignatureEd25519,
  cosignatureMlDsa44,
  cosignatureSeconds,
  cosignatureTypes,
  cosignedText,
  cosignedTree,
  cosignerAt,
} from "./cosignature.ts";
import { ed25519, parseVerifierKey, publicKeyOf } from "./key.ts";
import { keyIdOf, openNote, parseNote } from "./note.ts";
import { keyPairFromSeed, parseCosignerKey, parseSignerKey } from "./signer-key.ts";

// The example of C2SP tlog-cosignature; the specification gives no keys for it.
const example = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;
const { text } = parseNote(example);
const bytes = (value: string) => new TextEncoder().encode(value);
const root = new Uint8Array(32).fill(3);
const note = await signCheckpoint({ origin, size: 12, root, extensions: [] }, [signer]);
const own = parseNote(note).text;

const kinds = [
  ["Ed25519", cosignatureEd25519, 4, 32, 64],
  ["ML-DSA-44", cosignatureMlDsa44, 6, 1312, 2420],
] as const;

describe.each(kinds)("%s cosignatures (C2SP tlog-cosignature)", (_, kind, type, keyBytes, signatureBytes) => {
  const pair = keyPairFromSeed("witness.example/w1", new Uint8Array(32).fill(9), kind);
  const cosigner = parseCosignerKey(pair.signerKey);
  const witness = parseVerifierKey(pair.verifierKey, cosignatureTypes);

  it("have the key id and the layout that the specification says", () => {
    const publicKey = publicKeyOf(pair.verifierKey, [kind]);
    expect(publicKey).toHaveLength(keyBytes);
    expect(witness.keyId).toBe(keyIdOf("witness.example/w1", Uint8Array.of(type, ...publicKey)));
    expect(cosigner.keyId).toBe(witness.keyId);
    const [line] = parseNote(note + cosign(own, cosigner, 1_679_315_147)).signatures.slice(-1);
    expect(line).toMatchObject({ name: "witness.example/w1", keyId: witness.keyId });
    expect(line!.signature).toHaveLength(8 + signatureBytes);
    expect(cosignatureSeconds(line!.signature)).toBe(1_679_315_147);
  });

  it("verify beside the log's signature, with their time", () => {
    const cosigned = note + cosign(own, cosigner, 1_679_315_147);
    const opened = openCheckpoint(cosigned, { origin, log: verifier, others: [witness] });
    expect(opened.signedBy).toEqual([verifier, witness]);
    expect(opened.cosignatures).toEqual([{ by: witness, seconds: 1_679_315_147 }]);
  });

  it("with another time, of another checkpoint, by another key or with any part altered do not verify", () => {
    const { signature } = parseNote(note + cosign(own, cosigner, 1000)).signatures[1]!;
    expect(witness.verify(bytes(own), signature)).toBe(true);
    for (const at of [0, 7, 8, 40, signature.length - 1]) {
      expect(witness.verify(bytes(own), signature.with(at, signature[at]! ^ 1)), `byte ${at}`).toBe(false);
    }
    expect(witness.verify(bytes(own), signature.subarray(1))).toBe(false);
    expect(witness.verify(bytes(own), new Uint8Array(0))).toBe(false);
    expect(witness.verify(bytes(own.replace("\n12\n", "\n13\n")), signature)).toBe(false);
    expect(witness.verify(bytes(own.replace(origin, "other.example")), signature)).toBe(false);
    expect(witness.verify(bytes("no checkpoint\n"), signature)).toBe(false);
    const other = keyPairFromSeed("witness.example/w1", new Uint8Array(32).fill(10), kind);
    expect(parseVerifierKey(other.verifierKey, [kind]).verify(bytes(own), signature)).toBe(false);
  });

  it("of a time past 2^53 are refused rather than read wrongly", () => {
    const late = new Uint8Array(8 + signatureBytes).fill(0xff, 0, 8);
    expect(cosignatureSeconds(late)).toBeUndefined();
    expect(witness.verify(bytes(own), late)).toBe(false);
  });

  it("are made of checkpoints only", () => {
    expect(() => cosign("text\n", cosigner, 1)).toThrow("checkpoint.malformed");
  });

  it("a cosigner's key is none of a log, and the other way round", () => {
    expect(() => parseSignerKey(pair.signerKey)).toThrow("key.unknown_type");
    expect(() => parseVerifierKey(pair.verifierKey)).toThrow("key.unknown_type");
    const log = keyPairFromSeed("log.example", new Uint8Array(32).fill(9), ed25519);
    expect(() => parseCosignerKey(log.signerKey)).toThrow("key.unknown_type");
    expect(() => parseCosignerKey("x")).toThrow("key.malformed");
    const bent = pair.signerKey.replace(/\+[0-9a-f]{8}\+/, "+00000000+");
    expect(() => parseCosignerKey(bent)).toThrow("key.malformed");
  });
});

describe("what is signed", () => {
  it("by Ed25519 is the specification's five lines, and with extension lines all of them", () => {
    expect(new TextDecoder().decode(cosignedText(bytes(text), 1_679_315_147))).toBe(
      `cosignature/v1\ntime 1679315147\n${text}`,
    );
    const line = parseNote(example).signatures[1]!;
    expect(line.signature).toHaveLength(72);
    expect(cosignatureSeconds(line.signature)).toBe(1_679_315_147);
  });

  it("by ML-DSA-44 is cosigned_message, byte by byte, without extension lines", () => {
    const { root } = parseCheckpoint(text);
    const expected = Buffer.concat([
      Buffer.from("subtree/v1\n\0"),
      Buffer.from([3]),
      Buffer.from("w/1"),
      Buffer.from("00000000641850cb", "hex"),
      Buffer.from([27]),
      Buffer.from("example.com/behind-the-sofa"),
      Buffer.alloc(8),
      Buffer.from("00000000013e2dc3", "hex"),
      root,
    ]);
    expect(Buffer.from(cosignedTree("w/1")(bytes(text), 1_679_315_147))).toEqual(expected);
    expect(Buffer.from(cosignedTree("w/1")(bytes(`${text}extension\n`), 1_679_315_147))).toEqual(expected);
    expect(() => cosignedTree("w".repeat(256))(bytes(text), 1)).toThrow("255 bytes");
  });

  it("by ML-DSA-44 binds the cosigner's name: the same key under another name does not verify", () => {
    const [one, two] = ["one.example", "two.example"].map((name) =>
      keyPairFromSeed(name, new Uint8Array(32).fill(9), cosignatureMlDsa44),
    );
    const { signature } = parseNote(note + cosign(own, parseCosignerKey(one!.signerKey), 5)).signatures[1]!;
    expect(parseVerifierKey(one!.verifierKey, cosignatureTypes).verify(bytes(own), signature)).toBe(true);
    expect(parseVerifierKey(two!.verifierKey, cosignatureTypes).verify(bytes(own), signature)).toBe(false);
  });

  it("a log may sign its own checkpoints with ML-DSA-44 at time 0, which is no cosignature", async () => {
    const pair = keyPairFromSeed(origin, new Uint8Array(32).fill(9), cosignatureMlDsa44);
    const log = parseVerifierKey(pair.verifierKey, cosignatureTypes);
    const signed = await signCheckpoint(parseCheckpoint(own), [
      cosignerAt(parseCosignerKey(pair.signerKey), 0),
    ]);
    const opened = openCheckpoint(signed, { origin, log });
    expect([opened.size, opened.cosignatures]).toEqual([12, []]);
  });
});

it("keys generated by node:crypto itself make verifier keys too", () => {
  const { publicKey } = generateKeyPairSync("ml-dsa-44");
  const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-1312));
  expect(cosignatureMlDsa44.verifier(raw, "w")).toBeTypeOf("function");
});

it("a known witness's cosignature that does not verify refuses the note; an unknown witness's is ignored", () => {
  const [known, unknown] = [1, 2].map((n) =>
    keyPairFromSeed(`w${n}.example`, new Uint8Array(32).fill(n), cosignatureEd25519),
  );
  const witness = parseVerifierKey(known!.verifierKey, cosignatureTypes);
  const stale = cosign(own.replace("\n12\n", "\n11\n"), parseCosignerKey(known!.signerKey), 7);
  expect(() => openNote(note + stale, [verifier, witness])).toThrow("note.bad_signature");
  const strange = cosign(own.replace("\n12\n", "\n11\n"), parseCosignerKey(unknown!.signerKey), 7);
  expect(openNote(note + strange, [verifier, witness]).signedBy).toEqual([verifier]);
});
