import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyHash, type LogRefusal, parseCheckpoint, parseNote } from "@zhanqiao/tlog";
import { writeDurably } from "./durable-file.ts";
import { Problem } from "./problem.ts";

/** What a witness remembers of one log: the latest checkpoint it may have cosigned, as it stands on disk. */
export type Latest = {
  readonly size: number;
  readonly root: Uint8Array;
  /** The note as kept: signed by the log, and with the witness's own lines once it was answered. */
  readonly note: string | undefined;
};

/** The name an origin has in file names and monitoring URLs: the hex SHA-256 of it (C2SP tlog-witness). */
export const originHash = (origin: string) => createHash("sha256").update(origin).digest("hex");

/** The durable memory of one log, a single file `<hash of origin>.checkpoint`. Reads and writes one at a time. */
export class LogState {
  readonly #file: string;
  #latest: Latest;

  private constructor(file: string, latest: Latest) {
    this.#file = file;
    this.#latest = latest;
  }

  /** Opens a log's memory. No file means never cosigned; a file that cannot be read is refused, never forgotten. */
  static async open(folder: string, origin: string): Promise<LogState> {
    const file = join(folder, `${originHash(origin)}.checkpoint`);
    return new LogState(file, await load(file, origin));
  }

  get latest(): Latest {
    return this.#latest;
  }

  /** Keeps a signed checkpoint as the latest. Only once this returned may anything signed over it be given out. */
  async keep(note: string): Promise<void> {
    const { size, root } = parseCheckpoint(parseNote(note).text);
    await writeDurably(this.#file, note);
    this.#latest = { size, root, note };
  }
}

async function load(file: string, origin: string): Promise<Latest> {
  let note: string;
  try {
    note = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return { size: 0, root: emptyHash(), note: undefined };
    throw error;
  }
  try {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    if (checkpoint.origin !== origin) throw new Problem("state.broken", { file, what: "another log's" });
    return { size: checkpoint.size, root: checkpoint.root, note };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("state.broken", { file, what: (error as LogRefusal).message });
  }
}
