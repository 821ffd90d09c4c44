import {
  addCosignatures,
  consistencyProof,
  cosignatureTypes,
  formatAddCheckpoint,
  keyPairFromSeed,
  leafHash,
  memoryReader,
  parseCheckpoint,
  parseNote,
  parseSignerKey,
  parseVerifierKey,
  signCheckpoint,
  treeRoot,
} from "@zhanqiao/tlog";

export const origin = "ledger.example/log";
export const logKeys = keyPairFromSeed(origin, new Uint8Array(32).fill(1));
const signer = parseSignerKey(logKeys.signerKey);

/** A log that lies: each branch is one history of its entries, all signed by the same key. */
export type Branch = "a" | "b";

const leaves = (branch: Branch, shared: number) =>
  Array.from({ length: 200 }, (_, i) =>
    leafHash(new TextEncoder().encode(i < shared ? `entry ${i}` : `entry ${i} of ${branch}`)),
  );

/** The signed checkpoint at a size. Branches agree on the first `shared` entries. */
export async function checkpoint(size: number, branch: Branch = "a", shared = 0): Promise<string> {
  const root = await treeRoot(size, memoryReader(leaves(branch, shared).slice(0, size)));
  return signCheckpoint({ origin, size, root, extensions: [] }, [signer]);
}

/** An add-checkpoint body for growth from one size to another within a branch. */
export async function growth(from: number, to: number, branch: Branch = "a", shared = 0): Promise<string> {
  const tree = memoryReader(leaves(branch, shared).slice(0, to));
  const proof = from === 0 || from > to ? [] : await consistencyProof(from, to, tree);
  return formatAddCheckpoint({ oldSize: from, proof, note: await checkpoint(to, branch, shared) });
}

/**
 * Everything a witness ever signed and gave out: fails on two roots for one size. `take` verifies an answer with
 * the witness's keys and returns the times in it.
 */
export class Given {
  readonly #roots = new Map<number, string>();
  /** The largest size a signature was given out for. */
  largest = 0;

  take(body: string, answer: string, verifierKeys: readonly string[]): number[] {
    const note = body.slice(body.indexOf("\n\n") + 2);
    const witnesses = verifierKeys.map((key) => parseVerifierKey(key, cosignatureTypes));
    const { added } = addCosignatures(note, answer, witnesses);
    if (added.length !== witnesses.length) throw new Error(`${added.length} cosignatures`);
    const { size, root } = parseCheckpoint(parseNote(note).text);
    const hex = Buffer.from(root).toString("hex");
    const before = this.#roots.get(size) ?? hex;
    if (before !== hex) throw new Error(`two roots were cosigned for size ${size}`);
    if (size < this.largest) throw new Error(`size ${size} was cosigned after ${this.largest}`);
    this.#roots.set(size, hex);
    this.largest = size;
    return added.map(({ seconds }) => seconds);
  }
}
