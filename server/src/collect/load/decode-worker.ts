/**
 * A thread that writes a part of a GB18030 file as UTF-8. It imports the decoder alone, to start quickly, and reads
 * into one buffer, to stay small.
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Gb18030Decoder } from "../inspect/gb18030.ts";

/** Both ends stand behind a line feed. */
export interface DecodeTask {
  readonly path: string;
  readonly from: number;
  readonly until: number;
  readonly to: string;
}

/** Returns the number of malformed sequences. */
function decode({ path, from, until, to }: DecodeTask): number {
  const source = openSync(path, "r");
  const target = openSync(to, "wx");
  const write = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) at += writeSync(target, bytes, at);
  };
  try {
    const decoder = new Gb18030Decoder();
    // Not a Buffer: its slices are views, and the decoder keeps a slice of what we read into again.
    const buffer = new Uint8Array(1 << 18);
    for (let at = from; at < until; ) {
      const read = readSync(source, buffer, 0, Math.min(buffer.length, until - at), at);
      if (read === 0) break;
      at += read;
      write(decoder.write(buffer.subarray(0, read)));
    }
    write(decoder.finish());
    return decoder.errors.count;
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

try {
  parentPort?.postMessage({ done: { errors: decode(workerData as DecodeTask) } });
} catch (error) {
  parentPort?.postMessage({ failed: String((error as Error).stack) });
}
