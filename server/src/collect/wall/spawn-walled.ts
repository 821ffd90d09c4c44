import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { netWall, wallPrefix } from "./net-wall.ts";

/** What a process that opens strangers' files may use at most. */
export interface WallBounds {
  /** Time by the clock, milliseconds: then it and all it started get SIGKILL. */
  readonly milliseconds: number;
  /** JavaScript heap, MiB. */
  readonly heapMegabytes: number;
  /** All private memory, heap included, MiB (RLIMIT_DATA). Default: the heap and 1,024. */
  readonly dataMegabytes?: number;
  /** Largest file it may write, MiB (RLIMIT_FSIZE). Default 1. */
  readonly fileMegabytes?: number;
  /** Folder it works in. Default: one of its own, removed when it has ended. */
  readonly folder?: string;
}

export interface Walled {
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>;
  /** SIGKILL for it and all it started. */
  kill(): void;
  /** Stops and starts the clock, while it waits for us. */
  pause(): void;
  resume(): void;
}

export interface Ended {
  /** Its time was up. */
  readonly late: boolean;
  /** A signal ended it: ours, or the system's for a limit it went beyond. */
  readonly killed: boolean;
  readonly code: number | null;
  /** The beginning of what it wrote to its error output. May quote a file; never for a log. */
  readonly complaint: string;
}

/** In the environment of whatever runs behind a wall: what it starts stays behind the same one. */
const mark = "ZHANQIAO_WALLED";

/**
 * Starts a script of ours in a process behind a wall: limits of the operating system on memory, processor time, files
 * and core dumps (setrlimit), a group of its own that is killed whole, no network where the system allows that to be
 * taken away, nothing of ours in its environment, a folder of its own.
 */
export function spawnWalled(script: string, args: readonly string[], bounds: WallBounds): Walled {
  const own = bounds.folder === undefined ? mkdtempSync(join(tmpdir(), "zhanqiao-wall-")) : undefined;
  const folder = bounds.folder ?? own!;
  const inside = process.env[mark] === "1";
  const node = [
    process.execPath,
    `--max-old-space-size=${bounds.heapMegabytes}`,
    "--disable-warning=ExperimentalWarning",
    script,
    ...args,
  ];
  const [command, ...rest] = [...(inside ? [] : wallPrefix(netWall(), folder)), ...limited(node, bounds)];
  const child = spawn(command!, rest, {
    stdio: ["pipe", "pipe", "pipe"],
    cwd: folder,
    detached: !inside,
    env: { PATH: process.env.PATH ?? "", TZ: "UTC", TMPDIR: folder, [mark]: "1" },
  });
  // Whoever writes to a process that is gone learns it from its end.
  child.stdin!.on("error", () => undefined);
  let complaint = "";
  child.stderr!.on("data", (piece: Buffer) => {
    if (complaint.length < 4000) complaint += piece.toString();
  });
  const kill = (): void => {
    try {
      // A group has the id of its first process.
      if (!inside && child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, "SIGKILL");
    } catch {
      // Gone already.
    }
    child.kill("SIGKILL");
  };
  const clock = alarm(bounds.milliseconds, kill);
  const ended = new Promise<Ended>((resolve) => {
    child.once("error", () => child.emit("close", null));
    child.once("close", (code: number | null) => {
      clock.pause();
      if (own) rmSync(own, { recursive: true, force: true });
      // A wall that started it passes on its signal as a code above 128.
      resolve({ late: clock.rang(), killed: code === null || code > 128, complaint, code });
    });
  });
  clock.resume();
  return { child, ended, kill, pause: clock.pause, resume: clock.resume };
}

/** The command with the limits of the operating system set before it starts; those a system does not have are left out. */
function limited(command: readonly string[], bounds: WallBounds): string[] {
  if (!existsSync("/bin/sh")) return [...command];
  const data = (bounds.dataMegabytes ?? bounds.heapMegabytes + 1024) * 1024;
  // Twice the clock, for two cores at work: the second wall, should the clock be asleep.
  const seconds = Math.ceil(bounds.milliseconds / 500) + 1;
  // In blocks of 512 bytes (POSIX).
  const file = (bounds.fileMegabytes ?? 1) * 2048;
  const limits = [`-c 0`, `-d ${data}`, `-t ${seconds}`, `-f ${file}`];
  const set = limits.map((limit) => `ulimit ${limit} 2>/dev/null`).join("; ");
  return ["/bin/sh", "-c", `${set}; exec "$@"`, "sh", ...command];
}

/** A clock that rings once after so many milliseconds, pauses not counted. */
function alarm(milliseconds: number, ring: () => void) {
  let left = milliseconds;
  let from = 0;
  let timer: NodeJS.Timeout | undefined;
  let rung = false;
  return {
    rang: () => rung,
    resume(): void {
      if (timer || rung) return;
      from = performance.now();
      timer = setTimeout(
        () => {
          rung = true;
          ring();
        },
        Math.max(1, left),
      );
    },
    pause(): void {
      if (!timer) return;
      clearTimeout(timer);
      timer = undefined;
      left -= performance.now() - from;
    },
  };
}

/** Whether a process that ended said that it had no more memory. */
export const ranOutOfMemory = (complaint: string): boolean =>
  /out of memory|allocation failed|failed to allocate|cannot allocate|bad_alloc|ENOMEM|fatal process/i.test(
    complaint,
  );
