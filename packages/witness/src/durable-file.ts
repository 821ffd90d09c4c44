import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Puts bytes under a path so that after a crash at any moment the path has the old bytes or the new ones, and
 * after the call's end the new ones even if power fails: temporary file, fsync, rename, fsync of the folder. One
 * writer of a path at a time.
 */
export async function writeDurably(path: string, bytes: string, mode = 0o644): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w", mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
