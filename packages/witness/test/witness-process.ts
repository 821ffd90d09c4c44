import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const command = join(import.meta.dirname, "../bin/tlog-witness.mjs");

/** The real command as a process of its own. */
export type WitnessProcess = {
  readonly url: string;
  readonly verifierKeys: readonly string[];
  readonly child: ChildProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;
  /** kill -9. */
  kill(): Promise<void>;
};

/** Starts the command and waits until it listens. `preload` is a module run before it. */
export async function startProcess(
  args: readonly string[],
  preload: readonly string[] = [],
): Promise<WitnessProcess> {
  const child = spawn(
    process.execPath,
    [...preload.flatMap((file) => ["--import", file]), command, ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const ended = once(child, "exit");
  let complaint = "";
  child.stderr!.on("data", (data) => {
    complaint += data;
  });
  const verifierKeys: string[] = [];
  for await (const line of createInterface(child.stdout!)) {
    if (!line.startsWith("listening ")) {
      verifierKeys.push(line);
      continue;
    }
    const kill = async () => {
      child.kill("SIGKILL");
      await ended;
    };
    return { url: line.slice("listening ".length), verifierKeys, child, ended, kill };
  }
  await ended;
  throw new Error(`did not start (${child.exitCode}): ${complaint}`);
}

/** Posts a body; undefined where the connection broke before an answer. */
export async function post(
  url: string,
  body: string | Uint8Array,
): Promise<{ status: number; text: string; type: string | null } | undefined> {
  try {
    const response = await fetch(`${url}/add-checkpoint`, {
      method: "POST",
      body: body as NonNullable<RequestInit["body"]>,
    });
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get("content-type"),
    };
  } catch {
    return undefined;
  }
}
