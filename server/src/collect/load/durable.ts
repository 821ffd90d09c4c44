import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Marks folders that are being written; what a crash leaves of them is swept away. */
const unfinished = ".partial-";

export const partialFolder = (target: string, tag: string): string =>
  join(dirname(target), `${basename(target)}${unfinished}${tag}`);

/** Makes a folder's files and then the folder itself durable under its final name. Refuses to replace. */
export async function publishFolder(folder: string, target: string): Promise<void> {
  for (const name of await readdir(folder)) await sync(join(folder, name));
  await sync(folder);
  // rename() over a folder that is not empty fails: a version is never replaced, even in a race.
  await rename(folder, target);
  await sync(dirname(target));
}

/** Removes what interrupted loads left in `parent`. Call it when no load is running there. Returns how many. */
export async function sweepUnfinished(parent: string): Promise<number> {
  const left = (await readdir(parent)).filter((name) => name.includes(unfinished));
  for (const name of left) await rm(join(parent, name), { recursive: true, force: true });
  return left.length;
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
