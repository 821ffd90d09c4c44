import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entriesFrom, madeLog, origin, verifier } from "../test/made-log.ts";
import { cosign, cosignatureEd25519, cosignatureMlDsa44 } from "./cosignature.ts";
import { parseNote } from "./note.ts";
import { thresholdPolicy } from "./policy-file.ts";
import { formatReceipt, issueReceipt, parseReceipt, verifyReceipt } from "./proof.ts";
import { keyPairFromSeed, parseCosignerKey } from "./signer-key.ts";
import { tileReader } from "./tile-reader.ts";

const trust = { origin, log: verifier };
const log = await madeLog(700);
const checkpoint = new TextDecoder().decode(log.files.get("checkpoint"));
const entries = entriesFrom(0, 700);
const issue = (index: number) => issueReceipt(index, checkpoint, tileReader(700, log.readTile));
const receipt = await issue(300);

describe("receipts (C2SP tlog-proof)", () => {
  it("every entry's receipt verifies offline against its bytes, and against no other entry's", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(699), fc.nat(699), async (index, other) => {
        const text = await issue(index);
        expect(verifyReceipt(text, entries[index]!, trust)).toMatchObject({
          index,
          checkpoint: { size: 700 },
        });
        fc.pre(other !== index);
        expect(() => verifyReceipt(text, entries[other]!, trust)).toThrow("proof.does_not_hold");
      }),
      { numRuns: 40 },
    );
  });

  it("is laid out as the specification says", () => {
    const lines = receipt.split("\n");
    expect(lines.slice(0, 2)).toEqual(["c2sp.org/tlog-proof@v1", "index 300"]);
    const blank = lines.indexOf("");
    expect(lines.slice(2, blank).every((line) => /^[A-Za-z0-9+/]{43}=$/.test(line))).toBe(true);
    expect(lines.slice(blank + 1).join("\n")).toBe(checkpoint);
  });

  it("the specification's example reads and writes back, its elided signatures filled in", () => {
    // The example of C2SP tlog-proof.
    const example = `c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJwAA
— witness1.example mJirIkAA
— witness2.example TnKKVHAA
— witness3.example S4X82uAA
`;
    const parsed = parseReceipt(example);
    expect([parsed.index, parsed.proof.length, parsed.extra?.length]).toEqual([73_894, 5, 39]);
    expect(parseNote(parsed.checkpoint).signatures).toHaveLength(4);
    expect(formatReceipt(parsed)).toBe(example);
  });

  it("the only entry of a log has a receipt without hashes", async () => {
    const single = await madeLog(1);
    const note = new TextDecoder().decode(single.files.get("checkpoint"));
    const text = await issueReceipt(0, note, tileReader(1, single.readTile));
    expect(text.startsWith("c2sp.org/tlog-proof@v1\nindex 0\n\n")).toBe(true);
    expect(verifyReceipt(text, entries[0]!, trust).index).toBe(0);
  });

  it("extra data is carried but changes nothing", () => {
    const parsed = parseReceipt(receipt);
    const extra = Uint8Array.of(1, 2, 3);
    const text = formatReceipt({ ...parsed, extra });
    expect(text.split("\n")[1]).toBe("extra AQID");
    expect(parseReceipt(text)).toEqual({ ...parsed, extra });
    expect(verifyReceipt(text, entries[300]!, trust).index).toBe(300);
  });

  it("a receipt with any one bit flipped is refused", () => {
    const bytes = new TextEncoder().encode(receipt);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const bent = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
      expect(() => verifyReceipt(bent, entries[300]!, trust), `bit ${bit}`).toThrow(
        /^(proof|note|checkpoint)\./,
      );
    }
  });

  it.each([
    ["another version", receipt.replace("@v1", "@v2")],
    ["no index", receipt.replace("index 300\n", "")],
    ["a padded index", receipt.replace("index 300", "index 0300")],
    ["a negative index", receipt.replace("index 300", "index -1")],
    ["extra after index", receipt.replace("index 300", "index 300\nextra AQID")],
    ["a broken extra line", receipt.replace("index 300", "extra A\nindex 300")],
    ["65 hashes", receipt.replace("index 300", `index 300${`\n${"A".repeat(43)}=`.repeat(65)}`)],
    ["no checkpoint", receipt.slice(0, receipt.indexOf("\n\n"))],
    ["Windows line ends", receipt.replaceAll("\n", "\r\n")],
    ["too many bytes", receipt + "a".repeat(2 << 20)],
  ])("%s is refused as malformed", (_, bent) => {
    expect(() => parseReceipt(bent)).toThrow("proof.malformed");
  });

  it("no receipt is issued past the signed size", async () => {
    await expect(issue(700)).rejects.toThrow("tree.size");
  });
});

describe("receipts that witnesses vouch for", () => {
  const pairs = [cosignatureEd25519, cosignatureMlDsa44, cosignatureMlDsa44].map((kind, i) =>
    keyPairFromSeed(`w${i}.example`, new Uint8Array(32).fill(40 + i), kind),
  );
  const witnesses = pairs.map(({ verifierKey }) => verifierKey);
  const lines = pairs.map(({ signerKey }) =>
    cosign(parseNote(checkpoint).text, parseCosignerKey(signerKey), 1_700_000_000),
  );
  const issueWith = (...who: number[]) =>
    issueReceipt(300, checkpoint + who.map((i) => lines[i]).join(""), tileReader(700, log.readTile));
  const verifyWith = async (atLeast: number, ...who: number[]) =>
    verifyReceipt(await issueWith(...who), entries[300]!, {
      ...trust,
      policy: thresholdPolicy({ witnesses }, atLeast),
    });

  it("carry the cosignatures with their time, and hold where as many are there as the policy asks for", async () => {
    const { checkpoint } = await verifyWith(2, 0, 2);
    expect(checkpoint.cosignatures.map(({ by, seconds }) => [by.name, seconds])).toEqual([
      ["w0.example", 1_700_000_000],
      ["w2.example", 1_700_000_000],
    ]);
    expect((await verifyWith(0)).index).toBe(300);
  });

  it("with fewer are refused; without a policy the same receipt holds", async () => {
    await expect(verifyWith(2, 1)).rejects.toThrow("checkpoint.quorum");
    await expect(verifyWith(1)).rejects.toThrow("checkpoint.quorum");
    expect(verifyReceipt(await issueWith(1), entries[300]!, trust).index).toBe(300);
  });

  it("one cosignature twice counts once, and the log's own signature not at all", async () => {
    await expect(verifyWith(2, 1, 1)).rejects.toThrow("checkpoint.quorum");
  });

  it("a witness's signature that is not of this checkpoint refuses the receipt", async () => {
    const other = cosign(`${origin}\n1\n${"A".repeat(43)}=\n`, parseCosignerKey(pairs[1]!.signerKey), 5);
    const text = await issueReceipt(300, checkpoint + lines[0] + other, tileReader(700, log.readTile));
    const policy = thresholdPolicy({ witnesses }, 1);
    expect(() => verifyReceipt(text, entries[300]!, { ...trust, policy })).toThrow("note.bad_signature");
  });
});
