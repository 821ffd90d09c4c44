export { folderOf, format, maxActs, maxPackBytes } from "./bounds.ts";
export { type CaseView, isNotice } from "./case-view.ts";
export { logKey, type Trusted, witnessKey } from "./check-checkpoint.ts";
export {
  type EvidenceFinding,
  type EvidenceFindingCode,
  type EvidenceNote,
  evidenceFindingCodes,
} from "./finding.ts";
export type { Manifest, PackArticle, PackPeriod, PackWords, Words } from "./format.ts";
export { makePack, type PackedEntry, type PackGiven, PackTooLarge } from "./make-pack.ts";
export { renderHtml } from "./render-html.ts";
export { renderText } from "./render-text.ts";
export { type EvidenceReport, verifyPack } from "./verify-pack.ts";
export { readZip } from "./zip-read.ts";
export { writeZip } from "./zip-write.ts";
