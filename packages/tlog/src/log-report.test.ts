import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { finding, findingCodes } from "./log-report.ts";

it("every finding's code is named in a test of verifying or rebuilding", () => {
  const tests = ["verify-log.test.ts", "rebuild-log.test.ts"];
  const source = tests.map((file) => readFileSync(join(import.meta.dirname, file), "utf8")).join("");
  expect(findingCodes.filter((code) => !source.includes(`"${code}"`))).toEqual([]);
});

it("every finding says in both languages what and where", () => {
  const params = { index: 7, last: 9, path: "tile/0/000", size: 10, previous: 11, name: "w.example" };
  for (const code of findingCodes) {
    const { zh, en } = finding(code, { ...params, seconds: 5, quorum: "q", found: "f", reason: "r" });
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(`${zh}${en}`).not.toMatch(/[{}]|undefined/);
  }
});
