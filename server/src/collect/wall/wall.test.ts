import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectWalled } from "../inspect/index.ts";
import { netWall, ranOutOfMemory, spawnWalled, type WallBounds } from "./index.ts";
import { wallPrefix } from "./net-wall.ts";

describe("a process behind the wall", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "zhanqiao-wall-test-"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  let count = 0;
  async function run(script: string, bounds: Partial<WallBounds> = {}) {
    const path = join(dir, `script-${++count}.mjs`);
    writeFileSync(path, script);
    const walled = spawnWalled(path, [], { milliseconds: 30_000, heapMegabytes: 64, ...bounds });
    walled.child.stdin!.end();
    const [said, ended] = await Promise.all([text(walled.child.stdout!), walled.ended]);
    return { said, ended };
  }

  it("has nothing of ours in its environment and a folder of its own, which goes with it", async () => {
    process.env.ZHANQIAO_SECRET_OF_A_TEST = "secret";
    const { said } = await run(
      "console.log(JSON.stringify([Object.keys(process.env).sort(), process.cwd()]))",
    );
    delete process.env.ZHANQIAO_SECRET_OF_A_TEST;
    const [names, cwd] = JSON.parse(said);
    expect(names.filter((name: string) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name))).toEqual([
      "PATH",
      "TMPDIR",
      "TZ",
      "ZHANQIAO_WALLED",
    ]);
    expect(cwd).toMatch(/zhanqiao-wall-/);
    expect(existsSync(cwd)).toBe(false);
  });

  it.runIf(process.platform === "linux")("is held by the operating system (RLIMIT)", async () => {
    const { said } = await run(
      'console.log(require("fs").readFileSync("/proc/self/limits","utf8"))'.replace(
        'require("fs")',
        "(await import('node:fs'))",
      ),
      {
        dataMegabytes: 900,
        fileMegabytes: 3,
      },
    );
    const soft = (name: string) => Number(new RegExp(`${name}\\s+(\\d+)`).exec(said)?.[1]);
    expect([
      soft("Max data size"),
      soft("Max file size"),
      soft("Max core file size"),
      soft("Max cpu time"),
    ]).toEqual([900 << 20, 3 << 20, 0, 61]);
  });

  it("dies of memory beyond the heap as of memory on it, and that is told apart from a fault", async () => {
    const heap = await run("const a = []; for (;;) a.push(new Array(1e5).fill({}));");
    expect([heap.ended.killed || ranOutOfMemory(heap.ended.complaint), heap.ended.late]).toEqual([
      true,
      false,
    ]);
    const beyond = await run("const a = []; for (;;) a.push(Buffer.alloc(64 << 20, 1));", {
      dataMegabytes: 700,
    });
    expect([beyond.ended.killed || ranOutOfMemory(beyond.ended.complaint), beyond.ended.late]).toEqual([
      true,
      false,
    ]);
    const fault = await run("throw new Error('x')");
    expect([fault.ended.killed, ranOutOfMemory(fault.ended.complaint), fault.ended.code]).toEqual([
      false,
      false,
      1,
    ]);
  });

  it("is killed with all it started when its time is up", async () => {
    const marker = join(dir, "grandchild");
    const { ended } = await run(
      `import { spawn } from "node:child_process"; import { writeFileSync } from "node:fs";
       const c = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
       writeFileSync(process.env.TMPDIR + "/pid", ""); console.log(c.pid); for (;;);`,
      { milliseconds: 2_500 },
    ).then(async ({ said, ended }) => {
      const pid = Number(said.trim());
      expect(pid).toBeGreaterThan(1);
      for (let tries = 0; tries < 50 && alive(pid); tries++) await pause(50);
      expect(alive(pid)).toBe(false);
      return { ended };
    });
    expect([ended.late, ended.killed, existsSync(marker)]).toEqual([true, true, false]);
  });

  it.skipIf(netWall() === "none")("cannot reach the network (needs namespaces or bubblewrap)", async () => {
    const { said } = await run(
      "import { networkInterfaces } from 'node:os'; console.log(JSON.stringify(Object.values(networkInterfaces()).flat().filter((n) => !n.internal).length))",
    );
    expect(said.trim()).toBe("0");
  });

  it("uses bubblewrap where it works, and goes on without where it is installed but not allowed", async () => {
    const bin = mkdtempSync(join(dir, "bin-"));
    const stub = (code: string) => {
      writeFileSync(join(bin, "bwrap"), `#!/bin/sh\n${code}\n`);
      chmodSync(join(bin, "bwrap"), 0o755);
    };
    stub("exit 1");
    expect(netWall(bin)).toBe("none");
    const other = `${bin}/.`;
    stub("exit 0");
    expect(netWall(other)).toBe("bubblewrap");
    expect(wallPrefix("bubblewrap", "/f")).toEqual(
      expect.arrayContaining(["--unshare-all", "--die-with-parent", "--ro-bind", "--bind", "/f"]),
    );
    expect(wallPrefix("none", "/f")).toEqual([]);
  });

  it("ends an inspection that takes too long or is cancelled; the file is refused, or nobody's any more", async () => {
    const path = join(dir, "long.csv");
    writeFileSync(path, "a,b\n1,2\n".repeat(400_000));
    const found = await inspectWalled(path, { limits: { sheetMilliseconds: -159 } });
    expect(found).toMatchObject({ ok: false, code: "inspect.timeout" });
    const stop = new AbortController();
    const running = inspectWalled(path, { signal: stop.signal });
    stop.abort(new Error("cancelled"));
    await expect(running).rejects.toThrow("cancelled");
  });
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
