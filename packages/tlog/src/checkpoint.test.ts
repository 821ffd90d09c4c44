import { describe, expect, it } from "vitest";
import { origin, signer, verifier } from "../test/made-log.ts";
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { parseVerifierKey } from "./key.ts";
import { keyPairFromSeed, parseSignerKey } from "./signer-key.ts";

// The example of C2SP tlog-checkpoint.
const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const root = new Uint8Array(32).fill(3);
const checkpoint = { origin, size: 12, root, extensions: [] };

describe("checkpoints (C2SP tlog-checkpoint)", () => {
  it("the specification's example reads and writes back", () => {
    const read = parseCheckpoint(text);
    expect(read).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20_852_163, extensions: [] });
    expect(formatCheckpoint(read)).toBe(text);
  });

  it("extension lines are kept", () => {
    const extended = { ...checkpoint, extensions: ["one", "two 2"] };
    expect(parseCheckpoint(formatCheckpoint(extended))).toEqual(extended);
  });

  it.each([
    ["an empty origin", text.replace("example.com/behind-the-sofa", "")],
    ["a leading zero", text.replace("208", "0208")],
    ["a sign", text.replace("208", "+208")],
    ["a size past 2^53 − 1", text.replace("20852163", "9007199254740992")],
    ["a short root", text.replace("CsUYapGG", "")],
    ["a root of loose base64", text.replace("q2I=", "q2J=")],
    ["two lines", "example.com\n1\n"],
    ["an empty extension line", `${text}\n`],
    ["no final newline", text.slice(0, -1)],
  ])("%s is refused", (_, bent) => {
    expect(() => parseCheckpoint(bent)).toThrow("checkpoint.malformed");
  });

  it("an origin or extension that would add lines is not signed", async () => {
    for (const bad of [{ origin: "a\n9" }, { origin: "" }, { extensions: ["a\nb"] }, { extensions: [""] }]) {
      await expect(signCheckpoint({ ...checkpoint, ...bad }, [signer])).rejects.toThrow(
        "checkpoint.malformed",
      );
    }
  });

  it("opens for the origin and log key it was signed for, and for no other", async () => {
    const note = await signCheckpoint(checkpoint, [signer]);
    expect(openCheckpoint(note, { origin, log: verifier })).toEqual({
      ...checkpoint,
      signedBy: [verifier],
      cosignatures: [],
    });
    expect(() => openCheckpoint(note, { origin: "other.example", log: verifier })).toThrow(
      "checkpoint.origin",
    );
  });

  it("a witness's signature does not stand in for the log's", async () => {
    const witness = keyPairFromSeed("witness.example", new Uint8Array(32).fill(8));
    const others = [parseVerifierKey(witness.verifierKey)];
    const witnessSigner = parseSignerKey(witness.signerKey);
    const alone = await signCheckpoint(checkpoint, [witnessSigner]);
    expect(() => openCheckpoint(alone, { origin, log: verifier, others })).toThrow("note.unsigned");
    const both = await signCheckpoint(checkpoint, [signer, witnessSigner]);
    expect(openCheckpoint(both, { origin, log: verifier, others }).signedBy).toEqual([verifier, ...others]);
  });
});
