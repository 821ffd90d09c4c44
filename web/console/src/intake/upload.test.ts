import { describe, expect, it } from "vitest";
import { type Api, makeApi } from "../api.ts";
import { ApiProblem, problemOf } from "../problem.ts";
import { afterFailure, chunkBytes, nextChunk, retryDelay, runUpload, sameFile } from "./upload.ts";
import { UploadManager } from "./upload-manager.ts";

const bytes = (n: number) => new File([new Uint8Array(n)], "数据.csv");

/** A server that keeps bytes in memory and fails as it is told, behind the real client. */
function server(size: number, fail: (request: number) => number | "drop" | "half" | undefined) {
  const kept = { received: 0, requests: 0, pieces: [] as number[], states: [] as string[] };
  const send = async (_url: RequestInfo | URL, init: RequestInit = {}) => {
    const answer = (status: number, headers: Record<string, string> = {}) =>
      new Response(null, { status, headers: { "upload-offset": String(kept.received), ...headers } });
    if (init.method === "POST")
      return Response.json({ id: "i-1", name: "数据.csv", bytes: size, received: 0 }, { status: 201 });
    if (init.method === "HEAD") return answer(204);
    kept.requests += 1;
    const failing = fail(kept.requests);
    const body = init.body as Blob;
    const at = Number((init.headers as Record<string, string>)["upload-offset"]);
    if (failing === "half") kept.received = at + Math.floor(body.size / 2);
    if (failing === "drop" || failing === "half") throw new TypeError("network");
    if (failing) return answer(failing);
    if (at !== kept.received) return answer(409);
    kept.received += body.size;
    kept.pieces.push(body.size);
    return answer(204);
  };
  return { kept, api: makeApi(send as typeof fetch) };
}
const go = (api: Api, size: number, waits: number[] = []) =>
  runUpload({
    api,
    id: "i-1",
    file: bytes(size),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onWait: (ms) => waits.push(ms),
    wait: async () => undefined,
  });

describe("an upload", () => {
  it("is sent in pieces until the server has all of it", async () => {
    const size = chunkBytes * 2 + 10;
    const { api, kept } = server(size, () => undefined);
    await go(api, size);
    expect(kept.pieces).toEqual([chunkBytes, chunkBytes, 10]);
    expect(kept.received).toBe(size);
  });

  it("goes on from where the server has got to, after the page was closed", async () => {
    const size = chunkBytes + 100;
    const { api, kept } = server(size, () => undefined);
    kept.received = chunkBytes;
    await go(api, size);
    expect(kept.pieces).toEqual([100]);
  });

  it("asks where it stands after a broken connection instead of guessing", async () => {
    const size = chunkBytes + 100;
    const { api, kept } = server(size, (n) => (n === 1 ? "half" : undefined));
    const waits: number[] = [];
    await go(api, size, waits);
    expect(kept.received).toBe(size);
    expect(waits).toEqual([1000]);
    expect(kept.pieces.reduce((a, b) => a + b, 0)).toBe(size - Math.floor(chunkBytes / 2));
  });

  it("takes the server's word for the offset when both disagree", async () => {
    const { api, kept } = server(1000, (n) => (n === 1 ? 409 : undefined));
    await go(api, 1000);
    expect(kept.received).toBe(1000);
  });

  it("sends smaller pieces to a server that finds them too large", async () => {
    const { api, kept } = server(chunkBytes, (n) => (n === 1 ? 413 : undefined));
    await go(api, chunkBytes);
    expect(kept.pieces).toEqual([chunkBytes / 2, chunkBytes / 2]);
  });

  it("gives up with the server's reason when it is refused", async () => {
    const { api } = server(1000, () => 403);
    await expect(go(api, 1000)).rejects.toBeInstanceOf(ApiProblem);
  });

  it("gives up after six broken tries in a row, and keeps what has arrived", async () => {
    const { api, kept } = server(1000, () => "drop");
    const waits: number[] = [];
    await expect(go(api, 1000, waits)).rejects.toMatchObject({ status: 0 });
    expect(kept.requests).toBe(6);
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  it("of nothing at all has no piece to send", () => {
    expect(nextChunk(0, 0, 10)).toBeNull();
    expect(nextChunk(10, 25, 10)).toEqual([10, 20]);
    expect(nextChunk(20, 25, 10)).toEqual([20, 25]);
  });

  it("is resumed with the same file only", () => {
    expect(sameFile({ name: "数据.csv", bytes: 5 }, bytes(5))).toBe(true);
    expect(sameFile({ name: "数据.csv", bytes: 6 }, bytes(5))).toBe(false);
    expect(sameFile({ name: "别的.csv", bytes: 5 }, bytes(5))).toBe(false);
  });

  it("waits longer after each failure, but never longer than half a minute", () => {
    expect([1, 2, 3, 9].map(retryDelay)).toEqual([1000, 2000, 4000, 30_000]);
    expect(afterFailure(problemOf(503, null), 1, chunkBytes)).toBe("wait");
    expect(afterFailure(problemOf(413, null), 1, 64 * 1024)).toBe("stop");
    expect(afterFailure(problemOf(404, null), 1, chunkBytes)).toBe("stop");
  });
});

describe("the uploads of a window", () => {
  it("run outside the pages, tell how far they are and when they have arrived", async () => {
    const { api, kept } = server(2000, () => undefined);
    const arrived: string[] = [];
    const manager = new UploadManager(api, (id) => arrived.push(id));
    const seen: string[] = [];
    manager.subscribe(() => seen.push([...manager.snapshot().values()].map((u) => u.state).join()));
    await manager.start("370200-ecology-0012", bytes(2000));
    await expect.poll(() => arrived).toEqual(["i-1"]);
    expect(kept.received).toBe(2000);
    expect(seen).toContain("sending");
    expect(manager.snapshot().get("i-1")).toMatchObject({ state: "done", received: 2000 });
  });

  it("stop with the reason, and go on when asked again", async () => {
    let refuse = true;
    const { api } = server(2000, () => (refuse ? 403 : undefined));
    const manager = new UploadManager(api, () => undefined);
    await manager.start("370200-ecology-0012", bytes(2000));
    await expect.poll(() => manager.snapshot().get("i-1")?.state).toBe("stopped");
    expect(manager.snapshot().get("i-1")?.problem?.status).toBe(403);
    refuse = false;
    expect(manager.again("i-1")).toBe(true);
    await expect.poll(() => manager.snapshot().get("i-1")?.state).toBe("done");
  });
});
