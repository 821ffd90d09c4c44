import { LogRefusal, openCheckpoint, type ReadTile } from "@zhanqiao/tlog";
import type { Files } from "../platform/index.ts";
import type { SigningKey } from "./signing-key.ts";

/** Where a file of the log stands in the file store: a folder that any static server could serve as it is. */
export const tileKey = (path: string): string => `ledger/${path}`;

/** Copy of the checkpoint beside the tiles: what a database put back from an old copy has forgotten, this remembers. */
export const checkpointKey = "ledger/checkpoint";

/** Reads tiles of the log from the file store. */
export function tilesOf(files: Files): ReadTile {
  return async (path) => {
    const bytes = await readIfThere(files, tileKey(path));
    return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
}

/** A file's bytes, undefined where there is none, also where it is swept while it is asked for. */
export async function readIfThere(files: Files, key: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(key);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(String((error as NodeJS.ErrnoException).code)))
      return undefined;
    throw error;
  }
}

/** The log cannot be moved without contradicting what was signed before: nothing is signed, a person must look. */
export class LedgerFault extends Error {
  override readonly name = "LedgerFault";
}

/** Size and root a checkpoint of ours signs; a fault for any other. */
export function opened(
  checkpoint: string,
  { origin, key }: { origin: string; key: Pick<SigningKey, "verifier"> },
) {
  try {
    const { size, root } = openCheckpoint(checkpoint, { origin, log: key.verifier });
    return { size, root };
  } catch (error) {
    if (error instanceof LogRefusal) throw new LedgerFault(`a checkpoint kept here: ${error.message}`);
    throw error;
  }
}
