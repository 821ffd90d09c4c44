import { readdir } from "node:fs/promises";
import {
  LogRefusal,
  parseVerifierKey,
  rebuildLog,
  tilePath,
  tileReader,
  tileWidth,
  treeRoot,
} from "@zhanqiao/tlog";
import { type Database, type Files, thePlatform } from "../platform/index.ts";
import { type ActSource, checkActs } from "./fsck-acts.ts";
import { EntryCheck, type EntryCounts } from "./fsck-entries.ts";
import { Findings, type FsckFinding, found } from "./fsck-findings.ts";
import { checkpointKey, LedgerFault, opened, readIfThere, tileKey, tilesOf } from "./log-files.ts";
import { cosignatures, countedHead, type Head } from "./store.ts";

export interface FsckNeeds {
  readonly db: Database;
  readonly files: Files;
  /** The log's verifier key, best from outside: whoever holds the machine holds the key file. */
  readonly verifierKey: string;
  readonly origin: string;
  /** What units keep of their acts, each of which must have its entry. */
  readonly sources: readonly ActSource[];
  /** A checkpoint of the same log kept elsewhere. */
  readonly previous?: string;
  readonly progress?: (what: "entries" | "acts", done: number, of?: number) => void;
}

export interface FsckReport extends EntryCounts {
  readonly ok: boolean;
  readonly origin: string;
  /** Entries the checkpoint signs. */
  readonly size: number;
  readonly tiles: number;
  readonly acts: number;
  /** The first 200; `total` counts them all. */
  readonly findings: readonly FsckFinding[];
  readonly total: number;
}

/**
 * Checks the whole ledger from the database's entries: leaf hashes, tiles of every level and root are recomputed (no
 * hash that is kept is believed) and compared with the files and the signed checkpoint; each entry is held to its
 * content, its erasure and its act, and each act of a unit to its entry. Reads only; memory is a bundle and a page,
 * however long the log. A log that grows meanwhile is checked as it stood at the beginning.
 */
export async function fsck(needs: FsckNeeds): Promise<FsckReport> {
  const { db, progress } = needs;
  const findings = new Findings();
  const { head, placed, last } = await db.reading(thePlatform, countedHead);
  const size = head?.published ?? 0;
  if (placed !== (head?.size ?? 0) || (last ?? -1) + 1 !== placed)
    findings.add(found("head.differs", { size: head?.size ?? 0, placed }));
  const check = new EntryCheck(db, findings);

  let tiles = 0;
  if (head?.checkpoint) tiles = await checkLog(needs, head, check, findings);
  else if (placed > 0) findings.add(found("log.unpublished"));
  // What the walk over the signed log did not reach is still held to contents and acts.
  const end = Math.max(head?.size ?? 0, (last ?? -1) + 1);
  while (check.at < end) {
    await check.next(Math.min(tileWidth, end - check.at));
    progress?.("entries", check.at, end);
  }
  await check.waiting();
  const acts = await checkActs(db, needs.sources, findings, (done) => progress?.("acts", done));
  const { list, total } = findings;
  return { ok: total === 0, origin: needs.origin, size, tiles, acts, ...check.counts, findings: list, total };
}

async function checkLog(
  { db, files, verifierKey, origin, previous, progress }: FsckNeeds,
  head: Head,
  check: EntryCheck,
  findings: Findings,
): Promise<number> {
  const readTile = tilesOf(files);
  const report = await rebuildLog({
    ...{ verifierKey, origin, entries: walked(check, head.published, progress) },
    ...(previous === undefined ? {} : { previous }),
    fetch: async (path) => (path === "checkpoint" ? Buffer.from(head.checkpoint!) : readTile(path)),
    leftovers: (tile) => partials(files, tilePath({ ...tile, width: tileWidth })),
  });
  findings.add(...report.findings);
  if (!report.findings.some((f) => f.code === "checkpoint.refused"))
    findings.add(...(await checkKept({ db, files, verifierKey, origin }, head)));
  return report.tiles;
}

/** The database's entries up to what is signed, each checked as it passes. */
async function* walked(
  check: EntryCheck,
  size: number,
  progress: FsckNeeds["progress"],
): AsyncGenerator<Uint8Array> {
  while (check.at < size) {
    const entries = await check.next(Math.min(tileWidth, size - check.at));
    progress?.("entries", check.at, size);
    yield* entries;
  }
}

/** Widths of the partial files of a tile: whoever serves the folder as it is serves these too. */
async function partials(files: Files, path: string): Promise<number[]> {
  try {
    return (await readdir(files.path(tileKey(`${path}.p`)))).map(Number);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Checkpoints kept beside the tiles and with witnesses' cosignatures must be of this same log. */
async function checkKept(
  { db, files, verifierKey, origin }: Pick<FsckNeeds, "db" | "files" | "verifierKey" | "origin">,
  head: Head,
): Promise<FsckFinding[]> {
  const trust = { origin, key: { verifier: parseVerifierKey(verifierKey) } };
  const filed = await readIfThere(files, checkpointKey);
  const cosigned = await db.reading(thePlatform, cosignatures);
  const kept = new Map(cosigned.map(({ checkpoint, witness }) => [checkpoint, `${witness}`]));
  if (filed) kept.set(Buffer.from(filed).toString("utf8"), "");
  const findings: FsckFinding[] = [];
  for (const [note, witness] of kept) {
    const where = witness ? `见证 ${witness} 联署` : "数据块旁";
    const whereEn = witness ? `cosigned by ${witness}` : "beside the tiles";
    try {
      const { size, root } = opened(note, trust);
      const params = { where, whereEn, kept: size, size: head.published };
      if (size > head.published) findings.push(found("checkpoint.rolled_back", params));
      else {
        const built = await treeRoot(size, tileReader(head.published, tilesOf(files)));
        if (Buffer.compare(built, root) !== 0) findings.push(found("checkpoint.forked", params));
      }
    } catch (error) {
      if (error instanceof LedgerFault) findings.push(found("key.unknown", { reason: error.message }));
      // A tile that is missing or broken has been found and named already.
      else if (!(error instanceof LogRefusal)) throw error;
    }
  }
  return findings;
}
