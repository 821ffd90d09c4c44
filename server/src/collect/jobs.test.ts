import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openJobs, thePlatform } from "../platform/index.ts";
import { contentKey, resultKey, workKey } from "./intake/keys.ts";
import { loadIntake } from "./intake/load-intake.ts";
import { receiveBytes } from "./intake/receive-bytes.ts";
import { requestLoad } from "./intake/request-load.ts";
import { startIntake } from "./intake/start-intake.ts";
import { collectJobs, resumeIntakes } from "./jobs.ts";
import { officer, parkingCsv, type TestCollect, testCollect } from "./testing.ts";

const mapping = [
  { from: 0, to: "name" },
  { from: 1, to: "spaces" },
];

describe("work that is interrupted, repeated or given up", () => {
  let t: TestCollect;
  let entry: string;
  beforeAll(async () => {
    t = await testCollect();
    entry = await t.publishedEntry();
  });
  afterAll(() => t.close());

  const loading = async () => {
    const id = await t.upload(entry, parkingCsv(300));
    await t.call("officer", "POST", `/${id}/load`, { mapping });
    return { id, data: t.queue.splice(0)[0]!.data };
  };

  it("a job delivered twice does its work once", async () => {
    const id = await t.begin(entry, 100);
    await t.patch("officer", id, 0, parkingCsv(300).subarray(0, 100));
    t.queue.push({ ...t.queue[0]! });
    await t.work();
    expect(await t.row(id)).toMatchObject({ state: "inspected", run: 1, tries: 1 });

    const load = await loading();
    await Promise.all([loadIntake(t.needs, load.data), loadIntake(t.needs, load.data)]);
    await loadIntake(t.needs, load.data);
    const row = await t.row(load.id);
    expect(row).toMatchObject({ state: "checked", tries: 1 });
    expect(await readdir(dirname(t.files.path(row.result!.folder)))).toContain(`${load.id}-${load.data.run}`);
  });

  it("a load whose process was killed is asked for again, and starts clean over what was left", async () => {
    const { id, data } = await loading();
    // As a killed process leaves it: claimed, scratch files, an unfinished folder, and a result nobody recorded.
    const folder = t.files.path(resultKey(entry, id, data.run));
    for (const left of [folder, `${folder}.partial-abc`, t.files.path(workKey(id))]) {
      await mkdir(left, { recursive: true });
      await writeFile(join(left, "data.parquet"), "half a file");
    }
    const claimed = (ago: number) =>
      t.db.acting(thePlatform, (tx) =>
        sql`update collect.intake set claim = 'killed', claimed_at = clock_timestamp() - make_interval(secs => ${ago})
          where id = ${id}`.execute(tx),
      );
    await claimed(1);
    await resumeIntakes(t.needs);
    expect(t.queue).toEqual([]);
    await loadIntake(t.needs, data);
    expect((await t.row(id)).state).toBe("loading");

    await claimed(600);
    await resumeIntakes(t.needs);
    expect(t.queue).toEqual([{ name: "collect.load", data }]);
    await t.work();
    const row = await t.row(id);
    expect(row).toMatchObject({ state: "checked", result: { manifest: { rows: 300 } } });
    expect(existsSync(t.files.path(workKey(id)))).toBe(false);
    const beside = await readdir(dirname(folder));
    expect(beside.filter((name) => name.includes("partial"))).toEqual([]);
    expect(await readdir(folder)).toContain("manifest.json");
  });

  it("a load killed with SIGKILL in the middle of writing leaves nothing that counts, and succeeds when resumed", async () => {
    const rows = 400_000;
    const id = await t.upload(entry, parkingCsv(rows));
    await t.call("officer", "POST", `/${id}/load`, { mapping });
    const { data } = t.queue.splice(0)[0]!;
    const child = fork(
      join(import.meta.dirname, "testing-child.ts"),
      [t.db.url, t.dir, id, String(data.run)],
      {
        execArgv: ["--disable-warning=ExperimentalWarning"],
      },
    );
    const gone = new Promise((done) => child.once("exit", (_code, signal) => done(signal)));
    const folder = t.files.path(resultKey(entry, id, data.run));
    const unfinished = async () =>
      (await readdir(dirname(folder)).catch(() => [])).filter((f) =>
        f.startsWith(`${id}-${data.run}.partial`),
      );
    await expect.poll(unfinished, { timeout: 20_000, interval: 5 }).not.toEqual([]);
    child.kill("SIGKILL");
    expect(await gone).toBe("SIGKILL");
    expect(await t.row(id)).toMatchObject({ state: "loading", result: null });
    expect(await unfinished()).not.toEqual([]);

    // Before the claim runs out nobody takes over; half a minute later the minute's job does.
    await resumeIntakes(t.needs);
    expect(t.queue).toEqual([]);
    await t.db.acting(thePlatform, (tx) =>
      sql`update collect.intake set claimed_at = claimed_at - interval '31 s' where id = ${id}`.execute(tx),
    );
    await resumeIntakes(t.needs);
    await t.work();
    expect(await t.row(id)).toMatchObject({ state: "checked", tries: 2, result: { manifest: { rows } } });
    expect(await unfinished()).toEqual([]);
  });

  it("a fault of ours is tried three times, then the intake says so and can be loaded anew", async () => {
    const { id, data } = await loading();
    const content = t.files.path(contentKey(id));
    await t.files.adopt(content, "aside");
    for (let i = 0; i < 3; i++) await expect(loadIntake(t.needs, data)).rejects.toThrow();
    await loadIntake(t.needs, data);
    expect(await t.row(id)).toMatchObject({ state: "failed", refusal: { code: "collect.fault" }, tries: 3 });
    await t.files.adopt(t.files.path("aside"), contentKey(id));
    expect((await t.call("officer", "POST", `/${id}/load`, { mapping })).status).toBe(202);
    await t.work();
    expect(await t.row(id)).toMatchObject({ state: "checked", refusal: null });
  });

  it("a file that changed after it was inspected is not loaded, and the intake says why", async () => {
    const { id, data } = await loading();
    await writeFile(t.files.path(contentKey(id)), "别的内容");
    await loadIntake(t.needs, data);
    expect(await t.row(id)).toMatchObject({ state: "failed", refusal: { code: "load.file_changed" } });
  });

  it("an intake cancelled while it is loaded stays cancelled and leaves no files", async () => {
    const { id, data } = await loading();
    await Promise.all([
      loadIntake(t.needs, data),
      expect
        .poll(async () => (await t.row(id)).tries, { timeout: 5_000, interval: 5 })
        .toBe(1)
        .then(() => t.call("officer", "DELETE", `/${id}`)),
    ]);
    expect((await t.row(id)).state).toBe("cancelled");
    expect(existsSync(t.files.path(resultKey(entry, id, data.run)))).toBe(false);
    expect(existsSync(t.files.path(contentKey(id)))).toBe(false);
    expect(existsSync(t.files.path(workKey(id)))).toBe(false);
  });

  it("loading again with another mapping replaces the result, and the earlier files go", async () => {
    const { id, data } = await loading();
    await loadIntake(t.needs, data);
    const earlier = (await t.row(id)).result!.folder;
    await t.call("officer", "POST", `/${id}/load`, { mapping: [...mapping].reverse() });
    // The late answer of the run before counts for nothing.
    await loadIntake(t.needs, data);
    expect((await t.row(id)).state).toBe("loading");
    await t.work();
    const row = await t.row(id);
    expect(row.state).toBe("checked");
    expect(row.result!.folder).not.toBe(earlier);
    expect(existsSync(t.files.path(earlier))).toBe(false);
    expect(existsSync(t.files.path(row.result!.folder))).toBe(true);
  });

  it("over the real queue a file is inspected and loaded by itself", async () => {
    const jobs = await openJobs(t.db.url, "zhanqiao_app", pino({ level: "silent" }));
    try {
      const needs = { ...t.needs, jobs };
      await jobs.start(collectJobs(needs));
      const file = parkingCsv(40);
      const { id } = await startIntake(needs, officer, { entry, name: "队列.csv", bytes: file.length });
      await receiveBytes(needs, officer, { id, offset: 0, bytes: Readable.from([file]) });
      await expect.poll(async () => (await t.row(id)).state, { timeout: 15_000 }).toBe("inspected");
      await requestLoad(needs, officer, id, { mapping, accept: [] });
      await expect.poll(async () => (await t.row(id)).state, { timeout: 15_000 }).toBe("checked");
    } finally {
      await jobs.stop();
    }
  });
});
