import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leavesOf } from "../test/made-log.ts";
import { suite } from "../test/suite.ts";
import { fromBase64 } from "./bytes.ts";
import { CompactRange } from "./compact-range.ts";
import { emptyHash, leafHash, nodeHash } from "./hash.ts";
import { memoryReader } from "./tile-reader.ts";
import { consistencyProof, inclusionProof, treeRoot, verifyConsistency, verifyInclusion } from "./tree.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const leaves = leavesOf(600);
const reader = memoryReader(leaves);
const rootOf = (size: number) => treeRoot(size, reader);

describe("tree hashes (RFC 6962 §2.1)", () => {
  it("gives the empty tree the hash of nothing", () => {
    expect(hex(emptyHash())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("agrees with the eight-leaf tree known from Certificate Transparency", async () => {
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];
    inputs.push("606162636465666768696a6b6c6d6e6f");
    const known = inputs.map((input) => leafHash(new Uint8Array(Buffer.from(input, "hex"))));
    const root = await treeRoot(8, memoryReader(known));
    expect(hex(known[0]!)).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    expect(hex(root)).toBe("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  });

  it("agrees with the RFC's recursive definition and with a compact range at every size to 300", async () => {
    const range = new CompactRange();
    for (let size = 0; size <= 300; size++) {
      const root = hex(await rootOf(size));
      expect(root).toBe(hex(recursiveRoot(leaves.slice(0, size))));
      expect(root).toBe(hex(range.root()));
      range.append(leaves[size]!);
    }
  });
});

describe("proofs", () => {
  const place = fc
    .integer({ min: 1, max: 600 })
    .chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));

  it("every inclusion proof verifies, at its index only, and fails with any bit changed", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), async ([index, size], bit) => {
        const root = await rootOf(size);
        const proof = await inclusionProof(index, size, reader);
        const claim = { index, size, leafHash: leaves[index]!, proof, root };
        expect(verifyInclusion(claim)).toBe(true);
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
        const other = (index + 1 + (bit % size)) % size;
        expect(verifyInclusion({ ...claim, index: other })).toBe(other === index);
        expect(verifyInclusion({ ...claim, leafHash: flipped(claim.leafHash, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, root: flipped(root, bit) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
        for (const i of proof.keys()) {
          const bent = proof.with(i, flipped(proof[i]!, bit));
          expect(verifyInclusion({ ...claim, proof: bent })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: proof.toSpliced(i, 1) })).toBe(false);
        }
      }),
    );
  });

  it("every consistency proof verifies and fails with any bit changed", async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), async ([before, newSize], bit) => {
        const oldSize = before + 1;
        const [oldRoot, newRoot] = [await rootOf(oldSize), await rootOf(newSize)];
        const proof = await consistencyProof(oldSize, newSize, reader);
        const claim = { oldSize, newSize, oldRoot, newRoot, proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, oldRoot: flipped(oldRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, newRoot: flipped(newRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, newRoot] })).toBe(false);
        for (const i of proof.keys()) {
          const bent = proof.with(i, flipped(proof[i]!, bit));
          expect(verifyConsistency({ ...claim, proof: bent })).toBe(false);
          expect(verifyConsistency({ ...claim, proof: proof.toSpliced(i, 1) })).toBe(false);
        }
      }),
    );
  });

  it("a proof from an empty tree is refused: it would prove nothing", async () => {
    await expect(consistencyProof(0, 5, reader)).rejects.toThrow("tree.size");
    const empty = { oldSize: 0, newSize: 0, oldRoot: emptyHash(), newRoot: emptyHash(), proof: [] };
    expect(verifyConsistency(empty)).toBe(false);
    const newRoot = await rootOf(5);
    expect(verifyConsistency({ oldSize: 0, newSize: 5, oldRoot: emptyHash(), newRoot, proof: [] })).toBe(
      false,
    );
  });

  it.each([Number.NaN, -1, 0.5, 2 ** 53, Number.POSITIVE_INFINITY])(
    "a size of %s is refused",
    async (size) => {
      await expect(treeRoot(size, reader)).rejects.toThrow("tree.size");
      await expect(inclusionProof(0, size, reader)).rejects.toThrow("tree.size");
      await expect(consistencyProof(1, size, reader)).rejects.toThrow("tree.size");
      const hash = leaves[0]!;
      expect(verifyInclusion({ index: 0, size, leafHash: hash, root: hash, proof: [] })).toBe(false);
      expect(verifyInclusion({ index: size, size: 1, leafHash: hash, root: hash, proof: [] })).toBe(false);
    },
  );

  it("asks for no more than 2 · log2 hashes in a tree of 2^53 − 1 entries", async () => {
    const size = Number.MAX_SAFE_INTEGER;
    const asked: number[] = [];
    const anyHash = {
      async read(nodes: readonly unknown[]) {
        asked.push(nodes.length);
        return nodes.map(emptyHash);
      },
    };
    await inclusionProof(size - 2, size, anyHash);
    await consistencyProof(2 ** 52 + 12345, size, anyHash);
    expect(Math.max(...asked)).toBeLessThanOrEqual(106);
  });
});

const merkle = suite("merkle");
const inclusionCases = merkle.present ? jsonIn("inclusion") : ["(suite absent)"];
const consistencyCases = merkle.present ? jsonIn("consistency") : ["(suite absent)"];

describe("public RFC 6962 vectors", () => {
  it.skipIf(!merkle.present)("suites/merkle holds both sets", () => {
    expect([inclusionCases.length, consistencyCases.length]).toEqual([31, 22]);
  });

  it.skipIf(!merkle.present).each(inclusionCases)("suites/merkle %s ends as stated", (file) => {
    const { leafIdx, treeSize, root, leafHash, proof, wantErr } = readCase(file);
    const claim = {
      index: leafIdx,
      size: treeSize,
      root: bytes(root),
      leafHash: bytes(leafHash),
      proof: all(proof),
    };
    expect(verifyInclusion(claim)).toBe(!wantErr);
  });

  it.skipIf(!merkle.present).each(consistencyCases)("suites/merkle %s ends as stated", (file) => {
    const { size1, size2, root1, root2, proof, wantErr } = readCase(file);
    const roots = { oldRoot: bytes(root1), newRoot: bytes(root2) };
    expect(verifyConsistency({ oldSize: size1, newSize: size2, ...roots, proof: all(proof) })).toBe(!wantErr);
  });
});

function jsonIn(folder: string): string[] {
  return merkle.files.filter((file) => file.startsWith(`${folder}/`) && file.endsWith(".json"));
}

// biome-ignore lint/suspicious/noExplicitAny: two shapes of a public vector file
function readCase(file: string): any {
  return JSON.parse(new TextDecoder().decode(merkle.read(file)));
}

function bytes(text: string): Uint8Array {
  return fromBase64(text)!;
}

function all(proof: string[] | null): Uint8Array[] {
  return (proof ?? []).map(bytes);
}

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  const at = (bit >> 3) % hash.length;
  return hash.with(at, hash[at]! ^ (1 << (bit & 7)));
}

function recursiveRoot(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return emptyHash();
  if (hashes.length === 1) return hashes[0]!;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return nodeHash(recursiveRoot(hashes.slice(0, split)), recursiveRoot(hashes.slice(split)));
}
