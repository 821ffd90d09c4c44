import { canonicalBytes, canonicalJson, decodeEntry, openCheckpoint, parseReceipt } from "@zhanqiao/tlog";
import { folderOf, format, maxActs, maxBytesOf, maxPackBytes, maxPeriods, maxTotalBytes } from "./bounds.ts";
import { type ActContent, isNotice, type ViewedAct } from "./case-view.ts";
import { logKey, witnessKey } from "./check-checkpoint.ts";
import type { Manifest, PackPeriod, PackWords } from "./format.ts";
import { articlesOf } from "./law-words.ts";
import { renderHtml } from "./render-html.ts";
import { writeZip } from "./zip-write.ts";

export interface PackedEntry {
  /** The entry's canonical JSON as it stands in the log. */
  readonly entry: string;
  /** tlog-proof against the pack's one checkpoint. */
  readonly proof: string;
  /** What it commits to and its salt (base64); absent where it is not the exporter's to see, or erased. */
  readonly content?: unknown;
  readonly salt?: string;
}

export interface PackGiven extends Omit<Manifest, "format" | "entries"> {
  /** The signed note all proofs rest on. */
  readonly checkpoint: string;
  /** In the order of the log. */
  readonly packed: readonly PackedEntry[];
  readonly periods: readonly PackPeriod[];
  readonly words: PackWords;
  /** What the platform keeps of the case, as the exporter may see it; proved by nothing. */
  readonly document?: Readonly<Record<string, unknown>>;
}

/** A case is too large for one pack. */
export class PackTooLarge extends Error {
  override readonly name = "PackTooLarge";
}

/**
 * Writes a case as one evidence pack (format 1, README): the same bytes for the same input.
 * @throws PackTooLarge beyond the format's bounds.
 */
export function makePack(given: PackGiven): Uint8Array {
  // As a reader of the pack will have it: the page must come out the same, names in canonical order.
  const { packed, periods, words, ...said } = asRead(omitted(given));
  const document = given.document && asRead(given.document);
  const { checkpoint } = given;
  if (packed.length > maxActs || periods.length > maxPeriods)
    throw new PackTooLarge(`${packed.length} entries`);
  const manifest: Manifest = { format, ...said, entries: packed.length };
  const acts = packed.map(viewedOf);
  const rested = [...acts.map(({ entry }) => entry), ...periods.map((p) => ({ ...p, instrument: p.pack }))];
  const articles = articlesOf(rested);
  const page = renderHtml({ manifest, ...signedBy(given), acts, periods, articles }, { words, document });
  const files: (readonly [string, Uint8Array])[] = [
    ["index.html", utf8(page)],
    ["manifest.json", canonicalBytes(manifest)],
    ["checkpoint", utf8(checkpoint)],
    ...packed.flatMap((one, i) => filesOf(one, folderOf(i + 1))),
    ["periods.json", canonicalBytes(periods)],
    ["articles.json", canonicalBytes(articles)],
    ["words.json", canonicalBytes(words)],
    ...(document ? [["document.json", canonicalBytes(document)] as const] : []),
  ];
  const total = files.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  const large = files.find(([name, bytes]) => bytes.length > maxBytesOf(name));
  if (total > maxTotalBytes || large) throw new PackTooLarge(large?.[0] ?? `${total} bytes`);
  const zip = writeZip(files);
  if (zip.length > maxPackBytes) throw new PackTooLarge(`${zip.length} bytes`);
  return zip;
}

const asRead = <T>(value: T): T => JSON.parse(canonicalJson(value)) as T;

function omitted({ checkpoint: _checkpoint, document: _document, ...rest }: PackGiven) {
  return rest;
}

function signedBy({ checkpoint, keys, witnesses }: PackGiven) {
  const [log, ...more] = keys.map(logKey);
  const others = [...more, ...witnesses.map(witnessKey)];
  const opened = openCheckpoint(checkpoint, { origin: log!.name, log: log!, others });
  return {
    size: opened.size,
    root: Buffer.from(opened.root).toString("base64"),
    cosignatures: opened.cosignatures.map(({ by, seconds }) => ({
      name: by.name,
      at: new Date(seconds * 1000).toISOString(),
    })),
  };
}

function viewedOf({ entry, proof, content }: PackedEntry, i: number): ViewedAct {
  const opened = decodeEntry(utf8(entry));
  const view = { n: i + 1, index: parseReceipt(proof).index, entry: opened };
  if (!content) return view;
  return isNotice(opened.act)
    ? { ...view, notice: content as Record<string, unknown> }
    : { ...view, act: content as ActContent };
}

function filesOf(one: PackedEntry, folder: string): (readonly [string, Uint8Array])[] {
  const opened = one.content && one.salt ? { content: one.content, salt: one.salt } : undefined;
  return [
    [`${folder}/entry.json`, utf8(one.entry)],
    [`${folder}/receipt.tlog-proof`, utf8(one.proof)],
    ...(opened ? [[`${folder}/content.json`, canonicalBytes(opened)] as const] : []),
  ];
}

const utf8 = (text: string) => new TextEncoder().encode(text);
