import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inspectFile } from "./inspect-file.ts";
import { columnOf, warningsOf } from "./testing.ts";

const bombs = join(
  process.env.ZHANQIAO_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data"),
  "suites/hostile/make-bombs.py",
);

describe.skipIf(!existsSync(bombs))("hostile files (shared test data)", () => {
  const nest = existsSync(bombs) ? mkdtempSync(join(tmpdir(), "bombs-")) : "";
  if (nest) execFileSync("python3", [bombs, nest, "0.2"], { stdio: "ignore" });
  afterAll(() => nest && rmSync(nest, { recursive: true, force: true }));
  // Not hostile to a reader: text that is dangerous only in a spreadsheet, UTF-16 without a mark, a short file.
  const taken = new Set(["formula.csv", "utf16-no-bom.csv", "gbk-truncated.csv"]);

  for (const file of nest ? readdirSync(nest) : []) {
    it(`${file} is ${taken.has(file) ? "taken with care" : "refused"} in bounded time and memory`, async () => {
      const before = process.memoryUsage.rss();
      const from = performance.now();
      const found = await inspectFile(join(nest, file));
      expect(found.ok).toBe(taken.has(file));
      expect(performance.now() - from).toBeLessThan(10_000);
      expect(process.memoryUsage.rss() - before).toBeLessThan(400 << 20);
      if (file === "formula.csv" && found.ok)
        expect(warningsOf(columnOf(found, "名称"))).toContain("column.formula_text");
      if (file === "gbk-truncated.csv" && found.ok) expect(warningsOf(found)).toContain("file.truncated");
      if (file === "utf16-no-bom.csv" && found.ok) expect(found.encoding?.name).toBe("utf-16le");
    });
  }
});
