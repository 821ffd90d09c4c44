import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entriesFrom, madeLog, origin, verifier } from "../test/made-log.ts";
import { formatReceipt, issueReceipt, parseReceipt, verifyReceipt } from "./proof.ts";
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
