import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type ByteSource, readAt, readHead } from "./bytes.ts";
import { sniff } from "./container.ts";
import { inspectSheet } from "./inspect-sheet.ts";
import { inspectText } from "./inspect-text.ts";
import type { Container, Encoding, InspectionLimits, InspectionResult } from "./inspection.ts";
import { defaultLimits } from "./limits.ts";
import { refused, Unreadable } from "./refuse.ts";
import { listZip } from "./zip.ts";

export interface InspectOptions {
  /** The name the file was delivered under, when the path is a temporary one. Never trusted for the format. */
  name?: string;
  limits?: Partial<InspectionLimits>;
}

/** What an inspection learns on its way, so that a refusal can say it. */
export interface Findings {
  container: Container;
  encoding?: Encoding;
}

/**
 * Looks at a local file and says what it holds (`Inspection`) or why the platform will not take it
 * (`InspectionRefused`). The format is told by content. Memory is bounded whatever the size; a workbook or
 * Parquet file is opened in a process that is killed when it outgrows its time or memory.
 */
export async function inspectFile(path: string, options: InspectOptions = {}): Promise<InspectionResult> {
  const limits: InspectionLimits = { ...defaultLimits, ...options.limits };
  const file: { name: string; bytes: number; sha256?: string } = {
    name: options.name ?? basename(path),
    bytes: 0,
  };
  const findings: Findings = { container: "binary" };
  try {
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new Unreadable("inspect.not_found");
    if (!found.isFile()) throw new Unreadable("inspect.not_a_file");
    file.bytes = found.size;
    if (found.size > limits.fileBytes) throw new Unreadable("inspect.too_large", `${limits.fileBytes} B`);
    findings.container = sniff(
      await readAt(path, 0, 65_536),
      await readAt(path, Math.max(0, found.size - 65_536), 65_536),
    );
    if (findings.container === "empty") throw new Unreadable("inspect.empty");
    const [part, sha256] = await Promise.all([
      look({ path, bytes: found.size }, file.name, findings, limits),
      hashFile(path).then((hash) => {
        file.sha256 = hash;
        return hash;
      }),
    ]);
    return { ok: true, file: { ...file, sha256 }, ...part };
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause;
    return refused(cause, file, findings.container, findings.encoding);
  }
}

export type InspectedPart = Omit<Extract<InspectionResult, { ok: true }>, "ok" | "file">;

const spoken: Partial<Record<Container, string>> = {
  pdf: "PDF",
  docx: "Word (DOCX)",
  pptx: "PowerPoint",
  ole: "Word/PowerPoint (97–2003)",
  image: "图片 (image)",
  rar: "RAR",
  "7z": "7z",
};

async function look(
  source: ByteSource,
  name: string,
  findings: Findings,
  limits: InspectionLimits,
): Promise<InspectedPart> {
  const { container } = findings;
  if (container === "xlsx" || container === "xls" || container === "parquet")
    return inspectSheet({ path: source.path, bytes: source.bytes, container }, name, limits);
  if (container === "gzip")
    return within({ ...source, inside: "gzip" }, name.replace(/\.gz$/i, ""), findings, limits);
  if (container === "zip") return unzip(source, findings, limits);
  if (container === "text") return inspectText(source, name, findings, limits);
  const known = spoken[container];
  if (known) throw new Unreadable("inspect.unsupported", known);
  throw new Unreadable("inspect.binary", container);
}

/** A zip is taken when it holds exactly one file. */
async function unzip(
  source: ByteSource,
  findings: Findings,
  limits: InspectionLimits,
): Promise<InspectedPart> {
  const entries = await listZip(source.path, source.bytes, limits);
  const files = entries.filter(({ name }) => !/(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)/.test(name));
  const [only] = files;
  if (!only || files.length !== 1) throw new Unreadable("inspect.archive_many", files.length);
  if (only.encrypted) throw new Unreadable("inspect.encrypted");
  return within({ ...source, inside: "zip", member: only.name }, basename(only.name), findings, limits);
}

async function within(
  source: ByteSource,
  name: string,
  findings: Findings,
  limits: InspectionLimits,
): Promise<InspectedPart> {
  const head = await readHead(source, 65_536, limits);
  const container = sniff(head, head);
  if (container === "empty") throw new Unreadable("inspect.empty");
  // An archive in an archive, a workbook in an archive: they need random access, and nesting is how bombs grow.
  if (container !== "text") throw new Unreadable("inspect.archive_many", container);
  return { ...(await inspectText(source, name, findings, limits)), inside: source.inside! };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}
