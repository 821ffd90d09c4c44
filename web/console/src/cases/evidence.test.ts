import { describe, expect, it } from "vitest";
import { makeApi } from "../api.ts";
import { ApiProblem, problemOf } from "../problem.ts";
import { fetchEvidence, packName, type Received, secondsToWait } from "./evidence.ts";

const inParts = (...parts: number[][]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(new Uint8Array(part));
      controller.close();
    },
  });

async function fetched(answer: Response, signal = new AbortController().signal) {
  const seen: Received[] = [];
  const asked: string[] = [];
  const api = makeApi(async (url, init) => {
    asked.push(`${init?.method} ${url} ${new Headers(init?.headers).get("accept")}`);
    return answer;
  });
  const pack = await fetchEvidence(api, "c/1", { signal, progress: (now) => seen.push(now) });
  return { seen, asked, bytes: [...new Uint8Array(await pack.arrayBuffer())], type: pack.type };
}

describe("the evidence pack of a case", () => {
  it("is fetched byte for byte, and what has come so far is told of how much", async () => {
    const answer = new Response(inParts([0x50, 0x4b], [0xff, 0x00, 0x80]), {
      headers: { "content-length": "5" },
    });
    const { seen, asked, bytes, type } = await fetched(answer);
    expect(asked).toEqual(["GET /api/v1/cases/c%2F1/evidence application/zip"]);
    expect(bytes).toEqual([0x50, 0x4b, 0xff, 0x00, 0x80]);
    expect(type).toBe("application/zip");
    expect(seen).toEqual([
      { bytes: 2, total: 5 },
      { bytes: 5, total: 5 },
    ]);
  });

  it("tells only what has come where the server does not say how much there is", async () => {
    const { seen } = await fetched(new Response(inParts([1])));
    expect(seen).toEqual([{ bytes: 1, total: undefined }]);
  });

  it("broken off on the way is a server that cannot be reached, and no half a file", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new TypeError("network")),
    });
    const thrown = await fetched(new Response(broken)).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ApiProblem);
    expect((thrown as ApiProblem).status).toBe(0);
  });

  it("is asked for again after the time the server names, within a minute, and only when waiting helps", () => {
    const wait = (status: number, retryAfter?: number) =>
      secondsToWait(new ApiProblem(problemOf(status, null, retryAfter)));
    expect(wait(503, 2)).toBe(2);
    expect(wait(503, 0.2)).toBe(1);
    expect(wait(503, 60)).toBe(60);
    expect(wait(503, 61)).toBe(60);
    expect(wait(503)).toBeUndefined();
    expect(wait(429, 30)).toBeUndefined();
    expect(wait(500, 30)).toBeUndefined();
    expect(secondsToWait(new Error("x"))).toBeUndefined();
  });

  it("is saved under the case's number, whatever that holds", () => {
    expect(packName("JH-2026-000128")).toBe("JH-2026-000128.zhanqiao-evidence.zip");
    expect(packName("../a b\r\n号")).toBe("ab.zhanqiao-evidence.zip");
  });
});
