import {
  emptyHash,
  growBundles,
  growTiles,
  keyPairFromSeed,
  type LogFile,
  leafHash,
  parseSignerKey,
  parseVerifierKey,
  type ReadTile,
  signCheckpoint,
  tileReader,
  treeRoot,
} from "../src/index.ts";

export const origin = "ledger.example/zhanqiao";
export const keys = keyPairFromSeed(origin, new Uint8Array(32).fill(7));
export const signer = parseSignerKey(keys.signerKey);
export const verifier = parseVerifierKey(keys.verifierKey);

/** Distinct entries `entry <from>` … `entry <to − 1>`. */
export function entriesFrom(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from }, (_, i) => new TextEncoder().encode(`entry ${from + i}`));
}

export function leavesOf(size: number): Uint8Array[] {
  return entriesFrom(0, size).map(leafHash);
}

/** A log's files by path, grown and signed by the package itself. */
export class MadeLog {
  readonly files = new Map<string, Uint8Array>();
  size = 0;
  reads = 0;

  readonly readTile: ReadTile = async (path) => {
    this.reads += 1;
    return this.files.get(path);
  };

  async append(entries: readonly Uint8Array[]): Promise<this> {
    const growth = { from: this.size, to: this.size + entries.length, readTile: this.readTile };
    this.save(await growBundles({ ...growth, entries }));
    this.save(await growTiles({ ...growth, leafHashes: entries.map(leafHash) }));
    this.size = growth.to;
    return this;
  }

  save(files: readonly LogFile[]): void {
    for (const { path, bytes } of files) this.files.set(path, bytes);
  }

  async root(): Promise<Uint8Array> {
    return this.size === 0 ? emptyHash() : treeRoot(this.size, tileReader(this.size, this.readTile));
  }

  /** Signs the log as it stands and keeps the checkpoint beside the tiles. */
  async sign(): Promise<string> {
    const checkpoint = { origin, size: this.size, root: await this.root(), extensions: [] };
    const note = await signCheckpoint(checkpoint, [signer]);
    this.files.set("checkpoint", new TextEncoder().encode(note));
    return note;
  }
}

/** A signed log of entries 0 … size − 1. */
export async function madeLog(size: number): Promise<MadeLog> {
  const log = await new MadeLog().append(entriesFrom(0, size));
  await log.sign();
  return log;
}
