import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duck, startDuck } from "./duck-process.ts";

/** A temporary folder for tests, and a DuckDB process that may touch it (and `also`). */
export async function duckForTests(also: readonly string[] = []): Promise<{
  dir: string;
  duck: Duck;
  close: () => Promise<void>;
}> {
  const dir = await mkdtemp(join(tmpdir(), "zhanqiao-"));
  const duck = await startDuck({
    folders: [dir, ...also],
    threads: 2,
    memoryLimit: "400MiB",
    temp: join(dir, "temp"),
    connections: 2,
  });
  const close = async () => {
    duck.kill();
    await duck.ended;
    await rm(dir, { recursive: true, force: true });
  };
  return { dir, duck, close };
}
