import { fileURLToPath } from "node:url";
import type { Migrations } from "../platform/index.ts";

export { type Act, appendAct, appendActs } from "./append.ts";
export { type Erasing, eraseContent } from "./erase-content.ts";
export { type EvidenceNeeds, registerEvidence } from "./evidence-routes.ts";
export { type FsckNeeds, type FsckReport, fsck } from "./fsck.ts";
export { type ActSource, type PersonalFields, procedureSources, type RecordedAct } from "./fsck-acts.ts";
export { issueEntryProof } from "./prove.ts";
export { type LedgerNeeds, registerLedger } from "./routes.ts";
export { openLedgerKeys, type RunNeeds, runLedger } from "./run-ledger.ts";
export { type SequencerNeeds, type Step, sequence, steps } from "./sequence.ts";
export { openSigningKey, readVerifierKey, type SigningKey, withSm2 } from "./signing-key.ts";
export { readWitnesses, type Witness } from "./witness-list.ts";

export const ledgerMigrations: Migrations = {
  unit: "ledger",
  dir: fileURLToPath(new URL("sql", import.meta.url)),
};
