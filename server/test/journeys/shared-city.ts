import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { command, discard, freePort, newDataDir, roomyLimits, settingsFor } from "../running.ts";

/** Milliseconds a hook needs that may have to wait for the city to be seeded on a busy machine. */
export const seedingTime = 200_000;

/**
 * Address of the one seeded city all journeys of a run share: the first that asks starts it, the others wait. The
 * folder it is kept in is made, and everything ended, by the global set-up.
 */
export async function sharedCity(): Promise<string> {
  const root = process.env.ZHANQIAO_TEST_CITY;
  if (!root)
    throw new Error("run tests through `npm test` or the Vitest config: no folder for the city is set");
  const dir = join(root, "city");
  if (claimed(dir)) await begin(dir);
  for (let tries = 0; tries < 1800; tries++) {
    const said = existsSync(join(dir, "said")) ? readFileSync(join(dir, "said"), "utf8") : "";
    const address = /portal\s+(http:\/\/\S+?)\/?\s/.exec(said)?.[1];
    if (address) return address;
    if (existsSync(join(dir, "ended"))) throw new Error(`the city did not start:\n${said}`);
    await pause(100);
  }
  throw new Error("the city did not start in 180 s");
}

function claimed(dir: string): boolean {
  try {
    mkdirSync(dir);
    return true;
  } catch {
    return false;
  }
}

async function begin(dir: string): Promise<void> {
  const dataDir = newDataDir();
  writeFileSync(join(dir, "data-dir"), dataDir);
  const out = openSync(join(dir, "said"), "w");
  const child = spawn(process.execPath, [command, "start"], {
    env: {
      ...process.env,
      ...roomyLimits,
      ...(await settingsFor(dataDir)),
      PORT: String(await freePort()),
      ZHANQIAO_LOG: "warn",
    },
    stdio: ["ignore", out, out],
    // The worker that starts it may end long before the journeys of the others do.
    detached: true,
  });
  writeFileSync(join(dir, "pid"), String(child.pid));
  child.once("exit", (code, signal) => writeFileSync(join(dir, "ended"), String(code ?? signal)));
  child.unref();
}

/** Stops the city of this run, if a journey asked for one. */
export async function endSharedCity(root: string): Promise<void> {
  const dir = join(root, "city");
  if (existsSync(join(dir, "pid"))) {
    const pid = Number(readFileSync(join(dir, "pid"), "utf8"));
    if (!send(pid, "SIGTERM"))
      process.stderr.write(
        `the city ended by itself; it said:\n${readFileSync(join(dir, "said"), "utf8").slice(-4000)}\n${ended(dir)}\n`,
      );
    for (let tries = 0; send(pid, 0) && tries < 150; tries++) await pause(100);
    send(pid, "SIGKILL");
    await discard(readFileSync(join(dir, "data-dir"), "utf8"));
  }
  rmSync(root, { recursive: true, force: true });
}

const ended = (dir: string) =>
  existsSync(join(dir, "ended")) ? `exit ${readFileSync(join(dir, "ended"), "utf8")}` : "";

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
