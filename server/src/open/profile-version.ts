import { thePlatform } from "../platform/index.ts";
import type { OpenVersion } from "./find-dataset.ts";
import type { OpenNeeds } from "./needs.ts";
import { type ColumnProfile, profileColumns } from "./profile-columns.ts";
import { findProfiles, insertProfiles } from "./store.ts";

type ProfileNeeds = Pick<OpenNeeds, "db" | "scans">;

const underWay = new Map<string, Promise<Map<string, ColumnProfile>>>();

/** Profiles of the columns the public may have; made where they are missing, once however many ask. */
export async function profileVersion(
  needs: ProfileNeeds,
  data: OpenVersion,
): Promise<ReadonlyMap<string, ColumnProfile>> {
  const { entry, n } = data.version;
  const known = await needs.db.reading(thePlatform, (tx) => findProfiles(tx, entry, n));
  const missing = data.visible.filter((column) => !known.has(column.name));
  if (missing.length === 0) return known;
  const key = `${data.dataset.paths[0]} ${missing.map((c) => c.name).join()}`;
  const running = underWay.get(key) ?? make(needs, data, missing).finally(() => underWay.delete(key));
  underWay.set(key, running);
  return new Map([...known, ...(await running)]);
}

async function make(needs: ProfileNeeds, { version, dataset }: OpenVersion, missing: OpenVersion["visible"]) {
  const made = await profileColumns(needs.scans, dataset.paths, missing, version.rows);
  await needs.db.acting(thePlatform, (tx) => insertProfiles(tx, version.entry, version.n, made));
  return made;
}
