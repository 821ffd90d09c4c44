import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parkingCsv, type TestCollect, testCollect } from "../testing.ts";
import { contentKey } from "./keys.ts";

describe("receiving a file in pieces", () => {
  let t: TestCollect;
  let entry: string;
  const file = parkingCsv(90_000);

  beforeAll(async () => {
    t = await testCollect();
    entry = await t.publishedEntry();
  });
  afterAll(() => t.close());

  it("a file of several pieces arrives byte for byte, and only then is its inspection asked for", async () => {
    expect(file.length).toBeGreaterThan(2 * 1024 * 1024);
    const id = await t.begin(entry, file.length);
    const middle = 1_500_000;
    expect(await t.patch("officer", id, 0, file.subarray(0, middle))).toMatchObject({
      status: 204,
      offset: middle,
    });
    expect(t.queue).toEqual([]);
    expect(await t.offsetOf(id)).toBe(middle);
    expect(await t.patch("officer", id, middle, file.subarray(middle))).toMatchObject({
      status: 204,
      offset: file.length,
    });
    expect(file.equals(await t.files.read(contentKey(id)))).toBe(true);
    expect(t.queue.splice(0)).toEqual([{ name: "collect.inspect", data: { intake: id, run: 1 } }]);
    expect((await t.row(id)).state).toBe("inspecting");
  });

  it("what had come when the connection broke is kept, and the upload goes on from there", async () => {
    const id = await t.begin(entry, file.length);
    await brokenPatch(t.origin, id, file.subarray(0, 700_000), file.length);
    await expect.poll(() => t.offsetOf(id), { timeout: 10_000 }).toBeGreaterThan(0);
    const kept = await t.offsetOf(id);
    expect(kept).toBeLessThanOrEqual(700_000);
    expect(await t.patch("officer", id, kept, file.subarray(kept))).toMatchObject({
      status: 204,
      offset: file.length,
    });
    expect(file.equals(await t.files.read(contentKey(id)))).toBe(true);
    t.queue.length = 0;
  });

  it("a piece at the wrong offset is refused with the right one and changes nothing", async () => {
    const id = await t.begin(entry, 100);
    await t.patch("officer", id, 0, file.subarray(0, 40));
    const refused = await t.patch("officer", id, 10, file.subarray(10, 20));
    expect(refused).toMatchObject({ status: 409, body: { code: "collect.offset_wrong" } });
    expect(refused.body.detail.zh).toContain("40");
    expect(await t.offsetOf(id)).toBe(40);
  });

  it("more than was declared is refused and none of it counts, whether announced or not", async () => {
    const id = await t.begin(entry, 100);
    expect(await t.patch("officer", id, 0, file.subarray(0, 101))).toMatchObject({
      status: 413,
      body: { code: "collect.beyond_declared" },
    });
    const unannounced = await fetch(`${t.origin}/api/v1/intakes/${id}/content`, {
      method: "PATCH",
      headers: { "x-as": "officer", "content-type": "application/offset+octet-stream", "upload-offset": "0" },
      body: new ReadableStream({
        start(controller) {
          for (let i = 0; i < 4; i++) controller.enqueue(file.subarray(i * 50, i * 50 + 50));
          controller.close();
        },
      }),
      duplex: "half",
    } as RequestInit);
    expect(unannounced.status).toBe(413);
    expect(await t.offsetOf(id)).toBe(0);
    expect((await t.row(id)).state).toBe("receiving");
  });

  it("two uploads of one file at the same time: one goes on, the other is refused", async () => {
    const id = await t.begin(entry, file.length);
    let send!: (bytes: Uint8Array) => void;
    let end!: () => void;
    const first = fetch(`${t.origin}/api/v1/intakes/${id}/content`, {
      method: "PATCH",
      headers: { "x-as": "officer", "content-type": "application/offset+octet-stream", "upload-offset": "0" },
      body: new ReadableStream({
        start(controller) {
          send = (bytes) => controller.enqueue(bytes);
          end = () => controller.close();
        },
      }),
      duplex: "half",
    } as RequestInit);
    send(file.subarray(0, 1000));
    await expect.poll(async () => (await t.row(id)).tries, { timeout: 5_000 }).toBe(1);
    expect(await t.patch("officer", id, 0, file.subarray(0, 500))).toMatchObject({
      status: 409,
      body: { code: "collect.upload_busy" },
    });
    send(file.subarray(1000, 2000));
    end();
    expect((await first).headers.get("upload-offset")).toBe("2000");
    expect(await t.patch("officer", id, 2000, file.subarray(2000, 2500))).toMatchObject({ offset: 2500 });
  });

  it("a file beyond the platform's limit is refused before a byte is sent", async () => {
    const answer = await t.call("officer", "POST", "", {
      entry,
      name: "大.csv",
      bytes: 64 * 1024 * 1024 + 1,
    });
    expect(answer).toMatchObject({ status: 413, body: { code: "collect.too_large" } });
  });

  it("a path in the name given is cut to its last part and never used as one", async () => {
    const answer = await t.call("officer", "POST", "", { entry, name: "..\\..\\etc/passwd", bytes: 10 });
    expect(answer).toMatchObject({ status: 201, body: { name: "passwd" } });
  });

  it("an upload that is cancelled leaves no bytes behind", async () => {
    const id = await t.begin(entry, 1000);
    await t.patch("officer", id, 0, file.subarray(0, 400));
    expect(t.files.exists(contentKey(id))).toBe(true);
    expect((await t.call("officer", "DELETE", `/${id}`)).status).toBe(204);
    expect((await t.call("officer", "DELETE", `/${id}`)).status).toBe(204);
    expect(t.files.exists(contentKey(id))).toBe(false);
    expect(await t.patch("officer", id, 400, file.subarray(400, 500))).toMatchObject({
      status: 409,
      body: { code: "collect.not_now" },
    });
  });
});

/** Announces a whole file, sends a part of it, and hangs up. */
function brokenPatch(origin: string, id: string, part: Uint8Array, announced: number): Promise<void> {
  const { hostname, port } = new URL(origin);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        [
          `PATCH /api/v1/intakes/${id}/content HTTP/1.1`,
          `host: ${hostname}`,
          "x-as: officer",
          "content-type: application/offset+octet-stream",
          "upload-offset: 0",
          `content-length: ${announced}`,
          "",
          "",
        ].join("\r\n"),
      );
      socket.write(part, () => setTimeout(() => socket.destroy(), 300));
    });
    socket.once("close", () => done());
    socket.once("error", failed);
  });
}
