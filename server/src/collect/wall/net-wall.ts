import { spawnSync } from "node:child_process";

/** What keeps a process of ours from the network: bubblewrap, namespaces of its own, or nothing but its code. */
export type NetWall = "bubblewrap" | "unshare" | "none";

/** How a command is put behind a wall: what stands before it. `folder` is all it may write to. */
export function wallPrefix(kind: NetWall, folder: string): string[] {
  if (kind === "bubblewrap")
    return [
      "bwrap",
      "--unshare-all",
      "--die-with-parent",
      ...["--ro-bind", "/", "/"],
      ...["--dev", "/dev"],
      ...["--proc", "/proc"],
      ...["--bind", folder, folder],
      "--",
    ];
  return kind === "unshare" ? ["unshare", "--user", "--map-current-user", "--net", "--"] : [];
}

const known = new Map<string, NetWall>();

/**
 * The best wall that works here: tried once a process, since a program that is installed may not be allowed to make
 * namespaces (in a container, or by the kernel's settings).
 */
export function netWall(path = process.env.PATH ?? ""): NetWall {
  const found = known.get(path);
  if (found) return found;
  const works = (kind: NetWall): boolean => {
    const [command, ...rest] = [...wallPrefix(kind, "/tmp"), "true"];
    const tried = spawnSync(command!, rest, { env: { PATH: path }, stdio: "ignore", timeout: 5_000 });
    return tried.status === 0;
  };
  const kind = (["bubblewrap", "unshare"] as const).find(works) ?? "none";
  known.set(path, kind);
  return kind;
}
