/** A thread for work over every byte of a file, so that the server's own thread stays free. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { Gb18030Decoder, Unreadable } from "../inspect/index.ts";
import { type StageTask, stageRows, stageText, writeAll } from "./stage-rows.ts";

export type StageAnswer =
  | { done: { rows?: number; runs?: unknown } }
  | { unreadable: string }
  | { failed: string };

async function decodePart(task: Extract<StageTask, { kind: "gb18030" }>): Promise<void> {
  const out = await open(task.to, "wx");
  const decoder = new Gb18030Decoder();
  try {
    if (task.until > task.from) {
      const bytes = createReadStream(task.path, {
        start: task.from,
        end: task.until - 1,
        highWaterMark: 1 << 20,
      });
      for await (const chunk of bytes) await writeAll(out, decoder.write(chunk as Uint8Array));
    }
    await writeAll(out, decoder.finish());
  } finally {
    await out.close();
  }
}

async function run(task: StageTask): Promise<StageAnswer> {
  try {
    if (task.kind === "rows") return { done: await stageRows(task) };
    if (task.kind === "text") await stageText(task);
    else await decodePart(task);
    return { done: {} };
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.postMessage(await run(workerData as StageTask));
