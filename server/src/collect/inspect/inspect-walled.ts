import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { ranOutOfMemory, spawnWalled } from "../wall/index.ts";
import type { InspectOptions } from "./inspect-file.ts";
import type { InspectionRefusalCode, InspectionResult } from "./inspection.ts";
import { defaultLimits } from "./limits.ts";
import { refused, Unreadable } from "./refuse.ts";

const worker = fileURLToPath(new URL("./inspect-worker.ts", import.meta.url));

/** Bytes of a result at most: 4,096 columns with their samples have a tenth of it. */
const mostResult = 64 << 20;
/** Beside what sheets have of their own, an inspection has a millisecond for this many bytes. */
const bytesPerMillisecond = 20_000;

/**
 * As `inspectFile`, in a process behind a wall: whatever the file does to its reader, the platform goes on. Ends refused
 * with `inspect.timeout` or `inspect.memory` when it had to be killed; throws only when `signal` was aborted.
 */
export async function inspectWalled(
  path: string,
  options: InspectOptions & { readonly signal?: AbortSignal } = {},
): Promise<InspectionResult> {
  const { signal, ...plain } = options;
  const limits = { ...defaultLimits, ...plain.limits };
  const bytes = (await stat(path).catch(() => undefined))?.size ?? 0;
  const milliseconds = limits.sheetMilliseconds + Math.ceil(bytes / bytesPerMillisecond);
  signal?.throwIfAborted();
  const walled = spawnWalled(worker, [JSON.stringify({ path, options: plain })], {
    milliseconds,
    heapMegabytes: limits.sheetMegabytes,
  });
  walled.child.stdin!.end();
  signal?.addEventListener("abort", walled.kill, { once: true });
  const parts: Buffer[] = [];
  let length = 0;
  walled.child.stdout!.on("data", (part: Buffer) => {
    length += part.length;
    if (length > mostResult) walled.kill();
    else parts.push(part);
  });
  const { late, complaint, killed, code } = await walled.ended;
  signal?.removeEventListener("abort", walled.kill);
  signal?.throwIfAborted();
  if (code === 0 && length <= mostResult)
    return JSON.parse(Buffer.concat(parts).toString("utf8")) as InspectionResult;
  const file = { name: plain.name ?? basename(path), bytes };
  const end = (why: InspectionRefusalCode, detail: string | number) =>
    refused(new Unreadable(why, detail), file, "binary");
  if (late) return end("inspect.timeout", Math.round(milliseconds / 1000));
  if (length > mostResult || ranOutOfMemory(complaint)) return end("inspect.memory", limits.sheetMegabytes);
  // Killed by the system, for memory or processor time, it could not say so itself.
  if (killed) return end("inspect.memory", limits.sheetMegabytes);
  // A fault of ours; the worker refuses what a file can do wrong. Its first line may quote the file.
  throw new Error(`the inspection ended with ${code}`);
}
