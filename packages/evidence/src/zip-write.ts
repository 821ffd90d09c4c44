import { zipSync } from "fflate";

/** Writes files in the order given, with the same bytes each time: no clock, no owner, no extra field. */
export function writeZip(files: readonly (readonly [name: string, bytes: Uint8Array])[]): Uint8Array {
  // The ZIP format keeps local time: its first instant, in whatever zone, reads the same.
  return zipSync(Object.fromEntries(files), { level: 6, mtime: new Date(1980, 0, 1) });
}
