import { sameBytes } from "./bytes.ts";
import { type Checkpoint, openCheckpoint, type Trust } from "./checkpoint.ts";
import { CompactRange } from "./compact-range.ts";
import { EntryTrace } from "./entry-trace.ts";
import { leafHash } from "./hash.ts";
import { parseVerifierKey, type SignatureType } from "./key.ts";
import { type Finding, finding, type LogReport, refused } from "./log-report.ts";
import { LogRefusal } from "./refusal.ts";
import { bundleAt, maxBundleBytes, splitEntries, type Tile, tilePath, tileWidth } from "./tile.ts";
import { type FetchBytes, TileCheck } from "./tile-check.ts";

const maxCheckpointBytes = 1 << 20;

/** What an outside verifier needs: read access, the log's key, and the earlier checkpoint it kept, if any. */
export type VerifyLog = {
  readonly fetch: FetchBytes;
  readonly verifierKey: string;
  /** The log's origin line; the key's name unless told otherwise. */
  readonly origin?: string;
  /** A signed checkpoint of the same log kept from before. */
  readonly previous?: Uint8Array | string;
  readonly types?: readonly SignatureType[];
};

/**
 * Verifies a whole log from outside: reads the signed checkpoint and every entry bundle, recomputes leaf hashes,
 * tiles and root from the entries alone, and compares. Memory: two files and one tile a level, whatever the
 * log's length. Refuses a malformed verifier key; everything wrong with the log is a finding. Faults of `fetch`
 * itself pass through.
 */
export async function verifyLog({
  fetch,
  verifierKey,
  origin,
  previous,
  types,
}: VerifyLog): Promise<LogReport> {
  const log = parseVerifierKey(verifierKey, types);
  const trust: Trust = { log, origin: origin ?? log.name };
  const bytes = await fetch("checkpoint", maxCheckpointBytes);
  if (!bytes) return report([finding("checkpoint.missing")]);
  const signed = openOr("checkpoint.refused", bytes, trust);
  if ("code" in signed) return report([signed]);
  const earlier = previous === undefined ? undefined : openOr("previous.refused", previous, trust);
  if (earlier && "code" in earlier) return report([earlier], signed);

  const pass = new Pass(signed, fetch, earlier);
  await pass.run();
  return report(pass.findings(), signed, pass);
}

/** One walk over the log's bundles and what it has seen so far. */
class Pass {
  readonly #signed: Checkpoint;
  readonly #fetch: FetchBytes;
  readonly #earlier: Checkpoint | undefined;
  readonly #fromEntries = new CompactRange();
  readonly #fromTiles = new CompactRange();
  readonly #trace: EntryTrace;
  readonly #tiles: TileCheck;
  /** What ended the walk before the last entry. */
  #stopped: Finding | undefined;
  #earlierRoot: Uint8Array | undefined;

  constructor(signed: Checkpoint, fetch: FetchBytes, earlier: Checkpoint | undefined) {
    this.#signed = signed;
    this.#fetch = fetch;
    this.#earlier = earlier;
    this.#trace = new EntryTrace(signed.size);
    this.#tiles = new TileCheck(signed.size, fetch);
    this.#noteEarlierRoot();
  }

  get entries(): number {
    return this.#fromEntries.size;
  }

  get tiles(): number {
    return this.#tiles.compared;
  }

