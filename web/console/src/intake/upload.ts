import type { Api } from "../api.ts";
import type { Problem } from "../api-types.ts";
import type { Intake } from "../intake-types.ts";
import { ApiProblem, problemFrom } from "../problem.ts";

export const chunkBytes = 4 * 1024 * 1024;
const smallestChunk = 64 * 1024;
const mostTries = 6;

export interface FileLike {
  name: string;
  size: number;
  slice(from: number, to: number): Blob;
}

/** A resumed upload takes the same file only: same name, same length in bytes. */
export const sameFile = (intake: Pick<Intake, "name" | "bytes">, file: FileLike): boolean =>
  intake.name === file.name && intake.bytes === file.size;

/** The next piece [from, to) to send, or null when all has been received. */
export function nextChunk(received: number, size: number, chunk: number): [number, number] | null {
  if (received >= size) return null;
  return [received, Math.min(size, received + chunk)];
}

/** Milliseconds to wait before trying again: 1 s doubling to 30 s. */
export const retryDelay = (tries: number): number => Math.min(30_000, 1000 * 2 ** Math.max(0, tries - 1));

/** What to do about a piece that was not taken. */
export function afterFailure(
  problem: Problem,
  tries: number,
  chunk: number,
): "ask-offset" | "smaller" | "wait" | "stop" {
  // The server has more or less than we believed: it knows best.
  if (problem.status === 409 || problem.status === 460) return tries < mostTries ? "ask-offset" : "stop";
  if (problem.status === 413) return chunk > smallestChunk ? "smaller" : "stop";
  const passing = problem.status === 0 || problem.status === 429 || problem.status >= 500;
  return passing && tries < mostTries ? "wait" : "stop";
}

export interface UploadRun {
  api: Api;
  id: string;
  file: FileLike;
  signal: AbortSignal;
  onProgress: (received: number) => void;
  onWait: (milliseconds: number) => void;
  /** Waits; injected so that tests do not. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Sends a file piece by piece from wherever the server says it has got to (HEAD), until it has all of it.
 * Passing failures are tried again with growing pauses. @throws ApiProblem when it cannot go on
 */
export async function runUpload(run: UploadRun): Promise<void> {
  const { api, id, file, signal } = run;
  const wait = run.wait ?? pause;
  const path = `/intakes/${id}/content`;
  const askOffset = async () => offsetOf(await api.raw(path, { method: "HEAD", signal }));
  let chunk = chunkBytes;
  let tries = 0;
  let received = -1;
  while (!signal.aborted) {
    try {
      if (received < 0) received = await askOffset();
      run.onProgress(received);
      const piece = nextChunk(received, file.size, chunk);
      if (!piece) return;
      const response = await api.raw(path, {
        method: "PATCH",
        signal,
        bytes: file.slice(piece[0], piece[1]),
        headers: { "content-type": "application/offset+octet-stream", "upload-offset": String(piece[0]) },
      });
      received = offsetOf(response) ?? piece[1];
      tries = 0;
    } catch (thrown) {
      if (signal.aborted) return;
      tries += 1;
      const next = afterFailure(problemFrom(thrown), tries, chunk);
      if (next === "stop") throw thrown;
      if (next === "smaller") chunk = Math.max(smallestChunk, Math.floor(chunk / 2));
      if (next === "wait") {
        const milliseconds = retryDelay(tries);
        run.onWait(milliseconds);
        await wait(milliseconds, signal);
      }
      // Whatever happened, the server says where to go on.
      if (next !== "smaller") received = -1;
    }
  }
}

function offsetOf(response: Response): number {
  const offset = Number(response.headers.get("upload-offset"));
  if (response.headers.get("upload-offset") === null || !Number.isInteger(offset) || offset < 0)
    throw new ApiProblem({
      status: 500,
      code: "console.no_offset",
      detail: { zh: "服务器没有说明已收到多少，请稍后重试。", en: "The server did not say how much it has." },
    });
  return offset;
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });
