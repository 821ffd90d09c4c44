import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openScans, type Scans } from "./scans.ts";

const dir = mkdtempSync(join(tmpdir(), "zhanqiao-scans-"));
const opened: Scans[] = [];
const open = (more: { waiting?: number; timeout?: number }) => {
  const scans = openScans({ dir, threads: 1, ...more });
  opened.push(scans);
  return scans;
};
afterAll(async () => {
  for (const scans of opened) await scans.close();
  rmSync(dir, { recursive: true, force: true });
});

const long = "select count(*) from range(3000000000) a(i), range(100) b(j) where (i * j) % 7 = 3";

describe("long scans", () => {
  it("run one after another; as many wait as may, and one more is told to come again", async () => {
    const scans = open({ waiting: 2 });
    const three = [1, 2, 3].map((n) => scans.run(`select ${n} as n`));
    expect(() => scans.run("select 4")).toThrow(
      expect.objectContaining({ code: "open.exports_busy", status: 503, details: { retryAfter: 10 } }),
    );
    expect(await Promise.all(three)).toHaveLength(3);
    await scans.run("select 5");
  });

  it("are ended at their limit, in words, and leave the next ones in peace", async () => {
    const scans = open({ timeout: 1_500 });
    await scans.run("select 1");
    const from = performance.now();
    await expect(scans.run(long)).rejects.toMatchObject({
      code: "open.export_slow",
      details: { retryAfter: 60 },
    });
    expect(performance.now() - from).toBeLessThan(10_000);
    await scans.run("select 1");
  });
});
