import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { ranOutOfMemory, spawnWalled } from "../wall/index.ts";
import { refuse } from "./refusals.ts";
import type { StageAnswer, StageTask } from "./stage-rows.ts";

const worker = fileURLToPath(new URL("./stage-worker.ts", import.meta.url));

/** Ten minutes, and a millisecond for so many bytes of the file. */
const patience = 600_000;
const bytesPerMillisecond = 2_000;

/**
 * Does a staging task in a process behind a wall, which is killed when `signal` is aborted. Refuses (422) a file that
 * takes more memory or time than allowed.
 */
export async function stageWalled(
  task: StageTask,
  { size, temp, signal }: { size: number; temp: string; signal: AbortSignal },
): Promise<StageAnswer> {
  const walled = spawnWalled(worker, [], {
    milliseconds: patience + size / bytesPerMillisecond,
    heapMegabytes: 512,
    fileMegabytes: 64 * 1024,
    folder: temp,
  });
  signal.addEventListener("abort", walled.kill, { once: true });
  walled.child.stdin!.end(JSON.stringify(task));
  const [answer, { late, complaint, killed, code }] = await Promise.all([
    text(walled.child.stdout!),
    walled.ended,
  ]);
  signal.removeEventListener("abort", walled.kill);
  signal.throwIfAborted();
  if (code === 0) return JSON.parse(answer) as StageAnswer;
  if (late) throw refuse("unreadable", { params: { reason: "超时 / it takes too long" } });
  if (ranOutOfMemory(complaint) || killed) throw refuse("too_heavy");
  throw new Error(`staging ended with ${code}`);
}
