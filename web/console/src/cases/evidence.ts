import type { Api } from "../api.ts";
import { ApiProblem, problemOf } from "../problem.ts";

export interface Received {
  readonly bytes: number;
  /** Where the server says how many there are. */
  readonly total: number | undefined;
}

/** Fetches the evidence pack of a case (ZIP), telling what has come so far. Refusals are thrown as ApiProblem. */
export async function fetchEvidence(
  api: Pick<Api, "raw">,
  id: string,
  on: { signal: AbortSignal; progress: (received: Received) => void },
): Promise<Blob> {
  const path = `/cases/${encodeURIComponent(id)}/evidence`;
  const response = await api.raw(path, { headers: { accept: "application/zip" }, signal: on.signal });
  const total = Number(response.headers.get("content-length")) || undefined;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      parts.push(read.value);
      bytes += read.value.length;
      on.progress({ bytes, total });
    }
  } catch (thrown) {
    // Broken off on the way: for the person it is the same as a server that cannot be reached.
    throw on.signal.aborted ? thrown : new ApiProblem(problemOf(0, null));
  }
  return new Blob(parts, { type: "application/zip" });
}

const longest = 60;

/**
 * Seconds until asking again makes sense: while the last act is not in the log's checkpoint the server answers 503
 * and says how long that may take. Undefined for what waiting does not mend.
 */
export function secondsToWait(thrown: unknown): number | undefined {
  if (!(thrown instanceof ApiProblem) || thrown.status !== 503) return undefined;
  const { retryAfter } = thrown.problem;
  return retryAfter === undefined ? undefined : Math.min(Math.max(Math.ceil(retryAfter), 1), longest);
}

/** The name the server gives the file. */
export const packName = (number: string) => `${number.replaceAll(/[^\w-]/g, "")}.zhanqiao-evidence.zip`;
