import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { newSecret } from "../ids.ts";
import { accountForPostgres, postgresHome, type RunAs, reachable } from "./embedded-binaries.ts";

/** A running embedded PostgreSQL. */
export interface Embedded {
  readonly url: string;
  /** True when this process started it; an adopted server is left to its owner. */
  readonly owned: boolean;
  /** Fast shutdown (open transactions roll back, everything committed is on disk). */
  stop(): Promise<void>;
}

const owner = "zhanqiao";

/**
 * Starts PostgreSQL inside `dir` (created on first use) on a free loopback port, or adopts the one an earlier
 * process left running there when it was killed. Durability settings stay PostgreSQL's own (fsync on).
 */
export async function startEmbedded(dir: string): Promise<Embedded> {
  const runAs = accountForPostgres();
  mkdirSync(dir, { recursive: true });
  if (runAs && !reachable(dir))
    throw new Error(
      `数据文件夹 ${dir} 不能被账户 ${runAs.name} 访问；请把 ZHANQIAO_DATA_DIR 设到 /var/lib/zhanqiao 一类的位置 / account ${runAs.name} cannot reach the data folder: set ZHANQIAO_DATA_DIR to a place like /var/lib/zhanqiao`,
    );
  const home = postgresHome(join(dir, "..", "postgres-bin"), runAs);
  const data = join(dir, "cluster");
  const password = passwordOf(dir);
  if (!existsSync(join(data, "PG_VERSION"))) initialise(home, data, dir, password, runAs);

  const left = await adopt(data, password);
  if (left) return { url: left, owned: false, stop: async () => {} };

  const port = await freePort();
  const child = launch(home, data, port, runAs);
  const url = await whenReady(child, port, password);
  return { url, owned: true, stop: () => stop(child) };
}

function passwordOf(dir: string): string {
  const file = join(dir, "password");
  if (!existsSync(file)) writeFileSync(file, newSecret(24), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

function initialise(home: string, data: string, dir: string, password: string, runAs?: RunAs): void {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  const handover = join(dir, "initdb-password");
  writeFileSync(handover, password, { mode: 0o600 });
  if (runAs) for (const path of [data, handover]) chownSync(path, runAs.uid, runAs.gid);
  try {
    const done = spawnSync(
      join(home, "bin", "initdb"),
      [
        ...["-D", data, "-U", owner, "--pwfile", handover, "--auth=scram-sha-256", "--encoding=UTF8"],
        ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"],
      ],
      { ...identity(runAs), encoding: "utf8" },
    );
    if (done.status !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new Error(`initdb: ${done.stderr || done.error?.message}`);
    }
  } finally {
    rmSync(handover, { force: true });
  }
}

/** A postmaster that outlived its Node parent (kill -9) still owns the folder: use it rather than fight it. */
async function adopt(data: string, password: string): Promise<string | undefined> {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return undefined;
  const [pid, , , port] = readFileSync(pidFile, "utf8").split("\n");
  if (!pid || !port || !alive(Number(pid))) return undefined;
  const url = urlOf(Number(port), password);
  for (let tries = 0; tries < 50 && alive(Number(pid)); tries++) {
    if (await answers(url)) return url;
    await pause(200);
  }
  return undefined;
}

function launch(home: string, data: string, port: number, runAs?: RunAs): ChildProcess {
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 80,
    shared_buffers: "128MB",
    // Only the client library's time zone handling should matter; text output stays unambiguous.
    timezone: "UTC",
  };
  const args = Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`]);
  const child = spawn(join(home, "bin", "postgres"), ["-D", data, ...args], {
    ...identity(runAs),
    stdio: ["ignore", "ignore", "pipe"],
    // Its own process group: Ctrl-C reaches us first, and we shut it down in order.
    detached: true,
  });
  return child;
}

async function whenReady(child: ChildProcess, port: number, password: string): Promise<string> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const url = urlOf(port, password);
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended while starting: ${said}`);
    if (await answers(url)) {
      child.unref();
      (child.stderr as unknown as { unref?: () => void } | null)?.unref?.();
      return url;
    }
    await pause(50);
  }
  throw new Error(`PostgreSQL did not answer in time: ${said}`);
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || !child.pid) return done();
    child.once("exit", () => done());
    child.ref();
    process.kill(child.pid, "SIGINT");
  });
}

const identity = (runAs?: RunAs) => (runAs ? { uid: runAs.uid, gid: runAs.gid, cwd: "/" } : {});
const urlOf = (port: number, password: string) =>
  `postgres://${owner}:${password}@127.0.0.1:${port}/postgres`;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? done(address.port) : failed(new Error("no port")),
      );
    });
  });
}
