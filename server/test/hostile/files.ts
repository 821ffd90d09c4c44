import { packedFiles } from "./files-packed.ts";
import { plainFiles } from "./files-plain.ts";
import type { HostileFile } from "./hostile-file.ts";

/** Files made to hurt whoever opens them, of every kind. */
export const hostileFiles: readonly HostileFile[] = [...packedFiles, ...plainFiles];
