import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { ensureDatabase } from "../src/platform/index.ts";

/** The command as an operator runs it. */
export const command = fileURLToPath(new URL("../bin/zhanqiao.mjs", import.meta.url));

/** A platform running as its own process, as an operator starts it. */
export interface Running {
  readonly address: string;
  readonly child: ChildProcess;
  readonly dataDir: string;
  readonly said: () => string;
  stop(): Promise<void>;
  /** kill -9 on the whole Node process; the embedded PostgreSQL is left as it is. */
  kill(): Promise<void>;
}

/** The installed server every platform is given a database of its own on; absent: each embeds its own PostgreSQL. */
export const installedServer = process.env.ZHANQIAO_TEST_DATABASE_URL;
const databaseOf = (dataDir: string) =>
  `run_${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`;

/** Journeys all come from one address and in a hurry; what the limits do is a test's own matter. */
export const roomyLimits = Object.fromEntries(
  ["ADDRESS", "READING", "WRITING", "HEAVY", "FILINGS"].map((c) => [`ZHANQIAO_LIMIT_${c}`, "1000000"]),
);

/** What a command needs to know to work on this data folder: the folder and, on an installed server, its database. */
export async function settingsFor(dataDir: string): Promise<Record<string, string>> {
  return {
    ZHANQIAO_DATA_DIR: dataDir,
    ...(installedServer
      ? { ZHANQIAO_DATABASE_URL: await ensureDatabase(installedServer, databaseOf(dataDir)) }
      : {}),
  };
}

/** A loopback port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}

/** Ends what a killed platform left running, then removes its folder and its database. */
export async function discard(dataDir: string): Promise<void> {
  killPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  if (!installedServer) return;
  const client = new pg.Client({ connectionString: installedServer });
  await client.connect();
  await client.query(`drop database if exists ${databaseOf(dataDir)} with (force)`);
  await client.end();
}

/** kill -9 on the embedded postmaster of this folder, if it runs; gives its process id. */
export function killPostgres(dataDir: string): number | undefined {
  const pid = postmasterOf(dataDir);
  if (pid === undefined) return undefined;
  try {
    process.kill(pid, "SIGKILL");
    return pid;
  } catch {
    return undefined;
  }
}

/** Process id of the embedded postmaster, as its own lock file says. */
export function postmasterOf(dataDir: string): number | undefined {
  try {
    return Number(
      readFileSync(join(dataDir, "postgres", "cluster", "postmaster.pid"), "utf8").split("\n")[0],
    );
  } catch {
    return undefined;
  }
}

/** A new folder that an unprivileged PostgreSQL can reach. */
export function newDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-run-"));
  chmodSync(dir, 0o755);
  return dir;
}

/** Starts the command and waits until it says where it listens. */
export async function startPlatform(dataDir: string, env: Record<string, string> = {}): Promise<Running> {
  const settings = await settingsFor(dataDir);
  const child = spawn(process.execPath, [command, "start"], {
    env: { ...process.env, ...roomyLimits, ...settings, PORT: "0", ZHANQIAO_LOG: "error", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const over = new Promise<void>((done) => child.once("exit", () => done()));
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await over;
  };
  const address = await new Promise<string>((done, failed) => {
    const look = setInterval(() => {
      const found = /portal\s+(http:\/\/\S+?)\/?\s/.exec(said)?.[1];
      if (found) finish(() => done(found));
    }, 50);
    const finish = (settle: () => void) => {
      clearInterval(look);
      clearTimeout(limit);
      settle();
    };
    const limit = setTimeout(
      () => finish(() => failed(new Error(`did not start in 180 s:\n${said}`))),
      180_000,
    );
    child.once("exit", (code, signal) =>
      finish(() => failed(new Error(`ended with ${code ?? signal} while starting:\n${said}`))),
    );
  });
  return { address, child, dataDir, said: () => said, stop: end("SIGTERM"), kill: end("SIGKILL") };
}

/** Runs one command to its end. */
export function runCommand(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ out: string; err: string; code: number }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [command, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (c: Buffer) => {
      out += c.toString();
    });
    child.stderr.on("data", (c: Buffer) => {
      err += c.toString();
    });
    child.once("close", (code) => done({ out, err, code: code ?? 1 }));
  });
}

/** A signed-in client of the HTTP API: keeps the cookie and the anti-forgery token. */
export class Client {
  readonly address: string;
  #cookie = "";
  #csrf = "";

  constructor(address: string) {
    this.address = address;
  }

  async signIn(login: string, password = "zhanqiao-demo"): Promise<this> {
    const answer = await this.send("POST", "/session", { login, password });
    if (answer.status !== 200)
      throw new Error(`sign-in of ${login}: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.#csrf = (answer.body as { csrf: string }).csrf;
    return this;
  }

  get(path: string) {
    return this.send("GET", path);
  }

  /** Asks for a file below /api/v1: posts a body where there is one. */
  async bytes(path: string, body?: object) {
    const answer = await fetch(`${this.address}/api/v1${path}`, {
      method: body ? "POST" : "GET",
      headers: {
        ...(body ? { "content-type": "application/json" } : {}),
        ...(this.#cookie ? { cookie: this.#cookie, "x-zhanqiao-csrf": this.#csrf } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      bytes: new Uint8Array(await answer.arrayBuffer()),
    };
  }

  /** Sends JSON below /api/v1 and reads JSON back. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    // biome-ignore lint/suspicious/noExplicitAny: journeys read answers as a stranger's client would
  ): Promise<{ status: number; body: any; headers: Headers }> {
    const raw = body instanceof Uint8Array;
    const answer = await fetch(`${this.address}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined || raw ? {} : { "content-type": "application/json" }),
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(this.#csrf ? { "x-zhanqiao-csrf": this.#csrf } : {}),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: raw ? new Blob([body as Uint8Array<ArrayBuffer>]) : JSON.stringify(body) }),
    });
    const cookie = answer.headers.getSetCookie().find((c) => c.startsWith("zq_session="));
    if (cookie) this.#cookie = cookie.split(";")[0]!;
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text && /json/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : text,
    };
  }
}
