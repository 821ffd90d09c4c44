import { sameBytes } from "./bytes.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { CompactRange } from "./compact-range.ts";
import { EntryTrace } from "./entry-trace.ts";
import { leafHash } from "./hash.ts";
import { type Finding, finding, type LogReport, maxFindings } from "./log-report.ts";
import { LogWalk, type TakenEntries } from "./log-walk.ts";
import { ofWidth, serveBundle } from "./served-entries.ts";
import { encodeBundle, maxEntryBytes, splitEntries, type Tile, tilePath, tileWidth } from "./tile.ts";
import { leftoverWidths, type TileFiles } from "./tile-check.ts";
import { openHead, report, type VerifyLog } from "./verify-log.ts";

/** What the log's keeper needs: its own entries in order, besides what an outside verifier needs. */
export type RebuildLog = VerifyLog & {
  /** The entries' bytes as the keeper has them, from index 0 on. Read one bundle at a time, to the signed size. */
  readonly entries: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
};

/**
 * Rebuilds a log from its keeper's own entries and compares everything served with it: entry bundles, every hash
 * tile of every level (also partial ones left from earlier sizes, where `leftovers` names them), root, checkpoint
 * and cosignatures. Stored leaf hashes are never trusted, only compared with. Where the entries do not hash to
 * the signed root, the finding says what was done to them, seen from the served bundles where these still lead
 * to the root, else from the tiles. Entries past the signed size are not read. Memory: two bundles and one tile a
 * level. Refuses a malformed verifier key; faults of `fetch` and of `entries` pass through.
 */
export async function rebuildLog(options: RebuildLog): Promise<LogReport> {
  const head = await openHead(options);
  if ("report" in head) return head.report;
  const { signed, earlier, cosigned } = head;
  const rebuild = new Rebuild(signed, options);
  const walk = new LogWalk(signed, (bundle) => rebuild.take(bundle), options, earlier);
  try {
    await walk.run();
  } finally {
    await rebuild.close();
  }
  const bundles = walk.holds ? rebuild.problems : [];
  return report([...walk.findings(rebuild.cause()), ...bundles, ...cosigned], signed, walk);
}

/** Hands out the keeper's entries by bundles and compares each with the served one on the way. */
class Rebuild {
  readonly #signed: Checkpoint;
  readonly #files: TileFiles;
  readonly #own: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  readonly #trace: EntryTrace;
  readonly #fromServed = new CompactRange();
  /** Served bundles that differ from the keeper's entries. */
  readonly problems: Finding[] = [];

  constructor(signed: Checkpoint, { entries, ...files }: RebuildLog) {
    this.#signed = signed;
    this.#files = files;
    this.#own =
      Symbol.asyncIterator in entries ? entries[Symbol.asyncIterator]() : entries[Symbol.iterator]();
    this.#trace = new EntryTrace(signed.size);
  }

  async take(bundle: Tile): Promise<TakenEntries> {
    const [entries, served] = await Promise.all([this.#next(bundle.width), this.#serve(bundle)]);
    const start = bundle.index * tileWidth;
    const [ownLeaves, servedLeaves] = [entries.map(leafHash), (served ?? []).map(leafHash)];
    for (const leaf of servedLeaves) this.#fromServed.append(leaf);
    for (let i = 0; served && i < bundle.width; i++) {
      this.#trace.compare(start + i, ownLeaves[i], servedLeaves[i]);
    }
    if (served && !sameEntries(entries, served)) this.#add("bundle.differs", bundle);
    await this.#checkLeftovers(bundle, entries);
    const taken = ofWidth(bundle, entries, this.#signed.size);
    if (!taken.stopped) return taken;
    const index = start + entries.length;
    return { entries, stopped: finding("entries.missing", { size: this.#signed.size, index }) };
  }

  /** What was done to the keeper's entries, if the served ones are the signed ones. */
  cause(): Finding | undefined {
    return sameBytes(this.#fromServed.root(), this.#signed.root) ? this.#trace.finding() : undefined;
  }

  async close(): Promise<void> {
    await this.#own.return?.();
  }

  async #next(width: number): Promise<Uint8Array[]> {
    const entries: Uint8Array[] = [];
    while (entries.length < width) {
      const { done, value } = await this.#own.next();
      if (done) break;
      entries.push(value);
    }
    return entries;
  }

  /** The entries of a served bundle, with what is wrong with it noted. */
  async #serve(bundle: Tile): Promise<Uint8Array[] | undefined> {
    const { bytes } = await serveBundle(bundle, this.#files.fetch);
    if (!bytes) return this.#add("bundle.missing", bundle);
    const entries = splitEntries(bytes)?.slice(0, bundle.width);
    return entries ?? this.#add("bundle.differs", bundle);
  }

  async #checkLeftovers(bundle: Tile, entries: readonly Uint8Array[]): Promise<void> {
    for (const width of await leftoverWidths(bundle, this.#files)) {
      const leftover = { ...bundle, width };
      const bytes = await this.#files.fetch(tilePath(leftover), width * (2 + maxEntryBytes));
      const due = entries.length < width ? undefined : encodeBundle(entries.slice(0, width));
      if (bytes && due && !sameBytes(bytes, due)) this.#add("bundle.differs", leftover);
    }
  }

  #add(code: "bundle.missing" | "bundle.differs", bundle: Tile): undefined {
    const index = bundle.index * tileWidth;
    if (this.problems.length < maxFindings) {
      this.problems.push(finding(code, { index, path: tilePath(bundle) }));
    }
  }
}

function sameEntries(own: readonly Uint8Array[], served: readonly Uint8Array[]): boolean {
  return own.length === served.length && own.every((entry, i) => sameBytes(entry, served[i]!));
}
