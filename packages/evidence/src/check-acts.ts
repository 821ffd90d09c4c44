import {
  decodeEntry,
  LogRefusal,
  parseReceipt,
  type Trust,
  verifyCommitment,
  verifyReceipt,
} from "@zhanqiao/tlog";
import { folderOf } from "./bounds.ts";
import { type ActContent, isNotice, type ViewedAct } from "./case-view.ts";
import { type EvidenceFinding, type EvidenceNote, finding, note, PackRefusal } from "./finding.ts";
import { type Manifest, readContent } from "./format.ts";
import { jsonOf, textOf } from "./strict-json.ts";

interface Given {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly checkpoint: string;
  readonly trust: Trust;
}

/** Opens every entry: receipt against the one checkpoint, commitment, then the chain. Only what holds is returned. */
export function checkActs(given: Given): {
  acts: ViewedAct[];
  findings: EvidenceFinding[];
  notes: EvidenceNote[];
} {
  const findings: EvidenceFinding[] = [];
  const acts: ViewedAct[] = [];
  for (let n = 1; n <= given.manifest.entries; n++) {
    const act = checkAct(given, n, findings);
    if (act) acts.push(act);
  }
  findings.push(...checkChain(given.manifest, acts));
  // Two machines' clocks may differ by more than two acts do: the order is the log's, and no forgery follows.
  const back = acts.filter(({ entry }, i) => i > 0 && entry.at < acts[i - 1]!.entry.at);
  return { acts, findings, notes: back.map(({ n }) => note("time.backwards", { n })) };
}

function checkAct(given: Given, n: number, findings: EvidenceFinding[]): ViewedAct | undefined {
  const file = (name: string) => given.files.get(`${folderOf(n)}/${name}`);
  const entryBytes = file("entry.json");
  const receipt = file("receipt.tlog-proof");
  // Missing files are named where the pack's list is checked.
  if (!entryBytes || !receipt) return undefined;
  let opened: Omit<ViewedAct, "n">;
  try {
    const { index } = verifyReceipt(receipt, entryBytes, given.trust);
    if (parseReceipt(receipt).extra) throw new LogRefusal("proof.malformed", { what: "extra" });
    opened = { index, entry: decodeEntry(entryBytes) };
  } catch (error) {
    if (!(error instanceof LogRefusal)) throw error;
    const code =
      error.code.startsWith("entry.") || error.code.startsWith("json.")
        ? "entry.malformed"
        : "receipt.refused";
    findings.push(finding(code, { n, reason: `${error.zh} / ${error.en}` }));
    return undefined;
  }
  if (!textOf("receipt", receipt).endsWith(`\n\n${given.checkpoint}`))
    findings.push(finding("receipt.checkpoint", { n }));
  const content = file("content.json");
  if (!content) return { n, ...opened };
  return { n, ...opened, ...openContent(opened.entry, content, n, findings) };
}

function openContent(
  { act, commitment }: ViewedAct["entry"],
  bytes: Uint8Array,
  n: number,
  findings: EvidenceFinding[],
): Pick<ViewedAct, "act" | "notice"> {
  try {
    const name = `${folderOf(n)}/content.json`;
    const { content, salt } = readContent(name, jsonOf(name, bytes));
    if (!verifyCommitment(commitment, content, new Uint8Array(Buffer.from(salt, "base64")))) {
      findings.push(finding("content.differs", { n }));
      return {};
    }
    if (isNotice(act)) return { notice: content as Record<string, unknown> };
    const done = asAct(content as Record<string, unknown>);
    if (!done) findings.push(finding("content.form", { n }));
    return done ? { act: done } : {};
  } catch (error) {
    if (error instanceof PackRefusal) findings.push(error.finding);
    else if (error instanceof LogRefusal) findings.push(finding("content.differs", { n }));
    else throw error;
    return {};
  }
}

function asAct(content: Record<string, unknown>): ActContent | undefined {
  const { version, from, to, contents } = content;
  const sound =
    Number.isSafeInteger(version) &&
    typeof from === "string" &&
    typeof to === "string" &&
    typeof contents === "object" &&
    contents !== null &&
    typeof content.case === "string";
  return sound ? (content as unknown as ActContent) : undefined;
}

/**
 * One case, in the order of the log, and no act missing between two that are there: the k-th act is version k (its
 * commitment says so) and starts in the state the one before ended in.
 */
function checkChain(manifest: Manifest, acts: readonly ViewedAct[]): EvidenceFinding[] {
  const findings: EvidenceFinding[] = [];
  let before: ViewedAct | undefined;
  let last: ActContent | undefined;
  let version = 0;
  for (const viewed of acts) {
    const { n, index, entry, act } = viewed;
    if (before && index <= before.index) findings.push(finding("chain.order", { n }));
    before = viewed;
    const named = [entry.case, ...committedCases(viewed)].find((one) => one !== manifest.case);
    if (named !== undefined) findings.push(finding("chain.other_case", { n, found: String(named) }));
    if (isNotice(entry.act)) continue;
    version++;
    if (entry.procedure !== manifest.procedure)
      findings.push(finding("chain.procedure", { n, found: entry.procedure }));
    if (act && act.version !== version) {
      findings.push(finding("chain.version", { n, found: act.version, expected: version }));
      version = act.version;
    } else if (act && version === 1 && act.from !== "none") findings.push(finding("chain.start"));
    else if (act && last && act.from !== last.to)
      findings.push(finding("chain.state", { n, found: act.from, expected: last.to }));
    last = act;
  }
  if (version === 0) findings.push(finding("chain.start"));
  return findings;
}

/** Every case number an opened content names. */
function committedCases({ act, notice }: ViewedAct): unknown[] {
  const content = (act ?? notice) as Record<string, unknown> | undefined;
  return content ? [content.case, content.subject] : [];
}
