export type { Checkpoint, Cosignature, OpenedCheckpoint, Trust } from "./checkpoint.ts";
export { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
export { CompactRange } from "./compact-range.ts";
export type { Cosigner } from "./cosignature.ts";
export {
  cosign,
  cosignatureEd25519,
  cosignatureMlDsa44,
  cosignatureSeconds,
  cosignatureTypes,
  cosignerAt,
} from "./cosignature.ts";
export { checkCosignatures } from "./cosignature-check.ts";
export type { Actor, LedgerEntry } from "./entry.ts";
export { commit, decodeEntry, encodeEntry, verifyCommitment } from "./entry.ts";
export type { BundleGrowth, Growth, LogFile } from "./grow.ts";
export { growBundles, growTiles } from "./grow.ts";
export { emptyHash, hashSize, leafHash, nodeHash } from "./hash.ts";
export { canonicalBytes, canonicalJson } from "./jcs.ts";
export type { SignatureType } from "./key.ts";
export { ed25519, formatVerifierKey, parseVerifierKey, publicKeyOf } from "./key.ts";
export type { Finding, FindingCode, LogReport } from "./log-report.ts";
export { findingCodes, maxFindings } from "./log-report.ts";
export type { Note, OpenedNote, SignatureLine, Signer, VerifiedSignature, Verifier } from "./note.ts";
export { formatSignature, isKeyName, keyIdOf, openNote, parseNote, signNote } from "./note.ts";
export type { Policy, PolicyGroup, PolicyLog, PolicyWitness } from "./policy.ts";
export { meetsQuorum } from "./policy.ts";
export type { PolicyTypes } from "./policy-file.ts";
export { formatPolicy, parsePolicy, thresholdPolicy } from "./policy-file.ts";
export type { Receipt } from "./proof.ts";
export { formatReceipt, issueReceipt, parseReceipt, verifyReceipt } from "./proof.ts";
export { provenReader } from "./proven-reader.ts";
export type { RebuildLog } from "./rebuild-log.ts";
export { rebuildLog } from "./rebuild-log.ts";
export type { RefusalCode } from "./refusal.ts";
export { LogRefusal, refusalCodes } from "./refusal.ts";
export type { KeyPair } from "./signer-key.ts";
export { keyPairFromSeed, parseCosignerKey, parseSignerKey } from "./signer-key.ts";
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
export type { FetchBytes, TileFiles } from "./tile-check.ts";
export { memoryReader, tileReader } from "./tile-reader.ts";
export type { ConsistencyClaim, HashReader, InclusionClaim, TreeNode } from "./tree.ts";
export { consistencyProof, inclusionProof, treeRoot, verifyConsistency, verifyInclusion } from "./tree.ts";
export type { VerifyLog } from "./verify-log.ts";
export { verifyLog } from "./verify-log.ts";
export type { AddCheckpoint, Decision, ReadAddCheckpoint, WitnessedLog } from "./witness-protocol.ts";
export {
  addCosignatures,
  decideCosignature,
  formatAddCheckpoint,
  maxAddCheckpointBytes,
  parseAddCheckpoint,
  parseSizeAnswer,
  sizeContentType,
} from "./witness-protocol.ts";
