// npm test: the front ends are built if they are not, then every test runs on the embedded PostgreSQL, and the server's
// on the installed one as well when ZHANQIAO_TEST_DATABASE_URL names it. Ends with one line: "N passed, N failed".
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const only = process.argv.slice(2);
if (!existsSync("web/portal/dist/server/index.js") || !existsSync("web/console/dist/index.html")) {
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
  if (built.status !== 0) process.exit(1);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const installed = process.env.ZHANQIAO_TEST_DATABASE_URL;
run("embedded PostgreSQL", { ZHANQIAO_TEST_DATABASE_URL: undefined });
// Packages and front ends use no database: on the installed one the server's tests run.
if (installed)
  run(
    "installed PostgreSQL, server",
    { ZHANQIAO_TEST_DATABASE_URL: installed },
    only.length ? only : ["server/"],
  );
else
  console.log("skipped: the second run on an installed PostgreSQL (ZHANQIAO_TEST_DATABASE_URL is not set)");
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed ? 1 : 0);

function run(where, env, filters = only) {
  console.log(`\n— tests on the ${where}`);
  const report = join(mkdtempSync(join(tmpdir(), "zhanqiao-report-")), "report.json");
  const args = [
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...filters,
  ];
  const environment = { ...process.env, ...env };
  if (env.ZHANQIAO_TEST_DATABASE_URL === undefined) delete environment.ZHANQIAO_TEST_DATABASE_URL;
  const done = spawnSync("npx", ["--no-install", ...args], {
    stdio: "inherit",
    env: environment,
    shell: process.platform === "win32",
  });
  if (!existsSync(report)) {
    total.failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(report, "utf8"));
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  // A file that fails before its first test counts as one failure, or a broken import would look like success.
  if (done.status !== 0 && result.numFailedTests === 0)
    total.failed += Math.max(1, result.numFailedTestSuites);
  total.skipped += result.numPendingTests + result.numTodoTests;
  for (const file of result.testResults)
    for (const test of file.assertionResults)
      if (test.status === "pending" || test.status === "skipped") console.log(`skipped: ${test.fullName}`);
}
