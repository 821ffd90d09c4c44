export type { Checkpoint, OpenedCheckpoint, Trust } from "./checkpoint.ts";
export { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
export { CompactRange } from "./compact-range.ts";
export type { Actor, LedgerEntry } from "./entry.ts";
export { commit, decodeEntry, encodeEntry, verifyCommitment } from "./entry.ts";
export type { BundleGrowth, Growth, LogFile } from "./grow.ts";
export { growBundles, growTiles } from "./grow.ts";
export { emptyHash, hashSize, leafHash, nodeHash } from "./hash.ts";
export { canonicalBytes, canonicalJson } from "./jcs.ts";
export type { KeyPair, SignatureType } from "./key.ts";
export { ed25519, formatVerifierKey, keyPairFromSeed, parseSignerKey, parseVerifierKey } from "./key.ts";
export type { Finding, FindingCode, LogReport } from "./log-report.ts";
export { findingCodes } from "./log-report.ts";
export type { Note, OpenedNote, SignatureLine, Signer, Verifier } from "./note.ts";
export { formatSignature, isKeyName, keyIdOf, openNote, parseNote, signNote } from "./note.ts";
export type { Receipt } from "./proof.ts";
export { formatReceipt, issueReceipt, parseReceipt, verifyReceipt } from "./proof.ts";
export type { RefusalCode } from "./refusal.ts";
export { LogRefusal, refusalCodes } from "./refusal.ts";
export type { ReadTile, Tile } from "./tile.ts";
export {
  bundleAt,
  decodeBundle,
  decodeTile,
  encodeBundle,
  maxBundleBytes,
  maxEntryBytes,
  parseTilePath,
  tileAt,
  tilePath,
  tileWidth,
} from "./tile.ts";
export type { FetchBytes } from "./tile-check.ts";
export { memoryReader, tileReader } from "./tile-reader.ts";
export type { ConsistencyClaim, HashReader, InclusionClaim, TreeNode } from "./tree.ts";
export { consistencyProof, inclusionProof, treeRoot, verifyConsistency, verifyInclusion } from "./tree.ts";
export type { VerifyLog } from "./verify-log.ts";
export { verifyLog } from "./verify-log.ts";