  async run(): Promise<void> {
    for (let index = 0; !this.#stopped; index++) {
      const bundle = bundleAt(this.#signed.size, index);
      if (!bundle) return this.#tiles.finish();
      await this.#readBundle(bundle);
    }
  }

  /** Everything wrong, the cause first. */
  findings(): Finding[] {
    return [...this.#againstEarlier(), ...this.#againstSigned()];
  }

  async #readBundle(bundle: Tile): Promise<void> {
    const [entries, served] = await Promise.all([
      this.#serveEntries(bundle),
      this.#tiles.serve({ ...bundle, level: 0 }),
    ]);
    const start = bundle.index * tileWidth;
    const leaves = (entries ?? []).map(leafHash);
    const count = served ? Math.max(leaves.length, served.length) : 0;
    for (let i = 0; i < count; i++) this.#trace.compare(start + i, leaves[i], served?.[i]);
    for (const hash of served ?? []) this.#fromTiles.append(hash);
    for (const leaf of leaves.slice(0, bundle.width)) {
      this.#fromEntries.append(leaf);
      this.#noteEarlierRoot();
    }
    if (entries) this.#requireWidth(bundle, leaves.length);
    if (!this.#stopped) await this.#tiles.add(served, leaves, bundle.index);
  }

  /** The entries of a bundle, or undefined with the walk stopped. */
  async #serveEntries(bundle: Tile): Promise<Uint8Array[] | undefined> {
    const index = bundle.index * tileWidth;
    const path = tilePath(bundle);
    const full = { ...bundle, width: tileWidth };
    let bytes = await this.#fetch(path, maxBundleBytes);
    const grown = !bytes && bundle.width < tileWidth;
    if (grown) bytes = await this.#fetch(tilePath(full), maxBundleBytes);
    const entries = bytes && splitEntries(bytes);
    if (!bytes) this.#stopped = finding("log.truncated", { size: this.#signed.size, index, path });
    else if (!entries) this.#stopped = finding("bundle.malformed", { index, path });
    return grown ? entries?.slice(0, bundle.width) : entries;
  }

  #requireWidth(bundle: Tile, count: number): void {
    const path = tilePath(bundle);
    const start = bundle.index * tileWidth;
    if (count < bundle.width) {
      this.#stopped = finding("log.truncated", { size: this.#signed.size, index: start + count, path });
    } else if (count > bundle.width) {
      this.#stopped = finding("log.surplus", { index: start + bundle.width, path });
    }
  }

  #noteEarlierRoot(): void {
    if (this.#fromEntries.size === this.#earlier?.size) this.#earlierRoot = this.#fromEntries.root();
  }

  #againstEarlier(): Finding[] {
    const earlier = this.#earlier;
    if (!earlier) return [];
    const sizes = { previous: earlier.size, size: this.#signed.size };
    if (earlier.size > this.#signed.size) return [finding("log.rollback", sizes)];
    // Two signed roots for one size are a fork whatever the entries say.
    const signedTwice = earlier.size === this.#signed.size && !sameBytes(earlier.root, this.#signed.root);
    const rewritten = this.#earlierRoot && !sameBytes(this.#earlierRoot, earlier.root);
    return signedTwice || (rewritten && this.#matchesSignature()) ? [finding("log.fork", sizes)] : [];
  }

  #againstSigned(): Finding[] {
    if (this.#matchesSignature()) return this.#tiles.problem ? [this.#tiles.problem] : [];
    const cause = this.#trace.finding() ?? this.#tiles.range;
    if (this.#stopped) return cause ? [cause, this.#stopped] : [this.#stopped];
    const tilesHold = sameBytes(this.#fromTiles.root(), this.#signed.root);
    // Tiles that do not lead to the signed root either are no witness to what was done, only to where.
    const alsoTiles = tilesHold || !this.#tiles.problem ? [] : [this.#tiles.problem];
    return cause ? [cause, ...alsoTiles] : [finding("root.differs"), ...alsoTiles];
  }

  #matchesSignature(): boolean {
    return !this.#stopped && sameBytes(this.#fromEntries.root(), this.#signed.root);
  }
}

function openOr(
  code: "checkpoint.refused" | "previous.refused",
  note: Uint8Array | string,
  trust: Trust,
): Checkpoint | Finding {
  try {
    return openCheckpoint(note, trust);
  } catch (error) {
    if (error instanceof LogRefusal) return refused(code, error);
    throw error;
  }
}

function report(
  findings: readonly Finding[],
  signed?: Checkpoint,
  seen: { entries: number; tiles: number } = { entries: 0, tiles: 0 },
): LogReport {
  return {
    ok: findings.length === 0,
    ...(signed && { origin: signed.origin, size: signed.size }),
    entries: seen.entries,
    tiles: seen.tiles,
    findings,
  };
}
