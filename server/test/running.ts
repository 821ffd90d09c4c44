import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../bin/zhanqiao.mjs", import.meta.url));

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

/** A new folder that an unprivileged PostgreSQL can reach. */
export function newDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "zhanqiao-run-"));
  chmodSync(dir, 0o755);
  return dir;
}

/** Starts the command and waits until it says where it listens. */
export async function startPlatform(dataDir: string, env: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, [command, "start"], {
    env: { ...process.env, ZHANQIAO_DATA_DIR: dataDir, PORT: "0", ZHANQIAO_LOG: "error", ...env },
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
      () => finish(() => failed(new Error(`did not start in 100 s:\n${said}`))),
      100_000,
    );
    child.once("exit", (code) =>
      finish(() => failed(new Error(`ended with ${code} while starting:\n${said}`))),
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

  /** Sends JSON below /api/v1 and reads JSON back. */
  // biome-ignore lint/suspicious/noExplicitAny: journeys read answers as a stranger's client would
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
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
      body: /json/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : text,
    };
  }
}
