import { folderOf, singleFiles } from "./bounds.ts";
import type { CaseView } from "./case-view.ts";
import { checkActs } from "./check-acts.ts";
import { checkCheckpoint, type Trusted } from "./check-checkpoint.ts";
import { checkPeriods } from "./check-periods.ts";
import { type EvidenceFinding, type EvidenceNote, finding, note, PackRefusal } from "./finding.ts";
import { type Manifest, readArticles, readManifest, readPeriods, readWords } from "./format.ts";
import { articlesOf, wordsOfArticle } from "./law-words.ts";
import { renderHtml } from "./render-html.ts";
import { jsonOf, textOf } from "./strict-json.ts";
import { readZip } from "./zip-read.ts";

export interface EvidenceReport {
  /** Nothing wrong was found. What that is worth depends on `keyGiven`. */
  readonly ok: boolean;
  /** Whether the reader brought the log's key; without it a pack can only agree with itself. */
  readonly keyGiven: boolean;
  readonly findings: readonly EvidenceFinding[];
  readonly notes: readonly EvidenceNote[];
  /** The case from checked data alone; absent where nothing could be checked. */
  readonly view?: CaseView;
}

/**
 * Checks a pack offline. Takes any bytes as hostile; throws nothing for what they hold.
 * @param given the log's keys and witnesses as the reader knows them (`logKey`, `witnessKey`).
 */
export function verifyPack(bytes: Uint8Array, given: Trusted): EvidenceReport {
  const keyGiven = given.keys.length > 0;
  try {
    const { findings, notes, view } = check(readZip(bytes), given);
    return { ok: findings.length === 0, keyGiven, findings, notes, ...(view ? { view } : {}) };
  } catch (error) {
    if (!(error instanceof PackRefusal)) throw error;
    return { ok: false, keyGiven, findings: [error.finding], notes: [] };
  }
}

function check(files: ReadonlyMap<string, Uint8Array>, given: Trusted) {
  const json = (name: string) => jsonOf(name, files.get(name)!);
  const missing = singleFiles.filter((name) => !files.has(name));
  if (missing.length > 0) throw new PackRefusal("file.missing", { name: missing[0]! });
  const manifest = readManifest(json("manifest.json"));
  const checkpoint = textOf("checkpoint", files.get("checkpoint")!);
  const periods = readPeriods(json("periods.json"));
  const articles = readArticles(json("articles.json"));
  const words = readWords(json("words.json"));
  const document = files.has("document.json") ? json("document.json") : undefined;

  const findings: EvidenceFinding[] = checkNames(files, manifest);
  const { trust, opened, findings: signing } = checkCheckpoint(checkpoint, manifest, given);
  findings.push(...signing);
  if (!trust || !opened) return { findings, notes: [], view: undefined };

  const { acts, findings: wrong, notes: told } = checkActs({ manifest, files, checkpoint, trust });
  const timed = checkPeriods(periods, acts);
  findings.push(...wrong, ...timed.findings);
  const view: CaseView = {
    manifest,
    size: opened.size,
    root: Buffer.from(opened.root).toString("base64"),
    cosignatures: opened.cosignatures.map(({ by, seconds }) => ({ name: by.name, at: timeOf(seconds) })),
    ...{ acts, periods, articles },
  };
  const page = files.get("index.html");
  if (page && !Buffer.from(renderHtml(view, { words, document })).equals(page))
    findings.push(finding("html.differs"));

  const notes = [...told, ...timed.notes];
  for (const stated of articles) {
    const own = wordsOfArticle(stated.instrument, stated.article);
    if (own?.zh !== stated.zh || own.en !== stated.en)
      notes.push(note("article.differs", { article: stated.article }));
  }
  if (given.keys.length === 0) notes.unshift(note("key.from_pack", { key: manifest.keys[0]! }));
  const withheld = acts.filter(({ act, notice }) => !act && !notice).length;
  if (withheld > 0) notes.push(note("content.withheld", { count: withheld }));
  // Versions are in the contents: where none is shown any more, nothing counts the acts.
  const shown = acts.findLast(({ act }) => act)?.n ?? 0;
  if (acts.some(({ n, act, notice }) => n > shown && !act && !notice))
    notes.push(note("middle.open", { n: shown }));
  notes.push(note("tail.open", { n: acts.length }));
  if (periods.length > 0) notes.push(note("periods.stated"));
  notes.push(note("words.stated"));
  const rested = [...acts.map(({ entry }) => entry), ...periods.map((p) => ({ ...p, instrument: p.pack }))];
  return { findings, notes, view: { ...view, articles: articlesOf(rested) } };
}

/** The files a pack of so many entries has, no less and no more. */
function checkNames(files: ReadonlyMap<string, Uint8Array>, { entries }: Manifest): EvidenceFinding[] {
  const due = ["index.html"];
  for (let n = 1; n <= entries; n++)
    due.push(`${folderOf(n)}/entry.json`, `${folderOf(n)}/receipt.tlog-proof`);
  const findings = due.filter((name) => !files.has(name)).map((name) => finding("file.missing", { name }));
  for (const name of files.keys())
    if (name.startsWith("acts/") && Number(name.slice(5, 9)) > entries)
      findings.push(finding("file.unknown", { name }));
  return findings;
}

/** A cosignature may carry any time; one past JavaScript's dates is shown as its seconds. */
const timeOf = (seconds: number): string =>
  seconds < 8.64e12 ? new Date(seconds * 1000).toISOString() : `${seconds} s`;
