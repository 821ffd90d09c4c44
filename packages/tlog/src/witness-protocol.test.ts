import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keys, leavesOf, origin, signer, verifier } from "../test/made-log.ts";
import { openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { cosign, cosignatureEd25519, cosignatureMlDsa44, cosignatureTypes } from "./cosignature.ts";
import { emptyHash } from "./hash.ts";
import { parseVerifierKey } from "./key.ts";
import { formatSignature, parseNote } from "./note.ts";
import { keyPairFromSeed, parseCosignerKey, parseSignerKey } from "./signer-key.ts";
import { memoryReader } from "./tile-reader.ts";
import { consistencyProof, treeRoot } from "./tree.ts";
import {
  addCosignatures,
  decideCosignature,
  formatAddCheckpoint,
  maxAddCheckpointBytes,
  parseAddCheckpoint,
  parseSizeAnswer,
} from "./witness-protocol.ts";

// The example request and answer of C2SP tlog-witness; the specification gives no keys for them.
const exampleRequest = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;
const exampleAnswer = `— witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==
— witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==
— witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==
`;

const leaves = leavesOf(300);
const reader = memoryReader(leaves);
const rootAt = (size: number) => treeRoot(size, memoryReader(leaves.slice(0, size)));
const noteAt = async (size: number, root?: Uint8Array, extensions: string[] = []) =>
  signCheckpoint({ origin, size, root: root ?? (await rootAt(size)), extensions }, [signer]);
const proofOf = async (from: number, to: number) => (from === 0 ? [] : consistencyProof(from, to, reader));
const requestOf = async (from: number, to: number) =>
  parseAddCheckpoint(
    formatAddCheckpoint({ oldSize: from, proof: await proofOf(from, to), note: await noteAt(to) }),
  );
const logAt = async (size: number) => ({ keys: [verifier], latest: { size, root: await rootAt(size) } });

describe("add-checkpoint requests (C2SP tlog-witness)", () => {
  it("the specification's example reads and writes back", () => {
    const { oldSize, proof, note, checkpoint } = parseAddCheckpoint(exampleRequest);
    expect([oldSize, proof.length, checkpoint.size]).toEqual([20_852_014, 4, 20_852_163]);
    expect(parseNote(note).signatures).toHaveLength(2);
    expect(formatAddCheckpoint({ oldSize, proof, note })).toBe(exampleRequest);
    expect(parseAddCheckpoint(new TextEncoder().encode(exampleRequest)).oldSize).toBe(oldSize);
  });

  const hashLine = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
  const head = (lines: string) => `${lines}${exampleRequest.slice(exampleRequest.indexOf("\n\n") + 1)}`;

  it("63 proof lines are read, 64 are not", () => {
    expect(parseAddCheckpoint(head(`old 1\n${hashLine.repeat(63)}`)).proof).toHaveLength(63);
    expect(() => parseAddCheckpoint(head(`old 1\n${hashLine.repeat(64)}`))).toThrow("witness.malformed");
  });

  it.each([
    ["nothing", ""],
    ["no blank line", "old 0\n"],
    ["no old line", head(hashLine)],
    ["an old size with a zero in front", head("old 01\n")],
    ["an old size with a sign", head("old -1\n")],
    ["an old size past 2^53", head("old 9007199254740992\n")],
    ["two spaces", head("old  1\n")],
    ["a short hash", head("old 1\nAAAA\n")],
    ["loose base64", head(`old 1\n${hashLine.replace("kaw=", "kax=")}`)],
    ["a carriage return", head("old 1\r\n")],
    ["no checkpoint", "old 0\n\n"],
    ["a note that is no checkpoint", `old 0\n\ntext\n\n— a AAAAAAA=\n`],
    ["an unsigned checkpoint", exampleRequest.slice(0, exampleRequest.indexOf("—"))],
    ["more than 512 KiB", "a".repeat(maxAddCheckpointBytes + 1)],
  ])("%s is refused", (_, body) => {
    expect(() => parseAddCheckpoint(body)).toThrow(/^(witness|note|checkpoint)\.malformed/);
  });

  it("bytes of any kind are refused without another error", () => {
    const pieces = fc.constantFrom("old 1\n", hashLine, "\n", origin, "5\n", "— a AAAAAAA=\n", "\u0000");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.array(pieces).map((parts) => parts.join("")),
        ),
        (body) => {
          try {
            parseAddCheckpoint(body);
          } catch (error) {
            expect((error as Error).name).toBe("LogRefusal");
          }
        },
      ),
    );
  });
});

