import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Duck, DuckError, DuckGone } from "./duck-process.ts";
import { duckForTests } from "./testing.ts";

let duck: Duck;
let dir: string;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ duck, dir, close } = await duckForTests());
});
afterAll(() => close());

describe("the DuckDB process", () => {
  it("reads and writes only the folders it was given, links included", async () => {
    await duck.run(`COPY (SELECT 1 AS a) TO '${dir}/inside.parquet'`);
    expect((await duck.run(`SELECT * FROM '${dir}/inside.parquet'`)).rows).toEqual([[1]]);
    await writeFile(join(dir, "..", "outside-of-zhanqiao.csv"), "a\n1\n");
    await symlink("/etc/passwd", join(dir, "link.csv"));
    for (const sql of [
      "SELECT * FROM read_csv('/etc/passwd')",
      `SELECT * FROM read_csv('${dir}/../outside-of-zhanqiao.csv')`,
      `SELECT * FROM read_csv('${dir}/link.csv')`,
      "SELECT * FROM read_text('/proc/self/environ')",
      "COPY (SELECT 1) TO '/tmp/outside-of-zhanqiao.parquet'",
      "ATTACH '/tmp/x.db'",
      "INSTALL httpfs",
      "LOAD httpfs",
      "SET enable_external_access = true",
      "SET allowed_directories = ['/']",
      "SET threads = 1",
    ])
      await expect(duck.run(sql), sql).rejects.toThrow(DuckError);
  });

  it("is killed when a statement does not heed the interrupt, and says so to all who wait", async () => {
    const { duck: other, close: closeOther } = await duckForTests();
    const stop = new AbortController();
    // One scalar call of many seconds, which interrupt() does not reach.
    const stuck = other.run(
      "SELECT length(repeat(repeat('ab', 1000000), 100)) + length(regexp_replace(repeat('a', 200000000), '(a|b)*c', 'x', 'g'))",
      [],
      { signal: stop.signal },
    );
    const beside = other.run("SELECT count(*) FROM range(100000000000) a(i) WHERE i % 7 = 8");
    const both = Promise.allSettled([stuck, beside]);
    setTimeout(() => stop.abort(new Error("enough")), 300);
    const [first, second] = await both;
    expect(first).toMatchObject({ status: "rejected" });
    expect(String((first as PromiseRejectedResult).reason)).toMatch(/enough/);
    other.kill();
    await other.ended;
    expect((second as PromiseRejectedResult).reason).toBeInstanceOf(DuckGone);
    await closeOther();
  });
});
