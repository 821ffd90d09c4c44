import { type Checkpoint, openCheckpoint, type Trust } from "./checkpoint.ts";
import { checkCosignatures } from "./cosignature-check.ts";
import { parseVerifierKey, type SignatureType } from "./key.ts";
import { type Finding, finding, type LogReport, refused } from "./log-report.ts";
import { LogWalk } from "./log-walk.ts";
import type { Policy } from "./policy.ts";
import { LogRefusal } from "./refusal.ts";
import { servedEntries } from "./served-entries.ts";
import type { TileFiles } from "./tile-check.ts";

const maxCheckpointBytes = 1 << 20;

/** What an outside verifier needs: read access, the log's key, and the earlier checkpoint it kept, if any. */
export type VerifyLog = TileFiles & {
  readonly verifierKey: string;
  /** The log's origin line; the key's name unless told otherwise. */
  readonly origin?: string;
  /** A signed checkpoint of the same log kept from before. */
  readonly previous?: Uint8Array | string;
  /** Signature types the log's key may have; Ed25519 unless told otherwise. */
  readonly types?: readonly SignatureType[];
  /** Witnesses whose cosignatures are checked, and how many of them are asked for. */
  readonly policy?: Policy;
  /** POSIX seconds: a cosignature made before counts as stale. */
  readonly cosignedSince?: number;
};

/**
 * Verifies a whole log from outside: reads the signed checkpoint and every entry bundle, recomputes leaf hashes,
 * tiles and root from the entries alone, and compares. Memory: two files and one tile a level, whatever the
 * log's length. Refuses a malformed verifier key; everything wrong with the log is a finding. Faults of `fetch`
 * itself pass through.
 */
export async function verifyLog(options: VerifyLog): Promise<LogReport> {
  const head = await openHead(options);
  if ("report" in head) return head.report;
  const { signed, earlier, cosigned } = head;
  const walk = new LogWalk(signed, servedEntries(signed.size, options.fetch), options, earlier);
  await walk.run();
  return report([...walk.findings(), ...cosigned], signed, walk);
}

/** What a log signs, opened: the checkpoint, the earlier one, and what is wrong with its cosignatures. */
export type Head = {
  readonly signed: Checkpoint;
  readonly earlier?: Checkpoint;
  readonly cosigned: readonly Finding[];
};

/** Reads and opens the checkpoint and the earlier one; a report when either is not to be trusted. */
export async function openHead(options: VerifyLog): Promise<Head | { readonly report: LogReport }> {
  const { fetch, verifierKey, origin, previous, types, policy, cosignedSince } = options;
  const log = parseVerifierKey(verifierKey, types);
  const trust: Trust = { log, origin: origin ?? log.name };
  const bytes = await fetch("checkpoint", maxCheckpointBytes);
  if (!bytes) return { report: report([finding("checkpoint.missing")]) };
  const signed = openOr("checkpoint.refused", bytes, trust);
  if ("code" in signed) return { report: report([signed]) };
  const earlier = previous === undefined ? undefined : openOr("previous.refused", previous, trust);
  if (earlier && "code" in earlier) return { report: report([earlier], signed) };
  const cosigned = policy ? checkCosignatures(bytes, policy, cosignedSince) : [];
  return { signed, ...(earlier && { earlier }), cosigned };
}

/** The outcome of a walk. */
export function report(
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
