import { DatabaseSync } from "node:sqlite";
import { Problem } from "./problem.ts";

/**
 * Holds a lock on a path until released; refuses one that another process, or another witness in this one, holds.
 * The lock is the operating system's, taken by SQLite on an empty file, so that it ends with the process however
 * that ends: a file holding a process id would outlive a kill, and Node itself has no flock.
 */
export function lockFile(file: string): { release(): void } {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    // SQLITE_BUSY
    if ((error as { errcode?: number }).errcode === 5) throw new Problem("lock.held", { file });
    throw error;
  }
  return { release: () => database.close() };
}