describe("a witness's decision", () => {
  it("growth from any size it cosigned is cosigned, and so is the same checkpoint again", async () => {
    const sizes = fc.tuple(fc.nat(300), fc.nat(300)).map((pair) => pair.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(sizes, async ([from, to]) => {
        const decision = decideCosignature(await logAt(from!), await requestOf(from!, to!));
        expect(decision).toMatchObject({ status: 200, checkpoint: { size: to } });
      }),
      { numRuns: 60 },
    );
  });

  it("the text to cosign is the whole note body, extension lines too", async () => {
    const note = await noteAt(5, undefined, ["extension 1"]);
    const request = parseAddCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], note }));
    expect(decideCosignature(await logAt(0), request)).toMatchObject({ text: parseNote(note).text });
  });

  it("an unknown log is 404, whatever else is wrong", async () => {
    const decision = decideCosignature(undefined, await requestOf(0, 5));
    expect(decision).toMatchObject({ status: 404, refusal: { code: "witness.unknown_log" } });
  });

  it("no signature by a trusted key, or one that does not verify, is 403", async () => {
    const log = await logAt(0);
    const other = parseSignerKey(keyPairFromSeed(origin, new Uint8Array(32).fill(77)).signerKey);
    const checkpoint = { origin, size: 5, root: await rootAt(5), extensions: [] };
    const foreign = await signCheckpoint(checkpoint, [other]);
    const decide = (note: string) => decideCosignature(log, parseAddCheckpoint(`old 0\n\n${note}`));
    expect(decide(foreign)).toMatchObject({ status: 403, refusal: { code: "note.unsigned" } });
    const good = await noteAt(5);
    expect(decide(good + formatSignature(verifier, new Uint8Array(64)))).toMatchObject({ status: 403 });
    expect(decide(good.replace("\n5\n", "\n6\n"))).toMatchObject({ status: 403 });
    const both = await signCheckpoint(checkpoint, [other, signer]);
    expect(decide(both)).toMatchObject({ status: 200 });
  });

  it("an old size above the checkpoint's is 400, before anything is said about the state", async () => {
    const request = { ...(await requestOf(0, 5)), oldSize: 6 };
    expect(decideCosignature(await logAt(3), request)).toMatchObject({ status: 400 });
  });

  it("an old size that is not the one cosigned last is 409 with that size: a rollback is one", async () => {
    for (const [latest, from, to] of [
      [10, 0, 20],
      [10, 9, 20],
      [10, 11, 20],
      [10, 5, 5],
      [0, 3, 5],
    ] as const) {
      const decision = decideCosignature(await logAt(latest), await requestOf(from, to));
      expect(decision, `${latest} ${from} ${to}`).toEqual({ status: 409, size: latest });
    }
  });

  it("a fork is 422: another root of the same size, a proof that does not hold, a proof from nothing", async () => {
    const strange = new Uint8Array(32).fill(9);
    const proof = await proofOf(10, 20);
    const decide = async (latest: number, oldSize: number, note: string, proof: Uint8Array[]) =>
      decideCosignature(
        await logAt(latest),
        parseAddCheckpoint(formatAddCheckpoint({ oldSize, proof, note })),
      );
    const fork = { status: 422, refusal: { code: "witness.inconsistent" } };
    expect(await decide(10, 10, await noteAt(10, strange), [])).toMatchObject(fork);
    expect(await decide(10, 10, await noteAt(10), [strange])).toMatchObject(fork);
    expect(await decide(10, 10, await noteAt(20, strange), proof)).toMatchObject(fork);
    expect(await decide(10, 10, await noteAt(20), proof.slice(1))).toMatchObject(fork);
    expect(await decide(10, 10, await noteAt(20), [])).toMatchObject(fork);
    expect(await decide(0, 0, await noteAt(20), [strange])).toMatchObject(fork);
    expect(await decide(0, 0, await noteAt(0, strange), [])).toMatchObject(fork);
    expect(await decide(0, 0, await noteAt(0, emptyHash()), [strange])).toMatchObject(fork);
    expect(await decide(10, 10, await noteAt(20), proof)).toMatchObject({ status: 200 });
    expect(await decide(0, 0, await noteAt(0, emptyHash()), [])).toMatchObject({ status: 200 });
  });

  it("from any one state no two roots are cosigned for one size", async () => {
    const size = fc.integer({ min: 1, max: 12 });
    const step = fc.record({ oldSize: fc.nat(12), size, evil: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const roots = new Map<number, string>();
        let latest = { size: 0, root: emptyHash() };
        for (const { oldSize, size, evil } of steps) {
          const tree = memoryReader(evil ? leaves.slice(0, 12).toReversed() : leaves.slice(0, 12));
          const root = await treeRoot(size, tree);
          const proof = oldSize > 0 && oldSize <= size ? await consistencyProof(oldSize, size, tree) : [];
          const request = parseAddCheckpoint(
            formatAddCheckpoint({ oldSize, proof, note: await noteAt(size, root) }),
          );
          const decision = decideCosignature({ keys: [verifier], latest }, request);
          if (decision.status !== 200) continue;
          latest = decision.checkpoint;
          const hex = Buffer.from(latest.root).toString("hex");
          expect(roots.get(latest.size) ?? hex).toBe(hex);
          roots.set(latest.size, hex);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("a witness's answer", () => {
  const pairs = [cosignatureEd25519, cosignatureMlDsa44].map((kind, i) =>
    keyPairFromSeed(`w${i}.example`, new Uint8Array(32).fill(30 + i), kind),
  );
  const witnesses = pairs.map(({ verifierKey }) => parseVerifierKey(verifierKey, cosignatureTypes));
  const cosigners = pairs.map(({ signerKey }) => parseCosignerKey(signerKey));

  it("known witnesses' lines go under the checkpoint, with their time", async () => {
    const note = await noteAt(9);
    const answer = cosigners.map((cosigner) => cosign(parseNote(note).text, cosigner, 500)).join("");
    const { note: merged, added } = addCosignatures(note, answer, witnesses);
    expect(merged).toBe(note + answer);
    expect(added).toEqual(witnesses.map((by) => ({ by, seconds: 500 })));
  });

  it("a newer line replaces the same key's older one, and other lines stay", async () => {
    const note = await noteAt(9);
    const { text } = parseNote(note);
    const [one, two] = cosigners as [(typeof cosigners)[0], (typeof cosigners)[0]];
    const before = note + cosign(text, one, 500) + cosign(text, two, 500);
    const { note: merged } = addCosignatures(before, cosign(text, one, 501), witnesses);
    expect(parseNote(merged).signatures.map(({ name }) => name)).toEqual([
      origin,
      "w1.example",
      "w0.example",
    ]);
    expect(lineOf(merged, 2)).toBe(lineOf(before, 3));
    const trust = { origin, log: verifier, others: witnesses };
    expect(openCheckpoint(merged, trust).cosignatures.map(({ seconds }) => seconds)).toEqual([500, 501]);
  });

  it("lines by unknown keys are left out: the specification's example adds nothing", async () => {
    const note = await noteAt(9);
    expect(addCosignatures(note, exampleAnswer, witnesses)).toEqual({ note, added: [] });
  });

  it("a known witness's line of another checkpoint, or without a time, is refused", async () => {
    const note = await noteAt(9);
    const other = cosign(parseNote(await noteAt(8)).text, cosigners[0]!, 500);
    expect(() => addCosignatures(note, other, witnesses)).toThrow("note.bad_signature");
    const timeless = cosign(parseNote(note).text, cosigners[1]!, 0);
    expect(() => addCosignatures(note, timeless, witnesses)).toThrow("without a time");
    const plain = parseVerifierKey(keys.verifierKey);
    expect(() => addCosignatures(note, lineOf(note, 1), [plain])).toThrow("without a time");
  });

  it.each(["", "\n", "— a AAAAAAA=", "text\n", "— a AAAAAAA=\n\n", `${"a".repeat(maxAddCheckpointBytes)}\n`])(
    "%j out of form is refused",
    async (answer) => {
      const note = await noteAt(9);
      expect(() => addCosignatures(note, answer, witnesses)).toThrow(/^(witness|note)\.malformed/);
    },
  );

  it("a conflict's size is a decimal and a newline", () => {
    expect(parseSizeAnswer("20852014\n")).toBe(20_852_014);
    expect(parseSizeAnswer(new TextEncoder().encode("0\n"))).toBe(0);
    for (const bad of ["", "5", "05\n", "5\n\n", "-1\n", "5 \n", "five\n"])
      expect(parseSizeAnswer(bad)).toBeUndefined();
  });
});

/** The n-th signature line of a note, from 1, with its newline. */
function lineOf(note: string, n: number): string {
  return `${note.split("\n\n").at(-1)!.split("\n")[n - 1]}\n`;
}
